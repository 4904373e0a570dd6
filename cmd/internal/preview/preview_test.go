package preview

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

const text = "---\ntitle: x # kept\n---\r\n\n## Topics\n\n- 0:08 -- From a *notebook*   \n- 0:22 -- [Waves](https://x.example)\n- 0:37 -- &lt;img src=x onerror=document.title=1&gt;\n\nEnd"

// served starts a server on a copy of the sample, and returns it with its folder.
func served(t *testing.T) (s *Server, folder string) { return servedText(t, text) }

// servedText is the same with another text, and a picture beside it.
func servedText(t *testing.T, text string) (s *Server, folder string) {
	t.Helper()
	folder = t.TempDir()
	samples, err := filepath.Glob("../../../testdata/sample/*.mp3")
	if err != nil || len(samples) != 1 {
		t.Fatal(samples, err)
	}
	sample, err := os.ReadFile(samples[0])
	if err != nil {
		t.Fatal(err)
	}
	var photo bytes.Buffer
	if err := png.Encode(&photo, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	md, mp3 := filepath.Join(folder, "episode.md"), filepath.Join(folder, "episode.mp3")
	if err := errors.Join(os.WriteFile(md, []byte(text), 0o644), os.WriteFile(mp3, sample, 0o644), os.WriteFile(filepath.Join(folder, "photo.png"), photo.Bytes(), 0o644)); err != nil {
		t.Fatal(err)
	}
	load := func() (episode.Episode, error) {
		return episode.Examine(job.Job{Text: md, Audio: mp3}, episode.Options{})
	}
	e, err := load()
	if err != nil {
		t.Fatal(err)
	}
	sound, err := e.Audio.Envelope()
	if err != nil {
		t.Fatal(err)
	}
	if s, err = New(Options{Load: load, Audio: mp3, Sound: sound, Idle: time.Minute}, 0); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return s, folder
}

// ask sends a request as the page does, but for what is changed in it.
func ask(t *testing.T, s *Server, method, path string, body any, alter func(*http.Request)) (code int, answer string) {
	t.Helper()
	content, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest(method, s.URL+path, bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Origin", "http://"+r.Host)
	}
	if alter != nil {
		alter(r)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	all, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Content-Security-Policy": policy} {
		if got := response.Header.Get(name); got != want {
			t.Errorf("%s: %s is %q", path, name, got)
		}
	}
	return response.StatusCode, string(all)
}

// TestGuard: only the page itself is answered.
func TestGuard(t *testing.T) {
	s, folder := served(t)
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	host := func(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }
	elsewhere := func(path string) func(*http.Request) { return func(r *http.Request) { r.URL.Path = path } }
	for _, test := range []struct {
		name, method, path string
		alter              func(*http.Request)
		code               int
	}{
		{"the page", "GET", "", nil, 200},
		{"its script", "GET", "page.js", nil, 200},
		{"the same origin", "GET", "state", header("Sec-Fetch-Site", "same-origin"), 200},
		{"a wrong token", "GET", "", elsewhere("/00000000000000000000000000000000/"), 404},
		{"no token", "GET", "", elsewhere("/"), 404},
		{"no token, the audio", "GET", "", elsewhere("/audio"), 404},
		{"a name that points here", "GET", "state", host("evil.example"), 421},
		{"a name that points here, with the port", "GET", "state", host("evil.example:80"), 421},
		{"localhost", "GET", "state", host("localhost"), 421},
		{"another origin", "GET", "state", header("Origin", "http://evil.example"), 403},
		{"no origin at all", "GET", "state", header("Origin", "null"), 403},
		{"another site", "GET", "audio", header("Sec-Fetch-Site", "cross-site"), 403},
		{"a form of another site", "POST", "save", header("Origin", "http://evil.example"), 403},
		{"a form", "POST", "save", header("Content-Type", "text/plain"), 403},
		{"a post without an origin", "POST", "save", func(r *http.Request) { r.Header.Del("Origin") }, 403},
		{"another file", "GET", "../episode.md", nil, 404},
		{"another file, escaped", "GET", "..%2f..%2fetc%2fpasswd", nil, 404},
		{"a file of the page", "GET", "page/page.html", nil, 404},
		{"a save by GET", "GET", "save", nil, 405},
	} {
		if code, answer := ask(t, s, test.method, test.path, map[string]any{}, test.alter); code != test.code && !(code == 404 && test.code == 405) {
			t.Errorf("%s: %d, want %d: %s", test.name, code, test.code, answer)
		}
	}
	if content, _ := os.ReadFile(filepath.Join(folder, "episode.md")); string(content) != text {
		t.Error("the text was changed")
	}
}

func TestAudioRanges(t *testing.T) {
	s, folder := served(t)
	content, err := os.ReadFile(filepath.Join(folder, "episode.mp3"))
	if err != nil {
		t.Fatal(err)
	}
	code, part := ask(t, s, "GET", "audio", nil, func(r *http.Request) { r.Header.Set("Range", "bytes=1000-1999") })
	if code != 206 || part != string(content[1000:2000]) {
		t.Error(code, len(part))
	}
}

// states reads the page's state.
func states(t *testing.T, s *Server) (now state) {
	t.Helper()
	if _, answer := ask(t, s, "GET", "state", nil, nil); json.Unmarshal([]byte(answer), &now) != nil {
		t.Fatal(answer)
	}
	return now
}

// TestSave: what was only moved gets other timestamps and nothing else; what is new, renamed or gone changes its own line.
func TestSave(t *testing.T) {
	for _, test := range []struct {
		name string
		edit func(list []chapter) []chapter
		want string // the text, or an error
	}{
		{"nothing", func(l []chapter) []chapter { return l }, text},
		{"moved", func(l []chapter) []chapter { l[1].Start = 25.4; return l }, strings.Replace(text, "0:22", "0:25", 1)},
		{"moved past another", func(l []chapter) []chapter { l[0].Start = 30; return l }, "---\ntitle: x # kept\n---\r\n\n## Topics\n\n- 0:22 -- [Waves](https://x.example)\n- 0:30 -- From a *notebook*   \n- 0:37 -- &lt;img src=x onerror=document.title=1&gt;\n\nEnd"},
		{"renamed", func(l []chapter) []chapter { l[0].Title = "A [b]"; return l }, strings.Replace(text, "From a *notebook*", "A [b]", 1)},
		{"added", func(l []chapter) []chapter { return append(l, chapter{Start: 30, Title: "New <b>", Origin: -1}) }, strings.Replace(text, "- 0:37", "- 0:30 -- New &lt;b>\n- 0:37", 1)},
		{"gone", func(l []chapter) []chapter { return l[1:] }, strings.Replace(text, "- 0:08 -- From a *notebook*   \n", "", 1)},
		{"linked", func(l []chapter) []chapter { l[2].URL = "https://y.example/a"; return l }, strings.Replace(text, "&lt;img src=x onerror=document.title=1&gt;", "[&lt;img src=x onerror=document.title=1>](https://y.example/a)", 1)},
		{"unlinked", func(l []chapter) []chapter { l[1].URL = ""; return l }, strings.Replace(text, "[Waves](https://x.example)", "Waves", 1)},
		{"linked to nothing", func(l []chapter) []chapter { l[1].URL = "javascript:alert(1)"; return l }, "is not a web address"},
		{"two in one second", func(l []chapter) []chapter { l[1].Start = 8.5; return l }, "two chapters would start at 0:08"},
		{"no title", func(l []chapter) []chapter { l[0].Title = " "; return l }, "the chapter at 0:08 needs a title"},
		{"after the end", func(l []chapter) []chapter { l[2].Start = 900; return l }, "starts at 15:00, which is not a time in this episode (it lasts 1:20): move it, or delete it"},
		{"none", func([]chapter) []chapter { return nil }, "there would be no chapters left; chapmark strip removes chapters from an MP3"},
		{"an origin twice", func(l []chapter) []chapter { l[1].Origin = 0; return l }, "this is not a list of chapters"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, folder := served(t)
			now := states(t, s)
			body := request{Version: now.Version, Chapters: test.edit(now.Chapters), Rehearse: true}
			path := filepath.Join(folder, "episode.md")
			ask(t, s, "POST", "save", body, nil)
			if content, _ := os.ReadFile(path); string(content) != text {
				t.Fatal("the rehearsal changed the text")
			}
			body.Rehearse = false
			code, answer := ask(t, s, "POST", "save", body, nil)
			content, _ := os.ReadFile(path)
			if code != 200 {
				if !strings.Contains(answer, test.want) || string(content) != text {
					t.Errorf("%d %s", code, answer)
				}
				return
			}
			if diff := cmp.Diff(test.want, string(content)); diff != "" {
				t.Errorf("(-want +saved):\n%s", diff)
			}
			// What rests on the text as it was comes too late.
			if code, answer := ask(t, s, "POST", "save", body, nil); test.want != text && (code != 409 || !strings.Contains(answer, "another program changed")) {
				t.Errorf("the second time: %d %s", code, answer)
			}
		})
	}
}

// TestWrite puts exact starts into the tag, while the text keeps its seconds.
func TestWrite(t *testing.T) {
	s, folder := served(t)
	now := states(t, s)
	now.Chapters[1].Start = 24.25
	body := request{Version: now.Version, Chapters: now.Chapters}
	code, answer := ask(t, s, "POST", "write", body, nil)
	if code != 200 {
		t.Fatal(answer)
	}
	if content, _ := os.ReadFile(filepath.Join(folder, "episode.md")); string(content) != strings.Replace(text, "0:22", "0:24", 1) {
		t.Errorf("%s", content)
	}
	file, err := new(audio.Reader).Open(filepath.Join(folder, "episode.mp3"))
	if err != nil {
		t.Fatal(err)
	}
	if list := file.Chapters(); len(list) != 3 || list[1].Start != 24250*time.Millisecond || list[0].End != list[1].Start {
		t.Errorf("%+v", list)
	}
	if again := states(t, s); again.Chapters[1].Start != 24.25 {
		t.Errorf("the page shows %v", again.Chapters[1].Start)
	}
}

func TestSnap(t *testing.T) {
	s, _ := served(t)
	_, answer := ask(t, s, "POST", "snap", map[string]any{"start_s": 9.0}, nil)
	var found struct {
		Found bool
		Place float64 `json:"place_s"`
	}
	if err := json.Unmarshal([]byte(answer), &found); err != nil || !found.Found || found.Place < 7.5 || found.Place > 8.6 {
		t.Error(answer, err)
	}
	if code, _ := ask(t, s, "POST", "snap", map[string]any{"start_s": -1}, nil); code != 400 {
		t.Error(code)
	}
}

func TestIdle(t *testing.T) {
	s, err := New(Options{Idle: 50 * time.Millisecond}, 0)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- s.Run(context.Background()) }()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("it goes on")
	}
}

// TestHTML: the page by itself holds no markup of a title or a text, and loads nothing.
func TestHTML(t *testing.T) {
	s, _ := served(t)
	e, err := s.Load()
	if err != nil {
		t.Fatal(err)
	}
	e.Document.Source = chapters.NewSource(e.Document.Source.Name, append(bytes.Clone(e.Document.Source.Text), "\n\n<script>alert(1)</script> [x](javascript:alert(1)) </script>\n"...))
	e.Document.Topics[0].Title = "</script><script>alert(2)</script>"
	content, err := HTML(e, s.Sound, "https://x.example/a.mp3")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(content), "<script"); n != 2 {
		t.Errorf("%d scripts", n)
	}
	for _, bad := range []string{"alert(1)</script>", "javascript:", `src="page.js"`, "<!--"} {
		if strings.Contains(string(content), bad) {
			t.Errorf("it has %s", bad)
		}
	}
	again, _ := HTML(e, s.Sound, "https://x.example/a.mp3")
	if !bytes.Equal(content, again) {
		t.Error("other bytes the second time")
	}
}

// A browser's command line holds an address that opens the page once; it is not a key to it.
func TestOnce(t *testing.T) {
	s, _ := served(t)
	once := s.OnceURL()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, test := range []struct {
		address string
		want    int
	}{{once + "/state", http.StatusNotFound}, {once, http.StatusSeeOther}, {once, http.StatusNotFound}, {strings.TrimSuffix(once, "/"), http.StatusNotFound}} {
		response, err := client.Get(test.address)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != test.want {
			t.Errorf("%s: %s", test.address, response.Status)
		}
		if to := response.Header.Get("Location"); test.want == http.StatusSeeOther && !strings.HasSuffix(s.URL, to) {
			t.Errorf("it leads to %s", to)
		}
	}
}
