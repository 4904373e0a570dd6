package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/audio/mp3test"
)

// A feed with a wrong length, a wrong duration, a missing file and a stale chapters document: each is reported at its line, and
// nothing else.
func TestFeed(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	tag := mp3test.Tag(3, 100, mp3test.Contents("toc", 3, "a", "b"), mp3test.Chapter("a", 0, 30000, "One"), mp3test.Chapter("b", 30000, 60000, "Two"))
	audio := append(tag, mp3test.Seconds(time.Minute)...)
	good := `{"version":"1.2.0","chapters":[{"startTime":0,"title":"One"},{"startTime":30,"title":"Two"}]}`
	var feed strings.Builder
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, ".mp3") && r.URL.Path != "/missing.mp3":
			w.Header().Set("Content-Type", "audio/mpeg")
			w.Header().Set("ETag", `"1"`)
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(audio))
		case r.URL.Path == "/good.json":
			fmt.Fprint(w, good)
		case r.URL.Path == "/stale.json":
			fmt.Fprint(w, strings.Replace(good, "30", "29", 1))
		case r.URL.Path == "/feed.xml":
			fmt.Fprint(w, feed.String())
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	item := func(name string, length int, duration, document string) {
		fmt.Fprintf(&feed, "<item>\n<title>%s</title>\n<enclosure url=\"%s/%s.mp3\" length=\"%d\" type=\"audio/mpeg\"/>\n<itunes:duration>%s</itunes:duration>\n<podcast:chapters url=\"%s/%s.json\" type=\"application/json+chapters\"/>\n</item>\n",
			name, server.URL, name, length, duration, server.URL, document)
	}
	feed.WriteString("<rss xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" xmlns:podcast=\"https://podcastindex.org/namespace/1.0\"><channel>\n")
	item("right", len(audio), "1:00", "good") // lines 2 to 7
	item("length", len(audio)-1, "60", "good")
	item("duration", len(audio), "1:02:00", "good")
	item("missing", len(audio), "1:00", "good")
	item("stale", len(audio), "00:01:00", "stale")
	item("nodocument", len(audio), "1:00", "none")
	feed.WriteString("<item><title>a note</title></item>\n</channel></rss>\n")
	if err := os.WriteFile("feed.xml", []byte(feed.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	want := []string{":10 feed-length", ":17 feed-duration", ":22 feed-audio-missing", ":30 feed-chapters", ":36 feed-chapters"}
	for _, name := range []string{"feed.xml", server.URL + "/feed.xml"} {
		for i := range want {
			want[i] = name + want[i][strings.LastIndex(want[i], ":"):]
		}
		got := found(t, 1, "check", "--allow-private", "--feed", name)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	out, stderr := chapmark(t, 1, "check", "--allow-private", "--quick", "--feed", "feed.xml")
	if !strings.Contains(out, "feed.xml:30:1: error: \"stale\": its chapters document says 0:29 \"Two\", and the audio says 0:30 \"Two\" [feed-chapters]") ||
		!strings.Contains(stderr, "checked 7 episodes: 5 errors") {
		t.Errorf("%s%s", out, stderr)
	}
	if _, stderr := chapmark(t, 3, "check", "--feed", "feed.xml"); !strings.Contains(stderr, "private network") {
		t.Error(stderr)
	}
	chapmark(t, 2, "check", "--feed", "feed.xml", "a.md")
	chapmark(t, 3, "check", "--feed", "none.xml")
	chapmark(t, 2, "check", "--feed", "feed.xml", "--report", "r.html")
	// What could not be read is said in every form, and nothing is asked offline.
	for format, want := range map[string]string{"json": `"status":"failed"`, "junit": `errors="1"`, "github": "::error file=", "sarif": `"executionSuccessful": false`} {
		for _, name := range []string{"none.xml", server.URL + "/feed.xml"} {
			if out, _ := chapmark(t, 3, "check", "--format", format, "--feed", name); !strings.Contains(out, want) {
				t.Errorf("%s, %s: %s", format, name, out)
			}
		}
	}
	if out, _ := chapmark(t, 0, "check", "--offline", "--feed", "feed.xml"); out != "" {
		t.Errorf("offline: %s", out)
	}
	// No secret of an address in a feed is told.
	secrets := `<rss><item><enclosure url="http://u:geheim@127.0.0.1:1/a.mp3?token=geheim" length="1"/></item>
<item><enclosure url="ftp://u:geheim@h/x?token=geheim"/></item><item><enclosure url=""/></item><item>` + "\xFF" + `</item></rss>`
	if err := os.WriteFile("secrets.xml", []byte(secrets), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"text", "json", "sarif", "junit", "github"} {
		out, stderr := chapmark(t, 3, "check", "--format", format, "--feed", "secrets.xml")
		if strings.Contains(out+stderr, "geheim") || !strings.Contains(out, "feed-audio-missing") {
			t.Errorf("%s: %s%s", format, out, stderr)
		}
	}

	// With a site, its texts tell what the chapters should be, and its files what the audio is.
	put := func(name, content string) {
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("chapmark.yaml", "episodes: '*.md'\naudio: '{stem}.mp3'\n")
	put("stale.md", "- 0:00 One\n- 0:29 Two\n")
	put("right.md", "- 0:00 One\n- 0:40 Two\n")
	put("stale.mp3", string(audio))
	put("right.mp3", string(audio))
	got := found(t, 1, "check", "--allow-private", "--feed", "feed.xml")
	if want := []string{"feed.xml:10 feed-length", "feed.xml:17 feed-duration", "feed.xml:22 feed-audio-missing", "feed.xml:36 feed-chapters", "feed.xml:6 feed-chapters"}; cmp.Diff(want, got) != "" {
		t.Errorf("with a site: %v", got)
	}
}
