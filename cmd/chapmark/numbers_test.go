package main

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// numbers are what each form says of a check as a whole.
type numbers struct {
	Episodes, Errors, Warnings, Advice, Failed int
}

// TestNumbersAgree checks one site in every form: each counts the same episodes and the same problems. The site has a clean
// episode, one with an error, one with a warning, two whose audio is elsewhere, which is one advice of no episode, one without
// topics, one that cannot be read, and an MP3 that belongs to none.
func TestNumbersAgree(t *testing.T) {
	t.Chdir(t.TempDir())
	put := func(name, content string) {
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("chapmark.yaml", "episodes: \"[0-9]-*.md\"\naudio: \"{stem}.mp3\"\nrules:\n  chapters-missing: off\n  too-short: warning\n")
	put("1-clean.md", "## Topics\n\n- 0:00 One\n- 0:20 Two\n")
	put("2-late.md", "## Topics\n\n- 0:00 One\n- 9:20 Two\n")
	put("3-short.md", "## Topics\n\n- 0:00 One\n- 0:20 Two\n- 0:22 Three\n")
	put("4-elsewhere.md", "## Topics\n\n- 0:00 One\n- 0:20 Two\n")
	put("5-elsewhere.md", "## Topics\n\n- 0:00 One\n- 0:20 Two\n")
	put("6-none.md", "Words alone.\n")
	for _, name := range []string{"1-clean", "2-late", "3-short", "6-none", "8-orphan"} {
		put(name+".mp3", string(silence(60)))
	}
	if err := os.Symlink("nowhere.md", "7-gone.md"); err != nil {
		t.Skip(err)
	}
	t.Setenv("GITHUB_ACTIONS", "")
	t.Setenv("GITHUB_STEP_SUMMARY", "summary.md")
	count := func(pattern, text string) (n int) {
		if found := regexp.MustCompile(pattern).FindStringSubmatch(text); found != nil {
			_, _ = fmt.Sscan(found[1], &n)
		}
		return n
	}
	inWords := func(text string) numbers {
		return numbers{count(`(\d+) episode`, text), count(`(\d+) error`, text), count(`(\d+) warning`, text), count(`(\d+) advice`, text), count(`(\d+) failed`, text)}
	}
	forms := map[string]numbers{}

	_, said := chapmark(t, 3, "check", "--all", "--report", "report.json")
	forms["terminal"] = inWords(said)

	read := func(name string) string {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
	var report struct {
		Summary struct {
			Episodes           int
			Statuses, Problems map[string]int
			Rules              map[string]int
		}
	}
	if err := json.Unmarshal([]byte(read("report.json")), &report); err != nil {
		t.Fatal(err)
	}
	s := report.Summary
	forms["report"] = numbers{s.Statuses["ok"] + s.Statuses["problems"] + s.Statuses["no-audio"], s.Problems["error"], s.Problems["warning"], s.Problems["advice"], s.Statuses["failed"]}
	for rule, n := range s.Rules {
		if !strings.Contains(said, fmt.Sprintf("%s %d", rule, n)) {
			t.Errorf("the report counts %d of %s, the terminal does not:\n%s", n, rule, said)
		}
	}

	out, _ := chapmark(t, 3, "check", "--all", "--format", "junit")
	var junit struct {
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
	}
	if err := xml.Unmarshal([]byte(out), &junit); err != nil {
		t.Fatal(err)
	}
	forms["junit"] = numbers{forms["terminal"].Episodes, junit.Failures, strings.Count(out, ": warning: "), strings.Count(out, ": advice: "), junit.Errors}

	t.Setenv("GITHUB_ACTIONS", "true")
	chapmark(t, 3, "check", "--all", "--format", "github")
	t.Setenv("GITHUB_ACTIONS", "")
	forms["job summary"] = inWords(read("summary.md"))

	out, _ = chapmark(t, 3, "check", "--all", "--format", "sarif")
	var sarif struct {
		Runs []struct{ Results []struct{ Level string } }
	}
	if err := json.Unmarshal([]byte(out), &sarif); err != nil {
		t.Fatal(err)
	}
	levels := map[string]int{}
	for _, result := range sarif.Runs[0].Results {
		levels[result.Level]++
	}
	forms["sarif"] = numbers{forms["terminal"].Episodes, levels["error"], levels["warning"], levels["note"], 1}

	out, _ = chapmark(t, 3, "check", "--all", "--format", "gitlab")
	forms["gitlab"] = numbers{forms["terminal"].Episodes, strings.Count(out, `"major"`), strings.Count(out, `"minor"`), strings.Count(out, `"info"`), 1}

	want := numbers{Episodes: 6, Errors: 1, Warnings: 1, Advice: 2, Failed: 1}
	for form, got := range forms {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", form, diff)
		}
	}
}
