package output

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/chapters"
)

// tally counts problems: texts are not kept for their sums.
type tally struct {
	severities [chapters.Error + 1]int
	rules      map[chapters.Rule]int
	fixable    int
}

func (t *tally) add(problems []chapters.Diagnostic) {
	if t.rules == nil {
		t.rules = map[chapters.Rule]int{}
	}
	for _, d := range problems {
		t.severities[d.Severity]++
		t.rules[d.Rule]++
		if d.Fix != nil {
			t.fixable++
		}
	}
}

// total is how many problems there are.
func (t *tally) total() (n int) {
	for _, of := range t.severities {
		n += of
	}
	return n
}

// worst is the highest severity, and false where there are no problems.
func (t *tally) worst() (chapters.Severity, bool) {
	for s := chapters.Error; s > chapters.Advice; s-- {
		if t.severities[s] > 0 {
			return s, true
		}
	}
	return chapters.Advice, t.severities[chapters.Advice] > 0
}

// words are the numbers of problems: "2 errors, 1 warning", or "clean".
func (t *tally) words() string {
	var parts []string
	for _, s := range []chapters.Severity{chapters.Error, chapters.Warning} {
		if n := t.severities[s]; n > 0 {
			parts = append(parts, Plural(n, s.String()))
		}
	}
	if len(parts) == 0 {
		parts = []string{"clean"}
	}
	if n := t.severities[chapters.Advice]; n > 0 {
		parts = append(parts, fmt.Sprintf("%d advice", n))
	}
	return strings.Join(parts, ", ")
}

// byRule are the numbers of problems by their rules, the most frequent first.
func (t *tally) byRule() []string {
	rules := slices.SortedFunc(maps.Keys(t.rules), func(a, b chapters.Rule) int {
		return cmp.Or(cmp.Compare(t.rules[b], t.rules[a]), cmp.Compare(a, b))
	})
	words := make([]string, len(rules))
	for i, rule := range rules {
		words[i] = fmt.Sprintf("%s %d", rule, t.rules[rule])
	}
	return words
}
