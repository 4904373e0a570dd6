package limits_test

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
	"time"
)

// The table of docs/security.md is that of limits.go. UPDATE=1 writes it.
func TestDocumented(t *testing.T) {
	const page = "../../docs/security.md"
	const from, to = "<!-- limits.go -->\n", "<!-- end -->\n"
	content, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(content), from)
	_, after, closed := strings.Cut(rest, to)
	if !ok || !closed {
		t.Fatalf("%s has no place for the table", page)
	}
	want := before + from + table(t) + to + after
	if want == string(content) {
		return
	}
	if os.Getenv("UPDATE") == "" {
		t.Fatalf("%s does not list the limits of limits.go; UPDATE=1 go test ./chapters/limits writes its table", page)
	}
	if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

func table(t *testing.T) string {
	file, err := parser.ParseFile(token.NewFileSet(), "limits.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	known := map[string]constant.Value{}
	for _, declaration := range file.Decls {
		block, ok := declaration.(*ast.GenDecl)
		if !ok || block.Tok != token.CONST {
			continue
		}
		title, _, _ := strings.Cut(block.Doc.Text(), ".")
		fmt.Fprintf(&b, "\n| %s | at most | |\n| --- | --- | --- |\n", title)
		for _, spec := range block.Specs {
			entry := spec.(*ast.ValueSpec)
			name := entry.Names[0].Name
			known[name] = value(t, entry.Values[0], known)
			n, _ := constant.Int64Val(known[name])
			what := strings.TrimSpace(entry.Comment.Text())
			if what == "" {
				t.Errorf("%s says not what it bounds", name)
			}
			fmt.Fprintf(&b, "| %s | %s | `%s` |\n", what, written(name, n), name)
		}
	}
	return b.String() + "\n"
}

// value works out a constant.
func value(t *testing.T, e ast.Expr, known map[string]constant.Value) constant.Value {
	switch e := e.(type) {
	case *ast.BasicLit:
		return constant.MakeFromLiteral(e.Value, e.Kind, 0)
	case *ast.Ident:
		return known[e.Name]
	case *ast.SelectorExpr:
		return constant.MakeInt64(int64(time.Hour))
	case *ast.BinaryExpr:
		x, y := value(t, e.X, known), value(t, e.Y, known)
		if e.Op == token.SHL {
			n, _ := constant.Uint64Val(y)
			return constant.Shift(x, e.Op, uint(n))
		}
		return constant.BinaryOp(x, e.Op, y)
	}
	t.Fatalf("limits.go has an expression of type %T", e)
	return nil
}

// written is a number with its unit.
func written(name string, n int64) string {
	switch {
	case strings.HasSuffix(name, "Time"):
		return fmt.Sprintf("%d hours", n/int64(time.Hour))
	case strings.HasSuffix(name, "Age"):
		return fmt.Sprintf("%d days", n/int64(24*time.Hour))
	case !strings.HasSuffix(name, "Bytes"):
	case n%(1<<30) == 0:
		return fmt.Sprintf("%d GiB", n>>30)
	case n >= 1<<20:
		return fmt.Sprintf("%d MiB", n>>20)
	case n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	default:
		return fmt.Sprintf("%d bytes", n)
	}
	digits := fmt.Sprint(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}
