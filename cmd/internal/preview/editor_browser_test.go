//go:build browser

package preview

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/cmd/internal/chromium"
)

// opened is the page of a text, with the sample's audio.
func opened(t *testing.T, browser context.Context, text string) (page tab, s *Server, read func() string) {
	t.Helper()
	s, folder := servedText(t, text)
	page = tab{t, browser}
	page.do(chromedp.Navigate(s.URL), chromedp.WaitVisible(`body[data-ready]`, chromedp.ByQuery), expose)
	return page, s, func() string {
		content, err := os.ReadFile(filepath.Join(folder, "episode.md"))
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
}

const plain = "- 0:08 One\n- 0:22 Two\n- 0:37 Three\n"

// leave lets the browser go to the next page without asking.
var leave = chromedp.Evaluate(`model.saved = snapshot()`, nil)

// TestBrowserLosesNothing replays what lost data once.
func TestBrowserLosesNothing(t *testing.T) {
	browser := chromium.Start(t, 3*time.Minute)
	status := `document.getElementById("status-text").textContent`
	ctrlS := chromedp.KeyEvent("s", chromedp.KeyModifiers(input.ModifierCtrl))
	confirm := []chromedp.Action{chromedp.WaitVisible("#confirm", chromedp.ByQuery), chromedp.KeyEvent(kb.Enter), chromedp.WaitNotVisible("#dialog", chromedp.ByQuery)}

	t.Run("a title that is being typed is saved", func(t *testing.T) {
		page, _, read := opened(t, browser, plain)
		page.do(chromedp.Click("#chapters li:nth-child(2) .title", chromedp.ByQuery), chromedp.KeyEvent("!"), ctrlS)
		page.do(confirm...)
		page.until("saved", status+`.startsWith("saved")`)
		if want := strings.Replace(plain, "Two", "Two!", 1); read() != want && read() != strings.Replace(plain, "Two", "!Two", 1) {
			t.Errorf("saved:\n%s", read())
		}
		page.do(leave)
	})
	t.Run("keys act on the same chapter after a save", func(t *testing.T) {
		page, _, read := opened(t, browser, plain)
		page.do(chromedp.Evaluate(`audio.currentTime = 30`, nil))
		page.until("sought", `Math.abs(audio.currentTime - 30) < 0.1`)
		page.do(pressA)
		page.until("added", `document.activeElement.className === "title"`)
		page.do(chromedp.KeyEvent("New"), ctrlS)
		page.do(confirm...)
		page.until("saved", status+`.startsWith("saved")`)
		if want := strings.Replace(plain, "- 0:37", "- 0:30 New\n- 0:37", 1); read() != want {
			t.Errorf("saved:\n%s", read())
		}
		page.do(chromedp.Evaluate(`document.activeElement.blur()`, nil), chromedp.KeyEvent(kb.Delete))
		if left := page.words(`chapters.map((c) => c.title).join()`); left != "One,Two,Three" {
			t.Errorf("deleted: %s are left", left)
		}
		// Undo goes back across the save, and what was saved is a change again.
		page.do(chromedp.KeyEvent("z"))
		if left := page.words(`chapters.map((c) => c.title).join()`); left != "One,Two,New,Three" {
			t.Errorf("undone: %s", left)
		}
		page.do(chromedp.KeyEvent("z"), chromedp.KeyEvent("z"), ctrlS)
		page.do(confirm...)
		page.until("saved again", status+`.startsWith("saved")`)
		if read() != plain {
			t.Errorf("undone and saved:\n%s", read())
		}
		page.do(chromedp.KeyEvent("y"), chromedp.KeyEvent("y"))
		if left := page.words(`chapters.map((c) => c.title).join()`); left != "One,Two,New,Three" {
			t.Errorf("done again: %s", left)
		}
		page.do(leave)
	})
	t.Run("what is edited while it is saved", func(t *testing.T) {
		page, _, read := opened(t, browser, plain)
		page.do(chromedp.Evaluate(`(() => { const ask = fetch; globalThis.fetch = async (path, options) => {
			const answer = await ask(path, options);
			if (path === "save" && !options.body.includes('"rehearse":true')) { model.chapters[2].title = "Drei"; }
			return answer;
		}; document.activeElement.blur(); model.chosen = chapters[0].id; })()`, nil), chromedp.KeyEvent(kb.ArrowRight, chromedp.KeyModifiers(input.ModifierShift)), ctrlS)
		page.do(confirm...)
		page.until("saved", status+`.startsWith("saved")`)
		if want := strings.Replace(plain, "0:08", "0:09", 1); read() != want || page.words(`chapters.map((c) => c.title).join() + document.getElementById("save").disabled`) != "One,Two,Dreifalse" {
			t.Errorf("saved:\n%s%s", read(), page.words(`chapters.map((c) => c.title).join()`))
		}
		page.do(leave)
	})
	t.Run("what a text of whole seconds cannot hold is said", func(t *testing.T) {
		page, _, read := opened(t, browser, plain)
		page.do(chromedp.Evaluate(`document.activeElement.blur(); model.chosen = chapters[1].id`, nil), chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowRight), ctrlS)
		page.do(chromedp.WaitVisible("#exact-box", chromedp.ByQuery))
		if said := page.words(`document.getElementById("words").textContent`); !strings.Contains(said, `"Two" is 0:22 there, not 0:22.3`) {
			t.Errorf("the dialog says %q", said)
		}
		page.do(chromedp.Click("#exact", chromedp.ByQuery))
		page.until("rehearsed", `document.getElementById("words").textContent.includes("moves from 0:22 to 0:22.3")`)
		page.do(chromedp.Click("#confirm", chromedp.ByQuery))
		page.until("saved", status+`.startsWith("saved")`)
		if !strings.Contains(read(), "- 0:22.300 Two\n") {
			t.Errorf("saved:\n%s", read())
		}
	})
	t.Run("space pauses what a button plays", func(t *testing.T) {
		page, _, _ := opened(t, browser, plain)
		page.do(chromedp.Click("#chapters li:nth-child(2) .play", chromedp.ByQuery))
		page.until("playing", `!audio.paused && audio.currentTime > 22`)
		page.do(chromedp.KeyEvent(" "))
		page.until("paused", `audio.paused`)
	})
	t.Run("pictures and ends stay", func(t *testing.T) {
		const text = "---\nchapter_images:\n  \"0:22\": photo.png\n---\n- 0:08 - 0:20 One\n- 0:22 - 0:30 Two\n- 0:37 - 0:50 Three\n"
		page, s, read := opened(t, browser, text)
		if facts := page.words(`document.getElementById("chapters").textContent`); !strings.Contains(facts, "photo.png") || !strings.Contains(facts, "ends at 0:30") {
			t.Errorf("the rows say %q", facts)
		}
		page.do(chromedp.Evaluate(`document.activeElement.blur(); model.chosen = chapters[1].id`, nil), chromedp.KeyEvent(kb.ArrowRight, chromedp.KeyModifiers(input.ModifierShift)),
			chromedp.Click("#write", chromedp.ByQuery))
		page.do(confirm...)
		page.until("written", status+`.includes("wrote 3 chapters")`)
		if want := strings.NewReplacer("\"0:22\"", "\"0:23\"", "0:22 - 0:30", "0:23 - 0:31").Replace(text); read() != want {
			t.Errorf("saved:\n%s", read())
		}
		e, err := s.Load()
		if err != nil || len(e.Facts.Embedded) != 3 || !e.Facts.Embedded[1].Image.Embeddable() || e.Facts.Embedded[0].End != 20*time.Second {
			t.Errorf("%+v %v", e.Facts.Embedded, err)
		}
	})
	t.Run("errors are not a wall", func(t *testing.T) {
		page, _, read := opened(t, browser, "- 0:08 One\n- 0:22-5 Two\n- 0:37 Three\n- 9:00 Four\n")
		if rows := page.words(`[...document.querySelectorAll("#chapters li")].map((li) => li.className.includes("mistake") ? "!" : li.querySelector(".title").value).join()`); rows != "One,!,Three,Four" {
			t.Errorf("the rows are %s: %s", rows, page.words(`JSON.stringify(state.problems)`))
		}
		page.do(chromedp.Click("#chapters li:nth-child(3) .title", chromedp.ByQuery), chromedp.KeyEvent(kb.End), chromedp.KeyEvent("!"), chromedp.KeyEvent(kb.Enter), ctrlS)
		page.do(confirm...)
		page.until("saved", status+`.startsWith("saved")`)
		if want := "- 0:08 One\n- 0:22-5 Two\n- 0:37 Three!\n- 9:00 Four\n"; read() != want {
			t.Errorf("saved:\n%s", read())
		}
		page.do(chromedp.SetValue("#chapters li:nth-child(4) .start", "0:55", chromedp.ByQuery),
			chromedp.Evaluate(`document.querySelector("#chapters li:nth-child(4) .start").dispatchEvent(new Event("change"))`, nil), ctrlS)
		page.do(confirm...)
		page.until("saved", `document.getElementById("save").disabled`)
		if want := "- 0:08 One\n- 0:22-5 Two\n- 0:37 Three!\n- 0:55 Four\n"; read() != want {
			t.Errorf("saved:\n%s", read())
		}
	})
	t.Run("a fix is a button", func(t *testing.T) {
		page, _, read := opened(t, browser, "- 0:08 One\n- 0::22 Two\n- 0:37 Three\n")
		if page.words(`String(document.querySelectorAll(".fix").length)`) == "0" {
			t.Fatal("there is no fix: " + page.words(`JSON.stringify(state.problems)`))
		}
		before := read()
		page.do(chromedp.Click(".fix", chromedp.ByQuery))
		page.until("fixed", status+`.startsWith("fixed")`)
		if read() == before {
			t.Error("nothing was fixed")
		}
	})
	t.Run("blocks for descriptions", func(t *testing.T) {
		page, _, _ := opened(t, browser, plain)
		page.do(chromedp.Click("#copies button", chromedp.ByQuery))
		page.until("it is said why there is nothing to copy", `document.getElementById("copy-warnings").textContent.includes("the first must start at 0:00")`)
		page, _, _ = opened(t, browser, "- 0:00 One\n- 0:22 Two\n- 0:37 Three\n")
		page.do(chromedp.Click("#copies button", chromedp.ByQuery), chromedp.WaitVisible("#copied", chromedp.ByQuery))
		if text := page.words(`document.getElementById("copied").textContent + document.getElementById("copy-warnings").textContent`); text != "00:00 One\n00:22 Two\n00:37 Three\n" {
			t.Errorf("%q", text)
		}
	})
	t.Run("the program ends", func(t *testing.T) {
		page, _, _ := opened(t, browser, plain)
		page.do(chromedp.Evaluate(`globalThis.fetch = () => Promise.reject(new TypeError("Failed to fetch"))`, nil), chromedp.KeyEvent("s"))
		page.until("it is said", status+`.startsWith("Chapmark has ended")`)
		page.do(leave)
	})
}

// TestBrowserZooms: by keys, the wheel, and a drag; close up, samples are drawn.
func TestBrowserZooms(t *testing.T) {
	browser := chromium.Start(t, 2*time.Minute)
	page, s, _ := opened(t, browser, plain)
	wav := filepath.Join(t.TempDir(), "a.wav")
	mp3test.Run(t, "sox", "-n", "-r", "44100", "-b", "16", "-c", "1", wav, "synth", "80", "sine", "300", "norm", "-6") // the decoder knows its frames
	mp3test.Encode(t, wav, s.Audio, "-b", "64")
	page.do(chromedp.Evaluate(`document.activeElement.blur(); model.chosen = chapters[1].id`, nil))
	for range 8 {
		page.do(chromedp.KeyEvent("+"))
	}
	page.until("2 s", `Math.abs(view.to - view.from - 2) < 0.01 && view.from < 22 && view.to > 22`)
	page.until("decoded", `sound.close !== null && sound.close.holds(view.from, view.to)`)
	var share float64
	page.value(`(() => { const c = document.getElementById("detail"), d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data; let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i]) n++; return n / d.length * 4; })()`, &share)
	if share < 0.002 || share > 0.9 {
		t.Errorf("%.3f of the waveform is drawn", share)
	}
	page.do(chromedp.KeyEvent("0"))
	page.until("all of it", `view.from === 0 && view.to === state.duration_s`)
	for _, each := range []string{
		`document.getElementById("detail-box").dispatchEvent(new WheelEvent("wheel", { deltaY: -400, clientX: 300, cancelable: true }))`,
		`document.getElementById("detail-box").dispatchEvent(new WheelEvent("wheel", { deltaX: 100, clientX: 300, cancelable: true }))`,
	} {
		before := page.words(`JSON.stringify(view)`)
		page.do(chromedp.Evaluate(each, nil))
		if page.words(`JSON.stringify(view)`) == before {
			t.Errorf("nothing moves after %s", each)
		}
	}
	var box struct{ X, Y float64 }
	page.value(`(() => { const b = document.getElementById("detail-box").getBoundingClientRect(); return { X: b.x + b.width * 0.8, Y: b.y + b.height - 8 }; })()`, &box)
	before := page.words(`JSON.stringify(view)`)
	page.do(chromedp.MouseEvent(input.MousePressed, box.X, box.Y, chromedp.ButtonLeft, chromedp.ClickCount(1)), chromedp.MouseEvent(input.MouseMoved, box.X-60, box.Y, chromedp.ButtonLeft),
		chromedp.MouseEvent(input.MouseMoved, box.X-120, box.Y, chromedp.ButtonLeft), chromedp.MouseEvent(input.MouseReleased, box.X-120, box.Y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	if page.words(`JSON.stringify(view)`) == before {
		t.Error("a drag does not pan")
	}
}

// TestBrowserPictures makes pictures for people (CHAPMARK_SCREENSHOTS names a folder): wide and narrow, light and dark.
func TestBrowserPictures(t *testing.T) {
	out := os.Getenv("CHAPMARK_SCREENSHOTS")
	if out == "" {
		t.Skip("CHAPMARK_SCREENSHOTS is not set")
	}
	browser := chromium.Start(t, 3*time.Minute)
	many := ""
	for i := range 60 {
		many += fmt.Sprintf("- %d:%02d Topic %d about this and that\n", i*80/60/60, i*80/60%60, i+1)
	}
	for name, text := range map[string]string{"three": plain, "sixty": many, "error": "- 0:08 One\n- 0:22-5 Two\n- 0:37 [Three](https://example.com/three)\n- 9:00 Four\n"} {
		page, _, _ := opened(t, browser, text)
		for _, wide := range []int64{1280, 820, 390} {
			for _, scheme := range []string{"light", "dark"} {
				var shot []byte
				page.do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}), chromedp.EmulateViewport(wide, 900), chromedp.Sleep(200*time.Millisecond), chromedp.CaptureScreenshot(&shot))
				if err := os.WriteFile(filepath.Join(out, fmt.Sprintf("%s-%d-%s.png", name, wide, scheme)), shot, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
		if name == "three" {
			var zoomed, dialog []byte
			page.do(chromedp.EmulateViewport(1280, 900), chromedp.Evaluate(`document.activeElement.blur(); model.chosen = chapters[1].id`, nil))
			for range 8 {
				page.do(chromedp.KeyEvent("+"))
			}
			page.do(chromedp.Sleep(500*time.Millisecond), chromedp.CaptureScreenshot(&zoomed), chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent("s", chromedp.KeyModifiers(input.ModifierCtrl)),
				chromedp.WaitVisible("#confirm", chromedp.ByQuery), chromedp.CaptureScreenshot(&dialog), leave)
			if err := errors.Join(os.WriteFile(filepath.Join(out, "zoomed.png"), zoomed, 0o644), os.WriteFile(filepath.Join(out, "dialog.png"), dialog, 0o644)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestBrowserREADME draws the README's picture of the page (CHAPMARK_PICTURE is its path; `make browser` sets it).
func TestBrowserREADME(t *testing.T) {
	out := os.Getenv("CHAPMARK_PICTURE")
	if out == "" {
		t.Skip("CHAPMARK_PICTURE is not set")
	}
	text, err := os.ReadFile("../../../testdata/sample/2026-02-09-7-tide-tables.md")
	if err != nil {
		t.Fatal(err)
	}
	page, _, _ := opened(t, chromium.Start(t, time.Minute), string(text))
	var shot []byte
	page.do(chromedp.EmulateViewport(900, 800), emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "light"}}),
		chromedp.Evaluate(`document.activeElement.blur()`, nil), chromedp.Sleep(500*time.Millisecond), chromedp.CaptureScreenshot(&shot))
	if err := os.WriteFile(out, shot, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestBrowserAxe looks for what keeps people from using the page (CHAPMARK_AXE is the path of axe-core's script).
func TestBrowserAxe(t *testing.T) {
	path := os.Getenv("CHAPMARK_AXE")
	if path == "" {
		t.Skip("CHAPMARK_AXE is not set")
	}
	axe, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	browser := chromium.Start(t, 2*time.Minute)
	for _, scheme := range []string{"light", "dark"} {
		for name, act := range map[string]chromedp.Action{
			"the page":   chromedp.Evaluate(`0`, nil),
			"the dialog": chromedp.Evaluate(`document.getElementById("help").click()`, nil),
		} {
			page, _, _ := opened(t, browser, "- 0:08 One\n- 0::22 Two\n- 0:37 [Three](https://example.com/three)\n- 9:00 Four\n")
			page.do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}), act, chromedp.Evaluate(string(axe), nil))
			if found := page.words(`axe.run().then((r) => (r.passes.length > 10 ? "" : "nothing was looked at") + r.violations.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => v.id + ": " + v.nodes.map((n) => n.html + n.failureSummary).join("; ")).join("\n"))`); found != "" {
				t.Errorf("%s, %s:\n%s", name, scheme, found)
			}
		}
	}
}
