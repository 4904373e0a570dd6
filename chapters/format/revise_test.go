package format

import (
	"testing"
	"time"

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
