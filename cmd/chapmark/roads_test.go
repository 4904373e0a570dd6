package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/preview"
)

// troubledTexts are sources of chapters, each with something that a road might lose or misjudge.
var troubledTexts = map[string]string{
	"ranges.md":   "---\ntitle: x\nmp3_bytes: 1\n---\n\n## Topics\n\n- 0:00 - 0:20 [Open](https://a.example)\n- 0:15 - 0:40 Over it\n- 0:40 Zwölf 日本\n",
	"pictures.md": "---\nchapters:\n  - start: 0:00\n    title: One\n  - start: '0:12'\n    title: Two\nchapter_images:\n  '0:12': a.png\n---\nText.\n",
	"late.md":     "## Topics\n\n- 0:08 -- {{ page.guest }} says hello <!-- chapmark: off starts-late -->\n- 0:30 -- Two\n- 0:33 -- Short\n",
	"silent.json": `{"version":"1.2.0","author":"me","chapters":[{"startTime":0,"endTime":40,"title":"News"},{"startTime":10,"endTime":15,"toc":false,"img":"a.png"},{"startTime":40,"title":"Talk","location":{"name":"Kiel"}}]}`,
	"wrong.md":    "## Topics\n\n- 0:00 One\n- 0;20 Two\n- 0:40 Three\n- 9:00 Past the end\n",
	"order.csv":   "start,title,url\n0:00,Eins,https://a.example\n0:30,Zwei,\n0:20,Drei,\n",
}

// troubledAudio are MP3s of a minute.
func troubledAudio() map[string][]byte {
	minute, tag := mp3test.Seconds(time.Minute), func(frames ...[]byte) []byte { return mp3test.Tag(3, 300, frames...) }
	title := mp3test.Text("TIT2", "Title")
	second := slices.Concat(tag(title), mp3test.Tag(3, 0, mp3test.Contents("toc", 3, "x"), mp3test.Chapter("x", 0, 9000, "Hidden")), minute)
	unsynchronised := slices.Concat(tag(title, mp3test.Frame("PRIV", 0, []byte("o\x00\xFF\x00\xE0"))), minute)
	unsynchronised[5] = 0x80
	return map[string][]byte{
		"bare":                                   minute,
		"cut":                                    slices.Concat(tag(title), minute[:len(minute)-100]),
		"stale":                                  slices.Concat(tag(title, mp3test.Contents("toc", 3, "x"), mp3test.Chapter("x", 0, 9000, "Old", mp3test.Frame("APIC", 0, []byte("\x00image/png\x00\x00\x00\x89PNG")))), minute),
		"unsynchronised, with another tag after": slices.Concat(unsynchronised[:len(unsynchronised)-len(minute)], second[len(tag(title)):]),
		"a header that lies, in ID3v2.4":         slices.Concat(mp3test.Tag(4, 0, title), mp3test.Info(mp3test.Stereo128, "Xing", 4594, 0, 0), minute),
	}
}

// object is what the roads have in common.
type object struct {
	Status   string           `json:"status"`
	Problems []output.Problem `json:"problems"`
	Listed   json.RawMessage  `json:"chapters"`

	Chapters []output.Chapter `json:"-"` // where a file of audio is what was asked about
}

func ask(t *testing.T, args ...string) (o object) {
	t.Helper()
	var out, stderr bytes.Buffer
	if code := execute(args, &out, &stderr); code > 1 {
		t.Fatalf("%v: %d, %s", args, code, &stderr)
	}
	if err := json.NewDecoder(&out).Decode(&o); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, &out)
	}
	_ = json.Unmarshal(o.Listed, &o.Chapters) // topics of a text have another form
	return o
}

// said are the problems that are not about what a write itself changes: the tag, and what the text claims of the file.
func said(problems []output.Problem) (list []string) {
	cured := append(audio.TagRules(), chapters.ChaptersStale, chapters.ChaptersMissing, chapters.BytesMismatch, chapters.DurationMismatch)
	for _, p := range problems {
		if !slices.Contains(cured, chapters.Rule(p.Rule)) {
			list = append(list, fmt.Sprintf("%s:%d:%d %s %s %s", p.File, p.Line, p.Column, p.Severity, p.Rule, p.Message))
		}
	}
	slices.Sort(list)
	return list
}

// TestRoadsAgree takes troubled episodes along every road: all say the same problems, all make the same chapters, and
// nothing that a source states is lost on any of them.
func TestRoadsAgree(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	for name, text := range troubledTexts {
		for kind, content := range troubledAudio() {
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Chdir(t.TempDir())
				var picture bytes.Buffer
				if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
					t.Fatal(err)
				}
				mp3 := strings.TrimSuffix(name, filepath.Ext(name)) + ".mp3"
				put := func() {
					for file, content := range map[string][]byte{name: []byte(text), mp3: content, "a.png": picture.Bytes()} {
						if err := os.WriteFile(file, content, 0o644); err != nil {
							t.Fatal(err)
						}
					}
				}
				put()
				checked := ask(t, "check", "--json", name, mp3)
				planned := ask(t, "write", "--json", "--dry-run", name, mp3)
				shown := ask(t, "show", "--json", name)
				if diff := cmp.Diff(said(checked.Problems), said(shown.Problems)); diff != "" {
					t.Errorf("show (-check +show):\n%s", diff)
				}
				if swapped := ask(t, "check", "--json", mp3, name); !cmp.Equal(checked.Problems, swapped.Problems) {
					t.Errorf("the MP3 first: %v", swapped.Problems)
				}
				if planned.Status == "refused" {
					for _, p := range said(planned.Problems) {
						if !slices.Contains(said(checked.Problems), p) {
							t.Errorf("write is refused for what check does not say: %s", p)
						}
					}
					if now, _ := os.ReadFile(mp3); !bytes.Equal(now, content) {
						t.Error("refused, and changed")
					}
					return
				}
				if diff := cmp.Diff(said(checked.Problems), said(planned.Problems)); diff != "" {
					t.Errorf("write --dry-run (-check +write):\n%s", diff)
				}
				exported := ask(t, "export", "--to", "json", name, mp3)
				if len(exported.Chapters) != len(planned.Chapters) {
					t.Errorf("export has %d chapters, write %d", len(exported.Chapters), len(planned.Chapters))
				}
				written := ask(t, "write", "--json", name, mp3)
				if diff := cmp.Diff(planned.Chapters, written.Chapters); diff != "" {
					t.Errorf("write (-planned +written):\n%s", diff)
				}
				if diff := cmp.Diff(said(planned.Problems), said(written.Problems)); diff != "" {
					t.Errorf("write (-planned +written):\n%s", diff)
				}
				again := ask(t, "check", "--json", name, mp3)
				if diff := cmp.Diff(written.Problems, again.Problems); diff != "" {
					t.Errorf("check after write (-write +check):\n%s", diff)
				}
				if alone := ask(t, "show", "--json", mp3); !cmp.Equal(alone.Chapters, written.Chapters) {
					t.Errorf("show: %v", alone.Chapters)
				}
				byCommand, _ := os.ReadFile(mp3)

				put()
				page := openPage(t, name, mp3)
				page.press("write")
				if byPage, _ := os.ReadFile(mp3); !bytes.Equal(byPage, byCommand) {
					t.Error("the page writes another tag than the command")
				}
				if page.CanSave {
					page.press("save")
				}
				if now, _ := os.ReadFile(name); string(now) != text {
					t.Errorf("the page changed the text:\n%s", now)
				}
				if !page.CanSave {
					return
				}

				// One title is changed: all else stays, in the text as in the tag.
				put()
				was := page.renameFirst()
				page.press("save")
				if now, _ := os.ReadFile(name); string(now) != strings.Replace(text, was, was+"!", 1) {
					t.Errorf("renamed %q:\n%s", was, now)
				}
				page.press("write")
				after := ask(t, "show", "--json", mp3)
				if len(after.Chapters) != len(written.Chapters) || after.Chapters[0].Title != written.Chapters[0].Title+"!" {
					t.Fatalf("renamed: %+v", after.Chapters)
				}
				after.Chapters[0].Title = written.Chapters[0].Title
				if diff := cmp.Diff(written.Chapters, after.Chapters); diff != "" {
					t.Errorf("what else was changed (-before +after):\n%s", diff)
				}
			})
		}
	}
}

// openedPage is a page as a browser holds it.
type openedPage struct {
	t        *testing.T
	server   *preview.Server
	Version  string            `json:"version"`
	CanSave  bool              `json:"can_save"`
	Chapters []json.RawMessage `json:"chapters"`
	renamed  string
}

func openPage(t *testing.T, text, mp3 string) *openedPage {
	t.Helper()
	load := func() (episode.Episode, error) {
		return episode.Examine(job.Job{Text: text, Audio: mp3}, episode.Options{})
	}
	e, err := load()
	if err != nil {
		t.Fatal(err)
	}
	sound, err := e.Audio.Envelope()
	if err != nil {
		t.Fatal(err)
	}
	server, err := preview.New(preview.Options{Load: load, Apply: change.Options{}, Audio: mp3, Sound: sound, Idle: time.Minute}, 0)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- server.Run(ctx) }()
	t.Cleanup(func() { stop(); <-ended })
	p := &openedPage{t: t, server: server}
	p.load()
	return p
}

func (p *openedPage) load() {
	response, err := http.Get(p.server.URL + "state")
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(p); err != nil {
		p.t.Fatal(err)
	}
}

// renameFirst lets the next press send another title of the first chapter, and returns what it is.
func (p *openedPage) renameFirst() (was string) {
	p.load()
	var first map[string]any
	if err := json.Unmarshal(p.Chapters[0], &first); err != nil {
		p.t.Fatal(err)
	}
	was = first["title"].(string)
	p.renamed = was + "!"
	return was
}

// press sends the chapters back as the page got them.
func (p *openedPage) press(button string) {
	p.t.Helper()
	p.load()
	if p.renamed != "" {
		var first map[string]any
		if err := json.Unmarshal(p.Chapters[0], &first); err != nil {
			p.t.Fatal(err)
		}
		first["title"] = p.renamed
		p.Chapters[0], _ = json.Marshal(first)
		p.renamed = ""
	}
	content, _ := json.Marshal(map[string]any{"version": p.Version, "chapters": p.Chapters})
	request, err := http.NewRequest(http.MethodPost, p.server.URL+button, bytes.NewReader(content))
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Origin", "http://"+request.Host)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	if answer, _ := io.ReadAll(response.Body); response.StatusCode != http.StatusOK {
		p.t.Errorf("%s: %s", button, answer)
	}
}
