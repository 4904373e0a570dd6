package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"github.com/chapmark/chapmark/chapters"
)

// TestGitLab holds findings against what GitLab demands of them: each has a description, a name of its check, a fingerprint
// of its own, one of five severities, and a path below the project with a line.
func TestGitLab(t *testing.T) {
	source := chapters.NewSource("/build/posts/a.md", []byte("one\ntwo\n"))
	problem := chapters.Report(chapters.BadTimestamp, source, chapters.Span{Start: 4, End: 7}, "two is not a timestamp")
	list := findings("/build", []keptOutcome{
		{source.Name, nil, Problems([]chapters.Diagnostic{problem, problem, chapters.Report(chapters.ChaptersMissing, chapters.NewSource("/build/a.mp3", nil), chapters.Span{}, "none")})},
		{"b.md", errors.New("b.md is not there"), nil},
	})
	text, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	var got []struct {
		Description string `json:"description"`
		CheckName   string `json:"check_name"`
		Fingerprint string `json:"fingerprint"`
		Severity    string `json:"severity"`
		Location    struct {
			Path  string `json:"path"`
			Lines struct {
				Begin int `json:"begin"`
			} `json:"lines"`
		} `json:"location"`
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&got); err != nil || len(got) != 4 {
		t.Fatalf("%d, %v: %s", len(got), err, text)
	}
	prints := map[string]bool{}
	for _, f := range got {
		known := map[string]bool{"info": true, "minor": true, "major": true, "critical": true, "blocker": true}
		if f.Description == "" || f.CheckName == "" || f.Location.Path == "" || f.Location.Path[0] == '/' || f.Location.Lines.Begin < 1 || !known[f.Severity] || prints[f.Fingerprint] {
			t.Errorf("%+v", f)
		}
		prints[f.Fingerprint] = true
	}
	if got[0].Location.Lines.Begin != 2 || got[0].Location.Path != "posts/a.md" || got[2].Location.Lines.Begin != 1 {
		t.Errorf("%+v", got)
	}
	moved := chapters.NewSource("/build/posts/a.md", []byte("new\none\ntwo\n"))
	problem.Source, problem.Span = moved, chapters.Span{Start: 8, End: 11}
	if again := findings("/build", []keptOutcome{{problems: Problems([]chapters.Diagnostic{problem})}}); again[0].Fingerprint != list[0].Fingerprint {
		t.Error("a line above makes it another finding")
	}
}
