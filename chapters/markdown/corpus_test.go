package markdown_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// corpus returns the folder of real episodes, and skips the test where there is none.
func corpus(t *testing.T) string {
	t.Helper()
	folder := os.Getenv("CHAPMARK_CORPUS")
	if folder == "" {
		t.Skip("CHAPMARK_CORPUS is not set")
	}
	if !filepath.IsAbs(folder) {
		folder = filepath.Join("..", "..", folder) // it is named from the project's root
	}
	return folder
}

type truth struct {
	File     string
	Chapters []truthChapter
}

type truthChapter struct {
	Start     float64 `json:"start_s"`
	Text      string
	Malformed bool
}

// TestSeedDialect holds every episode of the seed dialect against its hand-checked truth.
func TestSeedDialect(t *testing.T) {
	folder := filepath.Join(corpus(t), "markdown", "nickjj__runninginproduction.com")
	list, err := os.Open(folder + ".jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	episodes := 0
	for lines := bufio.NewScanner(list); lines.Scan(); episodes++ {
		var want truth
		if err := json.Unmarshal(lines.Bytes(), &want); err != nil {
			t.Fatal(err)
		}
		t.Run(want.File, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(folder, want.File))
			if err != nil {
				t.Fatal(err)
			}
			checkTruth(t, want, text)
		})
	}
	if episodes != 54 {
		t.Errorf("read %d episodes, want 54", episodes)
	}
}

func checkTruth(t *testing.T, want truth, text []byte) {
	document, problems := markdown.Parse(chapters.NewSource(want.File, text))
	_, more := chapters.Build(document, chapters.Facts{}, chapters.Options{})
	var edits []chapters.Edit
	for _, d := range append(problems, more...) {
		if d.Severity == chapters.Error && (d.Rule != chapters.BadTimestamp || d.Fix == nil) {
			t.Errorf("%v: %s: %s", d.Source.Position(d.Span.Start), d.Rule, d.Message)
		}
		edits = append(edits, d.Fix...)
	}
	broken := 0
	for _, c := range want.Chapters {
		if c.Malformed {
			broken++
		}
	}
	if len(document.Topics)+len(edits) != len(want.Chapters) || len(edits) != broken {
		t.Fatalf("%d topics and %d fixes, want %d", len(document.Topics), len(edits), len(want.Chapters))
	}
	fixed, err := chapters.ApplyEdits(text, edits)
	if err != nil {
		t.Fatal(err)
	}
	document, problems = markdown.Parse(chapters.NewSource(want.File, fixed))
	if worst, _ := chapters.Worst(problems); worst == chapters.Error {
		t.Errorf("after the fixes: %v", problems)
	}
	for i, topic := range document.Topics {
		if topic.Start != time.Duration(want.Chapters[i].Start*1e9) {
			t.Errorf("topic %d starts at %v, want %v", i, topic.Start, want.Chapters[i].Start)
		}
		title := want.Chapters[i].Text
		for key, value := range document.FrontMatter.Values {
			if value, ok := value.(string); ok {
				title = strings.NewReplacer("{{ page."+key+" }}", value, "{{ page."+key+"}}", value, "<{{ page."+key+" }}>", value).Replace(title)
			}
		}
		if topic.Title != title {
			t.Errorf("topic %d is %q, want %q", i, topic.Title, title)
		}
	}
}
