package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chapmark/chapmark/cmd/internal/output"
)

// road is the order of the packages of cmd/internal: each may import those before it (docs/architecture.md).
var road = []string{"site", "job", "episode", "change", "run", "output", "preview", "feed", "chromium"}

// parsed are the files of a folder of the project, tests left out.
func parsed(t *testing.T, folder string) (files map[string]*ast.File, set *token.FileSet) {
	t.Helper()
	files, set = map[string]*ast.File{}, token.NewFileSet()
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatal(folder, err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files[path] = file
	}
	return files, set
}

// Imports run one way along the road, and from cmd to audio to chapters.
func TestImportsRunOneWay(t *testing.T) {
	const module = "github.com/chapmark/chapmark/"
	entries, err := os.ReadDir("../internal")
	if err != nil {
		t.Fatal(err)
	}
	check := func(folder string, allowed func(imported string) bool) {
		files, _ := parsed(t, folder)
		for path, file := range files {
			for _, spec := range file.Imports {
				if imported, ours := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), module); ours && !allowed(imported) {
					t.Errorf("%s imports %s", path, imported)
				}
			}
		}
	}
	for _, entry := range entries {
		place := slices.Index(road, entry.Name())
		if place < 0 {
			t.Errorf("%s has no place on the road", entry.Name())
			continue
		}
		check(filepath.Join("../internal", entry.Name()), func(imported string) bool {
			other, internal := strings.CutPrefix(imported, "cmd/internal/")
			return !internal || slices.Index(road, other) < place
		})
	}
	for _, folder := range []string{"../../audio", "../../audio/*", "../../chapters", "../../chapters/*"} {
		below := strings.HasPrefix(folder, "../../chapters")
		folders, _ := filepath.Glob(folder)
		for _, folder := range folders {
			if paths, _ := filepath.Glob(filepath.Join(folder, "*.go")); len(paths) == 0 {
				continue
			}
			check(folder, func(imported string) bool {
				return strings.HasPrefix(imported, "chapters") || !below && strings.HasPrefix(imported, "audio")
			})
		}
	}
}

// Commands are flags and wiring: small files, which print nothing. Only package output prints, and the program's last line.
func TestCommandsAreThin(t *testing.T) {
	files, set := parsed(t, ".")
	total := 0
	for path, file := range files {
		lines := set.File(file.Pos()).LineCount()
		if total += lines; lines > 150 {
			t.Errorf("%s has %d lines", path, lines)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			f, ok := node.(*ast.FuncDecl)
			if !ok {
				return true
			}
			writers := 0
			for _, field := range f.Type.Params.List {
				if s, ok := field.Type.(*ast.SelectorExpr); ok && s.Sel.Name == "Writer" {
					writers += len(field.Names)
				}
			}
			if writers > 1 && f.Name.Name != "execute" {
				t.Errorf("%s: %s takes %d writers", path, f.Name.Name, writers)
			}
			return true
		})
	}
	if total > 2100 {
		t.Errorf("cmd/chapmark has %d lines", total)
	}
	for _, folder := range append([]string{"."}, road...) {
		if folder == "output" || folder == "preview" {
			continue
		}
		if folder != "." {
			folder = filepath.Join("../internal", folder)
		}
		files, _ := parsed(t, folder)
		for path, file := range files {
			ast.Inspect(file, func(node ast.Node) bool {
				if s, ok := node.(*ast.SelectorExpr); ok && strings.HasPrefix(s.Sel.Name, "Fprint") && filepath.Base(path) != "exit.go" {
					t.Errorf("%s prints by %s", path, s.Sel.Name)
				}
				return true
			})
		}
	}
}

// What is read has a bound: os.ReadFile has none.
func TestReadsAreBounded(t *testing.T) {
	for _, folder := range []string{".", "../internal/*", "../../audio", "../../audio/*", "../../chapters", "../../chapters/*"} {
		folders, _ := filepath.Glob(folder)
		for _, folder := range folders {
			if paths, _ := filepath.Glob(filepath.Join(folder, "*.go")); len(paths) == 0 || filepath.Base(folder) == "mp3test" {
				continue
			}
			files, set := parsed(t, folder)
			for _, file := range files {
				ast.Inspect(file, func(node ast.Node) bool {
					if s, ok := node.(*ast.SelectorExpr); ok && s.Sel.Name == "ReadFile" {
						if from, ok := s.X.(*ast.Ident); ok && from.Name == "os" {
							t.Errorf("%s: os.ReadFile", set.Position(s.Pos()))
						}
					}
					return true
				})
			}
		}
	}
}

// TestHelpGroupsFlags: each flag has its place among those that it is like, and no line of help is too long for a terminal.
func TestHelpGroupsFlags(t *testing.T) {
	for _, command := range append(newRoot(&output.Console{}).Commands(), newRoot(&output.Console{})) {
		help := output.Help(command)
		if command.HasParent() && strings.Contains(help, "\nElse:\n") {
			t.Errorf("%s has flags in no group:\n%s", command.Name(), help[strings.Index(help, "\nElse:\n"):])
		}
		for line := range strings.Lines(help) {
			if n := utf8.RuneCountInString(line); n > 101 {
				t.Errorf("%s: a line of %d characters: %s", command.Name(), n, line)
			}
		}
	}
}
