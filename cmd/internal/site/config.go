// Package site knows a folder of episodes by its chapmark.yaml. In goes the file; out come the episodes, each with the
// audio that belongs to it, and what is wrong with either. It reads the config and the names of files, and writes nothing.
package site

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/objects"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// FileName is the name of the config.
const FileName = "chapmark.yaml"

// Config is what a chapmark.yaml says. Paths in it are relative to its folder.
type Config struct {
	Source   *chapters.Source
	Folder   string
	Episodes []string // globs of the texts
	Exclude  []string // globs of what they match, and is none
	Audio    string   // template of the audio's path or web address; "": an MP3 of the text's name beside it
	Text     markdown.Options
	Build    chapters.Options
	InPlace  bool
	Stamp    bool
	Undo     bool // keep what undo needs of --all, too
	ID3      int  // the version 2.x of the tags that are written; 0: each keeps its own
	Rules    map[chapters.Rule][]Scope
	Storage  objects.Place // of audio that is named s3://bucket/key

	fieldNames map[string]chapters.Span // where the names in Text.Fields stand
}

// Scope is the severity that a rule has for some files.
type Scope struct {
	Glob  string // of the texts, or of audio that belongs to none; "": all
	Level Level
}

// Level is the level that the config gives a rule for a file (its path): that of the first glob that matches.
func (c Config) Level(rule chapters.Rule, path string) (Level, bool) {
	for _, scope := range c.Rules[rule] {
		if scope.Glob == "" || c.matches(scope.Glob, path) {
			return scope.Level, true
		}
	}
	return Level{}, false
}

// Owns reports whether a file is one of the episodes.
func (c Config) Owns(path string) bool {
	match := func(glob string) bool { return c.matches(glob, path) }
	return slices.ContainsFunc(c.Episodes, match) && !slices.ContainsFunc(c.Exclude, match)
}

func (c Config) matches(glob, path string) bool {
	path, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	relative, err := filepath.Rel(c.Folder, path)
	return err == nil && doublestar.MatchUnvalidated(filepath.ToSlash(filepath.Clean(glob)), filepath.ToSlash(relative))
}

// Level is the severity that a config gives a rule: one of chapters.Severity, or Off.
type Level struct {
	Off      bool
	Severity chapters.Severity
}

// Find looks for the config in a folder and in those above it.
func Find(folder string) (string, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	for at := folder; ; at = filepath.Dir(at) {
		path := filepath.Join(at, FileName)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			// It was not named: what a checkout calls so is not to be any file of the machine's.
			real, err := filepath.EvalSymlinks(path)
			folder, failed := filepath.EvalSymlinks(at)
			if err != nil || failed != nil || !Within(folder, real) {
				return "", fmt.Errorf("find %s: %s is a link out of its folder; name the file itself with --config", FileName, path)
			}
			return path, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("find %s in %s or above it: %w", FileName, folder, fs.ErrNotExist)
		}
	}
}

// Within reports whether a path lies in a folder, links aside.
func Within(folder, path string) bool {
	relative, err := filepath.Rel(folder, path)
	return err == nil && filepath.IsLocal(relative)
}

// Read reads a config. What is wrong in it is in the diagnostics; the error is one of reading.
func Read(path string) (Config, []chapters.Diagnostic, error) {
	text, err := disk.ReadFile(path, limits.ConfigBytes)
	if err != nil {
		return Config{}, nil, err
	}
	text = bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF"))
	c := Config{Folder: filepath.Dir(path), Rules: map[chapters.Rule][]Scope{},
		Source: chapters.NewSource(path, bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")))}
	return c, c.parse(), nil
}

// parse fills the config in.
func (c *Config) parse() (problems []chapters.Diagnostic) {
	note := func(node ast.Node, format string, args ...any) {
		problems = append(problems, chapters.Report(chapters.BadConfig, c.Source, c.span(node.GetToken()), format, args...))
	}
	defer func() {
		// The parser is another's; whatever trips it is still to be fixed in the file.
		if recover() != nil {
			problems = append(problems, chapters.Report(chapters.BadConfig, c.Source, chapters.Span{}, "chapmark cannot read this YAML"))
		}
	}()
	if !utf8.Valid(c.Source.Text) {
		return []chapters.Diagnostic{chapters.Report(chapters.BadConfig, c.Source, chapters.Span{}, "this is not UTF-8 text")}
	}
	if at, deep := markdown.TooDeep(c.Source.Text, chapters.YAML); deep {
		return []chapters.Diagnostic{chapters.Report(chapters.BadConfig, c.Source, chapters.Span{Start: at, End: at + 1}, "this is nested deeper than %d levels", limits.Depth)}
	}
	if markdown.TooManyMarks(c.Source.Text) {
		return []chapters.Diagnostic{chapters.Report(chapters.BadConfig, c.Source, chapters.Span{}, "this has more than %d lines, commas and aliases", limits.FrontMatterMarks)}
	}
	file, err := parser.ParseBytes(c.Source.Text, 0)
	if err != nil {
		d := chapters.Report(chapters.BadConfig, c.Source, chapters.Span{}, "this is not YAML: %s", strings.SplitN(err.Error(), "\n", 2)[0])
		var syntax interface {
			GetToken() *token.Token
			GetMessage() string
		}
		if errors.As(err, &syntax) && syntax.GetToken() != nil {
			d.Span, d.Message = c.span(syntax.GetToken()), "this is not YAML: "+syntax.GetMessage()
		}
		return []chapters.Diagnostic{d}
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return []chapters.Diagnostic{chapters.Report(chapters.BadConfig, c.Source, chapters.Span{}, "it is empty").WithHint("write which texts are episodes: episodes: posts/*.md")}
	}
	if len(file.Docs) > 1 && file.Docs[1].Body != nil {
		note(file.Docs[1].Body, "this starts a second document; a config is one document")
		return problems
	}
	entries, ok := mapping(file.Docs[0].Body)
	if !ok {
		note(file.Docs[0].Body, "this should be a list of keys and values")
		return problems
	}
	for _, entry := range entries {
		key := keyText(entry)
		set, known := keys[key]
		if !known {
			d := chapters.Report(chapters.BadConfig, c.Source, c.span(entry.Key.GetToken()), "there is no key %s", chapters.Quoted(key))
			if near := Nearest(key, keyNames()); near != "" {
				d = d.WithHint("did you mean %s?", near)
			} else {
				d = d.WithHint("the keys are %s", strings.Join(keyNames(), ", "))
			}
			problems = append(problems, d)
			continue
		}
		value := entry.Value
		if anchor, ok := value.(*ast.AnchorNode); ok {
			value = anchor.Value
		}
		if value.Type() == ast.NullType {
			note(entry.Key, "%s has no value", key)
			continue
		}
		set(c, value, note)
	}
	if len(c.Episodes) == 0 && len(problems) == 0 {
		problems = append(problems, chapters.Report(chapters.BadConfig, c.Source, chapters.Span{}, "it does not say which texts are episodes").WithHint("add: episodes: posts/*.md"))
	}
	return problems
}

func mapping(node ast.Node) ([]*ast.MappingValueNode, bool) {
	switch node := node.(type) {
	case *ast.MappingNode:
		return node.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{node}, true
	}
	return nil, false
}

// span is where a token stands. The parser counts columns in characters.
func (c *Config) span(t *token.Token) chapters.Span {
	if t == nil {
		return chapters.Span{}
	}
	lines := bytes.SplitAfter(c.Source.Text, []byte("\n"))
	start := 0
	for i := 0; i < t.Position.Line-1 && i < len(lines); i++ {
		start += len(lines[i])
	}
	for column := 1; column < t.Position.Column && start < len(c.Source.Text); column++ {
		_, size := utf8.DecodeRune(c.Source.Text[start:])
		start += size
	}
	length := len(strings.SplitN(t.Value, "\n", 2)[0])
	return chapters.Span{Start: start, End: min(start+max(length, 1), len(c.Source.Text))}
}

func keyNames() []string {
	names := make([]string, 0, len(keys))
	for name := range keys {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
