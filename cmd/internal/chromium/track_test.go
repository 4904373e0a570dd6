//go:build browser

package chromium_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/cmd/internal/chromium"
)

// TestBrowser lets a browser read the WebVTT as a track of chapters.
func TestBrowser(t *testing.T) {
	list := []chapters.Chapter{
		{Start: 0, End: 30500 * time.Millisecond, Title: `A = b; # c \ "d" & <e> --> f`},
		{Start: 30500 * time.Millisecond, End: 50 * time.Second, Title: "Zwölf, 日本語"},
		{Start: 60 * time.Second, End: time.Hour + time.Second, Title: "Three"},
	}
	f, _ := format.ByName("webvtt")
	content, _, err := f.Encode(format.Set{Chapters: list})
	if err != nil {
		t.Fatal(err)
	}
	browser := chromium.Start(t, time.Minute)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/chapters.vtt" {
			w.Header().Set("Content-Type", "text/vtt")
			_, _ = w.Write(content)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<!DOCTYPE html><audio><track kind=chapters default src=chapters.vtt></audio>`)
	}))
	defer server.Close()
	var got []string
	err = chromedp.Run(browser, chromedp.Navigate(server.URL), chromedp.Evaluate(`new Promise((done, failed) => {
		const element = document.querySelector("track");
		element.track.mode = "hidden";
		const look = () => { // it may have been read before anybody could ask to be told
			if (element.readyState === 2) done([...element.track.cues].map((c) => c.startTime + " " + c.endTime + " " + c.getCueAsHTML().textContent));
			else if (element.readyState === 3) failed("the track cannot be read");
			else setTimeout(look, 20);
		};
		look();
	})`, &got, chromedp.EvalAsValue, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, c := range list {
		lines = append(lines, fmt.Sprintf("%g %g %s", c.Start.Seconds(), c.End.Seconds(), c.Title))
	}
	if diff := cmp.Diff(strings.Join(lines, "\n"), strings.Join(got, "\n")); diff != "" {
		t.Errorf("(-ours +read):\n%s", diff)
	}
}
