package markdown

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// parseYAML reads a YAML block. The parser counts columns in runes and is confused by CRLF, so it gets a copy with
// plain line ends, and its lines and columns are mapped back to the bytes of the source.
func parseYAML(source *chapters.Source, front *chapters.FrontMatter) (problem *chapters.Diagnostic) {
	content := source.Text[front.Span.Start:front.Span.End]
	where := yamlPlaces(content, front.Span.Start)
	defer func() {
		// The parser is another's; whatever input trips it is still the writer's text to fix.
		if crash := recover(); crash != nil {
			problem = badFrontMatter(source, front.Span, "chapmark cannot read the YAML of the front matter", "")
		}
	}()
	file, err := parser.ParseBytes(bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n")), 0, parser.AllowDuplicateMapKey())
	if err != nil {
		span, message := front.Span, err.Error()
		var syntax interface {
			GetToken() *token.Token
			GetMessage() string
		}
		if errors.As(err, &syntax) {
			message = syntax.GetMessage()
			if t := syntax.GetToken(); t != nil {
				span = where.span(t)
			}
		}
		return badFrontMatter(source, span, "the front matter is not YAML: "+firstLine(message), "quote a value that holds a colon or starts with a special character")
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return nil
	}
	entries, ok := mappingEntries(file.Docs[0].Body)
	if !ok {
		if _, isComment := file.Docs[0].Body.(*ast.CommentGroupNode); isComment {
			return nil
		}
		return badFrontMatter(source, front.Span, "the front matter holds no fields", "write it as lines of the form key: value")
	}
	tree := yamlTree{anchors: map[string]ast.Node{}}
	for _, entry := range entries {
		front.Values[yamlKey(entry.Key)] = tree.value(entry.Value, 0)
	}
	front.Fields = where.fields(file.Docs[0].Body, "")
	if tree.count > limits.FrontMatterValues {
		front.Values, front.Fields = map[string]any{}, nil
		return badFrontMatter(source, front.Span, fmt.Sprintf("the front matter unfolds to more than %d values", limits.FrontMatterValues), "")
	}
	return nil
}

func mappingEntries(node ast.Node) ([]*ast.MappingValueNode, bool) {
	switch node := node.(type) {
	case *ast.MappingNode:
		return node.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{node}, true
	}
	return nil, false
}

func yamlKey(node ast.MapKeyNode) string {
	if t := node.GetToken(); t != nil && (t.Type == token.DoubleQuoteType || t.Type == token.SingleQuoteType) {
		return t.Value
	}
	return strings.TrimSpace(strings.TrimPrefix(node.String(), "? ")) // ? begins a key that may be long (YAML 1.2 §8.2.2)
}

// yamlTree turns nodes into values: a string stays a string, numbers are read as YAML 1.2 has them, and an alias
// counts each time it is unfolded, so that a few lines cannot unfold to billions.
type yamlTree struct {
	anchors map[string]ast.Node
	count   int
}

func (t *yamlTree) value(node ast.Node, depth int) any {
	if t.count++; t.count > limits.FrontMatterValues || depth > 2*limits.Depth {
		t.count = max(t.count, limits.FrontMatterValues+1)
		return nil
	}
	if entries, ok := mappingEntries(node); ok {
		values := map[string]any{}
		for _, entry := range entries {
			value := t.value(entry.Value, depth+1)
			if merged, ok := value.(map[string]any); ok && entry.Key.IsMergeKey() {
				for k, v := range merged {
					if _, own := values[k]; !own {
						values[k] = v
					}
				}
				continue
			}
			values[yamlKey(entry.Key)] = value
		}
		return values
	}
	switch node := node.(type) {
	case *ast.SequenceNode:
		values := make([]any, 0, len(node.Values))
		for _, item := range node.Values {
			values = append(values, t.value(item, depth+1))
		}
		return values
	case *ast.AnchorNode:
		t.anchors[node.Name.String()] = node.Value
		return t.value(node.Value, depth+1)
	case *ast.AliasNode:
		return t.value(t.anchors[node.Value.String()], depth+1)
	case *ast.TagNode:
		return t.value(node.Value, depth+1)
	case *ast.LiteralNode:
		return node.Value.Value
	case *ast.StringNode:
		return node.Value
	case *ast.BoolNode:
		return node.Value
	case *ast.IntegerNode:
		return yamlNumber(node.Value, node.GetToken().Value)
	case *ast.FloatNode:
		return finite(node.Value)
	case *ast.InfinityNode, *ast.NanNode:
		return node.GetToken().Value
	}
	return nil
}

// finite keeps a number that JSON can hold, and makes a text of any other.
func finite(n float64) any {
	if math.IsInf(n, 0) || math.IsNaN(n) {
		return strconv.FormatFloat(n, 'g', -1, 64)
	}
	return n
}

// yamlNumber keeps what fits an int64 a number, and everything else the text it is.
func yamlNumber(value any, text string) any {
	switch n := value.(type) {
	case int64:
		return n
	case uint64:
		if n <= 1<<63-1 {
			return int64(n)
		}
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	return text
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
