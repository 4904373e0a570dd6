package markdown_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// describe writes a document's topics and problems, a line each.
func describe(text string) []string {
	source := chapters.NewSource("episode.md", []byte(text))
	document, problems := markdown.Parse(source)
	lines := []string{}
	for _, t := range document.Topics {
		line := chapters.FormatTimestamp(t.Start) + " " + t.Title
		if t.URL != "" {
			line += " <" + t.URL + ">"
		}
		lines = append(lines, line)
	}
	for _, d := range problems {
		at := source.Position(d.Span.Start)
		line := fmt.Sprintf("%d:%d %s", at.Line, at.Column, d.Rule)
		for _, edit := range d.Fix {
			line += fmt.Sprintf(" %q -> %q", text[edit.Span.Start:edit.Span.End], edit.Text)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestTopics(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"separators", "- 0:00 -- Double\n- 0:10 - Single\n- 0:20 – En\n- 0:30 — Em\n- 0:40: Colon\n- 0:50 : Spaced\n- 1:00 Nothing\n- 1:10--Tight\n- 1:20—Tight\n- 1:30 --- Triple\n- 1:40-Tight\n- 1:50. Dot\n",
			[]string{"0:00 Double", "0:10 Single", "0:20 En", "0:30 Em", "0:40 Colon", "0:50 Spaced", "1:00 Nothing", "1:10 Tight", "1:20 Tight", "1:30 Triple", "1:40 Tight", "1:50 Dot"}},
		{"a dash that is not a separator", "- 0:00 -5 degrees\n- 0:10 -- -5 degrees\n", []string{"0:00 -5 degrees", "0:10 -5 degrees"}},
		{"shapes", "* 0:00.5 a\n* 01:02 b\n* 75:10 c\n* 2:02:03 d\n", []string{"0:00.500 a", "1:02 b", "1:15:10 c", "2:02:03 d"}},
		{"numbered list", "1. 0:00 a\n2. 1:00 b\n", []string{"0:00 a", "1:00 b"}},
		{"loose list", "- 0:00 a\n\n- 1:00 b\n\n  more about b\n", []string{"0:00 a", "1:00 b"}},
		{"wrapped", "- 0:00 -- first\n  line\n- 1:00 --\n  next line\n", []string{"0:00 first line", "1:00 next line"}},
		{"inlines", "- 0:00 *a* **b** `c*d` [e](https://e.example) <https://f.example> ![g](g.png) h<br>i <b>j</b>\n- 1:00 x\n",
			[]string{"0:00 a b c*d e https://f.example h i j <https://e.example>", "1:00 x"}},
		{"entities and escapes", "- 0:00 R&amp;D &copy; \\*not\\* \\&amp; &bogus; `&amp;` AT&T\n- 1:00 b\n", []string{"0:00 R&D © *not* &amp; &bogus; &amp; AT&T", "1:00 b"}},
		{"reference link", "- 0:00 [a][x]\n- 1:00 b\n\n[x]: https://x.example\n", []string{"0:00 a <https://x.example>", "1:00 b"}},
		{"first web link", "- 0:00 [a](#here) [b](mailto:b@example.org) [c](https://c.example) [d](https://d.example)\n- 1:00 b\n", []string{"0:00 a b c d <https://c.example>", "1:00 b"}},
		{"untitled", "- 0:00\n- 1:00 --\n", []string{"0:00 ", "1:00 "}},
		{"CRLF", "- 0:00 -- a\r\n- 1:00 -- b\r\n  c\r\n", []string{"0:00 a", "1:00 b c"}},
		{"byte order mark", "\uFEFF- 0:00 a\n- 1:00 b\n", []string{"0:00 a", "1:00 b"}},
		{"NBSP", "- 0:00\u00A0--\u00A0a\n- 1:00 b\n", []string{"0:00 a", "1:00 b"}},
		{"nested", "- 0:00 a\n  - 0:30 b\n- 1:00 c\n", []string{"0:00 a", "0:30 b", "1:00 c"}},

		{"one item without a heading", "- 3:16 For God so loved the world\n", []string{}},
		{"one item with a heading", "## Chapters\n\n- 3:16 All of it\n", []string{"3:16 All of it"}},
		{"mostly not stamps", "- 1:30 minutes of silence\n- links\n- more links\n- and so on\n- 2:00 pm\n", []string{}},
		{"prose", "At 1:32 we talk about it.\n\n1:32 is not a list\n", []string{}},
		{"ratios", "- 16:9 is wide\n- 4:3 is not\n", []string{}},
		{"times of day", "- 12:30pm lunch\n- 14:00pm talk\n", []string{}},
		{"comment", "<!--\n- 0:00 a\n- 1:00 b\n-->\n", []string{}},
		{"code", "```\n- 0:00 a\n- 1:00 b\n```\n", []string{}},
		{"a heading rules out other lists", "## Links\n\n- 0:10 a\n- 0:20 b\n\n## Topics Include\n\n- 0:00 c\n- 1:00 d\n\n## More\n\n- 0:30 e\n- 0:40 f\n", []string{"0:00 c", "1:00 d"}},
		{"parts below a heading", "## Topics\n\n### One\n\n- 0:00 a\n\n### Two\n\n- 1:00 b\n\n## Links\n\n- 2:00 c\n- 3:00 d\n", []string{"0:00 a", "1:00 b"}},
		{"rising parts", "## One\n\n- 0:00 a\n- 0:10 b\n\n## Two\n\n- 1:00 c\n- 1:10 d\n", []string{"0:00 a", "0:10 b", "1:00 c", "1:10 d"}},
		{"two that do not agree", "## One\n\n- 0:00 a\n- 0:10 b\n\n## Two\n\n- 0:00 c\n- 1:10 d\n- 1:20 e\n", []string{"0:00 c", "1:10 d", "1:20 e", "3:3 ambiguous-topics"}},
		{"the largest of several", "## One\n\n- 0:00 c\n- 1:10 d\n- 1:20 e\n- 1:30 f\n- 1:40 g\n- 1:50 h\n\n## Two\n\n- 0:00 a\n- 0:10 b\n", []string{"0:00 c", "1:10 d", "1:20 e", "1:30 f", "1:40 g", "1:50 h"}},

		{"wrapped lines that look like blocks", "- 0:00 -- Foo\n          - bar [l](https://x.org)\n- 1:00 -- Foo *a\n          # b*\n- 2:00 -- Foo\n      ---\n- 3:00 -- C# or\n          1. one\n",
			[]string{"0:00 Foo - bar l <https://x.org>", "1:00 Foo a # b", "2:00 Foo ---", "3:00 C# or 1. one"}},
		{"hard line breaks", "- 0:00 -- a  \n  b\\\n  c\n- 1:00 d\n", []string{"0:00 a", "1:00 d"}},
		{"kramdown attributes", "- 0:00 -- [B](https://x.y){:target=\"_blank\"} c\n- 1:00 d\n", []string{"0:00 B c <https://x.y>", "1:00 d"}},
		{"a link in HTML", "- 0:00 -- <a class=\"x\" href=\"https://html.example\">html</a>\n- 1:00 d\n", []string{"0:00 html <https://html.example>", "1:00 d"}},
		{"times of day with a space", "- 10:30 AM meet\n- 11:45 p.m. talk\n", []string{}},
		{"titles that begin like times of day", "- 0:00 a\n- 0:20 Am I too old?\n- 0:40 PM or engineer?\n- 1:00 amber\n", []string{"0:00 a", "0:20 Am I too old?", "0:40 PM or engineer?", "1:00 amber"}},
		{"times under links", "## Links\n\n- 12:30 in [another show](https://x.y)\n- 15:00 in another\n", []string{}},
		{"items without a timestamp", "## Topics\n\n- 0:00 a\n- b\n- 1:00 c\n  - a note on c\n- at 1:30 d\n", []string{"0:00 a", "1:00 c", "4:3 missing-timestamp", "7:3 missing-timestamp"}},
		{"a list that is not a list of topics", "- 0:00 a\n- 1:00 b\n\ntext\n\n1. one\n2. two\n", []string{"0:00 a", "1:00 b"}},
		{"malformed", "- 1:00 a\n- 1:11-20 b\n- 2:00:00 c\n", []string{"1:00 a", "2:00:00 c", `2:3 bad-timestamp "1:11-20" -> "1:11:20"`}},
		{"a fix out of order is none", "- 1:00 a\n- 9:11-20 b\n- 2:00:00 c\n", []string{"1:00 a", "2:00:00 c", "2:3 bad-timestamp"}},
		{"fixes that contradict each other", "- 0:00 a\n- 0;50 b\n- 0;30 c\n- 1:00 d\n", []string{"0:00 a", "1:00 d", "2:3 bad-timestamp", "3:3 bad-timestamp"}},
		{"a table with a bad stamp", "| 0:00 | A |\n|---|---|\n| 1;30 | B |\n| 2:30 | C |\n| 3:30 | D |\n", []string{"0:00 A", "2:30 C", "3:30 D", `3:3 bad-timestamp "1;30" -> "1:30"`}},
		{"no fix", "- 1:00 a\n- 37:567 b\n- 1:3 -- c\n- 1:99: d\n- 2:00:00 e\n", []string{"1:00 a", "2:00:00 e", "2:3 bad-timestamp", "3:3 bad-timestamp", "4:3 bad-timestamp"}},
		{"escapes", "- 0:00 \x1b[31mred\n- 1:00 &#27;[2Jb\n", []string{"0:00 red", "1:00 b", "1:3 unsafe-text", "2:3 unsafe-text"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, describe(test.text)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLiquid(t *testing.T) {
	const front = "---\nguest: Ann & Bob\nhandle: ann\nsite: https://ann.example\ntags: [a, b]\nempty:\n---\n"
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"variable", "- 0:00 {{ page.guest }}\n- 1:00 x\n", []string{"0:00 Ann & Bob", "1:00 x"}},
		{"in a link", "- 0:00 [{{ page.handle }}](https://x.example/{{ page.handle }})\n- 1:00 x\n", []string{"0:00 ann <https://x.example/ann>", "1:00 x"}},
		{"as a link", "- 0:00 [site]({{ page.site }}) <{{page.site}}>\n- 1:00 <{{ page.site }}>\n", []string{"0:00 site https://ann.example <https://ann.example>", "1:00 https://ann.example <https://ann.example>"}},
		{"in code", "- 0:00 `{{ page.handle }}`\n- 1:00 x\n", []string{"0:00 ann", "1:00 x"}},
		{"filters", "- 0:00 {{ page.guest | upcase | remove: \"&\" }} {{ page.tags | join: \"+\" }}\n- 1:00 x\n", []string{"0:00 ANN BOB a+b", "1:00 x"}},
		{"default", "- 0:00 {{ page.nobody | default: \"nobody\" }}\n- 1:00 x\n", []string{"0:00 nobody", "1:00 x"}},
		{"unknown", "- 0:00 a {{ page.nobody }} b\n- 1:00 {{ site.title }}\n", []string{"0:00 a b", "1:00 ", "8:10 unresolved-variable", "9:8 unresolved-variable"}},
		{"unknown filter", "- 0:00 {{ page.guest | relative_url }}\n- 1:00 x\n", []string{"0:00 ", "1:00 x", "8:8 unresolved-variable"}},
		{"empty field", "- 0:00 a{{ page.empty }}\n- 1:00 x\n", []string{"0:00 a", "1:00 x", "8:9 unresolved-variable"}},
		{"tag", "- 0:00 a {% include b.html %}\n- 1:00 x\n", []string{"0:00 a", "1:00 x", "8:10 unresolved-variable"}},
		{"unclosed", "- 0:00 a {{ page.guest\n- 1:00 x\n", []string{"0:00 a {{ page.guest", "1:00 x"}},
		{"broken", "- 0:00 a {{ | }} b {{}} c\n- 1:00 x\n", []string{"0:00 a b c", "1:00 x", "8:10 unresolved-variable", "8:20 unresolved-variable"}},
		{"commented out", "{% comment %}\n- 0:10 {{ page.handle }}\n- 0:20 y\n{% endcomment %}\n- 0:00 {{ page.handle }}\n- 1:00 x\n", []string{"0:00 ann", "1:00 x"}},
		{"not closed, before one that is", "- 0:00 a {{b} c {{ page.handle }}\n- 1:00 x\n", []string{"0:00 a {{b} c ann", "1:00 x"}},
		{"elsewhere", "{{ page.nobody }}\n\n- 0:00 a\n- 1:00 x\n", []string{"0:00 a", "1:00 x"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, describe(front+test.text)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Expressions that would unfold to something huge render to nothing instead.
func TestLiquidBombs(t *testing.T) {
	text := "---\nx: " + strings.Repeat("a", 1000) + "\n---\n" +
		"- 0:00 {{ page.x | replace: \"a\", page.x | replace: \"a\", page.x }}\n" +
		"- 1:00 {{ (1..999999999) | join: \"a\" }}\n" +
		"- 2:00 {{ page.x | split: \"\" | join: page.x | split: \"\" | join: page.x }}\n"
	document, problems := markdown.Parse(chapters.NewSource("bomb.md", []byte(text)))
	for i, topic := range document.Topics {
		if topic.Title != "" {
			t.Errorf("topic %d has a title of %d bytes", i, len(topic.Title))
		}
	}
	if len(problems) != 3 {
		t.Errorf("%d problems, want 3", len(problems))
	}
}

func TestTopicSpans(t *testing.T) {
	text := "---\r\na: 1\r\n---\r\n## Topics\r\n\r\n- 0:00 -- ä {{ page.a }}\r\n- 1:00 -- b\r\n"
	document, _ := markdown.Parse(chapters.NewSource("episode.md", []byte(text)))
	var got []string
	for _, topic := range document.Topics {
		got = append(got, text[topic.Stamp.Start:topic.Stamp.End])
	}
	got = append(got, text[document.Section.Start:document.Section.End])
	if diff := cmp.Diff([]string{"0:00", "1:00", "Topics"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What expressions of one title come to is bounded.
func TestLiquidFlood(t *testing.T) {
	text := "---\nx: \"" + strings.Repeat("a", 60_000) + "\"\ny: \"" + strings.Repeat("b", 1000) + "\"\n---\n## Topics\n\n" +
		"- 0:00 " + strings.Repeat("{{ page.x }}", 300) + "\n- 1:00 " + strings.Repeat("{{ page.y }}", 300) + "\n"
	document, problems := markdown.Parse(chapters.NewSource("flood.md", []byte(text)))
	for i, topic := range document.Topics {
		if len(topic.Title) > 20_000 {
			t.Errorf("topic %d has a title of %d bytes", i, len(topic.Title))
		}
	}
	if len(document.Topics) != 2 || len(problems) < 300 {
		t.Errorf("%d topics, %d problems", len(document.Topics), len(problems))
	}
}

// Texts that once kept the parser busy for minutes, and took gigabytes.
func TestHostileMarkdown(t *testing.T) {
	topics := "\n\n- 0:00 a\n- 1:00 b\n"
	for name, text := range map[string]string{
		"emphasis":       strings.Repeat("_a*b_c*", 1<<20),
		"brackets":       strings.Repeat("[", 4<<20),
		"lists in lists": strings.Repeat(strings.Repeat("- ", 8000)+"x\n", 100),
		"quotes":         strings.Repeat(strings.Repeat("> ", 8000)+"x\n\n", 100),
		"indentation":    strings.Repeat(" ", 300) + "- 0:00 too deep\n",
		"in lines":       strings.Repeat(strings.Repeat("_a*b_c*", 100)+"\n", 8000),
	} {
		if got := describe(text + topics); len(got) != 2 {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := describe(strings.Repeat("- 0:00 a\n", 19_000)); len(got) != 1000 {
		t.Errorf("19,000 topics: %d were read", len(got))
	}
}

func TestNotMarkdown(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"NUL", "a\nb\x00", "2:2 not-markdown"},
		{"not UTF-8", "a\n\xE9t\xE9", "2:1 not-markdown"},
		{"too large", strings.Repeat("a", limits.TextBytes+1), "1:1 not-markdown"},
		{"too many lines", strings.Repeat("\n", 50_001), "1:1 not-markdown"},
	} {
		if got := strings.Join(describe(test.text), ", "); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
	if got := describe(""); len(got) != 0 {
		t.Errorf("empty text: %v", got)
	}
}

// FuzzParse: no panic, and every span lies inside the source.
func FuzzParse(f *testing.F) {
	f.Add([]byte("---\na: 'b'\nmp3_bytes: \"1\"\n---\n## Topics\n\n- 0:00 -- [a](https://b/{{ page.a }})\n- 1:11-20 <{{ page.a }}>\n"))
	f.Add([]byte("+++\na = 1\nt = 01:02:03\n[x]\n+++\n* 1:00 `x` &amp; \\*\n* 2:00\n"))
	f.Add([]byte("---\nx: &a [1]\ny: *a\nz: |\n  t\n---\n- 0:00 {% x %} {{ page.x | join: 'a' }}\n- 0:01\n"))
	f.Add([]byte("## 0:00 a\n\n| 1:00 | b |\n| --- | --- |\n| (1:30) | c |\n\n1:40 d<br>1:50 e\n\n<ul><li>2:00 f</li></ul>\n\n```\n2:10 g\n2:20 h\n```\n"))
	f.Add([]byte("{\"chapters\": [{\"start\": 1, \"title\": \"a\"}, \"0:10 b\"]}\n- a (0:10)\n- b [@0:20](#t=30)\n- 0:30 - 0:40 c\n"))
	f.Add([]byte("---\ntimestamps:\n  - \"t(ime\": \"0:10\"\n    title: B\n---\n{{< a >}}{% comment %}{{b} {{ page.c | default: \"\" }}\n"))
	f.Add([]byte("- 55:16 a\n- 00:16 b\n- MM:SS c\n- 1h02m d\n- 1：20 e\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		source := chapters.NewSource("fuzz.md", text)
		document, problems := markdown.Parse(source)
		inside := func(what string, span chapters.Span) {
			if span.Start < 0 || span.End < span.Start || span.End > len(text) {
				t.Errorf("%s: span %v in %d bytes", what, span, len(text))
			}
		}
		for _, topic := range document.Topics {
			inside("topic", topic.Span)
			inside("stamp", topic.Stamp)
			stamp := string(text[topic.Stamp.Start:topic.Stamp.End])
			if start, ok := chapters.ParseTimestamp(stamp); ok && start != topic.Start {
				t.Errorf("the stamp's span holds %q, and the topic starts at %v", stamp, topic.Start)
			} else if !ok && !strings.ContainsAny(stamp, "0123456789") {
				t.Errorf("the stamp's span holds %q", stamp)
			}
			if topic.End != 0 && topic.End <= topic.Start {
				t.Errorf("a topic ends at %v and starts at %v", topic.End, topic.Start)
			}
			if clean, unsafe := chapters.CleanTitle(topic.Title); unsafe || clean != topic.Title {
				t.Errorf("title %q is not clean", topic.Title)
			}
		}
		for _, field := range document.FrontMatter.Fields {
			inside("field "+field.Key, field.Span)
		}
		_, more := chapters.Build(document, chapters.Facts{}, chapters.Options{})
		var edits []chapters.Edit
		for _, d := range append(problems, more...) {
			inside(string(d.Rule), d.Span)
			for _, edit := range d.Fix {
				inside("fix", edit.Span)
			}
			edits = append(edits, d.Fix...)
		}
		fixed, err := chapters.ApplyEdits(text, edits)
		if err != nil || len(edits) == 0 {
			return
		}
		if again, _ := markdown.Parse(chapters.NewSource("fuzz.md", fixed)); len(again.Topics) < len(document.Topics) {
			t.Errorf("with its fixes, %q has %d topics instead of %d", fixed, len(again.Topics), len(document.Topics))
		}
	})
}
