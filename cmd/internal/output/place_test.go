package output

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// outcomes have a tab and wide characters before a problem, and texts that try to break out.
func outcomes() []run.Outcome {
	source := chapters.NewSource("posts/a b,c:d.md", []byte("# x\n-\t日本 1;04 %0A::error::no\n"))
	bad := chapters.Report(chapters.BadTimestamp, source, chapters.Span{Start: 13, End: 17}, "1;04 is not\n::error::a | <b>timestamp</b>").WithHint("100%%")
	bad.Fix = []chapters.Edit{{Span: chapters.Span{Start: 14, End: 15}, Text: ":"}}
	bad.Related = []chapters.Related{{Span: chapters.Span{Start: 0, End: 1}, Message: "the heading"}}
	two := chapters.Report(chapters.TooShort, source, chapters.Span{Start: 0, End: 8}, "two lines")
	whole := chapters.Report(chapters.ChaptersMissing, chapters.NewSource("audio/a.mp3", nil), chapters.Span{}, "no chapters are embedded yet \x1b[31m\x00")
	return []run.Outcome{{Job: job.Job{Text: "posts/a b,c:d.md"}, Problems: []chapters.Diagnostic{whole, bad, two}}, {Job: job.Job{Text: "posts/clean.md"}},
		{Job: job.Job{Text: "posts/gone.md"}, Err: errors.New("open posts/gone.md: permission denied")}}
}

// keptOutcomes are the same as what is printed at the end needs them.
func keptOutcomes() (k kept) {
	for _, o := range outcomes() {
		k.Add(o)
	}
	return k
}

func TestAnnotations(t *testing.T) {
	var out strings.Builder
	annotations(&out, "", keptOutcomes().outcomes)
	want := `::error file=posts/gone.md,title=chapmark::open posts/gone.md: permission denied
::error file=posts/a b%2Cc%3Ad.md,line=2,endLine=2,col=6,endColumn=9,title=bad-timestamp::1;04 is not�::error::a | <b>timestamp</b>%0A100%25
::notice file=audio/a.mp3,title=chapters-missing::no chapters are embedded yet �[31m�
::notice file=posts/a b%2Cc%3Ad.md,line=1,endLine=2,title=too-short::two lines
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Paths are relative to the workspace, from wherever the program runs.
func TestWorkspace(t *testing.T) {
	folder := t.TempDir()
	if err := os.MkdirAll(filepath.Join(folder, "site", "posts"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Join(folder, "site"))
	for path, want := range map[string]string{"posts/a.md": "site/posts/a.md", "../b.md": "b.md", "../../c.md": "../../c.md", "https://x.example/a": "https://x.example/a"} {
		if got := from(folder, path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	if got := uri(folder, "posts/a b#c?.md"); got != "site/posts/a%20b%23c%3F.md" {
		t.Error(got)
	}
}

func TestSummary(t *testing.T) {
	var out strings.Builder
	kept := keptOutcomes()
	jobSummary(&out, "", run.Summary{Count: map[run.Status]int{run.Problems: 2, run.Failed: 1}}, kept.tally, kept.outcomes)
	for _, want := range []string{"### Chapters of 2 ", "1 error, 2 advice; 1 failed", "| error | posts/a b,c:d.md:2:6 | 1;04 is not ::error::a &#124; ",
		"- **posts/gone.md**: open posts/gone.md: permission denied"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is not in\n%s", want, &out)
		}
	}
	if strings.Count(out.String(), "\n| ") != 5 {
		t.Errorf("rows:\n%s", &out)
	}
}

// The log is valid by the standard's schema, and places count code points.
func TestSARIF(t *testing.T) {
	var out strings.Builder
	printer := newSARIFLog(Options{Console: &Console{Out: &out, Err: io.Discard}, Version: "1.2.3"}, "")
	for _, o := range outcomes() {
		printer.Add(o)
	}
	if err := printer.Close(run.Summary{}); err != nil {
		t.Fatal(err)
	}
	log, err := sarif.FromString(out.String())
	if err == nil {
		run, usual := log.Runs[0], sarif.NewRun() // what the library writes where nothing is said
		run.Language, run.Tool.Driver.Language, run.NewlineSequences = usual.Language, usual.Language, usual.NewlineSequences
		err = log.Validate()
	}
	if err != nil {
		t.Fatal(err, out.String())
	}
	logged := log.Runs[0]
	if *logged.ColumnKind != "unicodeCodePoints" || len(logged.Results) != 3 || len(logged.Tool.Driver.Rules) != len(chapters.Rules()) || *logged.Invocations[0].ExecutionSuccessful {
		t.Errorf("%+v", logged)
	}
	result := logged.Results[1]
	at := result.Locations[0].PhysicalLocation
	fix := result.Fixes[0].ArtifactChanges[0].Replacements[0]
	got := []any{*result.RuleID, result.Level, *at.ArtifactLocation.URI, *at.Region.StartLine, *at.Region.StartColumn, *at.Region.EndColumn,
		*fix.DeletedRegion.StartColumn, *fix.InsertedContent.Text, *logged.Tool.Driver.Rules[result.RuleIndex].ID, *result.RelatedLocations[0].Message.Text}
	want := []any{"bad-timestamp", "error", "posts/a%20b,c:d.md", 2, 6, 10, 7, ":", "bad-timestamp", "the heading"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for i, info := range chapters.Rules() {
		if *logged.Tool.Driver.Rules[i].ID != string(info.Rule) || !json.Valid([]byte(out.String())) {
			t.Errorf("rule %d is %s", i, *logged.Tool.Driver.Rules[i].ID)
		}
	}
}

func TestJUnit(t *testing.T) {
	var out strings.Builder
	if err := writeJUnit(&out, "", keptOutcomes().outcomes, false); err != nil {
		t.Fatal(err)
	}
	var got junitSuites
	if err := xml.Unmarshal([]byte(out.String()), &got); err != nil {
		t.Fatal(err, out.String())
	}
	if got.Tests != 5 || got.Failures != 1 || got.Errors != 1 || len(got.Suites) != 3 || got.Suites[0].Cases[1].Failure.Type != "bad-timestamp" || got.Suites[0].File != "posts/a b,c:d.md" {
		t.Errorf("%+v", got)
	}
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Skip("xmllint is not installed")
	}
	path := filepath.Join(t.TempDir(), "junit.xml")
	if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("xmllint", "--noout", "--schema", "testdata/junit.xsd", path).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
