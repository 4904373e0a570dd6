package markdown

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// The expressions of a text share one amount of work; what is too much has no value, and costs no more.
func TestRenderWork(t *testing.T) {
	long := strings.Repeat("a b<i> ", 8000)
	var lists []any
	for i := range 4900 {
		lists = append(lists, []any{i})
	}
	page := map[string]any{"long": long, "lists": lists, "title": "One"}
	for name, expression := range map[string]string{
		"join":       "{{page.lists" + strings.Repeat(`|join:" "|split:" "`, 20) + "}}",
		"split":      "{{page.long" + strings.Repeat(`|split:" "|join:" "`, 20) + "}}",
		"append":     "{{page.long" + strings.Repeat("|append:page.long", 25) + "}}",
		"strip_html": "{{page.long" + strings.Repeat("|strip_html", 40) + "}}",
		"plain":      "{{page.long}}",
	} {
		r := newRenderer(page)
		done := 0
		for ; done < 60_000; done++ {
			if _, err := r.render(expression); errors.Is(err, errWork) {
				break
			}
		}
		if done > 500 {
			t.Errorf("%s: rendered %d times", name, done)
		}
		if value, err := r.render("{{page.title}}"); value != "" || !errors.Is(err, errWork) {
			t.Errorf("%s: what comes after it is %q, %v", name, value, err)
		}
	}
	// A long list of ordinary topics is not work.
	r := newRenderer(page)
	for i := range 5000 {
		if value, err := r.render(fmt.Sprintf(`{{ page.title | append: " %d" | upcase }}`, i)); err != nil || value != fmt.Sprintf("ONE %d", i) {
			t.Fatalf("%d: %q, %v", i, value, err)
		}
	}
}

// Filters that multiply what they are given are not known, or bounded.
func TestMultiplyingFilters(t *testing.T) {
	r := newRenderer(map[string]any{"list": []any{"a", "b"}, "text": strings.Repeat("a", 1000)})
	for _, expression := range []string{
		"{{1" + strings.Repeat("|json", 98) + "}}", "{{page.list|inspect}}", "{{page.list|concat:page.list}}", `{{"now"|date:"%1000000000d"}}`, "{{page.list|uniq|sort}}", "{{page}}", "{{(1..9)}}",
		`{{page.text|replace:"a",page.text}}`, `{{page.text|split:""|join:page.text}}`,
	} {
		if value, err := r.render(expression); err == nil {
			t.Errorf("%.60s: %d bytes", expression, len(value))
		}
	}
}
