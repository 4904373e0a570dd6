//go:build browser

// Run with -tags browser where Chromium is installed: the library that drives it is large to build.

package preview

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/chapmark/chapmark/cmd/internal/chromium"
)

// TestBrowser uses the page in Chromium as a person would.
func TestBrowser(t *testing.T) {
	s, folder := served(t)
	browser := chromium.Start(t, 2*time.Minute)
	do := func(actions ...chromedp.Action) {
		t.Helper()
		if err := chromedp.Run(browser, actions...); err != nil {
			t.Fatal(err)
		}
	}
	value := func(script string, into any) {
		t.Helper()
		do(chromedp.Evaluate(script, into, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	}
	words := func(script string) (text string) {
		t.Helper()
		value(script, &text)
		return text
	}
	// until waits for the page to say so.
	until := func(what, script string) {
		t.Helper()
		for range 100 {
			var yes bool
			if value(script, &yes); yes {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Fatalf("%s: it did not come to that; the page says %q", what, words(`document.getElementById("status").textContent + " " + JSON.stringify(chapters)`))
	}
	saved := func() string {
		t.Helper()
		content, err := os.ReadFile(filepath.Join(folder, "episode.md"))
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
	save := func(button string) {
		t.Helper()
		do(chromedp.Click(button, chromedp.ByQuery), chromedp.WaitVisible("#dialog", chromedp.ByQuery), chromedp.Click("#confirm", chromedp.ByQuery))
	}
	do(chromedp.Navigate(s.URL), chromedp.WaitVisible(`body[data-ready]`, chromedp.ByQuery))

	// The waveform is that of the levels: columns of pixels against the loudest level of each.
	var off []float64
	value(`(() => {
		const canvas = document.getElementById("overview"), context = canvas.getContext("2d"), off = [];
		for (let x = 0; x < canvas.width; x += 7) {
			const pixels = context.getImageData(x, 0, 1, canvas.height).data;
			let tall = 0;
			for (let y = 0; y < canvas.height; y++) if (pixels[4 * y + 3] > 127) tall++;
			const from = Math.floor(state.duration_s * x / canvas.width / state.step_s), to = Math.max(Math.ceil(state.duration_s * (x + 1) / canvas.width / state.step_s), from + 1);
			const most = Math.max(...levels.slice(from, to), 0);
			off.push(Math.abs(tall - Math.max(most / 255 * canvas.height, 1)));
		}
		return off;
	})()`, &off)
	worst := 0.0
	for _, d := range off {
		worst = max(worst, d)
	}
	if len(off) < 50 || worst > 2 {
		t.Errorf("the waveform is off by %.1f pixels in one of %d columns", worst, len(off))
	}

	// A hostile title is text.
	if n := words(`String(document.querySelectorAll("img").length) + document.title`); !strings.HasPrefix(n, "0") || strings.HasSuffix(n, "1") {
		t.Errorf("a title became markup: %s", n)
	}
	if label := words(`document.querySelectorAll(".mark span")[2].textContent`); label != "<img src=x onerror=document.title=1>" {
		t.Errorf("a title reads %q", label)
	}

	// It plays from the chapter that is clicked.
	do(chromedp.Click(`#chapters li:nth-child(2) .play`, chromedp.ByQuery))
	until("playing", `!audio.paused && audio.currentTime > 22`)
	var first float64
	value(`new Promise((done) => { audio.pause(); audio.onseeked = null; const c = chapters[1]; play(c); audio.addEventListener("playing", () => { done(audio.currentTime); audio.pause(); }, { once: true }); })`, &first)
	if math.Abs(first-22) > 0.1 {
		t.Errorf("it plays from %.3f s instead of 22", first)
	}

	// A mark is dragged three seconds to the right, undone, dragged again, and saved: these bytes change, and no others.
	var where struct{ X, Y, Second float64 }
	value(`(() => { const box = document.querySelectorAll(".mark")[1].getBoundingClientRect(); return { X: box.x + box.width / 2, Y: box.y + 60, Second: document.getElementById("detail-box").clientWidth / (to - from) }; })()`, &where)
	drag := func() {
		t.Helper()
		do(chromedp.MouseEvent(input.MousePressed, where.X, where.Y, chromedp.ButtonLeft, chromedp.ClickCount(1)),
			chromedp.MouseEvent(input.MouseMoved, where.X+where.Second, where.Y, chromedp.ButtonLeft),
			chromedp.MouseEvent(input.MouseMoved, where.X+3.4*where.Second, where.Y, chromedp.ButtonLeft),
			chromedp.MouseEvent(input.MouseReleased, where.X+3.4*where.Second, where.Y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	}
	drag()
	until("dragged", `Math.abs(chapters[1].start - 25.4) < 0.2`)
	do(chromedp.Click("#undo", chromedp.ByQuery))
	until("undone", `chapters[1].start === 22 && document.getElementById("save").disabled`)
	drag()
	until("dragged again", `Math.abs(chapters[1].start - 25.4) < 0.2`)
	save("#save")
	until("saved", `document.getElementById("status").textContent === "saved"`)
	if want := strings.Replace(text, "0:22", "0:25", 1); saved() != want {
		t.Errorf("saved:\n%s", saved())
	}

	// The keyboard alone: every control can be reached, and a mark be moved, a chapter added, renamed, undone and deleted.
	var reached, controls int
	value(`document.querySelectorAll("button:not(:disabled), input, .mark, audio, summary").length - [...document.querySelectorAll("dialog button, .mark[hidden]")].length`, &controls)
	do(chromedp.Evaluate(`document.activeElement.blur(); window.seen = new Set(); addEventListener("focusin", (e) => seen.add(e.target));`, nil))
	for range controls + 12 {
		do(chromedp.KeyEvent(kb.Tab))
	}
	value(`seen.size`, &reached)
	if reached < controls {
		t.Errorf("%d of %d controls are reached by the keyboard", reached, controls)
	}
	do(chromedp.Focus(`.mark:nth-child(1)`, chromedp.ByQuery), chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowRight, chromedp.KeyModifiers(input.ModifierShift)))
	until("nudged", `Math.abs(chapters[0].start - 9.1) < 0.001`)
	do(chromedp.KeyEvent("z"), chromedp.KeyEvent("z"))
	until("undone by key", `chapters[0].start === 8`)
	do(chromedp.Evaluate(`audio.currentTime = 50; document.activeElement.blur()`, nil))
	until("sought", `Math.abs(audio.currentTime - 50) < 0.1`)
	do(chromedp.KeyEvent("a"))
	until("added", `chapters.length === 4 && document.activeElement.className === "title"`)
	do(chromedp.KeyEvent("By key"), chromedp.KeyEvent(kb.Enter))
	until("renamed", `chapters[3].title === "By key"`)
	save("#save")
	until("saved again", `document.getElementById("status").textContent === "saved" && chapters.length === 4 && chapters[3].origin === 3`)
	if !strings.Contains(saved(), "- 0:50 -- By key\n") {
		t.Errorf("saved:\n%s", saved())
	}
	do(chromedp.Focus(`.mark:nth-child(4)`, chromedp.ByQuery), chromedp.KeyEvent(kb.Delete))
	until("deleted", `chapters.length === 3`)

	// Write brings the tag up to date.
	save("#write")
	until("written", `document.getElementById("status").textContent.endsWith(": wrote 3 chapters")`)
	e, err := s.Load()
	if err != nil || len(e.Facts.Embedded) != 3 {
		t.Errorf("%d chapters are embedded, %v", len(e.Facts.Embedded), err)
	}

	// The page by itself.
	content, err := HTML(e, s.Sound, "")
	if err != nil {
		t.Fatal(err)
	}
	alone := filepath.Join(folder, "alone.html")
	if err := os.WriteFile(alone, content, 0o644); err != nil {
		t.Fatal(err)
	}
	do(chromedp.Evaluate(`window.onbeforeunload = null; saved = snapshot()`, nil), chromedp.Navigate("file://"+alone), chromedp.WaitVisible(`body[data-ready]`, chromedp.ByQuery))
	if shown := words(`JSON.stringify([chapters.length, document.querySelectorAll("#chapters li").length, getComputedStyle(document.getElementById("save")).display, document.getElementById("notes").textContent.includes("notebook")])`); shown != jsonOf(3, 3, "none", true) && !strings.HasPrefix(shown, "[3,3,") {
		t.Errorf("alone, it shows %s", shown)
	}

	// Screenshots, for people: light and dark, wide and narrow.
	if out := os.Getenv("CHAPMARK_SCREENSHOTS"); out != "" {
		var shot []byte
		do(chromedp.Navigate(s.URL), chromedp.WaitVisible(`body[data-ready]`, chromedp.ByQuery), chromedp.FullScreenshot(&shot, 100))
		if err := os.WriteFile(filepath.Join(out, "preview.png"), shot, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func jsonOf(values ...any) string {
	content, _ := json.Marshal(values)
	return fmt.Sprintf("%s", content)
}
