//go:build browser

// Run with -tags browser where Chromium is installed: the library that drives it is large to build.

package format_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"
)

// TestBrowser lets a browser read the WebVTT as a track of chapters.
func TestBrowser(t *testing.T) {
	path, want := written(t, "webvtt", "chapters.vtt")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU)
	for _, name := range []string{os.Getenv("CHROMIUM"), "/usr/bin/chromium"} {
		if _, err := os.Stat(name); err == nil {
			options = append(options, chromedp.ExecPath(name))
			break
		}
	}
	allocated, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	defer cancel()
	browser, cancel := chromedp.NewContext(allocated, chromedp.WithErrorf(t.Logf))
	defer cancel()
	browser, cancel = context.WithTimeout(browser, time.Minute)
	defer cancel()
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
	for _, c := range want {
		lines = append(lines, fmt.Sprintf("%g %g %s", c.Start.Seconds(), c.End.Seconds(), c.Title))
	}
	if diff := cmp.Diff(strings.Join(lines, "\n"), strings.Join(got, "\n")); diff != "" {
		t.Errorf("(-ours +read):\n%s", diff)
	}
}
