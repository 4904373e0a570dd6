package markdown

import (
	"regexp"
	"strings"
	"testing"

	"github.com/osteele/liquid"
	"pgregory.net/rapid"

	"github.com/chapmark/chapmark/chapters/limits"
)

// TestLiquidAsEngine compares expressions with what a whole engine of Liquid makes of them.
func TestLiquidAsEngine(t *testing.T) {
	engine := liquid.NewEngine()
	page := map[string]any{"guest": "Mara <b>Lind</b> & {{ x }}", "n": int64(3), "none": nil, "list": []any{"a", "b c", int64(4)}, "deep": map[string]any{"name": "Lindqvist", "9": "x"}, "empty": "", "size": "S",
		"ja": "wörter 日本", "half": 2.5, "yes": true}
	values := []string{"page.guest", "page.deep.name", "page.n", "page.half", "page.yes", "page.none", "page.gone", "page.list.first", "page.list[1]", "page.list[-1]", "page.list.size", "page.empty", "page.ja",
		`page["guest"]`, "page['deep'].name", `"a text"`, "'it is'", "7", "-1.5", "true", "page.size", "site.title"}
	filters := []string{"upcase", "downcase", "strip", `append: " x"`, "append: page.n", `prepend:"x "`, `remove: "a"`, `remove_first: "a"`, `replace: "a", "ä"`, `replace_first: "i", page.ja`, "strip_html", "escape",
		`default: "nobody"`, "default: page.deep.name", `split: " " | join: "+"`, `split: " " | first`, `split: " " | last`, "size", "truncate: 9", `truncate: 7, "+"`, "strip_newlines", `split: "," | join`}
	check := func(t interface {
		Errorf(string, ...any)
	}, expression string) {
		got, err := newRenderer(page).render(expression)
		want, problem := engine.ParseAndRenderString(expression, map[string]any{"page": page})
		switch {
		case problem != nil && err == nil:
			t.Errorf("%s is %q, and by the engine: %v", expression, got, problem)
		case problem == nil && got != want:
			t.Errorf("%s is %q, and by the engine %q (%v)", expression, got, want, err)
		}
	}
	for _, value := range values {
		check(t, "{{ "+value+" }}")
		check(t, "{{-"+value+"-}}")
		for _, filter := range filters {
			check(t, "{{ "+value+" | "+filter+" }}")
		}
	}
	for _, expression := range []string{"{{ page.list }}", "{{ page.list | join }}", `{{ page.list | join: "+" }}`, "{{ page.list | first }}", "{{ page.list | last }}", "{{ page.list | size }}", `{{ page.list | default: "x" }}`} {
		check(t, expression)
	}
	rapid.Check(t, func(t *rapid.T) {
		chain := append([]string{rapid.SampledFrom(values).Draw(t, "value")}, rapid.SliceOfN(rapid.SampledFrom(filters), 0, 4).Draw(t, "filters")...)
		check(t, "{{"+strings.Join(chain, "|")+"}}")
	})
}

// TestLiquidFilters holds what that engine does otherwise than Jekyll.
func TestLiquidFilters(t *testing.T) {
	page := map[string]any{"list": []any{"a", "b c"}, "ja": "日本 wörter", "name": "éMILE", "long": "one two three", "empty": "", "mixed": []any{"Ann", map[string]any{"name": "x"}, "Bo"}}
	for expression, want := range map[string]string{
		"{{ page.list | upcase }}": "AB C", "{{ page.ja | truncate: 4, '…' }}": "日本 …", "{{ page.ja | truncate: 9, '…' }}": "日本 wörter", "{{ page.name | capitalize }}": "Émile",
		"{{ page.long | truncatewords: 2 }}": "one two...", "{{ page.long | truncatewords: 3 }}": "one two three", "{{ page.long | truncatewords: 1, '' }}": "one", "{{ page.ja | size }}": "9", "{{ page.nobody | size }}": "0",
		`{{ page.nobody | default: "" }}`: "", "{{ page.long | truncate: '9' }}": "one tw...", "{{ page.long | truncate: 9.0 }}": "one tw...", "{{ page.mixed | join: ', ' }}": "Ann, Bo", "{{ page.mixed }}": "AnnBo",
		"{{ page.long | join: '+' }}": "one two three", `{{ page [ "name" ] }}`: "éMILE", "{{ page.empty | default: 'x' | append: 'y' }}": "xy", "{{ page.long | truncate: -1 }}": "...",
	} {
		if got, err := newRenderer(page).render(expression); got != want || err != nil {
			t.Errorf("%s is %q (%v), want %q", expression, got, err, want)
		}
	}
}

// TestBrokenLiquid holds expressions that are none.
func TestBrokenLiquid(t *testing.T) {
	for _, expression := range []string{"{{}}", "{{ | }}", "{{ page. }}", "{{ page[ }}", "{{ page['a }}", "{{ page.a b }}", "{{ page.a | }}", "{{ page.a | upcase: }}", "{{ page.a | append: 'x', }}", "{{ 1..9 }}", "{{ (1..9) }}",
		"{{ page.a ? 1 : 2 }}", "{{ page.a | nothing }}", "{{ page }}", "{% include a %}", "{{ 'a }}", "{{ é }}", "{{ page.a || upcase }}", "{{ page.a | first }}", "{{ page.a | upcase: 1 }}", "{{ page.a | replace: 'A', 'b', 'c' }}", "{{ page.a | truncate: 'x' }}", "{{ page.gone | first }}",
		"{{ page.gone | upcase }}", "{{ page.gone | default: page.none }}", "{{ page.a == 'A' }}"} {
		if value, err := newRenderer(map[string]any{"a": "A"}).render(expression); err == nil || value != "" {
			t.Errorf("%s is %q, %v", expression, value, err)
		}
	}
}

// TestComments compares what is left out with the pattern that says it.
func TestComments(t *testing.T) {
	pattern := regexp.MustCompile(`(?s)\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}|\{\{<[^\n]*?>\}\}|\{\{%[^\n]*?%\}\}`)
	some := rapid.SliceOfN(rapid.SampledFrom([]string{"{% comment %}", "{%- comment -%}", "{%comment%}", "{% endcomment %}", "{%endcomment-%}", "{{<", ">}}", "{{%", "%}}", "{", "}", "%", "\n", " ", "a", "é", "<", "comment"}), 0, 14)
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(some.Draw(t, "parts"), "")
		want := pattern.FindAllStringIndex(text, -1)
		got := comments([]byte(text))
		if len(got) != len(want) {
			t.Fatalf("%q: %v, want %v", text, got, want)
		}
		for i, span := range got {
			if span.Start != want[i][0] || span.End != want[i][1] {
				t.Fatalf("%q: %v, want %v", text, got, want)
			}
		}
	})
	if got := comments([]byte("{{< " + strings.Repeat("a", limits.ShortcodeBytes) + " >}}")); got != nil {
		t.Error("a shortcode has no end in sight, but one was found", got)
	}
}
