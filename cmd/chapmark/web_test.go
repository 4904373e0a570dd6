package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio/mp3test"
)

// webSite is a site whose audio is on the web: 1.mp3 as it should be, 2.mp3 shorter than its topics, 3.mp3 missing.
func webSite(t *testing.T) string {
	t.Helper()
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lengths := map[string]time.Duration{"/1.mp3": 2 * time.Minute, "/2.mp3": time.Minute}
		length, ok := lengths[r.URL.Path]
		if user, password, _ := r.BasicAuth(); !ok || user != "" && password != "hunter2" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "audio/mpeg")
		w.Header().Set("ETag", `"1"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(mp3test.Seconds(length)))
	}))
	t.Cleanup(server.Close)
	if err := os.Mkdir("posts", 0o755); err != nil {
		t.Fatal(err)
	}
	put := func(name, content string) {
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("chapmark.yaml", "episodes: posts/*.md\naudio: "+strings.Replace(server.URL, "://", "://me:hunter2@", 1)+"/{number}.mp3?token=geheim\n")
	for _, name := range []string{"1", "2", "3"} {
		put(filepath.Join("posts", name+"-a.md"), "- 0:00 One\n- 1:30 Two\n")
	}
	return server.URL
}

// A site's audio may be after web addresses. Only a flag lets these lead to this machine, and no secret of theirs is told.
func TestWebSite(t *testing.T) {
	address := webSite(t)
	for _, quick := range []string{"--quick=false", "--quick"} {
		out, _ := chapmark(t, 1, "check", "--all", "--allow-private", quick)
		lasts := "the audio lasts 1:00.003"
		if quick == "--quick" {
			lasts = "the audio, by its header, lasts 1:00"
		}
		for _, want := range []string{"posts/2-a.md:2:3: error: 1:30 is past the end: " + lasts, address + "/1.mp3?...: advice: no chapters are embedded yet",
			"posts/3-a.md: error: " + address + "/3.mp3?...: the server answers 404 Not Found [audio-missing]"} {
			if !strings.Contains(out, want) {
				t.Errorf("%s: %q is not in\n%s", quick, want, out)
			}
		}
		if strings.Count(out, "error:") != 2 || strings.Contains(out, "hunter2") || strings.Contains(out, "geheim") {
			t.Errorf("%s:\n%s", quick, out)
		}
	}
	out, stderr := chapmark(t, 3, "check", "--all", "--json", "--report", "report.json")
	if report, _ := os.ReadFile("report.json"); strings.Count(stderr, "is in a private network; --allow-private allows it") != 3 ||
		strings.Contains(out+stderr+string(report), "hunter2") || strings.Contains(out+stderr+string(report), "geheim") {
		t.Errorf("%s%s", out, stderr)
	}
	chapmark(t, 2, "check", "--offline", address+"/1.mp3")
	chapmark(t, 2, "show", "--offline", address+"/1.mp3")
	for _, odd := range []string{"https:///u:geheim@h/x", "http://u:geheim/x@h/y", " http://u:geheim@127.0.0.1/x", "ftp://u:geheim@h/x", "http:u:geheim@h/x"} {
		for _, args := range [][]string{{"check", odd}, {"check", "--feed", odd}, {"show", odd}} {
			var out, stderr bytes.Buffer
			if code := execute(args, &out, &stderr); code < 2 || strings.Contains(out.String()+stderr.String(), "geheim") {
				t.Errorf("%q: %d, %s%s", args, code, &out, &stderr)
			}
		}
	}
	if out, _ := chapmark(t, 0, "check", "--all", "--offline"); !strings.Contains(out, "the audio of 3 episodes is missing") {
		t.Error(out)
	}
	// What changes files leaves the web alone.
	if _, stderr := chapmark(t, 0, "write", "--all"); !strings.Contains(stderr, "3 without audio") {
		t.Error(stderr)
	}
	if _, stderr := chapmark(t, 2, "write", "posts/1-a.md", address+"/1.mp3"); !strings.Contains(stderr, "only check and show read audio there") {
		t.Error(stderr)
	}
	if _, stderr := chapmark(t, 2, "strip", address+"/1.mp3?token=geheim"); !strings.Contains(stderr, "only check and show") || strings.Contains(stderr, "geheim") {
		t.Error(stderr)
	}
}

// Addresses may be named, too.
func TestWebArguments(t *testing.T) {
	address := webSite(t)
	if out, _ := chapmark(t, 1, "check", "--allow-private", "posts/1-a.md", address+"/2.mp3"); !strings.Contains(out, "past-end") {
		t.Error(out)
	}
	if out, _ := chapmark(t, 0, "check", "--allow-private", address+"/1.mp3"); !strings.Contains(out, "1.mp3: advice: no chapters are embedded yet") || strings.Count(out, "[") != 1 {
		t.Error(out)
	}
	if _, stderr := chapmark(t, 3, "check", "--allow-private", address+"/9.mp3"); !strings.Contains(stderr, "/9.mp3: the server answers 404 Not Found") {
		t.Error(stderr)
	}
	if out, _ := chapmark(t, 0, "show", "--allow-private", "--quick", address+"/1.mp3"); !strings.Contains(out, "as its header claims, not counted") {
		t.Error(out)
	}
	if out, _ := chapmark(t, 0, "show", "--allow-private", "--json", address+"/1.mp3"); !strings.Contains(out, `"duration_s":120`) || strings.Contains(out, "claimed") {
		t.Error(out)
	}
	if _, stderr := chapmark(t, 3, "check", strings.Replace(address, "127.0.0.1", "localhost", 1)+"/1.mp3"); !strings.Contains(stderr, "private network") {
		t.Error(stderr)
	}
}

// The recording that an edited one came from may be on the web.
func TestWebRetime(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	content, err := os.ReadFile(filepath.Join(start, sample+".mp3"))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/old.mp3" {
			http.NotFound(w, r)
			return
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	}))
	t.Cleanup(server.Close)
	edited, err := spliced(content, "0-20", "30-80")
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{"e.md": "- 0:08 One\n- 0:37 Two\n", "new.mp3": string(edited)} {
		if err := os.WriteFile(name, []byte(file), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out, _ := chapmark(t, 0, "retime", "--allow-private", "e.md", server.URL+"/old.mp3?token=geheim", "new.mp3")
	if !strings.Contains(out, "10.0 s cut at 0:20") || !strings.Contains(out, "+- 0:27 Two") {
		t.Error(out)
	}
	out, _ = chapmark(t, 0, "retime", "--allow-private", "--json", "e.md", server.URL+"/old.mp3?token=geheim", "new.mp3")
	if strings.Contains(out, "geheim") || !strings.Contains(out, `/old.mp3?..."`) {
		t.Error(out)
	}
	_, said := chapmark(t, 3, "retime", "e.md", server.URL+"/old.mp3", "new.mp3")
	if !strings.Contains(said, "--allow-private") {
		t.Error(said)
	}
	_, said = chapmark(t, 3, "retime", "--allow-private", "e.md", server.URL+"/gone.mp3", "new.mp3")
	if !strings.Contains(said, "404") {
		t.Error(said)
	}
}

// start is the folder that the tests begin in.
var start, _ = os.Getwd()
