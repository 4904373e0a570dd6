package format

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// A list that was edited goes into its text; what was only moved or renamed changes nothing else.
func TestRevise(t *testing.T) {
	const text = "Topics:\n\n* 0:00 - One\n* (1:30) Two\n* 2:00 -- Three\n\nBye.\n"
	at := func(seconds int, title string) chapters.Chapter {
		return chapters.Chapter{Start: time.Duration(seconds) * time.Second, Title: title}
	}
	for _, test := range []struct {
		name    string
		list    []chapters.Chapter
		origins []int
		want    string
	}{
		{"moved", []chapters.Chapter{at(0, "One"), at(95, "Two"), at(120, "Three")}, []int{0, 1, 2}, "Topics:\n\n* 0:00 - One\n* (1:35) Two\n* 2:00 -- Three\n\nBye.\n"},
		{"renamed", []chapters.Chapter{at(0, "One"), at(90, "Zwei"), at(120, "Three")}, []int{0, 1, 2}, "Topics:\n\n* 0:00 - One\n* (1:30) Zwei\n* 2:00 -- Three\n\nBye.\n"},
		{"two at one time", []chapters.Chapter{at(0, "One"), at(90, "Two"), at(90, "New")}, []int{0, 1, -1}, ""},
	} {
		document, _ := markdown.Parse(chapters.NewSource("a.md", []byte(text)))
		got, err := Revise(document, Set{Chapters: test.list}, test.origins)
		if string(got) != test.want || (err != nil) != (test.want == "") {
			t.Errorf("%s: %v\n%s", test.name, err, got)
		}
	}
	document, _ := markdown.Parse(chapters.NewSource("a.md", []byte(text)))
	got, err := Revise(document, Set{Chapters: []chapters.Chapter{at(0, "One"), at(60, "New"), at(120, "Three")}}, []int{0, -1, 2})
	again, _ := markdown.Parse(chapters.NewSource("a.md", got))
	if err != nil || len(again.Topics) != 3 || again.Topics[1].Title != "New" || again.Topics[1].Start != time.Minute {
		t.Errorf("one gone and one added: %v\n%s", err, got)
	}
}

// Of a line that is renamed or linked elsewhere, what is not concerned stays: emphasis, code, other links, their titles, the stamp's own link.
func TestReviseKeepsMarkup(t *testing.T) {
	for _, test := range []struct{ name, line, title, url, want string }{
		{"bold", "- 0:22 **Two** talks", "Two chats", "", "- 0:22 **Two** chats"},
		{"all of it bold", "- 0:22 **Two talks**", "Two chats", "", "- 0:22 **Two chats**"},
		{"code beside", "- 0:22 The `go` tool", "The go command", "", "- 0:22 The `go` command"},
		{"a second link", "- 0:22 [Anna](https://a.example) and [Bert](https://b.example) talk", "Anna and Bert chat", "https://a.example", "- 0:22 [Anna](https://a.example) and [Bert](https://b.example) chat"},
		{"a link's title", "- 0:22 [Two](https://a.example \"so\") talks", "Two chats", "https://a.example", "- 0:22 [Two](https://a.example \"so\") chats"},
		{"another address", "- 0:22 [Two](https://a.example \"so\") talks", "Two talks", "https://c.example/x_(y)", "- 0:22 [Two](https://c.example/x\\_\\(y\\) \"so\") talks"},
		{"both", "- 0:22 [Two](https://a.example) **talks**", "Deux talks", "https://c.example", "- 0:22 [Deux](https://c.example) **talks**"},
		{"the stamp's link", "- [0:22](#t=22) Two", "Two *stars*", "", "- [0:22](#t=22) Two \\*stars\\*"},
		{"a comment", "- 0:22 Two talks <!-- cut? -->", "Two chats", "", "- 0:22 Two chats <!-- cut? -->"},
		{"the last word goes", "- 0:22 **Bold** and `code` here <!-- c -->", "Bold and code", "", "- 0:22 **Bold** and `code` <!-- c -->"},
		{"words within and after code", "- 0:22 **Bold** and `code` here <!-- c -->", "Bold and coda there", "", "- 0:22 **Bold** and `coda` there <!-- c -->"},
		{"one of two bold words", "- 0:22 **One** and **Two**", "One and Zwei or so", "", "- 0:22 **One** and **Zwei or so**"},
		{"all words", "- 0:22 **Two** *words* <!-- d -->", "Deux mots", "", "- 0:22 **Deux** *mots* <!-- d -->"},
		{"words that end within markup", "- **[0:22](#t=0:22)** [After](https://a.example/): by [Sentry.io](https://sentry.io/syntax).", "After: by Sentry.io. extra", "https://a.example/", "- **[0:22](#t=0:22)** [After](https://a.example/): by [Sentry.io](https://sentry.io/syntax). extra"},
		{"a word that is in an address, too", "- 0:22 [Two](https://words.example) words", "Two things", "https://words.example", "- 0:22 [Two](https://words.example) things"},
		{"an end", "- 0:22 - 0:30 A ~~Two~~ b", "A b", "", "- 0:22 - 0:30 A b"},
		{"an end and another title", "- 0:22 - 0:30 **Two** `x`", "Other", "", "- 0:22 - 0:30 Other"},
		{"no empty link is left", "- 0:22 **[0:22](#t=22)** Randy - [Mic](https://m.example/)", "Wholly other", "https://m.example/", ""},
		{"a word less in front", "- 0:22 The **big** tool", "big tool", "", "- 0:22 **big** tool"},
		{"a word more in front", "- 0:22 **big** tool", "A big tool", "", "- 0:22 **A big** tool"},
		{"a task", "- [x] 0:22 Task **b** words", "Wholly other", "", ""},
		{"a link to a line with an end", "- 0:22 - 0:30 **Two** `x` <!-- c -->", "Two x", "https://a.example/", "- 0:22 - 0:30 [**Two** `x`](https://a.example/) <!-- c -->"},
		{"no link any more", "- 0:22 - 0:30 [**Two**](https://a.example/ \"t\") `x`", "Two x", "", "- 0:22 - 0:30 **Two** `x`"},
		{"an ending backslash", "- 0:22 Two", `Two \`, "", `- 0:22 Two \\`},
	} {
		text := "Topics:\n\n- 0:00 One\n" + test.line + "\n- 2:00 Three\n"
		document, _ := markdown.Parse(chapters.NewSource("a.md", []byte(text)))
		list := []chapters.Chapter{{Title: "One"}, {Start: 22 * time.Second, Title: test.title, URL: test.url}, {Start: 2 * time.Minute, Title: "Three"}}
		for _, added := range []bool{false, true} {
			origins := []int{0, 1, 2}
			if added {
				list, origins = append(list, chapters.Chapter{Start: 3 * time.Minute, Title: "Four"}), append(origins, -1)
			}
			got, err := Revise(document, Set{Chapters: list}, origins)
			if test.want == "" && err == nil && !strings.Contains(string(got), "[](") {
				continue // how it is written is shown in the dialog
			}
			if err != nil || test.want == "" || !strings.Contains(string(got), test.want+"\n") {
				t.Errorf("%s: %v\n%s", test.name, err, got)
			}
		}
	}
}

// What stands between topics stays, and keeps nobody from adding or deleting some; what belongs to a topic does not go to another one.
func TestReviseAmid(t *testing.T) {
	const notes = "Topics:\n\n- 0:00 One\n- 1:30 Two\n  - about it\n- 2:00 Three\n- 2:0-5 Bad\n- 3:00 Four\n\nBye.\n"
	at := func(seconds int, title string) chapters.Chapter {
		return chapters.Chapter{Start: time.Duration(seconds) * time.Second, Title: title}
	}
	for _, test := range []struct {
		name    string
		list    []chapters.Chapter
		origins []int
		old     string
		new     string // "": refused
	}{
		{"added in the middle", []chapters.Chapter{at(0, "One"), at(90, "Two"), at(100, "New"), at(120, "Three"), at(180, "Four")}, []int{0, 1, -1, 2, 3}, "- 2:00 Three", "- 1:40 New\n- 2:00 Three"},
		{"added after what cannot be read", []chapters.Chapter{at(0, "One"), at(90, "Two"), at(120, "Three"), at(150, "New"), at(180, "Four")}, []int{0, 1, 2, -1, 3}, "- 3:00 Four", "- 2:30 New\n- 3:00 Four"},
		{"added last", []chapters.Chapter{at(0, "One"), at(90, "Two"), at(120, "Three"), at(180, "Four"), at(200, "New")}, []int{0, 1, 2, 3, -1}, "- 3:00 Four", "- 3:00 Four\n- 3:20 New"},
		{"deleted", []chapters.Chapter{at(0, "One"), at(90, "Two"), at(180, "Four")}, []int{0, 1, 3}, "- 2:00 Three\n", ""},
		{"two deleted", []chapters.Chapter{at(90, "Two"), at(120, "Three")}, []int{1, 2}, "- 0:00 One\n", ""},
		{"deleted with notes", []chapters.Chapter{at(0, "One"), at(120, "Three"), at(180, "Four")}, []int{0, 2, 3}, "", ""},
	} {
		document, _ := markdown.Parse(chapters.NewSource("a.md", []byte(notes)))
		got, err := Revise(document, Set{Chapters: test.list}, test.origins)
		want := strings.Replace(notes, test.old, test.new, 1)
		if test.name == "two deleted" {
			want = strings.Replace(want, "- 3:00 Four\n", "", 1)
		}
		if refused := test.old == ""; (err != nil) != refused || !refused && string(got) != want {
			t.Errorf("%s: %v\n%s", test.name, err, got)
		}
	}
}

// Where topics are not in the order of their times, no line moves unless its time was moved.
func TestReviseUnordered(t *testing.T) {
	const text = "---\nchapter_images:\n  One: a.jpg\n---\n- 0:00 Start\n- 0:30 Three **x** <!-- c -->\n- 0:10 One [a](https://a.example)\n- 0:40 Four\n"
	document, _ := markdown.Parse(chapters.NewSource("a.md", []byte(text)))
	topics := document.Topics
	list := func(title string) (list []chapters.Chapter) {
		for _, i := range []int{0, 2, 1, 3} {
			list = append(list, chapters.Chapter{Start: topics[i].Start, Title: topics[i].Title, URL: topics[i].URL, Image: topics[i].Image})
		}
		list[0].Title = title
		return list
	}
	for _, title := range []string{"Start", "Begin"} {
		got, err := Revise(document, Set{Chapters: list(title), Described: true}, []int{0, 2, 1, 3})
		if want := strings.Replace(text, "Start", title, 1); err != nil || string(got) != want {
			t.Errorf("%s: %v\n%s", title, err, got)
		}
	}
}

// What is written below topics, whatever it is, does not go to another one.
func TestReviseNotes(t *testing.T) {
	const headings = "## 0:00 Start\n\nN s.\n\n## 0:10 One\n\nN one.\n\n## 0:30 Three\n\nN three.\n"
	const bullets = "- 0:00 Start\n- 0:20 Two\n- 0:40 Three\n  - note three\n"
	at := func(seconds int, title string) chapters.Chapter {
		return chapters.Chapter{Start: time.Duration(seconds) * time.Second, Title: title}
	}
	for _, test := range []struct {
		name, text string
		list       []chapters.Chapter
		origins    []int
		want       string // "": refused
	}{
		{"a heading with notes goes", headings, []chapters.Chapter{at(0, "Start"), at(30, "Three")}, []int{0, 2}, ""},
		{"the last one goes", headings, []chapters.Chapter{at(0, "Start"), at(10, "One")}, []int{0, 1}, ""},
		{"after the last one", headings, []chapters.Chapter{at(0, "Start"), at(10, "One"), at(30, "Three"), at(50, "New")}, []int{0, 1, 2, -1}, ""},
		{"between headings", headings, []chapters.Chapter{at(0, "Start"), at(10, "One"), at(20, "New"), at(30, "Three")}, []int{0, 1, -1, 2}, strings.Replace(headings, "## 0:30", "## 0:20 New\n\n## 0:30", 1)},
		{"after nested notes", bullets + "- 0:50 Four\n  - note four\n\nBye.\n", []chapters.Chapter{at(0, "Start"), at(20, "Two"), at(40, "Three"), at(50, "Four"), at(60, "New")}, []int{0, 1, 2, 3, -1}, bullets + "- 0:50 Four\n  - note four\n- 1:00 New\n\nBye.\n"},
	} {
		document, _ := markdown.Parse(chapters.NewSource("a.md", []byte(test.text)))
		got, err := Revise(document, Set{Chapters: test.list}, test.origins)
		if refused := test.want == ""; (err != nil) != refused || !refused && string(got) != test.want {
			t.Errorf("%s: %v\n%s", test.name, err, got)
		}
	}
}

// A line that was deleted, or written anew, comes back as it was; what is changed of it then changes there.
func TestReviseStood(t *testing.T) {
	const line = "- 0:22 – 0:30 **Two** `c` [l](https://a.example \"t\") and [m](https://b.example) <!-- chapmark: off too-short -->"
	stood := Line{line, chapters.Chapter{Start: 22 * time.Second, Title: "Two c l and m", URL: "https://a.example"}}
	three := chapters.Chapter{Start: time.Minute, Title: "Three"}
	for _, test := range []struct {
		name, text string
		c          chapters.Chapter
		origins    []int
		want       string
	}{
		{"deleted", "- 0:00 One\n- 1:00 Three\n", stood.Topic, []int{0, -1, 1}, line},
		{"deleted and renamed", "- 0:00 One\n- 1:00 Three\n", chapters.Chapter{Start: 22 * time.Second, Title: "Deux c l and m", URL: "https://a.example"}, []int{0, -1, 1}, strings.Replace(line, "Two", "Deux", 1)},
		{"deleted and moved", "- 0:00 One\n- 1:00 Three\n", chapters.Chapter{Start: 24 * time.Second, Title: "Two c l and m", URL: "https://a.example"}, []int{0, -1, 1}, strings.Replace(strings.Replace(line, "0:22", "0:24", 1), "0:30", "0:32", 1)},
		{"written anew", "- 0:00 One\n- 0:22 Zwei\n- 1:00 Three\n", stood.Topic, []int{0, 1, 2}, line},
	} {
		document, _ := markdown.Parse(chapters.NewSource("a.md", []byte(test.text)))
		got, err := Revise(document, Set{Chapters: []chapters.Chapter{{Title: "One"}, test.c, three}, Stood: []Line{{}, stood, {}}}, test.origins)
		if want := "- 0:00 One\n" + test.want + "\n- 1:00 Three\n"; err != nil || string(got) != want {
			t.Errorf("%s: %v\n%s", test.name, err, got)
		}
	}
}

// What a stranger's tag calls a link is one only where it leads to the web; no cell of a table is a formula, and our own
// decoder takes the guard off again.
func TestNothingRuns(t *testing.T) {
	titles := []string{"=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''=1", "'quoted'", "plain", "＝1", "- a dash"}
	var list []chapters.Chapter
	for i, title := range titles {
		list = append(list, chapters.Chapter{Start: time.Duration(i) * time.Second, End: time.Duration(i+1) * time.Second, Title: title, URL: "https://a.example/"})
	}
	for _, name := range []string{"csv", "tsv"} {
		f, _ := ByName(name)
		content, _, err := f.Encode(Set{Chapters: list})
		if err != nil {
			t.Fatal(err)
		}
		if regexp.MustCompile(`(?m)(^|[,\t"])[=+@＝]`).Match(content) {
			t.Errorf("%s holds a formula:\n%s", name, content)
		}
		document, problems := f.Decode(chapters.NewSource("a."+name, content))
		for i, topic := range document.Topics {
			if topic.Title != titles[i] {
				t.Errorf("%s: %q came back as %q", name, titles[i], topic.Title)
			}
		}
		if len(document.Topics) != len(titles) {
			t.Errorf("%s: %d topics, %v", name, len(document.Topics), problems)
		}
	}
	links := []string{"javascript:alert(1)", "JaVaScRiPt:alert(1)", " data:text/html,x", "file:///etc/passwd", "vbscript:x", "//host/x", "\x1b[31mhttps://x", "https://a.example/\x1b[31m\nx\u202e"}
	for i, link := range links {
		list[i].URL = link
		list[i].Image = &chapters.Image{Source: link}
	}
	for _, f := range All() {
		content, _, err := f.Encode(Set{Chapters: list[:len(links)], Duration: time.Minute, Template: "- {start} [{title}]({url})"})
		if err != nil {
			continue
		}
		for _, bad := range []string{"javascript", "JaVaScRiPt", "data:text", "file:", "vbscript", "\x1b", "\u202e"} {
			if bytes.Contains(content, []byte(bad)) {
				t.Errorf("%s holds %q:\n%s", f.Name, bad, content)
			}
		}
	}
}

// TestReviseKeys: pictures that the front matter names by the time or the title of a topic stay with it (a moved mark left
// bad-image after).
func TestReviseKeys(t *testing.T) {
	const was = "---\nchapter_images:\n  \"0:22\": two.jpg # kept\n  Three: three.jpg\n  'It''s four': four.jpg\n  0:50: five.jpg\n---\n- 0:08 One\n- 0:22 Two\n- 0:37 Three\n- 0:45 It's four\n- 0:50 Five\n"
	for _, test := range []struct {
		name string
		edit func(list []chapters.Chapter, origins []int) ([]chapters.Chapter, []int)
		want *strings.Replacer
	}{
		{"moved", func(l []chapters.Chapter, o []int) ([]chapters.Chapter, []int) {
			l[1].Start += 2 * time.Second
			l[4].Start += 5 * time.Second
			return l, o
		}, strings.NewReplacer("\"0:22\"", "\"0:24\"", "0:22", "0:24", "0:50", "0:55")},
		{"renamed", func(l []chapters.Chapter, o []int) ([]chapters.Chapter, []int) {
			l[1].Title, l[2].Title, l[3].Title = "Zwei", "Part: three", "It's 4"
			return l, o
		}, strings.NewReplacer("'It''s four'", "'It''s 4'", "It's four", "It's 4", "Two", "Zwei", "Three:", "\"Part: three\":", "Three", "Part: three")},
		{"renamed, and one is gone", func(l []chapters.Chapter, o []int) ([]chapters.Chapter, []int) {
			l[2].Title = "Drei"
			return append(l[:1:1], l[2:]...), []int{0, 2, 3, 4}
		}, strings.NewReplacer("  \"0:22\": two.jpg # kept\n", "", "- 0:22 Two\n", "", "Three", "Drei")},
	} {
		document, _ := markdown.Parse(chapters.NewSource("x.md", []byte(was)))
		var list []chapters.Chapter
		var origins []int
		for i, topic := range document.Topics {
			if topic.Image == nil && i > 0 && i != 3 {
				t.Fatalf("%s has no picture", topic.Title)
			}
			list, origins = append(list, chapters.Chapter{Start: topic.Start, Title: topic.Title}), append(origins, i)
		}
		list, origins = test.edit(list, origins)
		got, err := Revise(document, Set{Chapters: list}, origins)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if diff := cmp.Diff(test.want.Replace(was), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

// TestRetitled changes titles where they stand, whatever they stand in.
func TestRetitled(t *testing.T) {
	for _, test := range []struct{ name, text, was, title, want string }{
		{"a field", "---\nchapters:\n  - start: '0:10'\n    title: One # here\n  - start: '0:30'\n    title: Two\n---\n", "One", "A: b", "title: \"A: b\" # here"},
		{"a quoted field", "---\nchapters:\n  - {start: '0:10', title: 'It''s one'}\n  - {start: '0:30', title: 'Two'}\n---\n", "Two", "It's 2", "title: 'It''s 2'"},
		{"a field in JSON", "{\"chapters\": [{\"start\": \"0:10\", \"title\": \"One\"}, {\"start\": \"0:30\", \"title\": \"One\"}]}\n", "One", "A \"b\"", "[{\"start\": \"0:10\", \"title\": \"A \\\"b\\\"\"}, {\"start\": \"0:30\", \"title\": \"One\"}]"},
		{"a line in the front matter", "---\nchapters:\n  - 0:10 One\n  - 0:30 Two\n---\n", "One", "Eins", "  - 0:10 Eins\n"},
		{"a table", "| Time | Topic |\n| --- | --- |\n| 0:10 | One |\n| 0:30 | Two |\n", "One", "A | b", "| 0:10 | A "},
		{"an ampersand in a field", "---\nchapters:\n  - {start: '0:10', title: \"One\"}\n  - {start: '0:30', title: Two}\n---\n", "One", "Q&A", "title: \"Q&A\""},
		{"a quote in a field", "---\nchapters:\n  - start: '0:10'\n    title: One\n  - start: '0:30'\n    title: Two\n---\n", "One", "\"Big\" news", "title: \"\\\"Big\\\" news\""},
		{"stars in a table", "| Time | Topic |\n| --- | --- |\n| 0:10 | One |\n| 0:30 | Two |\n", "One", "a *b* c", "| 0:10 | a "},
		{"code in a heading", "## 0:10 One\n\nText.\n\n## 0:30 Two\n\nMore.\n", "Two", "Is `sudo` safe?", "## 0:30 Is "},
		{"headings", "## 0:10 One\n\nText.\n\n## 0:30 Two\n\nMore.\n", "Two", "Zwei", "## 0:30 Zwei\n"},
	} {
		document, _ := markdown.Parse(chapters.NewSource("x.md", []byte(test.text)))
		i := slices.IndexFunc(document.Topics, func(topic chapters.Topic) bool { return topic.Title == test.was })
		if i < 0 {
			t.Errorf("%s: %+v", test.name, document.Topics)
			continue
		}
		got, ok := Retitled(document, i, test.title)
		if !ok || !strings.Contains(string(got), test.want) {
			t.Errorf("%s: %v\n%s", test.name, ok, got)
			continue
		}
		again, _ := markdown.Parse(chapters.NewSource("x.md", got))
		if again.Topics[i].Title != test.title {
			t.Errorf("%s: it reads %q", test.name, again.Topics[i].Title)
			continue
		}
		if back, ok := Retitled(again, i, test.was); !ok { // what was written can be changed again
			t.Errorf("%s: it cannot be called %q again:\n%s", test.name, test.was, back)
		}
	}
}
