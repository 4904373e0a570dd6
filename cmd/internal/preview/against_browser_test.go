//go:build browser

package preview

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/audio/mpeg"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/chromium"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// TestBrowserAgainst shows an episode whose audio was edited: 10 s were cut at 0:20, the last 8 s moved to the
// front, and 2 s before them cut.
func TestBrowserAgainst(t *testing.T) {
	_, folder := served(t)
	old, md, mp3 := filepath.Join(folder, "episode.mp3"), filepath.Join(folder, "episode.md"), filepath.Join(folder, "new.mp3")
	content, err := os.ReadFile(old)
	if err != nil {
		t.Fatal(err)
	}
	start, _ := id3.Length(content[:id3.HeaderBytes])
	var frames [][]byte
	if err := mpeg.Each(bytes.NewReader(content), start, int64(len(content)), func([]byte) int64 { return 0 }, func(f mpeg.Frame, frame []byte) bool {
		frames = append(frames, bytes.Clone(frame))
		return f.Layer == 3
	}); err != nil {
		t.Fatal(err)
	}
	at := func(seconds int) int { return seconds * 22050 / 576 }
	var edited []byte
	for _, part := range [][][]byte{frames[at(72):at(80)], frames[1:at(20)], frames[at(30):at(70)]} {
		for _, frame := range part {
			edited = append(edited, frame...)
		}
	}
	if err := os.WriteFile(mp3, edited, 0o644); err != nil {
		t.Fatal(err)
	}
	load := func() (episode.Episode, error) {
		return episode.Examine(job.Job{Text: md, Audio: mp3}, episode.Options{})
	}
	e, err := load()
	if err != nil {
		t.Fatal(err)
	}
	sound, against, err := Listen(e, new(audio.Reader), nil, old)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{Load: load, Apply: change.Options{}, Audio: mp3, Sound: sound, Idle: time.Minute, Against: against}, 0)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	go func() { _ = s.Run(ctx) }()
	browser := chromium.Start(t, 2*time.Minute)
	page := tab{t, browser}
	do, words := page.do, page.words
	do(chromedp.Navigate(s.URL), chromedp.WaitVisible(`body[data-ready]`, chromedp.ByQuery), expose)
	if file := os.Getenv("CHAPMARK_SCREENSHOT"); file != "" {
		var picture []byte
		do(chromedp.FullScreenshot(&picture, 100))
		_ = os.WriteFile(file, picture, 0o644)
	}
	if said := words(`document.getElementById("against-words").textContent`); !strings.Contains(said, "8.0 s from 1:12 moved to 0:00") || !strings.Contains(said, "cut at 0:20") {
		t.Error(said)
	}
	// A column of the bands has colour at the top where the old recording's instant is in the new one, and at the bottom where the new one's is.
	colored := func(seconds float64, length, row string) string {
		return words(`(() => { const c = document.getElementById("bands"), x = Math.round(` + fmt.Sprint(seconds) + ` / ` + length + ` * c.width);
			return String(c.getContext("2d").getImageData(x, ` + row + `, 1, 1).data[3] > 0); })()`)
	}
	for _, test := range []struct {
		seconds     float64
		length, row string
		want        string
	}{
		{15, "state.against.duration_s", "1", "true"}, {25, "state.against.duration_s", "1", "false"}, {50, "state.against.duration_s", "1", "true"},
		{4, "state.duration_s", "c.height - 2", "true"}, {20, "state.duration_s", "c.height - 2", "true"}, {60, "state.duration_s", "c.height - 2", "true"},
	} {
		if got := colored(test.seconds, test.length, test.row); got != test.want {
			t.Errorf("the bands at %v s of %s: %s", test.seconds, test.length, got)
		}
	}
	moves := func() string {
		return words(`[...document.querySelectorAll("#moves li")].map((li) => li.textContent).join("\n")`)
	}
	if got := moves(); strings.Count(got, "Accept") != 3 || !strings.Contains(got, "(its beginning was cut)") {
		t.Errorf("proposals:\n%s", got)
	}
	starts := func() string { return words(`chapters.map((c) => Math.round(c.start)).join(" ")`) }
	do(chromedp.Click("#moves li:first-child button", chromedp.ByQuery))
	if got := starts(); got != "16 22 37" {
		t.Errorf("one accepted: %s", got)
	}
	do(chromedp.Click("#accept-all", chromedp.ByQuery))
	accepted := starts()
	if accepted != "16 28 35" {
		t.Errorf("all accepted: %s\n%s", accepted, moves())
	}
	do(chromedp.Click("#undo", chromedp.ByQuery))
	if got := starts(); got != "16 22 37" {
		t.Errorf("undone: %s", got)
	}
	do(chromedp.Click("#accept-all", chromedp.ByQuery), chromedp.Click("#save", chromedp.ByQuery), chromedp.WaitVisible("#dialog", chromedp.ByQuery), chromedp.Click("#confirm", chromedp.ByQuery))
	for range 100 {
		if saved, _ := os.ReadFile(md); strings.Contains(string(saved), "- 0:16 -- From a *notebook*   \n- 0:28 -- [Waves](https://x.example)\n- 0:35 -- ") {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if saved, _ := os.ReadFile(md); !strings.Contains(string(saved), "- 0:16 -- From a *notebook*   \n- 0:28 -- [Waves](https://x.example)\n- 0:35 -- ") {
		t.Errorf("saved:\n%s", saved)
	}
	if got := moves(); strings.Contains(got, "Accept") && !strings.Contains(got, "accepted") {
		t.Errorf("after saving:\n%s", got)
	}
}
