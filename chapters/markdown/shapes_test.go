package markdown_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// TestShapes reads every way in which people write a list of topics. Each gives the same two topics, and no problem.
func TestShapes(t *testing.T) {
	want := []string{"1:32 First", "1:02:03 Second"}
	for name, text := range map[string]string{
		"list":                       "- 1:32 First\n- 1:02:03 Second\n",
		"numbered list":              "1. 1:32 First\n2. 1:02:03 Second\n",
		"zero-padded":                "- 01:32 First\n- 01:02:03 Second\n",
		"full":                       "- 00:01:32 First\n- 01:02:03 Second\n",
		"brackets":                   "- [1:32] First\n- [1:02:03] Second\n",
		"brackets and a dash":        "- [1:32] - First\n- [1:02:03] - Second\n",
		"at":                         "- [@1:32] - First\n- @1:02:03 Second\n",
		"parentheses":                "- (1:32) First\n- (1:02:03) Second\n",
		"parentheses and a dash":     "- (1:32) - First\n- (1:02:03) - Second\n",
		"bold":                       "- **1:32** First\n- **1:02:03** - Second\n",
		"bold and colon":             "- **1:32:** First\n- **1:02:03:** Second\n",
		"italic":                     "- *1:32* First\n- _1:02:03_ Second\n",
		"code":                       "- `1:32` First\n- `1:02:03` Second\n",
		"link":                       "- [1:32](https://youtu.be/x?t=92) First\n- [1:02:03](https://youtu.be/x?t=3723) Second\n",
		"anchor":                     "* **[01:32](#t=01:32)** First\n* **[1:02:03](#t=1:02:03)** Second\n",
		"a link around all":          "- [1:32 First](#t=92)\n- [1:02:03 Second](#t=1h2m3s)\n",
		"bold around all":            "- **1:32 First**\n- **1:02:03 Second**\n",
		"HTML link":                  "* <a href=\"#\" onclick=\"jumpPlayer(92.0); return false;\">01:32 First</a>\n* <a href=\"#\" onclick=\"jumpPlayer(3723.0)\">01:02:03 Second</a>\n",
		"title on the next line":     "- [@1:32](https://youtu.be/x?t=92)\n  First\n- [@1:02:03](https://youtu.be/x?t=3723)\n  Second\n",
		"trailing in parentheses":    "- First (1:32)\n- Second (1:02:03)\n",
		"trailing in brackets":       "- First [01:32]\n- Second [1:02:03]\n",
		"trailing in emphasis":       "- First - *00:01:32*.\n- Second - *01:02:03*.\n",
		"trailing after a dash":      "- First - 1:32\n- Second – 1:02:03\n",
		"headings":                   "## 1:32 First\n\ntext\n\n## 1:02:03 Second\n",
		"headings of two ranks":      "## [@1:32] First\n\n### [@1:02:03] Second\n",
		"trailing in headings":       "### First [01:32]\n\ntext\n\n### Second [1:02:03]\n",
		"bare lines":                 "1:32 First\n1:02:03 Second\n",
		"bare lines with dashes":     "1:32 - First\n1:02:03 - Second\n",
		"bare lines under words":     "Timestamps:\n1:32 First\n1:02:03 Second\n",
		"lines broken by two spaces": "1:32 First  \n1:02:03 Second\n",
		"lines broken by br":         "1:32 First<br>\n1:02:03 Second<br/>\n",
		"lines broken by br alone":   "1:32 First<br>1:02:03 Second<br>\n",
		"paragraphs":                 "1:32 First\n\n1:02:03 Second\n",
		"paragraphs and lists":       "1:32 - First\n\n* note\n\n1:02:03 - Second\n* note\n",
		"lines glued to lists":       "1:32 - First\n* note\n1:02:03 - Second\n* note\n",
		"table":                      "| Time | Title |\n| --- | --- |\n| 1:32 | First |\n| 1:02:03 | Second |\n",
		"table, times last":          "| Title | Time |\n| --- | --- |\n| First | [1:32] |\n| Second | [1:02:03] |\n",
		"code block":                 "```\n1:32 First\n1:02:03 Second\n```\n",
		"definition list":            "1:32\n: First\n\n1:02:03\n: Second\n",
		"nested list":                "- 1:32 First\n  - 1:02:03 Second\n",
		"ranges":                     "- 1:32-2:30 First\n- 1:02:03–1:10:00 Second\n",
		"spaced ranges":              "- 1:32 – 2:30 First\n- 1:02:03 - 1:10:00: Second\n",
		"bracketed ranges":           "- [1:32 - 2:30] First\n- [1:02:03 - 1:10:00] Second\n",
		"units":                      "- 1m32s First\n- 1h02m03s Second\n",
		"full-width colon":           "- 1：32 First\n- 1：02：03 Second\n",
		"full-width brackets":        "- （1:32） First\n- 【1:02:03】Second\n",
		"no-break space":             "- 1:32\u00A0First\n- 1:02:03\u00A0–\u00A0Second\n",
		"tilde":                      "- 1:32 ~ : First\n- 1:02:03 ~ Second\n",
		"bar":                        "- 1:32 | First\n- 1:02:03 | Second\n",
		"HTML list":                  "<ul>\n<li>00:01:32 First</li>\n<li>01:02:03 Second</li>\n</ul>\n",
		"HTML list with links":       "<ul><li><a href=\"#t=92\">00:01:32</a> First</li><li>(<a href=\"#t=3723\">01:02:03</a>) Second</li></ul>\n",
		"HTML paragraphs":            "<p>1:32 First<br>1:02:03 Second</p>\n",
		"CRLF":                       "- 1:32 First\r\n- 1:02:03 Second\r\n",
		"YAML list of maps":          "---\nchapters:\n  - start: \"1:32\"\n    title: First\n  - start: \"1:02:03\"\n    title: Second\n---\n",
		"YAML unquoted":              "---\nchapter:\n- start: 00:01:32\n  title: First\n- title: Second\n  start: 01:02:03\n---\n",
		"YAML seconds":               "---\nchapters:\n  - startTime: 92\n    title: First\n  - startTime: 3723\n    title: Second\n---\n",
		"YAML milliseconds":          "---\nchapters:\n  - {start: 92000, title: First}\n  - {start: 3723000, title: Second}\n---\n",
		"YAML texts":                 "---\ntimestamps:\n  - \"1:32 First\"\n  - 1:02:03 - Second\n---\n",
		"YAML key of a pattern":      "---\nchapters:\n  - \"(time\": \"1:32\"\n    title: First\n  - \"(time\": \"1:02:03\"\n    title: Second\n---\n",
		"numbers and chapters":       "- Chapter 1 1:32 First\n- Chapter 2 1:02:03 Second\n",
		"numbers in Russian":         "- Глава 1 1:32 First\n- глава 2 1:02:03 Second\n",
		"YAML map":                   "---\nchapters:\n  \"1:32\": First\n  \"1:02:03\": Second\n---\n",
		"YAML map of titles":         "---\nchapters:\n  Second: 01:02:03\n  First: 00:01:32\n---\n",
		"YAML maps of one":           "---\nchapters:\n  - 1:32: First\n  - 1:02:03: Second\n---\n",
		"TOML tables":                "+++\n[[chapters]]\nstart = \"1:32\"\ntitle = \"First\"\n[[chapters]]\nstart = 3723\ntitle = \"Second\"\n+++\n",
		"TOML times":                 "+++\nchapters = [{time = 00:01:32, title = \"First\"}, {time = 01:02:03, title = \"Second\"}]\n+++\n",
		"JSON":                       "{\n  \"title\": \"x\",\n  \"chapters\": [{\"start\": 92, \"title\": \"First\"}, {\"start\": 3723, \"title\": \"Second\"}]\n}\n\ntext\n",
		"front matter and the same":  "---\nchapters:\n- start: 92\n  title: First\n- start: 3723\n  title: Second\n---\n- 1:32 First, again\n- 1:02:03 Second, again\n",
		"twice the same":             "## Topics\n\n- 1:32 First\n- 1:02:03 Second\n\n## Timestamps\n\n- 1:32 one\n- 1:02:03 two\n",
		"a heading in Japanese":      "## 目次\n\n- 1:32 First\n- 1:02:03 Second\n\n## 他\n\n- 0:10 a\n- 0:20 b\n",
	} {
		t.Run(name, func(t *testing.T) {
			got := slices.DeleteFunc(describe(text), func(line string) bool { return line == "0:10 Zero" })
			for i := range got { // links are another matter
				got[i], _, _ = strings.Cut(got[i], " <")
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestNoShapes: what looks like a list of topics and is none.
func TestNoShapes(t *testing.T) {
	for name, text := range map[string]string{
		"verses":                      "- The sower (Matthew 13:03)\n- The lost (Luke 15:11)\n",
		"verses in prose":             "As Matthew 8:14 says,\n9:10 is another one.\n",
		"ratios":                      "- 16:9 is wide\n- 21:9 is wider\n",
		"times of day":                "- 10:30 AM doors\n- 11:30 AM talk\n",
		"a transcript":                transcript("0:%02d text that somebody says\n", 4),
		"a transcript in paragraphs":  transcript("00:00:%02d Text that somebody says\n\n", 4),
		"a transcript with names":     transcript("Ann (00:%02d)\nText that somebody says.\n\n", 4),
		"a reference in prose":        "We said it at 28:25.\n\nSkip to 28:25, please.\n",
		"one line of prose":           "12:30 was the time when we met.\n",
		"quotations":                  "- Words of wisdom\n  * \"It is hard\" [(23:45)](https://youtu.be/x?t=1425)\n  * \"It is not\" [(39:18)](https://youtu.be/x?t=2358)\n- More\n- Notes\n",
		"comments":                    "<!-- 1:32 First\n1:02:03 Second -->\n",
		"version numbers":             "- 1.32 First\n- 1.2.3 Second\n",
		"a transcript under its name": "## Transcript\n\n00:00 Hello\n\n01:40 Thanks\n\n03:10 OK\n",
		"speakers":                    "00:00:00 Speaker 1\nHello there.\n\n00:00:40 Speaker 2\nHello.\n\n00:01:50 Speaker 1\nSo.\n\n00:02:30 Speaker 2\nYes.\n",
		"speakers with colons":        "[00:00:01] Anna: Hello\n[00:00:45] Bob: Hi\n[00:01:45] Anna: So\n",
		"WebVTT":                      "WEBVTT\n\n00:00.000 --> 00:04.000\nHello\n\n00:25.000 --> 00:29.000\nyou\n\n01:25.000 --> 01:29.000\nthere\n",
		"a schedule":                  "## Schedule\n\n- 09:00 Registration\n- 10:00 Keynote\n- 12:00 Lunch\n",
		"time zones":                  "- 10:00 CET weekly\n- 20:00 UTC monthly\n",
		"verses under their name":     "Readings:\n\n- 3:16 John\n- 8:28 Romans\n",
		"a log":                       "```log\n00:00:01 INFO start\n00:00:09 INFO end\n```\n",
		"other episodes":              "In earlier episodes:\n\n- Episode 12 (12:30)\n- Episode 13 (22:30)\n",
		"songs":                       "## Songs\n\n1. Hey (3:30)\n2. Let (4:10)\n3. Help (5:01)\n",
		"corrections":                 "Corrections:\n\n- 12:30 Bob said Java, but meant JavaScript\n- 14:30 And so on\n",
		"a code block of something":   "```\n1:32 First\nfunc main() {}\n1:02:03 Second\n```\n",
		"other fields":                "---\ntopics:\n- a (1:32)\n- b (1:40)\ntime: 12:30\n---\n",
	} {
		if got := describe(text); len(got) > 0 {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func transcript(line string, every int) string {
	var b strings.Builder
	for i := 0; i < 60; i += every {
		b.WriteString(strings.Replace(line, "%02d", string([]byte{byte('0' + i/10), byte('0' + i%10)}), 1))
	}
	return b.String()
}

// TestLinkDestinations: escapes and entities in a link's destination were taken as they stand, and ?a=1&copy=2 was read as an
// entity.
func TestLinkDestinations(t *testing.T) {
	for line, want := range map[string]string{
		`[x](https://x.example/a\(b\))`:               "https://x.example/a(b)",
		`[x](https://x.example/?a=1&amp;b=2)`:         "https://x.example/?a=1&b=2",
		`[x](https://x.example/?a=1&copy=2)`:          "https://x.example/?a=1&copy=2",
		`<https://x.example/?a=1&amp;b\_c>`:           "https://x.example/?a=1&amp;b%5C_c",
		`<a href="https://x.example/?a&amp;b">x</a>`:  "https://x.example/?a&b",
		`<a href="https://x.example/?a&copy=b">x</a>`: "https://x.example/?a&copy=b",
		`[x](https://x.example/{a}|^)`:                "https://x.example/%7Ba%7D%7C%5E",
	} {
		text := "## Topics\n\n- 0:00 -- " + line + "\n- 1:00 -- b\n- 2:00 -- c\n"
		document, _ := markdown.Parse(chapters.NewSource("x.md", []byte(text)))
		if len(document.Topics) != 3 || document.Topics[0].URL != want {
			t.Errorf("%s: %+v", line, document.Topics)
		}
	}
}
