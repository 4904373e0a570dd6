package format

import (
	"strings"
	"testing"
	"time"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// A picture, and whether a chapter is hidden, go to where the text has or gets a place for them, and come back from there as they were.
func TestReviseDescribes(t *testing.T) {
	const list = "- 0:00 One\n- 1:30 Two\n"
	type edit struct {
		image  string
		hidden bool
	}
	none := edit{}
	for _, test := range []struct {
		name, text string
		edits      []edit // one after the other, to the second topic
		want       string // of the last one; "": as at first; "!": refused
	}{
		{"no front matter", list, []edit{{image: "a b.jpg"}}, "---\nchapter_images:\n  \"1:30\": \"a b.jpg\"\n---\n\n" + list},
		{"CRLF", strings.ReplaceAll(list, "\n", "\r\n"), []edit{{image: "a.jpg"}}, strings.ReplaceAll("---\nchapter_images:\n  \"1:30\": \"a.jpg\"\n---\n\n"+list, "\n", "\r\n")},
		{"YAML", "---\ntitle: x\n---\n" + list, []edit{{image: "a.jpg"}}, "---\ntitle: x\nchapter_images:\n  \"1:30\": \"a.jpg\"\n---\n" + list},
		{"YAML and back", "---\ntitle: x\n---\n" + list, []edit{{image: "a.jpg"}, none}, ""},
		{"another one", "---\nchapter_images:\n  One: x.jpg\n  Two: y.jpg # here\n---\n" + list, []edit{{image: "a.jpg"}}, "---\nchapter_images:\n  One: x.jpg\n  Two: a.jpg # here\n---\n" + list},
		{"one more", "---\nchapter_images:\n    One: x.jpg\ntitle: y\n---\n" + list, []edit{{image: "a.jpg"}}, "---\nchapter_images:\n    One: x.jpg\n    \"1:30\": \"a.jpg\"\ntitle: y\n---\n" + list},
		{"in one line", "---\nchapter_images: {One: x.jpg}\n---\n" + list, []edit{{image: "a.jpg"}}, "---\nchapter_images: {One: x.jpg, \"1:30\": \"a.jpg\"}\n---\n" + list},
		{"TOML", "+++\ntitle = 'x'\n+++\n" + list, []edit{{image: "a.jpg"}}, "+++\ntitle = 'x'\n\n[chapter_images]\n\"1:30\" = \"a.jpg\"\n+++\n" + list},
		{"JSON", "{\"title\": \"x\"}\n" + list, []edit{{image: "a.jpg"}}, "{\n  \"chapter_images\": {\"1:30\": \"a.jpg\"},\"title\": \"x\"}\n" + list},
		{"a map of topics", "---\nchapters:\n  - start: 0:00\n    title: One\n  - start: 1:30\n    title: Two\n---\n", []edit{{image: "a.jpg"}, {image: "b.jpg", hidden: true}},
			"---\nchapters:\n  - start: 0:00\n    title: One\n  - start: 1:30\n    hidden: true\n    image: \"b.jpg\"\n    title: Two\n---\n"},
		{"hidden and shown again", "---\nchapters:\n  - start: 0:00\n    title: One\n  - start: 1:30\n    title: Two\n---\n", []edit{{hidden: true}, none}, ""},
		{"the title first", "---\nchapters:\n  - title: One\n    start: 0:00\n  - title: Two\n    start: 1:30\n---\n", []edit{{hidden: true}}, "---\nchapters:\n  - title: One\n    start: 0:00\n  - title: Two\n    start: 1:30\n    hidden: true\n---\n"},
		{"maps in one line", "---\nchapters:\n  - {start: \"0:00\", title: One}\n  - {start: \"1:30\", title: Two}\n---\n", []edit{{hidden: true}}, "---\nchapters:\n  - {start: \"0:00\", title: One}\n  - {start: \"1:30\", hidden: true, title: Two}\n---\n"},
		{"TOML tables", "+++\n[[chapters]]\nstart = \"0:00\"\ntitle = \"One\"\n[[chapters]]\nstart = \"1:30\"\ntitle = \"Two\"\n+++\n", []edit{{hidden: true}}, "+++\n[[chapters]]\nstart = \"0:00\"\ntitle = \"One\"\n[[chapters]]\nstart = \"1:30\"\nhidden = true\ntitle = \"Two\"\n+++\n"},
		{"JSON maps", `{"chapters": [{"start": 0, "title": "One"}, {"start": 90, "title": "Two"}]}` + "\n", []edit{{hidden: true}}, `{"chapters": [{"start": 0, "title": "One"}, {"start": 90, "hidden": true, "title": "Two"}]}` + "\n"},
		{"no front matter, and back", list, []edit{{image: "a.jpg"}, none}, ""},
		{"CRLF, and back", strings.ReplaceAll(list, "\n", "\r\n"), []edit{{image: "a.jpg"}, none}, ""},
		{"a byte order mark, and back", "\ufeff" + list, []edit{{image: "a.jpg"}, none}, ""},
		{"TOML and back", "+++\ntitle = 'x'\n+++\n" + list, []edit{{image: "a.jpg"}, none}, ""},
		{"JSON and back", "{\"title\": \"x\"}\n" + list, []edit{{image: "a.jpg"}, none}, "{\n  \"chapter_images\": {},\"title\": \"x\"}\n" + list},
		{"JSON and back and on", "{\"title\": \"x\"}\n" + list, []edit{{image: "a.jpg"}, none, {image: "b.jpg"}}, "{\n  \"chapter_images\": {\"1:30\": \"b.jpg\"},\"title\": \"x\"}\n" + list},
		{"JSON with nothing in it", "{}\n" + list, []edit{{image: "a.jpg"}}, "{\n  \"chapter_images\": {\"1:30\": \"a.jpg\"}}\n" + list},
		{"an empty map", "---\nchapter_images: {}\n---\n" + list, []edit{{image: "a.jpg"}}, "---\nchapter_images:\n  \"1:30\": \"a.jpg\"\n---\n" + list},
		{"no map", "---\nchapter_images:\ntitle: x\n---\n" + list, []edit{{image: "a.jpg"}}, "---\nchapter_images:\n  \"1:30\": \"a.jpg\"\ntitle: x\n---\n" + list},
		{"an empty table", "+++\n[chapter_images]\n+++\n" + list, []edit{{image: "a.jpg"}}, "+++\n[chapter_images]\n\"1:30\" = \"a.jpg\"\n+++\n" + list},
		{"in one line, and back", "---\nchapter_images: {One: x.jpg}\n---\n" + list, []edit{{image: "a.jpg"}, none}, ""},
		{"quotes stay", "---\nchapter_images:\n  Two: y.jpg\n---\n" + list, []edit{{image: "a.jpg"}, {image: "y.jpg"}}, ""},
		{"JSON maps, and back", `{"chapters": [{"start": 0, "title": "One"}, {"start": 90, "title": "Two"}]}` + "\n", []edit{{hidden: true, image: "a.jpg"}, none}, ""},
		{"maps in one line, and back", "---\nchapters:\n  - {start: \"0:00\", title: One}\n  - {start: \"1:30\", title: Two}\n---\n", []edit{{hidden: true, image: "a.jpg"}, none}, ""},
		{"TOML tables, and back", "+++\n[[chapters]]\nstart = \"0:00\"\ntitle = \"One\"\n[[chapters]]\nstart = \"1:30\"\ntitle = \"Two\"\n+++\n", []edit{{hidden: true, image: "a.jpg"}, none}, ""},
		{"in the line", "- 0:00 One\n- 1:30 ![two](a.jpg) Two\n", []edit{{image: "b c.jpg"}}, "- 0:00 One\n- 1:30 ![two](<b c.jpg>) Two\n"},
		{"in the line, and gone", "- 0:00 One\n- 1:30 ![Two](a.jpg) Two\n", []edit{none}, list},
		{"at the end of the line, and gone", "- 0:00 One\n- 1:30 Two <img src=\"a.jpg\" alt=\"x\">\n", []edit{none}, list},
		{"HTML", "- 0:00 One\n- 1:30 <img alt='x' src='a.jpg'/> Two\n", []edit{{image: "b.jpg"}}, "- 0:00 One\n- 1:30 <img alt='x' src='b.jpg'/> Two\n"},
		{"a list cannot hide", list, []edit{{hidden: true}}, "!"},
		{"nor can a map of times", "---\nchapters:\n  \"0:00\": One\n  \"1:30\": Two\n---\n", []edit{{hidden: true}}, "!"},
		{"but it can have pictures", "---\nchapters:\n  \"0:00\": One\n  \"1:30\": Two\n---\n", []edit{{image: "a.jpg"}}, "---\nchapters:\n  \"0:00\": One\n  \"1:30\": Two\nchapter_images:\n  \"1:30\": \"a.jpg\"\n---\n"},
	} {
		document, _ := markdown.Parse(chapters.NewSource("a.md", []byte(test.text)))
		got, err := []byte(nil), error(nil)
		for _, e := range test.edits {
			set := []chapters.Chapter{{Title: "One", Image: document.Topics[0].Image}, {Start: 90 * time.Second, Title: "Two", Hidden: e.hidden}}
			if e.image != "" {
				set[1].Image = &chapters.Image{Source: e.image}
			}
			if got, err = Revise(document, Set{Chapters: set, Described: true}, []int{0, 1}); err == nil {
				document, _ = markdown.Again(document, got)
			}
		}
		if test.want == "" {
			test.want = test.text
		}
		if refused := test.want == "!"; (err != nil) != refused || !refused && string(got) != test.want {
			t.Errorf("%s: %v\n%s", test.name, err, got)
		}
	}
}

// A topic that gets the name of another one keeps its own picture, and so does that.
func TestPicturesOfNamesakes(t *testing.T) {
	const text = "---\nchapter_images:\n  One: a.jpg\n  Two: b.jpg\n---\n- 0:00 One\n- 1:30 Two\n"
	document, _ := markdown.Parse(chapters.NewSource("a.md", []byte(text)))
	list := []chapters.Chapter{{Title: "Two", Image: document.Topics[0].Image}, {Start: 90 * time.Second, Title: "Two", Image: document.Topics[1].Image}}
	got, err := Revise(document, Set{Chapters: list, Described: true}, []int{0, 1})
	if want := "---\nchapter_images:\n  \"0:00\": a.jpg\n  \"1:30\": b.jpg\n---\n- 0:00 Two\n- 1:30 Two\n"; err != nil || string(got) != want {
		t.Errorf("%v\n%s", err, got)
	}
}

// The words that describe a picture in a line are not the topic's: another title leaves them, and the picture, alone.
func TestRetitledBesideAPicture(t *testing.T) {
	const text = "- 0:00 ![One](a.jpg) One\n- 1:30 Two\n"
	document, _ := markdown.Parse(chapters.NewSource("a.md", []byte(text)))
	list := []chapters.Chapter{{Title: "Won", Image: document.Topics[0].Image}, {Start: 90 * time.Second, Title: "Two"}}
	got, err := Revise(document, Set{Chapters: list, Described: true}, []int{0, 1})
	if want := "- 0:00 ![One](a.jpg) Won\n- 1:30 Two\n"; err != nil || string(got) != want {
		t.Errorf("%v\n%s", err, got)
	}
}
