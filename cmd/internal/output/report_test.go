package output

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// sampleReport has an episode of each kind; titles and texts are hostile.
func sampleReport() Report {
	source := chapters.NewSource("posts/b.md", []byte("- 0:00 <script>alert(1)</script>\n- 9:99 </pre><img src=x onerror=alert(1)>\n"))
	bad := chapters.Report(chapters.BadTimestamp, source, chapters.Span{Start: 35, End: 39}, "9:99 is \"no\" <b>timestamp</b>").WithHint("write </script>M:SS")
	advice := chapters.Report(chapters.ChaptersMissing, chapters.NewSource("b.mp3", nil), chapters.Span{}, "no chapters are embedded yet")
	orphan := chapters.Report(chapters.OrphanAudio, chapters.NewSource("z.mp3", nil), chapters.Span{}, "no episode uses this file")
	r := Report{Command: "check", Problems: reportProblems([]chapters.Diagnostic{orphan}), Episodes: []ReportEpisode{
		{File: "posts/b.md", Audio: "b.mp3", Title: "<script>document.title='owned'</script>", Status: "problems", Bytes: 1_000_000, DurationS: 60,
			Chapters: []Chapter{{Start: 0, End: 30, Title: "</script><script>document.title='owned'</script>", URL: "javascript:document.title='owned'"},
				{Start: 30, End: 60, Title: "Two", URL: "https://example.org/?a=1&b=\"2\""}}, Problems: reportProblems([]chapters.Diagnostic{bad, advice})},
		{File: "posts/a.md", Audio: "a.mp3", Title: "A", Status: "ok", Bytes: 2_000_000, DurationS: 600.5, Chapters: []Chapter{{Start: 300, End: 600.5, Title: "Half"}}, Problems: reportProblems(nil)},
		{File: "posts/c.md", Title: "C", Status: "no-audio", Problems: reportProblems(nil)},
		{File: "posts/d.md", Title: "D", Status: "failed", Error: "open d.mp3: permission denied", Problems: reportProblems(nil)},
	}}
	r.Finish()
	return r
}

func TestFinish(t *testing.T) {
	r := sampleReport()
	want := ReportSummary{Episodes: 4, Statuses: map[string]int{"ok": 1, "problems": 1, "no-audio": 1, "failed": 1},
		Problems: map[string]int{"error": 1, "advice": 2}, Rules: map[string]int{"bad-timestamp": 1, "chapters-missing": 1, "orphan-audio": 1}, Chapters: 3, Bytes: 3_000_000, DurationS: 660.5}
	if diff := cmp.Diff(want, r.Summary); diff != "" || r.Episodes[0].File != "posts/a.md" {
		t.Errorf("%s (-want +got):\n%s", r.Episodes[0].File, diff)
	}
}

// What is written is read again, whole.
func TestWriteAndRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.json")
	r := sampleReport()
	if err := r.Write(path); err != nil {
		t.Fatal(err)
	}
	got, err := ReadReport(path)
	if diff := cmp.Diff(mustJSON(t, r), mustJSON(t, got)); err != nil || diff != "" {
		t.Errorf("%v (-written +read):\n%s", err, diff)
	}
	for name, content := range map[string]string{"none": "{}", "half": `{"version":1,`, "list": "[]", "word": `{"version":1,"episodes":[{"problems":[{"severity":"loud"}]}]}`,
		"objects": `{"version":1,"episodes":[` + strings.Repeat("{},", 5000) + `{}]}`, "nothing": `{"version":1,"episodes":[` + strings.Repeat("null,", 5000) + `{}]}`} {
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadReport(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := r.Write(filepath.Join(t.TempDir(), "report.txt")); err == nil {
		t.Error("a report in no form was written")
	}
}

func mustJSON(t *testing.T, r Report) string {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// However a report is cut into shards, and in whatever order these come, merging gives it back.
func TestMerge(t *testing.T) {
	whole := sampleReport()
	for _, count := range []int{1, 2, 3, 7} {
		var parts []Report
		for i := 1; i <= count; i++ {
			shard := job.Shard{Index: i, Count: count}
			part := Report{Command: "check", Shard: &shard}
			for _, e := range whole.Episodes {
				if shard.Holds(e.File) {
					part.Episodes = append(part.Episodes, e)
				}
			}
			for _, p := range whole.Problems {
				if shard.Holds(p.File) {
					part.Problems = append(part.Problems, p)
				}
			}
			part.Finish()
			parts = append(parts, part)
		}
		rand.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		merged, err := Merge(parts)
		if diff := cmp.Diff(mustJSON(t, whole), mustJSON(t, merged)); err != nil || diff != "" {
			t.Errorf("%d shards: %v (-whole +merged):\n%s", count, err, diff)
		}
		if count > 1 {
			if _, err := Merge(parts[1:]); err == nil || !strings.Contains(err.Error(), parts[0].Shard.String()+" is missing") {
				t.Errorf("one is missing: %v", err)
			}
			if _, err := Merge(append(parts, parts[0])); err == nil || !strings.Contains(err.Error(), "twice") {
				t.Errorf("one is there twice: %v", err)
			}
			parts[0].Command = "write"
			if _, err := Merge(parts); err == nil || !strings.Contains(err.Error(), "different runs") {
				t.Errorf("of two runs: %v", err)
			}
		}
	}
	if _, err := Merge([]Report{whole}); err == nil || !strings.Contains(err.Error(), "not the report of a shard") {
		t.Errorf("no shard: %v", err)
	}
}

// Whatever stands in texts and titles stays text.
func TestPageEscapes(t *testing.T) {
	var page strings.Builder
	if err := sampleReport().page(&page); err != nil {
		t.Fatal(err)
	}
	for _, hostile := range []string{"<script>alert", "<script>document", "<img", "<b>", "javascript:", "onerror=alert(1)>\""} {
		if strings.Contains(page.String(), hostile) {
			t.Errorf("%s is markup", hostile)
		}
	}
	if n := strings.Count(page.String(), "<script>"); n != 1 {
		t.Errorf("%d scripts", n)
	}
	if strings.Contains(page.String(), "ZgotmplZ") {
		t.Error("the template refuses a value that it should show")
	}
	for _, wanted := range []string{`"9:99"`, "2 advice", "open d.mp3: permission denied", "no episode uses this file"} {
		if !strings.Contains(page.String(), wanted) {
			t.Errorf("%s is not on the page", wanted)
		}
	}
}
