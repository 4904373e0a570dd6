//go:build browser

// Run with -tags browser where Chromium is installed: the library that drives it is large to build.

package preview

import (
	"context"
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

// expose lets scripts of tests reach what the modules of the page hold.
var expose = chromedp.Evaluate(`import("./page.js").then(({ model, snapshot, player, view, sound }) => {
	Object.assign(window, { model, snapshot, player, view, sound, audio: player.audio });
	Object.defineProperty(window, "chapters", { get: () => model.chapters });
	Object.defineProperty(window, "state", { get: () => model.state });
	return true;
})`, nil, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) })

// pressA presses A as a keyboard does: where the page takes the key, it types nothing.
var pressA = chromedp.Evaluate(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true, cancelable: true }))`, nil)

// tab is a page in the browser.
type tab struct {
	t       *testing.T
	browser context.Context
}

func (p tab) do(actions ...chromedp.Action) {
	p.t.Helper()
	if err := chromedp.Run(p.browser, actions...); err != nil {
		p.t.Fatal(err)
	}
}

// value evaluates a script, or waits for what it promises.
func (p tab) value(script string, into any) {
	p.t.Helper()
	p.do(chromedp.Evaluate(script, into, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
}

func (p tab) words(script string) (text string) {
	p.t.Helper()
	p.value(script, &text)
	return text
}

// until waits for the page to come to something.
func (p tab) until(what, script string) {
	p.t.Helper()
	for range 100 {
		var yes bool
		if p.value(script, &yes); yes {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.t.Fatalf("%s: it did not come to that; the page says %q", what, p.words(`document.getElementById("status-text").textContent + " " + JSON.stringify(chapters)`))
}

// TestBrowser uses the page in Chromium as a person would.
func TestBrowser(t *testing.T) {
	s, folder := served(t)
	browser := chromium.Start(t, 2*time.Minute)
	page := tab{t, browser}
	do, value, words, until := page.do, page.value, page.words, page.until
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
	do(chromedp.Navigate(s.URL), chromedp.WaitVisible(`body[data-ready]`, chromedp.ByQuery), expose)

	// The waveform is that of the levels, on a linear scale: columns of pixels against the loudest moment of each.
	var off []float64
	value(`(() => {
		const canvas = document.getElementById("overview"), context = canvas.getContext("2d"), off = [], each = model.state.duration_s / canvas.width;
		for (let x = 0; x < canvas.width; x += 7) {
			const pixels = context.getImageData(x, 0, 1, canvas.height).data;
			let tall = 0;
			for (let y = 0; y < canvas.height; y++) if (pixels[4 * y + 3] > 30) tall++;
			off.push(Math.abs(tall - Math.max(sound.levels.between(each * x, each * (x + 1))[0] * canvas.height, 1)));
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
	var near struct{ Most, Least float64 }
	value(`(() => { const l = sound.levels, at = l.bytes.indexOf(Math.max(...l.bytes)); return { Most: l.between(at * l.step, (at + 1) * l.step)[0], Least: l.between(0, model.state.duration_s)[1] }; })()`, &near)
	if near.Most != 1 || near.Least <= 0 || near.Least >= 0.9 {
		t.Errorf("the loudest moment is %v of the height, and the mean %v", near.Most, near.Least)
	}

	// A hostile title is text.
	if n := words(`String(document.querySelectorAll("img:not(#cover)").length) + document.title`); !strings.HasPrefix(n, "0") || strings.HasSuffix(n, "1") {
		t.Errorf("a title became markup: %s", n)
	}
	if label := words(`document.querySelectorAll(".mark span")[2].textContent`); label != "<img src=x onerror=document.title=1>" {
		t.Errorf("a title reads %q", label)
	}

	// It plays from the chapter that is clicked.
	do(chromedp.Click(`#chapters li:nth-child(2) .play`, chromedp.ByQuery))
	until("playing", `!audio.paused && audio.currentTime > 22`)
	var first float64
	value(`new Promise((done) => { audio.pause(); audio.onseeked = null; player.chapter(chapters[1].id); audio.addEventListener("playing", () => { done(audio.currentTime); audio.pause(); }, { once: true }); })`, &first)
	if math.Abs(first-22) > 0.1 {
		t.Errorf("it plays from %.3f s instead of 22", first)
	}

	// A mark is dragged three seconds to the right, undone, dragged again, and saved: these bytes change, and no others.
	var where struct{ X, Y, Second float64 }
	value(`(() => { const box = document.querySelectorAll(".mark")[1].getBoundingClientRect(); return { X: box.x + box.width / 2, Y: box.y + 60, Second: document.getElementById("detail-box").clientWidth / (view.to - view.from) }; })()`, &where)
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
	until("saved", `document.getElementById("status-text").textContent.startsWith("saved")`)
	if want := strings.Replace(text, "0:22", "0:25", 1); saved() != want {
		t.Errorf("saved:\n%s", saved())
	}

	// The keyboard alone: every control can be reached, and a mark be moved, a chapter added, renamed, undone and deleted.
	var reached, controls int
	value(`[...document.querySelectorAll("button:not(:disabled), input, select, .mark, audio")].filter((e) => !e.closest("dialog") && e.checkVisibility()).length`, &controls)
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
	do(pressA)
	until("added", `chapters.length === 4 && document.activeElement.className === "title"`)
	do(chromedp.KeyEvent("By key"), chromedp.KeyEvent(kb.Enter))
	until("renamed", `chapters[3].title === "By key"`)
	save("#save")
	until("saved again", `document.getElementById("status-text").textContent.startsWith("saved") && chapters.length === 4 && model.origins.get(chapters[3].id) === 3`)
	if !strings.Contains(saved(), "- 0:50 -- By key\n") {
		t.Errorf("saved:\n%s", saved())
	}
	do(chromedp.Focus(`.mark:nth-child(4)`, chromedp.ByQuery), chromedp.KeyEvent(kb.Delete))
	until("deleted", `chapters.length === 3`)

	// Write brings the tag up to date.
	save("#write")
	until("written", `document.getElementById("status-text").textContent.includes(": wrote 3 chapters")`)
	e, err := s.Load()
	if err != nil || len(e.Facts.Embedded) != 3 {
		t.Errorf("%d chapters are embedded, %v", len(e.Facts.Embedded), err)
	}

	// The page by itself.
	content, err := HTML(e, s.Sound, "episode.mp3")
	if err != nil {
		t.Fatal(err)
	}
	alone := filepath.Join(folder, "alone.html")
	if err := os.WriteFile(alone, content, 0o644); err != nil {
		t.Fatal(err)
	}
	do(chromedp.Evaluate(`model.saved = snapshot()`, nil), chromedp.Navigate("file://"+alone), chromedp.WaitVisible(`body[data-ready]`, chromedp.ByQuery))
	if shown := words(`JSON.stringify([document.querySelectorAll(".mark").length, document.querySelectorAll("#chapters li").length, document.getElementById("save").checkVisibility(), document.getElementById("notes").textContent.includes("End"), document.getElementById("notes").textContent.includes("Waves")])`); shown != `[3,3,false,true,false]` {
		t.Errorf("alone, it shows %s", shown)
	}

	until("the audio beside it", `document.getElementById("audio").duration > 79`)

	// Screenshots, for people: light and dark, wide and narrow.
	if out := os.Getenv("CHAPMARK_SCREENSHOTS"); out != "" {
		var shot []byte
		do(chromedp.Navigate(s.URL), chromedp.WaitVisible(`body[data-ready]`, chromedp.ByQuery), chromedp.FullScreenshot(&shot, 100))
		if err := os.WriteFile(filepath.Join(out, "preview.png"), shot, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
