package markdown

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// TestScansAsPatterns compares what is read byte by byte with the patterns that say it.
func TestScansAsPatterns(t *testing.T) {
	const clock = `\d{1,3}(?:[:：]\d\d){1,2}(?:\.\d{1,9})?`
	length := func(pattern string) func(string) int {
		re := regexp.MustCompile(pattern)
		return func(text string) int { return len(re.FindString(text)) }
	}
	scans := []struct {
		name       string
		scan, want func(string) int
	}{
		{"blank", blankBytes, length(`^[` + blank + `]*`)},
		{"separator", separatorBytes, length(`^[` + blank + `]*(?:-{2,3}|—{2}|[–—:：|·→➜➔⇒»▶•]|[=-]>|>>|[~〜～][ \t]*:?|-(?:[` + blank + `]|$))?[` + blank + `]*`)},
		{"opening", openingBytes, length(`^(?:\[[ xX]\][ \t]+)?(?:[` + opener + `]|<[a-zA-Z][^<>]{0,200}>)*<?`)},
		{"before", beforeBytes, length(`^(?:\[[ xX]\])?(?:\[\[[^\[\]|]{0,300}\|)?[` + opener + `]*<?`)},
		{"behind", behindBytes, length(`^[.,;]*[` + closer + `>]*`)},
		{"clock", clockBytes, length(`^` + clock)},
		{"marker", func(text string) int { return markerBytes([]byte(text)) }, length(`^[ \t]*(?:>|[-+*](?:[ \t]|$)|\d{1,9}[.)](?:[ \t]|$))`)},
	}
	closed, ranged, numbers := closing(), another(), numbered()
	check := func(t interface{ Errorf(string, ...any) }, text string) {
		for _, s := range scans {
			if got, want := s.scan(text), s.want(text); got != want {
				t.Errorf("%s of %q: %d, want %d", s.name, text, got, want)
			}
		}
		if got, want := numberBefore(text), numbers.FindString(text); got != want {
			t.Errorf("number of %q: %q, want %q", text, got, want)
		}
		if plainFirst(text, closers+"(<>") && closed.FindString(text) != "" {
			t.Errorf("%q is closed", text)
		}
		if next := strings.TrimLeftFunc(text, joinsRange); (next == "" || !isDigit(next[0])) && ranged.MatchString(text) {
			t.Errorf("%q goes on with a range", text)
		}
	}
	parts := []string{" ", "\t", "\n", "\u00A0", "\u2009", "\u3000", "\uFEFF", "\u0085", "-", "--", "—", "–", ":", "：", "|", "·", "→", "•", "=>", "->", ">>", ">", "~", "〜", ".", ",", ";",
		"*", "_", "\\", "]", ")", "）", "」", "`", "[", "(", "<", "^", "☀", "@", "0", "1", "12", "123", "1234567890", "00", "٣", "a", "to", "bis", "至", "+", "<b>", "</b>", "\xff", "\xe2\x80", "{", "x", "[x]", "[ ] ", "[[a|", "<a href='x'>", "</", "<" + strings.Repeat("é", 201) + ">", "<a" + strings.Repeat("é", 200) + ">", "<a" + strings.Repeat("é", 201) + ">",
		"#", "Chapter ", "ch. ", "pt", "глава", "capítulo\t", "Part"}
	for _, a := range parts {
		for _, b := range parts {
			check(t, a+b)
			for _, c := range []string{" ", "\u00A0", "-", "--", "—", ":", "~", "]", "[", "1", "12", "<", "a"} {
				check(t, a+b+c)
			}
		}
	}
	some := rapid.SliceOfN(rapid.SampledFrom(parts), 0, 12)
	rapid.Check(t, func(t *rapid.T) { check(t, strings.Join(some.Draw(t, "parts"), "")) })
}

// TestPhrases takes apart what the patterns of phrases find: in each of it stands one of the phrase's words.
func TestPhrases(t *testing.T) {
	for _, p := range []phrase{topicalWords, linkWords, elsewhereWords} {
		for _, text := range alternatives(p.pattern().String()) {
			if text = strings.ReplaceAll(text, `\b`, ""); !p.pattern().MatchString(text) || !p.in(text) {
				t.Errorf("%q is not found", text)
			}
		}
	}
	for _, text := range []string{"темы", "kapitel", "in this episode", "time stamps"} {
		if !saysTopics(text) {
			t.Errorf("%q promises no topics", text)
		}
	}
}

// alternatives are the texts that a pattern of words, groups, bars and question marks finds.
func alternatives(pattern string) []string {
	all, rest := alternation(pattern)
	if rest != "" {
		panic("what is that: " + rest)
	}
	return all
}

func alternation(pattern string) (all []string, rest string) {
	current := []string{""}
	for pattern != "" && pattern[0] != ')' {
		var next []string
		switch r, size := utf8.DecodeRuneInString(pattern); {
		case r == '|':
			all, current, pattern = append(all, current...), []string{""}, pattern[1:]
			continue
		case strings.HasPrefix(pattern, "(?:"):
			if next, pattern = alternation(pattern[3:]); pattern == "" {
				panic("a group has no end")
			}
			pattern = pattern[1:]
		case strings.HasPrefix(pattern, `\b`):
			next, pattern = []string{`\b`}, pattern[2:]
		default:
			next, pattern = []string{string(r)}, pattern[size:]
		}
		if strings.HasPrefix(pattern, "?") {
			next, pattern = append(next, ""), pattern[1:]
		}
		var longer []string
		for _, a := range current {
			for _, b := range next {
				longer = append(longer, a+b)
			}
		}
		current = longer
	}
	return slices.Concat(all, current), pattern
}

func TestWithoutTargets(t *testing.T) {
	targets := regexp.MustCompile(`\]\([^()]*\)`)
	some := rapid.SliceOfN(rapid.SampledFrom([]string{"]", "(", ")", "](", "a", "é", "[x](y)"}), 0, 9)
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(some.Draw(t, "parts"), "")
		if got, want := withoutTargets(text), targets.ReplaceAllString(text, "]"); got != want {
			t.Fatalf("%q: %q, want %q", text, got, want)
		}
	})
}
