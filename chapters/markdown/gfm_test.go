package markdown

import (
	"fmt"
	"testing"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"pgregory.net/rapid"

	"github.com/chapmark/chapmark/chapters"
)

// Tables are those that the parser's own extension finds, cell by cell.
func TestTablesAgree(t *testing.T) {
	theirs := parser.NewParser(parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithParagraphTransformers(append(parser.DefaultParagraphTransformers(), util.Prioritized(extension.NewTableParagraphTransformer(), 200))...))
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringMatching(`(a?[|:\\ -]){1,7}a?|\|( ?:?-{1,3}:? ?\|){1,3}|(a ?\| ?){1,3}(b\\\|c)?|x ?|    a\|b`)
		source := ""
		for _, l := range rapid.SliceOfN(line, 2, 6).Draw(t, "lines") {
			source += l + "\n"
		}
		list := func(p parser.Parser) (words []string) {
			_ = ast.Walk(p.Parse(text.NewReader([]byte(source))), func(node ast.Node, entering bool) (ast.WalkStatus, error) {
				if !entering {
					return ast.WalkContinue, nil
				}
				switch node := node.(type) {
				case *extast.Table:
					words = append(words, "table")
					for row := node.FirstChild(); row != nil; row = row.NextSibling() {
						words = append(words, "row")
						for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
							if cell.Lines().Len() == 0 {
								words = append(words, "")
								continue
							}
							at := cell.Lines().At(0)
							words = append(words, string(at.Value([]byte(source))))
						}
					}
					return ast.WalkSkipChildren, nil
				case *tableNode:
					found++
					words = append(words, "table")
					for _, row := range node.rows {
						words = append(words, "row")
						for _, cell := range row {
							words = append(words, string(cell.Value([]byte(source))))
						}
					}
				default:
					words = append(words, node.Kind().String())
					if node.Type() == ast.TypeBlock && node.Lines().Len() > 0 {
						words = append(words, fmt.Sprintf("%q", node.Lines().Value([]byte(source))))
					}
				}
				return ast.WalkContinue, nil
			})
			return words
		}
		if ours, want := fmt.Sprintf("%q", list(blocks())), fmt.Sprintf("%q", list(theirs)); ours != want {
			t.Fatalf("%q\n%s\n%s", source, ours, want)
		}
	})
	if found < 10 {
		t.Errorf("%d tables were tried", found)
	}
}

// Struck text is read as what it says.
func TestStruck(t *testing.T) {
	for line, want := range map[string]string{"~~old~~ new": "old new", "a ~old~ new": "a old new", "a ~~~old~~~ new": "a ~~~old~~~ new", "a ~ b": "a ~ b", "a ~~b~": "a ~~b~", "2 ~~ 3": "2 ~~ 3"} {
		document, _ := Parse(chapters.NewSource("a.md", []byte("- 0:00 "+line+"\n- 1:00 b\n")))
		if got := document.Topics[0].Title; got != want {
			t.Errorf("%q is read as %q", line, got)
		}
	}
}
