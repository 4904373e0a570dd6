package markdown_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// TestKinds reads a text of each kind in which topics are told, and of those that only look like it.
func TestKinds(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"the heading above a lone stamp", "# Page\n\n## Why boats float\n\n▶ [3:20](https://v.example/a?t=200)\n\nThey are light.\n\n## Why they sink\n\n▶ [9:05](https://v.example/a?t=545)\n\nHoles.\n",
			[]string{"3:20 Why boats float", "9:05 Why they sink"}},
		{"the heading above a row", "### Ropes\n\nAudio | [0:18](https://v.example/a?t=18)\n-|-\n\n### Knots\n\nAudio | [2:22](https://v.example/a?t=142)\n-|-\n", []string{"0:18 Ropes", "2:22 Knots"}},
		{"a lone stamp and a word for its link", "## Ropes\n\nWatch: [1:18](https://v.example/a?t=78)\n\n## Knots\n\nWatch: [2:22](https://v.example/a?t=142)\n", []string{"1:18 Ropes", "2:22 Knots"}},
		{"the paragraph below", "## Timeline\n\n[0:00]\n\nThe harbour wakes\n\n[4:10]\n\nNets and buoys\n", []string{"0:00 The harbour wakes", "4:10 Nets and buoys"}},
		{"a page's title is not a title of many", "# Harbours\n\n(0:00)\n\nThe harbour wakes\n\n(4:10)\n\nNets and buoys\n", []string{"0:00 The harbour wakes", "4:10 Nets and buoys"}},
		{"no speaker is a title", "## Ropes\n\n[1:03](https://v.example/a?t=63)\n**Ann:** so, ropes.\n\n## Knots\n\n[2:54](https://v.example/a?t=174)\n**Bob:** and knots.\n", []string{"1:03 Ropes", "2:54 Knots"}},
		{"marks between paragraphs", "## Ropes [[2:00](https://v.example/a?t=120)]\n\nText.\n\n[[3:26](https://v.example/a?t=206)]\n\nMore.\n\n## Knots [[6:04](https://v.example/a?t=364)]\n\nText.\n\n[[7:26](https://v.example/a?t=446)]\n",
			[]string{"2:00 Ropes", "6:04 Knots"}},

		{"fields of any name", "---\nparts:\n- name: Ropes\n  when: \"0:00\"\n- name: Knots\n  when: \"2:30\"\n---\n", []string{"0:00 Ropes", "2:30 Knots"}},
		{"nested fields", "---\nshow:\n  outline:\n  - {time: 0:00, subject: Ropes}\n  - {time: 2:30, subject: Knots}\n---\n", []string{"0:00 Ropes", "2:30 Knots"}},
		{"fields of a schedule", "---\ntalks:\n- {time: \"9:00\", title: Doors}\n- {time: \"9:30\", title: Ropes}\n- {time: \"11:00\", title: Knots}\n---\n", []string{}},
		{"fields of songs", "---\nsongs:\n- {title: Ropes, length: \"3:30\"}\n- {title: Knots, length: \"4:10\"}\n---\n", []string{}},
		{"a text in a field", "---\nsummary: |\n  On boats.\n\n  0:00 Ropes\n  2:30 Knots\n---\nText.\n", []string{"0:00 Ropes", "2:30 Knots"}},
		{"a text in a field below a list of topics", "---\nsummary: |\n  0:10 x\n  2:40 y\n---\n- 0:00 Ropes\n- 2:30 Knots\n", []string{"0:00 Ropes", "2:30 Knots"}},

		{"the next line is another thing", "1:42 - Ropes  \n[The rope](https://a.example)  \n6:22 - Knots\n@ann on knots\n11:23 - Why?\nBecause.\n", []string{"1:42 Ropes", "6:22 Knots", "11:23 Why?"}},
		{"the next line goes on", "- 1:42 Ropes and\n  knots\n- 6:22 Sails\n", []string{"1:42 Ropes and knots", "6:22 Sails"}},
		{"attributes", "## Ropes [1:20] {#ropes}\n\n## Knots [2:30] {#knots .x}\n", []string{"1:20 Ropes", "2:30 Knots"}},
		{"bare at the end", "- **Ropes**: 0:00\n- **Knots**: 2:30\n- **Sails**: 9:45\n", []string{"0:00 Ropes", "2:30 Knots", "9:45 Sails"}},
		{"songs and their lengths", "- Ropes 3:30\n- Knots 4:10\n- Sails 5:45\n", []string{}},
		{"ranges at the end", "* Ropes (0:00 - 2:30)\n* Knots _2:30-9:45_\n* Sails [_9:45–12:00_](https://v.example/a?t=585)\n", []string{"0:00-2:30 Ropes", "2:30-9:45 Knots", "9:45-12:00 Sails"}},
		{"ranges of links", "[0:00](https://v.example/a?t=0) – [2:30](https://v.example/a?t=150) Ropes\n\n[2:30](https://v.example/a?t=150) – [9:45](https://v.example/a?t=585) Knots\n", []string{"0:00-2:30 Ropes", "2:30-9:45 Knots"}},
		{"arrows", "0:00 → 2:30 Ropes\n2:30 -> 9:45 Knots\n", []string{"0:00-2:30 Ropes", "2:30-9:45 Knots"}},
		{"digits of other scripts", "- ०:०० रस्सी\n- २:३० गाँठ\n", []string{"0:00 रस्सी", "2:30 गाँठ"}},
		{"wiki links", "- [[a.mp4#t=63|1:03]] Ropes\n- [[a.mp4#t=130|2:10]] Knots\n", []string{"1:03 Ropes", "2:10 Knots"}},
		{"shortcodes", "{{< at \"0:12\" >}} Ropes\n\n<Mark time=\"2:10\">Knots</Mark>\n", []string{"0:12 Ropes", "2:10 Knots"}},
		{"two in a line", "0:00 Ropes  2:30 Knots\n9:45 Sails\n", []string{"0:00 Ropes", "2:30 Knots", "9:45 Sails"}},
		{"numbers in front", "01 0:00 Ropes\n\n02 2:30 Knots\n", []string{"0:00 Ropes", "2:30 Knots"}},
		{"an address that the link is", "0:00 Ropes <https://a.example>\n2:30 Knots\n", []string{"0:00 Ropes <https://a.example>", "2:30 Knots"}},
		{"minutes beyond 59", "- 0:00:00 Ropes\n- 0:54:00 Knots\n- 0:63:00 Sails\n", []string{"0:00 Ropes", "54:00 Knots", `3:3 bad-timestamp "0:63:00" -> "1:03:00"`}},
		{"a dot for a colon", "- 00:23:21 Ropes\n- 00:24.50 Knots\n- 00:26:13 Sails\n", []string{"23:21 Ropes", "26:13 Sails", `2:3 bad-timestamp "00:24.50" -> "00:24:50"`}},

		{"words on both sides", "- **Ropes (0:00)**: of hemp\n- **Knots [2:30](https://v.example/a?t=150)**: all of them\n- **Sails (9:45)**: old ones\n", []string{"0:00 Ropes", "2:30 Knots", "9:45 Sails"}},
		{"words on both sides, nothing bold", "- Ropes (0:00): of hemp\n- Knots [2:30](https://v.example/a?t=150) - all of them\n- Sails (9:45): old ones\n", []string{"0:00 Ropes: of hemp", "2:30 Knots - all of them", "9:45 Sails: old ones"}},
		{"in bold at the start of paragraphs", "**Ropes (0:00)** — They are of hemp, and that is told at length.\n\n**Knots (0:02:30)** — All of them.\n\n**Sails (0:09:45 - 0:10:00):**\n\nOld ones.\n", []string{"0:00 Ropes", "2:30 Knots", "9:45-10:00 Sails"}},
		{"in running text", "**Chapters:** 0:00 Ropes · 2:30 Knots, and bends · 9:45 Sails · 12:00 Oars\n", []string{"0:00 Ropes", "2:30 Knots, and bends", "9:45 Sails", "12:00 Oars"}},
		{"in running text that was wrapped", "- Chapters: 0:00 Ropes, 2:30 Knots\n  and bends, 9:45 Sails,\n  12:00 Oars, 14:00 Anchors.\n", []string{"0:00 Ropes", "2:30 Knots and bends", "9:45 Sails", "12:00 Oars", "14:00 Anchors."}},
		{"in running text, after titles", "We talk about boats. Chapters: Ropes (00:00) Knots and bends (2:30) Sails (9:45) Oars (12:00) Write to us.\n", []string{"0:00 Ropes", "2:30 Knots and bends", "9:45 Sails", "12:00 Oars"}},
		{"in running text, in brackets", "(0:00) Ropes (2:30) Knots and bends (9:45) Sails\n", []string{"0:00 Ropes", "2:30 Knots and bends", "9:45 Sails"}},
		{"in running text, linked", "**Chapters:** [0:00](https://v.example/a?t=0) Ropes, [2:30](https://v.example/a?t=150) Knots, [9:45](https://v.example/a?t=585) Sails\n", []string{"0:00 Ropes", "2:30 Knots", "9:45 Sails"}},
		{"in running text, one time too early", "Topics: 0:00 Ropes 9:45 Knots 2:30 Sails 12:00 Oars 14:00 Anchors\n", []string{"0:00 Ropes", "9:45 Knots", "2:30 Sails", "12:00 Oars", "14:00 Anchors"}},
		{"in running text, mistyped", "Topics: 0:00 Ropes 2;30 Knots 9:45 Sails 12:00 Oars\n", []string{}},
		{"in running text, of a day", "Timeline (UTC): 00:03 alert, 00:10 paged, 00:42 cause found, 01:15 fixed.\n", []string{}},
		{"in running text, splits", "Splits: 1:10 2:22 3:35 4:47\n", []string{}},
		{"bold, and the stamp after", "**Ropes** (0:00): of hemp.\n\n**Knots** (2:30): all of them.\n", []string{"0:00 Ropes", "2:30 Knots"}},
		{"verses in bold", "**Romans (1:16)** — power.\n\n**Romans (3:23)** — sin.\n\n**Romans (5:12)** — death.\n", []string{}},
		{"titles that are quotations", "- 0:00 \"To be\"\n- 4:10 \"Now is\"\n- 12:33 \"Out\"\n", []string{"0:00 \"To be\"", "4:10 \"Now is\"", "12:33 \"Out\""}},
		{"times in running text", "We met at 0:10 and left at 2:30, came back at 9:45 and were home at 12:00, as usual.\n", []string{}},
		{"lines within an item", "1. A course about boats\n   Contents\n   ⌨️ (0:00) Ropes\n   ⌨️ (2:30) Knots\n   ⌨️ (9:45) Sails\n", []string{"0:00 Ropes", "2:30 Knots", "9:45 Sails"}},
		{"after titles, below other lines", "About boats.  \nWrite to us.  \nTimestamps:  \nRopes (00:00)  \nKnots(2:30)  \nSails (9:45)\n", []string{"0:00 Ropes", "2:30 Knots", "9:45 Sails"}},
		{"a chapter's number", "### CH 1. 00:00:00 - Ropes\n\n### Ch. 2 00:02:30 - Knots\n\n### PT 3 0:09:45 - Sails\n", []string{"0:00 Ropes", "2:30 Knots", "9:45 Sails"}},
		{"where something was said", "- A rope is made of three strands, which are twisted against each other. [0:30](https://v.example/a?t=30)\n- A knot that holds is one that can be untied again, says everybody. ([2:30](https://v.example/a?t=150))\n- Sails were made of linen, and later of cotton from the colonies. [9:45](https://v.example/a?t=585)\n", []string{}},
		{"all of it in a fence", "```markdown\n# Boats\n\n## Ropes [0:00:00]\n- hemp\n\n## Knots [0:02:30]\n```\n", []string{"0:00 Ropes", "2:30 Knots"}},
		{"a timetable of ranges", "| a | b | c |\n|---|---|---|\n| `01` | 9:50–10:35 | Ropes |\n| `02` | 10:35–11:05 | Knots |\n| `03` | 11:20–11:50 | Sails |\n| `04` | 13:20–13:50 | Oars |\n", []string{}},
		{"a page that is a transcript", "# Transcript\n\n[00:00] We met at the harbour, and talked.\n\n[01:30] Then we went home.\n\n[04:10] It was late.\n", []string{}},
		{"places inside some lines", "- We greet (0:10) everybody\n- We talk\n- We sing (2:30) at last\n- We go\n", []string{}},
		{"angles and braces", "- <0:00> Ropes\n- {2:30} Knots\n", []string{"0:00 Ropes", "2:30 Knots"}},
		{"a tag around the stamp of a heading", "## Ropes <small>0:00</small>\n\n## Knots <small>(2:30)</small>\n", []string{"0:00 Ropes", "2:30 Knots"}},
		{"titles in items below", "- 0:00\n  - Ropes\n- 2:30\n  - Knots\n  - [hemp](https://a.example)\n", []string{"0:00 Ropes", "2:30 Knots"}},
		{"items below others with titles are notes", "- 0:00 Ropes\n- 2:30\n  - of hemp\n- 9:45 Sails\n", []string{"0:00 Ropes", "2:30 ", "9:45 Sails"}},
		{"minutes without seconds", "- 0分 縄\n- 12分 結び目\n- 1時間5分 帆\n", []string{"0:00 縄", "12:00 結び目", "1:05:00 帆"}},
		{"headings with stamps in them and below", "## Ropes [1:00](https://v.example/a?t=60)\n\nText.\n\n## Knots\n\n[2:30](https://v.example/a?t=150)\n\n## Sails\n\n[9:45](https://v.example/a?t=585)\n", []string{"1:00 Ropes", "2:30 Knots", "9:45 Sails"}},
		{"a table of contents of the headings", "1. Ropes [1:00](https://v.example/a?t=60)\n2. Knots [2:30](https://v.example/a?t=150)\n\n## A. Ropes [1:00](https://v.example/a?t=60)\n\n## B. Knots [2:30](https://v.example/a?t=150)\n", []string{"1:00 A. Ropes", "2:30 B. Knots"}},

		{"a heading with a stamp speaks for itself", "## Ropes [0:10]\n\n## Resources [1:32]\n\n## Schedule of sails [3:30]\n", []string{"0:10 Ropes", "1:32 Resources", "3:30 Schedule of sails"}},
		{"words of the page's title", "# Making music on boats\n\n0:00 Ropes\n\n2:10 Knots\n", []string{"0:00 Ropes", "2:10 Knots"}},
		{"an only list", "## Related\n\n- 0:17 Ropes\n- 1:30 Knots\n- 7:30 Sails\n- 9:10 Oars\n- 12:00 Anchors\n", []string{"0:17 Ropes", "1:30 Knots", "7:30 Sails", "9:10 Oars", "12:00 Anchors"}},
		{"lists that go on", "## Topics\n\n- [1:00] Ropes\n- [30:30] Knots\n\n## Sails\n\n- [50:36] Jibs\n- [56:57] Spars\n", []string{"1:00 Ropes", "30:30 Knots", "50:36 Jibs", "56:57 Spars"}},
		{"the details of a list", "# Boats\n\n1. Ropes [_(10:10)_](https://v.example/a?t=610)\n2. Knots [_(24:07)_](https://v.example/a?t=1447)\n3. Sails [_(47:47)_](https://v.example/a?t=2867)\n\n# Ropes\n\n* Hemp [_10:15_](https://v.example/a?t=615)\n* Steel [_14:05_](https://v.example/a?t=845)\n",
			[]string{"10:10 Ropes", "24:07 Knots", "47:47 Sails"}},
		{"an entry under each heading", "## One\n\n- 0:00 Ropes\n\n## Two\n\n- 2:10 Knots\n- 8:45 Sails\n\n## Three\n\n- 15:30 Oars\n", []string{"0:00 Ropes", "2:10 Knots", "8:45 Sails", "15:30 Oars"}},
		{"stamps among nested notes", "- Ropes (2:46)\n  - [A](https://a.example)\n  - [B](https://b.example)\n  - [C](https://c.example) (4:28)\n- Knots (9:18)\n", []string{"2:46 Ropes", "4:28 C <https://c.example>", "9:18 Knots"}},
		{"one mistake is not another list", "#### [@0:50] - Ropes\n\n- [@0:58] - Hemp\n- [@3:37] - Steel\n\n#### [@31:56] - Knots\n\n- [@32:10] - Reef\n- [@52:03] - Bowline\n- [@51:33] - Hitch\n", []string{"0:50 Ropes", "0:58 Hemp", "3:37 Steel", "31:56 Knots", "32:10 Reef", "52:03 Bowline", "51:33 Hitch"}},
		{"links are notes", "- **0:10** Ropes\n- **1:38** Knots\n- [A knot](https://a.example/)\n- **5:22** Sails\n", []string{"0:10 Ropes", "1:38 Knots", "5:22 Sails"}},

		{"lines in front", "OUTLINE:\nHere is what we talk about.\n(0:00) - Ropes\n(9:06) - Knots\n(20:30) - Sails\n", []string{"0:00 Ropes", "9:06 Knots", "20:30 Sails"}},
		{"a line of talk below each", "**Ropes (0:00)**\nWe greet.\n\n**Knots (9:06)**\nWe tie.\n\n**Sails (20:30)**\nWe go.\n", []string{"0:00 Ropes", "9:06 Knots", "20:30 Sails"}},
		{"the title above the stamp", "Ropes\n0:00\n\nKnots and bends\n9:06\n\nSails\n20:30\n", []string{"0:00 Ropes", "9:06 Knots and bends", "20:30 Sails"}},
		{"fields about something else", "---\nguests:\n- {name: Ann, arrived: \"10:10\"}\n- {name: Bob, arrived: \"10:40\"}\n---\n- 0:00 Ropes\n- 9:06 Knots\n", []string{"0:00 Ropes", "9:06 Knots"}},
		{"fields beside a duration", "---\naudio:\n  duration: 45:12\n  parts:\n  - {time: 0:00, title: Ropes}\n  - {time: 4:20, title: Knots}\n---\n", []string{"0:00 Ropes", "4:20 Knots"}},
		{"maps by number", "---\nchapters:\n  1: {start: \"0:00\", title: Ropes}\n  10: {start: \"4:20\", title: Sails}\n  2: {start: \"2:30\", title: Knots}\n---\n", []string{"0:00 Ropes", "2:30 Knots", "4:20 Sails"}},
		{"maps by second", "---\nchapters:\n  0: {title: Ropes}\n  90: {title: Knots}\n---\n", []string{"0:00 Ropes", "1:30 Knots"}},
		{"fields of pairs", "---\nchapters:\n- [\"0:00\", Ropes]\n- [\"4:20\", Knots]\n---\n", []string{"0:00 Ropes", "4:20 Knots"}},
		{"corrections below fields", "---\ntimeline:\n- {time: 0:20, text: Ropes}\n- {time: 6:19, text: Knots}\n- {time: 11:50, text: Sails}\n---\nWe said it wrong:\n\n- (9:21) hemp\n- (10:47) steel\n", []string{"0:20 Ropes", "6:19 Knots", "11:50 Sails"}},
		{"a front matter that is too large", "---\nnotes: >-\n" + strings.Repeat("  a line of talk about ropes and knots\n", 2000) + "---\n- 0:00 Ropes\n- 9:06 Knots\n", []string{"0:00 Ropes", "9:06 Knots", "1:1 bad-front-matter"}},
		{"topics about a verse", "- 0:00 Ropes\n- 2:10 Acts 27:17\n- 31:00 Sails\n", []string{"0:00 Ropes", "2:10 Acts 27:17", "31:00 Sails"}},
		{"kinds of topics in front", "0:00 News: ropes\n\n3:10 News: knots\n\n9:45 Review: sails\n\n15:00 Review: oars\n", []string{"0:00 News: ropes", "3:10 News: knots", "9:45 Review: sails", "15:00 Review: oars"}},
		{"words of the clock in one title", "- 0:00 UTC: a history\n- 5:00 am Ende der Geduld\n- 9:06 Knots\n- 12:00 Sails\n- 15:00 Oars\n", []string{"0:00 UTC: a history", "5:00 am Ende der Geduld", "9:06 Knots", "12:00 Sails", "15:00 Oars"}},
		{"a programme", "## Au programme\n\n- 0:00 Ropes\n- 9:06 Knots\n", []string{"0:00 Ropes", "9:06 Knots"}},
		{"glued in Chinese", "00:00开场白\n02:30绳子\n10:45帆\n", []string{"0:00 开场白", "2:30 绳子", "10:45 帆"}},
		{"chapters by number", "Chapter 1: 0:00 - Ropes\n\nChapter 2: 9:06 - Knots\n", []string{"0:00 Ropes", "9:06 Knots"}},
		{"a round hour under topics", "## Topics\n\n- 9:00 Ropes\n- 9:30 Knots\n- 10:00 Sails\n", []string{"9:00 Ropes", "9:30 Knots", "10:00 Sails"}},
		{"a title that is not finished", "0:00 A talk with\nJane Roe about ropes\n9:06 Knots\n", []string{"0:00 A talk with Jane Roe about ropes", "9:06 Knots"}},
		{"items to tick off", "- [ ] Ropes (0:00)\n- [x] Knots (9:06)\n", []string{"0:00 Ropes", "9:06 Knots"}},
		{"an end that is none", "- 0:00-9:06 Ropes\n- 9:06-end Knots\n", []string{"0:00-9:06 Ropes", "9:06 Knots"}},
		{"a list that starts over", "- 0:00 Ropes\n- 4:10 Knots\n- 19:45 Sails\n- 30:00 Oars\n- 41:00 Masts\n- 44:00 Bye\n\nLaps:\n\n- 1:32 first\n- 1:33 second\n", []string{"0:00 Ropes", "4:10 Knots", "19:45 Sails", "30:00 Oars", "41:00 Masts", "44:00 Bye"}},
		{"a log of minutes", "- 13:05 The mast breaks\n- 13:20 The boat sinks\n- 14:10 Home\n", []string{}},
		{"paragraphs of speech", "[0:10] " + strings.Repeat("So I said that the rope would hold. ", 12) + "\n\n[1:40] " + strings.Repeat("And it did not hold at all. ", 14) + "\n\n[2:30] " + strings.Repeat("Then we swam. ", 30) + "\n", []string{}},
		{"measurements", "- 0:00 12.1\n- 4:00 11.0\n- 8:00 14.2\n", []string{}},

		{"a conversation over sections", "## Ropes\n\n[00:00:07] **Ann:** Hello.\n\n[00:00:21] **Bob:** Hello.\n\n## Knots\n\n[00:05:47] **Ann:** So?\n\n[00:05:54] **Bob:** Yes.\n\n[00:06:54] **Ann:** No.\n", []string{}},
		{"headings in a conversation", "[00:00:00] **Ann:** Hello.\n\n## [00:01:36] Ropes\n\n[00:01:36] **Bob:** Ropes.\n\n[00:01:50] **Ann:** Ropes?\n\n## [00:03:03] Knots\n\n[00:03:03] **Bob:** Knots.\n\n[00:03:40] **Ann:** I see.\n", []string{"1:36 Ropes", "3:03 Knots"}},
		{"a log of a call", "09:00:18 From Ann Bell to Everyone: starting\n09:06:20 From Bob Crane to Everyone: a link\n09:11:11 From Ann Bell to Everyone: thanks\n", []string{}},
		{"a schedule", "### Programa\n\n- 13:00 Ropes\n- 13:15 Knots\n- 13:45 Sails\n- 14:15 Oars\n", []string{}},
		{"a log of a day", "- 11:12 AM: the mast breaks\n- 11:17 AM: the boat sinks\n", []string{}},
		{"a log by a zone", "## Log\n\nAll times are in UTC.\n\n- 3:39: the mast breaks\n- 4:53: the boat sinks\n- 19:20: home\n", []string{}},
		{"verses", "- Mark on the sea\n  1. 4:35: Let us go across.\n  2. 4:36: They took him.\n  3. 4:37: A storm arose.\n  4. 4:38: He was asleep.\n  5. 4:39: Peace.\n", []string{}},
		{"durations in other scripts", "<ul>\n<li>30分</li>\n<li>45分</li>\n</ul>\n", []string{}},
		{"what was said where", "- “It is all rope” — @ann [0:05:50]\n- “It is all knots” — @bob [0:11:30]\n- “Sails” — @ann [0:17:23]\n", []string{}},
		{"any order", "<!-- chapmark: any-order -->\n- 9:45 Sails\n- 0:00 Ropes\n- 2:30 Knots\n", []string{"0:00 Ropes", "2:30 Knots", "9:45 Sails"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, withEnds(test.text)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// withEnds is describe with the ends that a text states.
func withEnds(text string) []string {
	lines := describe(text)
	document, _ := markdown.Parse(chapters.NewSource("", []byte(text)))
	for i, topic := range document.Topics {
		if start := chapters.FormatTimestamp(topic.Start); topic.End > 0 {
			lines[i] = start + "-" + chapters.FormatTimestamp(topic.End) + lines[i][len(start):]
		}
	}
	return lines
}

// TestKindsOfOthers reads the texts that were read wrongly once, and counts what is read of each.
func TestKindsOfOthers(t *testing.T) {
	folder := filepath.Join(corpus(t), "faults", "text")
	for name, want := range map[string]int{
		"01-title-in-heading-above": 3, "02-title-in-heading-above-video-row": 3, "03-front-matter-topics": 3, "04-front-matter-sections": 3,
		"06-front-matter-text-description": 4, "08-front-matter-timeline-content": 2, "09-front-matter-over-64-kib": 3, "10-heading-word-drops-its-own-chapter": 5,
		"11-words-of-the-page-title-drop-the-list": 3, "12-only-list-under-references": 5, "13-lists-after-the-promised-one": 7, "14-next-line-joins-the-title": 3,
		"15-range-at-the-end-spaced": 3, "16-range-at-the-end-tight": 4, "18-linked-range": 3, "19-bare-time-at-the-end": 3, "20-transcript-in-sections": 0,
		"21-chat-log-of-a-call": 0, "22-marks-between-paragraphs": 3, "23-am-with-a-colon": 0, "24-agenda-and-its-details": 3, "25-corrections-below-front-matter": 3,
		"26-minutes-beyond-59": 2, "27-hours-and-minutes-after-an-hour": 6, "29-schedule-by-the-clock": 0, "30-title-first-without-a-mark": 4, "31-stamp-then-paragraph": 3,
		"32-wiki-link-of-a-video-note": 3, "34-two-stamps-a-line": 6, "35-simple-chapters-with-an-address": 3, "37-arabic-indic-digits": 3, "39-arrow-range": 3,
		"40-several-recordings-in-one-text": 3, "41-shortcodes-and-components": 3, "links-without-stamps": 4, "md01-trailing-bare-stamp": 4, "md02-heading-attribute": 3,
		"md03a-nested-chapters": 3, "md04-headings-in-transcript": 3, "md05-one-stamp-back-drops-lists": 10, "md08-durations-are-no-stamps": 0, "md09-nested-notes-with-stamps": 5,
		"md10-table-of-contents": 4, "md11-dot-for-colon": 2, "md12-title-above-stamp": 3, "md13-verses-in-a-list": 0, "md14-word-in-stamped-heading": 5, "opening-under-its-own-heading": 5,
	} {
		text, err := os.ReadFile(filepath.Join(folder, name+".md"))
		if err != nil {
			t.Fatal(err)
		}
		document, _ := markdown.Parse(chapters.NewSource(name, text))
		if len(document.Topics) != want {
			t.Errorf("%s: %d topics, want %d", name, len(document.Topics), want)
		}
		for _, topic := range document.Topics {
			if topic.Title == "" {
				t.Errorf("%s: the topic at %v has no title", name, topic.Start)
			}
		}
		for _, c := range document.Candidates {
			if !c.Taken && c.Reason == "" {
				t.Errorf("%s: a group is left without a reason", name)
			}
		}
	}
}

// Other markups are read as far as they are like Markdown, or named.
func TestOtherMarkups(t *testing.T) {
	for name, text := range map[string]string{
		"a.org":  "* Boats\n** Topics\n- 0:00 Ropes\n- 2:30 Knots\n* Transcript\n- 0:10 Hello\n- 0:20 Hello\n",
		"a.adoc": "= Boats\n\n== Topics\n\n* 0:00 Ropes\n** 2:30 Knots\n\n== Transcript\n\n* 0:10 Hello\n* 0:20 Hello\n",
	} {
		source := chapters.NewSource(name, []byte(text))
		document, problems := markdown.Parse(source)
		if len(document.Topics) != 2 || document.Topics[1].Title != "Knots" || len(problems) > 0 {
			t.Errorf("%s: %+v, %v", name, document.Topics, problems)
		}
		if moved, err := markdown.Retime(document, []time.Duration{time.Second, 3 * time.Minute}); err != nil || !strings.Contains(string(moved), "0:01 Ropes") || !strings.Contains(string(moved), "3:00 Knots") {
			t.Errorf("%s: %v\n%s", name, err, moved)
		}
	}
	if _, problems := markdown.Parse(chapters.NewSource("a.rst", []byte("- 0:00 Ropes\n"))); len(problems) != 1 || problems[0].Rule != chapters.NotMarkdown {
		t.Errorf("a.rst: %v", problems)
	}
}

// Topics in an order of their own are moved as they were read, whoever says that they are.
func TestAnyOrderMoves(t *testing.T) {
	document, _ := markdown.Options{AnyOrder: true}.Parse(chapters.NewSource("a.md", []byte("- 9:45 Sails\n- 0:00 Ropes\n- 2:30 Knots\n")))
	moved, err := markdown.Retime(document, []time.Duration{time.Second, 3 * time.Minute, 10 * time.Minute})
	if want := "- 10:00 Sails\n- 0:01 Ropes\n- 3:00 Knots\n"; err != nil || string(moved) != want {
		t.Errorf("%q, %v", moved, err)
	}
}
