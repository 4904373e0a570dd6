//go:build browser

package preview

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/chapmark/chapmark/cmd/internal/chromium"
)

// TestBrowserEdits changes what else a chapter has, and lets other programs change the text meanwhile.
func TestBrowserEdits(t *testing.T) {
	browser := chromium.Start(t, 3*time.Minute)
	status := `document.getElementById("status-text").textContent`
	ctrlS := chromedp.KeyEvent("s", chromedp.KeyModifiers(input.ModifierCtrl))
	confirm := []chromedp.Action{chromedp.WaitVisible("#confirm", chromedp.ByQuery), chromedp.KeyEvent(kb.Enter), chromedp.WaitNotVisible("#dialog", chromedp.ByQuery)}
	choose := func(page tab, row string) {
		page.do(chromedp.Evaluate(`document.activeElement.blur(); document.querySelector("#chapters li:nth-child(`+row+`)").click()`, nil))
	}
	drop := func(page tab, row, name string, side int) {
		var photo bytes.Buffer
		if err := png.Encode(&photo, image.NewGray(image.Rect(0, 0, side, side))); err != nil {
			t.Fatal(err)
		}
		list := strings.Join(strings.Fields(fmt.Sprint(photo.Bytes())), ",")
		page.do(chromedp.Evaluate(`(() => { const data = new DataTransfer(); data.items.add(new File([new Uint8Array(`+list+`)], "`+name+`", { type: "image/png" }));
			document.querySelector("#chapters li:nth-child(`+row+`)").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })); })()`, nil))
	}

	t.Run("a picture is dropped", func(t *testing.T) {
		page, s, read := opened(t, browser, plain)
		drop(page, "2", "my photo.png", 9)
		page.until("it is shown", `document.querySelector("#chapters li:nth-child(2) .chip img")?.naturalWidth === 9`)
		page.do(chromedp.Click("#write", chromedp.ByQuery), chromedp.WaitVisible("#confirm", chromedp.ByQuery))
		if said := page.words(`document.getElementById("words").textContent`); !strings.Contains(said, `"Two" gets the picture my-photo.png`) || !strings.Contains(said, "my-photo.png is saved beside the text") {
			t.Errorf("the dialog says %q", said)
		}
		page.do(confirm...)
		page.until("written", status+`.includes("wrote 3 chapters")`)
		if want := "---\nchapter_images:\n  \"0:22\": \"my-photo.png\"\n---\n\n" + plain; read() != want {
			t.Errorf("saved:\n%s", read())
		}
		e, err := s.Load()
		if err != nil || !e.Facts.Embedded[1].Image.Embeddable() {
			t.Errorf("%+v %v", e.Facts.Embedded, err)
		}
		// Another picture of that name is another file; and undo takes it all back out of the text.
		drop(page, "3", "my photo.png", 10)
		page.until("it is shown", `document.querySelector("#chapters li:nth-child(3) .chip")?.textContent.includes("my-photo-2.png") === true`)
		choose(page, "2")
		page.do(chromedp.Click("#chapters li:nth-child(2) .unpicture", chromedp.ByQuery), ctrlS)
		page.do(confirm...)
		page.until("saved", status+`.startsWith("saved")`)
		if want := "---\nchapter_images:\n  \"0:37\": \"my-photo-2.png\"\n---\n\n" + plain; read() != want {
			t.Errorf("saved:\n%s", read())
		}
		page.do(chromedp.KeyEvent("z"), ctrlS)
		page.do(confirm...)
		page.until("saved", status+`.startsWith("saved")`)
		if want := "---\nchapter_images:\n  \"0:37\": \"my-photo-2.png\"\n  \"0:22\": \"my-photo.png\"\n---\n\n" + plain; read() != want {
			t.Errorf("undone:\n%s", read())
		}
	})
	t.Run("what is not a picture", func(t *testing.T) {
		page, _, _ := opened(t, browser, plain)
		page.do(chromedp.Evaluate(`(() => { const data = new DataTransfer(); data.items.add(new File(["<svg>"], "a.svg"));
			document.querySelector("#chapters li").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })); })()`, nil))
		page.until("it is said", status+`.includes("\"a.svg\" cannot be a chapter's picture: it is image/svg+xml; players read JPEG and PNG")`)
	})
	t.Run("hidden and shown", func(t *testing.T) {
		const text = "---\nchapters:\n  - start: 0:08\n    title: One\n  - start: 0:22\n    title: Two\n---\n"
		page, _, read := opened(t, browser, text)
		choose(page, "2")
		page.do(chromedp.Click("#chapters li:nth-child(2) .hide", chromedp.ByQuery), ctrlS)
		page.do(confirm...)
		page.until("saved", status+`.startsWith("saved")`)
		if want := strings.Replace(text, "0:22\n", "0:22\n    hidden: true\n", 1); read() != want {
			t.Errorf("saved:\n%s", read())
		}
		page.do(chromedp.Click("#chapters li:nth-child(2) .hide", chromedp.ByQuery), ctrlS)
		page.do(confirm...)
		page.until("saved", `document.getElementById("save").disabled`)
		if read() != text {
			t.Errorf("saved:\n%s", read())
		}
	})
	t.Run("a line that was taken out comes back as it was", func(t *testing.T) {
		const text = "- 0:08 One\n- 0:22 **Two** [here](https://a.example \"so\") <!-- x -->\n- 0:37 Three\n"
		page, _, read := opened(t, browser, text)
		choose(page, "2")
		page.do(chromedp.KeyEvent(kb.Delete), ctrlS)
		page.do(confirm...)
		page.until("saved", status+`.startsWith("saved")`)
		page.do(chromedp.KeyEvent("z"), ctrlS)
		page.do(confirm...)
		page.until("saved", `document.getElementById("save").disabled && chapters.length === 3`)
		if read() != text {
			t.Errorf("saved:\n%s", read())
		}
	})
	t.Run("another program changes the text", func(t *testing.T) {
		page, s, read := opened(t, browser, plain)
		page.do(chromedp.Click("#chapters li:nth-child(2) .title", chromedp.ByQuery), chromedp.KeyEvent(kb.End), chromedp.KeyEvent("!"))
		other := "- 0:00 Zero\n" + strings.Replace(plain, "Three", "Drei", 1)
		if err := os.WriteFile(filepath.Join(filepath.Dir(s.Audio), "episode.md"), []byte(other), 0o644); err != nil {
			t.Fatal(err)
		}
		page.do(ctrlS)
		page.until("it is said", status+`.startsWith("another program changed the text or the audio meanwhile")`)
		page.do(chromedp.Click("#dismiss", chromedp.ByQuery), ctrlS)
		page.do(confirm...)
		page.until("saved", status+`.startsWith("saved")`)
		if want := strings.Replace(other, "Two", "Two!", 1); read() != want {
			t.Errorf("saved:\n%s", read())
		}
	})
	t.Run("a bad stamp is corrected in its row, beside other edits", func(t *testing.T) {
		page, _, read := opened(t, browser, "- 0:08 One\n- 0:22-5 Two\n- 0:37 Three\n")
		page.do(chromedp.Click("#chapters li:nth-child(1) .title", chromedp.ByQuery), chromedp.KeyEvent(kb.End), chromedp.KeyEvent("!"), chromedp.KeyEvent(kb.Enter),
			chromedp.SetValue(".mistake input", "0:25", chromedp.ByQuery), chromedp.Click(".mistake .correct", chromedp.ByQuery))
		page.until("fixed", status+`.startsWith("fixed")`)
		if want := "- 0:08 One\n- 0:25 Two\n- 0:37 Three\n"; read() != want {
			t.Errorf("fixed:\n%s", read())
		}
		page.do(ctrlS)
		page.do(confirm...)
		page.until("saved", status+`.startsWith("saved")`)
		if want := "- 0:08 One!\n- 0:25 Two\n- 0:37 Three\n"; read() != want {
			t.Errorf("saved:\n%s", read())
		}
	})
	t.Run("undo takes back what a person did, and nothing that a fix or another program did", func(t *testing.T) {
		page, s, read := opened(t, browser, "- 0:08 One\n- 0:22-5 Two **b**\n- 0:37 Three\n")
		page.do(chromedp.Click("#chapters li:nth-child(1) .title", chromedp.ByQuery), chromedp.KeyEvent(kb.End), chromedp.KeyEvent("!"), chromedp.KeyEvent(kb.Enter),
			chromedp.SetValue(".mistake input", "0:25", chromedp.ByQuery), chromedp.Click(".mistake .correct", chromedp.ByQuery))
		page.until("fixed", status+`.startsWith("fixed")`)
		other := strings.Replace(read(), "Three", "Drei", 1) + "- 0:50 Four\n"
		if err := os.WriteFile(filepath.Join(filepath.Dir(s.Audio), "episode.md"), []byte(other), 0o644); err != nil {
			t.Fatal(err)
		}
		page.do(ctrlS)
		page.until("it is said", status+`.startsWith("another program changed")`)
		page.do(chromedp.Click("#dismiss", chromedp.ByQuery), ctrlS)
		page.do(confirm...)
		page.until("saved", status+`.startsWith("saved")`)
		page.do(chromedp.Evaluate(`document.activeElement.blur()`, nil), chromedp.KeyEvent("z"))
		if left := page.words(`chapters.map((c) => c.title).join()`); left != "One,Two b,Drei,Four" {
			t.Errorf("undone: %s", left)
		}
		page.do(ctrlS)
		page.do(confirm...)
		page.until("saved", `document.getElementById("save").disabled`)
		if read() != other {
			t.Errorf("saved:\n%s", read())
		}
	})
	t.Run("what both sides changed is named", func(t *testing.T) {
		page, s, _ := opened(t, browser, plain)
		page.do(chromedp.Click("#chapters li:nth-child(2) .title", chromedp.ByQuery), chromedp.KeyEvent(kb.End), chromedp.KeyEvent("!"), chromedp.KeyEvent(kb.Enter))
		other := strings.Replace(plain, "0:22 Two", "0:25 Zwei", 1)
		if err := os.WriteFile(filepath.Join(filepath.Dir(s.Audio), "episode.md"), []byte(other), 0o644); err != nil {
			t.Fatal(err)
		}
		page.do(ctrlS)
		page.until("it is named", status+`.endsWith('Changed on both sides, and kept as yours: "Two!"')`)
		if left := page.words(`chapters.map((c) => c.start + c.title).join()`); left != "8One,25Two!,37Three" {
			t.Errorf("met: %s", left)
		}
		page.do(leave)
	})
	t.Run("it asks whether the program is there, and Enter confirms after a box that was ticked", func(t *testing.T) {
		page, _, read := opened(t, browser, plain)
		page.value(`fetch("alive").then((answer) => answer.arrayBuffer())`, nil)
		page.do(chromedp.Evaluate(`document.activeElement.blur(); model.chosen = chapters[1].id`, nil), chromedp.KeyEvent(kb.ArrowRight), ctrlS, chromedp.WaitVisible("#exact-box", chromedp.ByQuery), chromedp.Click("#exact", chromedp.ByQuery))
		page.until("rehearsed", `document.getElementById("words").textContent.includes("moves from 0:22 to 0:22.1") && document.activeElement.id === "confirm"`)
		page.do(confirm...)
		page.until("saved", status+`.startsWith("saved")`)
		if !strings.Contains(read(), "0:22.100 Two") {
			t.Errorf("saved:\n%s", read())
		}
	})
	t.Run("topics out of order stay what they are over saves", func(t *testing.T) {
		const text = "- 0:08 One\n- 0:37 Three **x**\n- 0:22 Two\n- 0:50 Four\n"
		page, _, read := opened(t, browser, text)
		page.do(chromedp.Click("#chapters li:nth-child(3) .title", chromedp.ByQuery), chromedp.KeyEvent(kb.End), chromedp.KeyEvent("!"), ctrlS, chromedp.WaitVisible("#confirm", chromedp.ByQuery))
		if said := page.words(`document.getElementById("words").textContent`); said != `"Two" is called "Two!"` {
			t.Errorf("the dialog says %q", said)
		}
		page.do(confirm...)
		page.until("saved", status+`.startsWith("saved")`)
		if want := strings.Replace(text, "Two", "Two!", 1); read() != want || page.words(`chapters.map((c) => c.title + model.origins.get(c.id)).join()`) != "One0,Two!2,Three x1,Four3" {
			t.Errorf("saved:\n%s%s", read(), page.words(`chapters.map((c) => c.title + model.origins.get(c.id)).join()`))
		}
		page.do(chromedp.Evaluate(`document.activeElement.blur()`, nil), chromedp.KeyEvent("z"), ctrlS)
		page.do(confirm...)
		page.until("saved", `document.getElementById("save").disabled`)
		if read() != text {
			t.Errorf("undone:\n%s", read())
		}
	})
}
