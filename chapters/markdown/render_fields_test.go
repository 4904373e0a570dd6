package markdown

import "testing"

// What is looked up without an engine is what an engine makes of it.
func TestRenderFields(t *testing.T) {
	page := map[string]any{"guest": "Mara <b> {{ x }}", "n": int64(3), "none": nil, "list": []any{"a"}, "deep": map[string]any{"name": "Lindqvist", "size": "large", "9": "x"}, "empty": "", "size": "S"}
	for _, expression := range []string{"{{ page.guest }}", "{{page.guest}}", "{{ page.deep.name }}", "{{ page.deep.size }}", "{{ page.size }}", "{{ page.empty }}", "{{ page.n }}", "{{ page.none }}",
		"{{ page.list }}", "{{ page.list.first }}", "{{ page.deep.9 }}", "{{ page.gone }}", "{{- page.guest -}}", "{{ page.guest | upcase }}", "{{ page['guest'] }}", "{{ page.deep }}", "{{ pages.guest }}", "{{ page.guest.size }}"} {
		value, err := newRenderer(page).render(expression)
		slow := newRenderer(page)
		slow.engines()
		want, problem := slow.lenient.ParseAndRenderString(expression, slow.page)
		if problem == nil && value != want {
			t.Errorf("%s is %q, and %q by the engine (%v)", expression, value, want, err)
		}
		if fast, ok := slow.field(expression); ok && fast != want {
			t.Errorf("%s is looked up as %q, not %q", expression, fast, want)
		}
	}
	if value, ok := newRenderer(page).field("{{ page.deep.name }}"); !ok || value != "Lindqvist" {
		t.Error(value, ok)
	}
}
