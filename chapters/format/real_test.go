package format_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xeipuuv/gojsonschema"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
)

// tool runs another program, and skips the test where it is not installed.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not installed", name)
	}
	var words strings.Builder
	command := exec.Command(name, args...)
	command.Stderr = &words
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", command, err, words.String(), out)
	}
	return string(out)
}

// written writes chapters in a format, and returns the file's path, and the chapters that it promises to hold.
func written(t *testing.T, name, file string) (path string, want []chapters.Chapter) {
	t.Helper()
	f, _ := format.ByName(name)
	list := hostile()
	for i := range list {
		list[i].Title, _ = chapters.CleanTitle(list[i].Title)
	}
	content, _, err := f.Encode(format.Set{Chapters: list})
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), file)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path, carried(f, list)
}

// titles are lines of starts and titles.
func titles(list []chapters.Chapter) string {
	var b strings.Builder
	for _, c := range list {
		b.WriteString(c.Start.String() + " " + c.Title + "\n")
	}
	return b.String()
}

// read reads what another program wrote.
func read(t *testing.T, name, content string) []chapters.Chapter {
	t.Helper()
	f, ok := format.Recognise([]byte(content))
	if !ok || f.Name != name {
		t.Fatalf("it is recognised as %q\n%s", f.Name, content)
	}
	document, problems := f.Decode(chapters.NewSource("x", []byte(content)))
	if len(problems) > 0 {
		t.Fatalf("%+v\n%s", problems, content)
	}
	list, _ := chapters.Build(document, chapters.Facts{}, chapters.Options{})
	return list
}

func TestRealFFmpeg(t *testing.T) {
	path, want := written(t, "ffmetadata", "chapters.txt")
	var got struct {
		Chapters []struct {
			Start int64             `json:"start"`
			End   int64             `json:"end"`
			Tags  map[string]string `json:"tags"`
		}
	}
	out := tool(t, "ffprobe", "-v", "error", "-f", "ffmetadata", "-show_chapters", "-of", "json", path)
	if err := json.Unmarshal([]byte(out), &got); err != nil || len(got.Chapters) != len(want) {
		t.Fatal(err, out)
	}
	for i, c := range want {
		if g := got.Chapters[i]; g.Start != c.Start.Milliseconds() || g.End != c.End.Milliseconds() || g.Tags["title"] != c.Title {
			t.Errorf("%d: %+v", i, g)
		}
	}
	// And what ffmpeg writes of a file with them is read as the same.
	matroska := filepath.Join(t.TempDir(), "a.mka")
	tool(t, "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-i", path, "-map_metadata", "1", "-map_chapters", "1", "-t", "90", matroska)
	if diff := cmp.Diff(titles(want), titles(read(t, "ffmetadata", tool(t, "ffmpeg", "-v", "error", "-i", matroska, "-f", "ffmetadata", "-")))); diff != "" {
		t.Errorf("ffmpeg's own (-ours +read):\n%s", diff)
	}
}

func TestRealFFmpegWebVTT(t *testing.T) {
	path, want := written(t, "webvtt", "chapters.vtt")
	var got struct {
		Packets []struct {
			Time     string `json:"pts_time"`
			Duration string `json:"duration_time"`
		}
	}
	out := tool(t, "ffprobe", "-v", "error", "-show_packets", "-of", "json", path)
	if err := json.Unmarshal([]byte(out), &got); err != nil || len(got.Packets) != len(want) {
		t.Fatal(err, out)
	}
	for i, c := range want {
		start, _ := time.ParseDuration(got.Packets[i].Time + "s")
		length, _ := time.ParseDuration(got.Packets[i].Duration + "s")
		if start != c.Start || length != c.End-c.Start {
			t.Errorf("%d: %v and %v, want %v", i, start, length, c)
		}
	}
	// What ffmpeg makes of it is read as the same.
	if diff := cmp.Diff(titles(want), titles(read(t, "webvtt", tool(t, "ffmpeg", "-v", "error", "-i", path, "-c", "copy", "-f", "webvtt", "-")))); diff != "" {
		t.Errorf("ffmpeg's own (-ours +read):\n%s", diff)
	}
}

func TestRealMkvmerge(t *testing.T) {
	for name, file := range map[string]string{"matroska": "chapters.xml", "ogm": "chapters.txt"} {
		path, want := written(t, name, file)
		out := filepath.Join(t.TempDir(), "out.mks")
		tool(t, "mkvmerge", "-q", "-o", out, "--chapters", path)
		got := read(t, "matroska", tool(t, "mkvextract", out, "chapters", "-"))
		if diff := cmp.Diff(titles(want), titles(got)); diff != "" {
			t.Errorf("%s, as XML (-ours +read):\n%s", name, diff)
		}
		if name == "matroska" {
			for i := range want {
				if got[i].End != want[i].End || got[i].Hidden != want[i].Hidden {
					t.Errorf("%+v, want %+v", got[i], want[i])
				}
			}
		}
		want = slices.DeleteFunc(want, func(c chapters.Chapter) bool { return c.Hidden })
		if diff := cmp.Diff(titles(want), titles(read(t, "ogm", tool(t, "mkvextract", out, "chapters", "-s", "-")))); diff != "" {
			t.Errorf("%s, as simple chapters (-ours +read):\n%s", name, diff)
		}
	}
}

func TestRealCuetools(t *testing.T) {
	path, want := written(t, "cue", "chapters.cue")
	var lines []string
	for _, c := range want {
		lines = append(lines, c.Title)
	}
	if diff := cmp.Diff(strings.Join(lines, "\n"), strings.TrimSpace(tool(t, "cueprint", "-d", "", "-t", `%t\n`, path))); diff != "" {
		t.Errorf("titles (-ours +read):\n%s", diff)
	}
	lines = nil
	for _, c := range want[1:] { // breaks lie between tracks; they count 75ths, too
		frames := (c.Start*75 + time.Second/2) / time.Second
		lines = append(lines, fmt.Sprintf("%d:%02d.%02d", frames/75/60, frames/75%60, frames%75))
	}
	if diff := cmp.Diff(lines, strings.Fields(tool(t, "cuebreakpoints", path))); diff != "" {
		t.Errorf("breaks (-ours +read):\n%s", diff)
	}
}

func TestRealXmllint(t *testing.T) {
	path, _ := written(t, "psc", "chapters.xml")
	tool(t, "xmllint", "--noout", "--relaxng", "testdata/psc.rng", path)
	path, _ = written(t, "matroska", "chapters.xml")
	tool(t, "xmllint", "--noout", "--dtdvalid", "testdata/matroska.dtd", path)
}

func TestJSONSchema(t *testing.T) {
	schema, err := os.ReadFile("testdata/jsonchapters.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	f, _ := format.ByName("json")
	list := hostile()
	list[0].Image = &chapters.Image{Source: "https://x.example/a.png"}
	content, _, err := f.Encode(format.Set{Chapters: list, Members: []chapters.Member{{Name: "author", JSON: []byte(`"Ann"`)}}})
	if err != nil {
		t.Fatal(err)
	}
	for text, valid := range map[string]bool{string(content): true, strings.Replace(string(content), `"startTime": 0`, `"startTime": "0"`, 1): false} {
		result, err := gojsonschema.Validate(gojsonschema.NewBytesLoader(schema), gojsonschema.NewStringLoader(text))
		if err != nil || result.Valid() != valid {
			t.Errorf("%v, %v\n%s", err, result.Errors(), text)
		}
	}
}
