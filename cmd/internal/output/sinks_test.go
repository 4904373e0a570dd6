package output

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/align"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// hostile is text that tries to be something else in each sink.
const hostile = "x\x1b[31m\x07\u202e\u2066\n::error::made up\n##[error]made up\r\x00\u009b1m<script>alert(1)</script><img src=x onerror=alert(1)>]]>&\"'|`*[a](javascript:b)"

// poison puts the text into every string that a value leads to.
func poison(v reflect.Value, depth int) {
	if depth > 12 {
		return
	}
	switch v.Kind() {
	case reflect.String:
		if v.CanSet() && v.Type() != reflect.TypeFor[run.Status]() && v.Type() != reflect.TypeFor[chapters.Rule]() {
			v.SetString(hostile)
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			poison(v.Elem(), depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				poison(v.Field(i), depth+1)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			poison(v.Index(i), depth+1)
		}
	}
}

// poisoned are outcomes of all kinds, with that text in all of their strings.
func poisoned() []run.Outcome {
	source := chapters.NewSource("a.md", []byte("- 0:00 "+hostile+"\n- 0:01 b\n"))
	d := chapters.Report(chapters.BadTimestamp, source, chapters.Span{Start: 2, End: 12}, "m")
	d.Hint, d.Related = "h", []chapters.Related{{Span: chapters.Span{Start: 1, End: 2}, Message: "r"}}
	list := []chapters.Chapter{{End: time.Second, Title: "t", URL: "u", Image: &chapters.Image{Source: "s", MIMEType: "image/png"}}, {Start: time.Second, End: 2 * time.Second, Title: "t"}}
	j := job.Job{Text: "a.md", Audio: "a.mp3"}
	plan := &audio.Plan{Method: audio.Replace, Before: list, After: list[:1], Added: []string{"f"}, Removed: []string{"f"}, Kept: []string{"f"}, Lost: []string{"l"}, Mended: []string{"m"}}
	text := &change.Edit{Path: "a.md", Before: source.Text, After: []byte("- 0:02 " + hostile + "\n")}
	stamping := markdown.Stamping{Changes: []markdown.FieldChange{{Key: "k", Old: "o", New: "n"}, {Key: "k", New: "n", Added: true}}, Missing: []string{"k"}}
	document := chapters.Document{Source: source, Format: "f", Topics: []chapters.Topic{{Title: "t", URL: "u", Image: &chapters.Image{Source: "s"}}}, Candidates: []chapters.Candidate{{Reason: "r", Stamps: 1}}}
	e := &episode.Episode{TextPath: "a.md", Document: document, Chapters: list}
	digest := &run.Digest{Title: "t", Bytes: 9, Duration: time.Minute, Chapters: list, Pictures: []int{1, 0}}
	outcomes := []run.Outcome{
		{Job: j, Status: run.Problems, Problems: []chapters.Diagnostic{d}, Digest: digest, Notes: []string{"n"}, Fixed: 1},
		{Job: j, Status: run.Failed, Err: errors.New(hostile), Digest: digest},
		{Job: j, Status: run.Refused, Problems: []chapters.Diagnostic{d}},
		{Job: j, Status: run.Written, Change: &change.Change{Audio: plan, Text: text, Stamping: stamping}, Problems: []chapters.Diagnostic{d}, Digest: digest},
		{Job: j, Status: run.Planned, DryRun: true, Change: &change.Change{Audio: plan, Text: text, Stamping: stamping}},
		{Job: j, Status: run.Written, Change: &change.Change{Text: text, Stamping: stamping, Moved: 1}},
		{Job: j, Status: run.OK, Found: e, Problems: []chapters.Diagnostic{d}},
		{Job: j, Status: run.Unchanged, Found: audio.Pauses{Marks: []audio.Mark{{Topic: document.Topics[0]}}}, Change: &change.Change{Text: text}},
		{Job: j, Status: run.Unchanged, Found: audio.Pauses{Offset: time.Second}, Change: &change.Change{Text: text}},
		{Job: j, Status: run.Unchanged, Found: run.Recovery{State: disk.Torn}},
		{Job: j, Status: run.Planned, DryRun: true, Found: retiming(1), Change: &change.Change{Text: text, Audio: plan}},
		{Job: j, Status: run.Written, Found: retiming(1), Change: &change.Change{Text: text, Audio: plan, Moved: 2}},
		{Job: j, Status: run.Refused, Found: retiming(0), Change: new(change.Change)},
		{Job: j, Status: run.Written, Found: change.Undone{Command: "c", Change: change.Change{Text: text}}, Change: &change.Change{Text: text}},
	}
	for i := range outcomes {
		poison(reflect.ValueOf(&outcomes[i]), 0)
	}
	return outcomes
}

// retiming is what became of topics, in each way there is.
func retiming(same float64) change.Retiming {
	r := change.Retiming{Result: align.Result{Old: time.Minute, New: time.Minute, Same: same, Stretches: []align.Stretch{{OldTo: time.Minute, Speed: 1.01}},
		Removed: []align.Span{{From: time.Second, To: 3 * time.Second}}, Inserted: []align.Span{{To: time.Second}}}, OldName: "o", NewName: "n", Dropped: true}
	for _, reason := range []change.Reason{change.Unmoved, change.BeginningRemoved, change.Removed} {
		r.Topics = append(r.Topics, change.Retimed{Topic: chapters.Chapter{Title: "t"}, Start: time.Second, Reason: reason})
	}
	return r
}

// Whatever text the outcomes hold, in each form it stays text.
func TestSinks(t *testing.T) {
	summary := filepath.Join(t.TempDir(), "summary")
	t.Setenv("GITHUB_ACTIONS", "true")
	t.Setenv("GITHUB_STEP_SUMMARY", summary)
	folder := t.TempDir()
	for _, command := range []string{"check", "write", "stamp", "shift", "show", "snap", "undo", "recover", "strip", "export", "retime"} {
		for _, many := range []bool{false, true} {
			for _, f := range append([]Form{""}, Text, "json", Lines, "github", "sarif", "junit") {
				var out, aside bytes.Buffer
				o := Options{Console: &Console{Out: &out, Err: &aside}, Command: command, Version: "v", Many: many, Verb: "wrote", Asked: ShowOptions{Tag: true, Why: true}}
				printers := []run.Printer{New(f, o)}
				for _, name := range []string{"r.json", "r.html"} {
					r, err := NewReport(filepath.Join(folder, name), command)
					if err != nil {
						t.Fatal(err)
					}
					printers = append(printers, r)
				}
				outcomes := poisoned()
				s := run.Summary{Command: command, Count: map[run.Status]int{run.OK: 1, run.Failed: 1}, Problems: outcomes[0].Problems, Selection: job.Selection{Jobs: []job.Job{outcomes[0].Job}}}
				for _, printer := range printers {
					for _, outcome := range outcomes {
						switch outcome.Found.(type) {
						case nil:
							if command != "check" && command != "write" && command != "strip" && outcome.Change != nil && outcome.Change.Audio != nil || (command == "write" || command == "strip") && outcome.Change != nil && outcome.Change.Audio == nil || command == "undo" || command == "recover" || command == "snap" || command == "show" {
								if outcome.Err == nil && outcome.Status != run.Refused {
									continue // the command has no such outcome
								}
							}
							if (command == "write" || command == "strip" || command == "stamp" || command == "shift" || command == "export" || command == "retime") && outcome.Change == nil && outcome.Err == nil && outcome.Status != run.Refused {
								continue
							}
						}
						printer.Add(outcome)
					}
					if err := printer.Close(s); err != nil {
						t.Fatal(err)
					}
				}
				where := command + " as " + string(f)
				for name, content := range map[string][]byte{"standard output": out.Bytes(), "standard error": aside.Bytes(), "the summary": read(summary), "r.html": read(filepath.Join(folder, "r.html"))} {
					plain(t, where+": "+name, content, name == "standard output" && f == "junit" || name == "r.html")
				}
				valid(t, where, f, out.Bytes())
				inert(t, where, read(filepath.Join(folder, "r.html")))
				if !json.Valid(read(filepath.Join(folder, "r.json"))) {
					t.Errorf("%s: the report is not JSON", where)
				}
			}
		}
	}
}

func read(path string) []byte {
	content, _ := os.ReadFile(path)
	return content
}

// plain holds text to what may reach a terminal, and GitHub's runner.
func plain(t *testing.T, where string, content []byte, markup bool) {
	t.Helper()
	for _, bad := range []string{"\x1b", "\x07", "\x00", "\r", "\u009b"} {
		if bytes.Contains(content, []byte(bad)) {
			t.Errorf("%s holds %q", where, bad)
		}
	}
	for line := range bytes.Lines(content) {
		if !markup && (bytes.HasPrefix(bytes.TrimSpace(line), []byte("::error::")) || bytes.Contains(line, []byte("##[error]")) && !json.Valid(line)) {
			t.Errorf("%s holds a command: %.100q", where, line)
		}
	}
	if !json.Valid(content) && !markup && bytes.ContainsAny(content, "\u202e\u2066") && !bytes.HasPrefix(content, []byte("{")) {
		t.Errorf("%s turns text around", where)
	}
}

// valid parses what is for programs.
func valid(t *testing.T, where string, f Form, content []byte) {
	t.Helper()
	switch f {
	case "json", "sarif", "gitlab":
		if !json.Valid(content) {
			t.Errorf("%s: it is not JSON", where)
		}
	case Lines:
		for line := range bytes.Lines(content) {
			if !json.Valid(line) {
				t.Errorf("%s: a line is not JSON: %.100q", where, line)
			}
		}
	case "junit":
		decoder := xml.NewDecoder(bytes.NewReader(content))
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Errorf("%s: it is not XML: %v", where, err)
				return
			}
			if start, ok := token.(xml.StartElement); ok && (start.Name.Local == "script" || start.Name.Local == "img") {
				t.Errorf("%s: text became an element", where)
			}
		}
	}
}

// inert holds the report to having no markup of a text in it, and no link that runs.
func inert(t *testing.T, where string, content []byte) {
	t.Helper()
	for _, bad := range []string{"<img", "<script>alert", "onerror=alert(1)>", `href="javascript`, `href="x`} {
		if bytes.Contains(content, []byte(bad)) {
			t.Errorf("%s: the report holds %q", where, bad)
		}
	}
}
