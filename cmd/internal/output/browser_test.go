//go:build browser

// Run with -tags browser where Chromium is installed: the library that drives it is large to build.

package output

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/cmd/internal/chromium"
)

// TestBrowser opens the page in Chromium: it sorts and filters by click and by keyboard, and what is hostile stays text.
func TestBrowser(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.html")
	if err := sampleReport().Write(path); err != nil {
		t.Fatal(err)
	}
	browser := chromium.Start(t, time.Minute)
	do := func(actions ...chromedp.Action) {
		t.Helper()
		if err := chromedp.Run(browser, actions...); err != nil {
			t.Fatal(err)
		}
	}
	// rows are the files of the episodes that are shown, in their order.
	rows := func() string {
		t.Helper()
		var files []string
		do(chromedp.Evaluate(`[...document.querySelectorAll("tbody")].filter((e) => e.offsetHeight > 0).map((e) => e.querySelector(".file").textContent)`, &files))
		return strings.Join(files, " ")
	}
	const a, b, c, d = "posts/a.md", "posts/b.md", "posts/c.md", "posts/d.md"
	expect := func(what string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(strings.Join(want, " "), rows()); diff != "" {
			t.Errorf("%s (-want +shown):\n%s", what, diff)
		}
	}
	do(chromedp.Navigate((&url.URL{Scheme: "file", Path: path}).String()), chromedp.WaitVisible("table", chromedp.ByQuery))
	expect("at first", a, b, c, d)

	var drawn string
	do(chromedp.Evaluate(`document.querySelector("tbody mark").textContent + " " + [...document.querySelectorAll("rect")].map((r) => r.getAttribute("width")).join(" ")`, &drawn))
	if !strings.HasPrefix(drawn, "9:99 ") || !strings.Contains(drawn, " 500.00") {
		t.Errorf("drawn: %s", drawn)
	}

	click := func(key string) { t.Helper(); do(chromedp.Click(`button[data-key="`+key+`"]`, chromedp.ByQuery)) }
	click("problems")
	expect("by problems", b, a, c, d)
	click("duration")
	expect("by duration", a, b, c, d)
	click("duration")
	expect("by duration, upwards", c, d, b, a)
	click("covered")
	expect("by coverage", c, d, a, b)
	click("order")
	expect("by name", a, b, c, d)
	do(chromedp.Focus(`button[data-key="bytes"]`, chromedp.ByQuery), chromedp.KeyEvent(kb.Enter))
	expect("by size, with the keyboard", a, b, c, d)
	do(chromedp.KeyEvent(" "))
	expect("by size upwards, with the keyboard", c, d, b, a)
	var way string
	do(chromedp.Evaluate(`document.querySelector("[aria-sort]").textContent + " " + document.querySelector("[aria-sort]").getAttribute("aria-sort")`, &way))
	if way != "Size ascending" {
		t.Errorf("a screen reader hears %q", way)
	}
	click("order")

	do(chromedp.Focus("#find", chromedp.ByQuery), chromedp.KeyEvent("half"))
	expect("with a word", a)
	var shown string
	do(chromedp.Text("#shown", &shown, chromedp.ByQuery))
	if shown != "1 of 4 episodes" {
		t.Errorf("shown: %q", shown)
	}
	do(chromedp.KeyEvent(strings.Repeat(kb.Backspace, 4)))
	expect("without a word", a, b, c, d)
	do(chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.ArrowDown))
	expect("with errors, by keyboard", b)
	do(chromedp.SetValue("#show", "silent", chromedp.ByQuery), chromedp.Evaluate(`document.getElementById("show").dispatchEvent(new Event("change"))`, nil))
	expect("without audio", c, d)
	do(chromedp.SetValue("#show", "", chromedp.ByQuery), chromedp.SetValue("#rule", "bad-timestamp", chromedp.ByQuery), chromedp.Evaluate(`document.getElementById("rule").dispatchEvent(new Event("change"))`, nil))
	expect("with problems of a rule", b)

	var title string
	var scripts, requests int
	do(chromedp.Evaluate(`document.title`, &title), chromedp.Evaluate(`document.querySelectorAll("script:not([type]), img, iframe, object").length`, &scripts),
		chromedp.Evaluate(`performance.getEntriesByType("resource").length`, &requests))
	if title != "Chapters of 4 episodes" || scripts != 1 || requests != 0 {
		t.Errorf("title %q, %d active elements, %d requests", title, scripts, requests)
	}
	// The page fits a telephone.
	var over bool
	do(chromedp.EmulateViewport(360, 740), chromedp.Evaluate(`document.documentElement.scrollWidth > 360`, &over))
	if over {
		t.Error("it is wider than a narrow screen")
	}
}

// TestBrowserMany opens a page of many episodes: rows are drawn as they are looked at, and all are found.
func TestBrowserMany(t *testing.T) {
	one := sampleReport()
	many := Report{Command: "check"}
	for i := range 3000 {
		e := one.Episodes[i%len(one.Episodes)]
		e.File = fmt.Sprintf("posts/%04d.md", i)
		many.Episodes = append(many.Episodes, e)
	}
	many.Finish()
	path := filepath.Join(t.TempDir(), "report.html")
	if err := many.Write(path); err != nil {
		t.Fatal(err)
	}
	browser := chromium.Start(t, time.Minute)
	var first, found, last int
	var shown string
	if err := chromedp.Run(browser, chromedp.Navigate((&url.URL{Scheme: "file", Path: path}).String()), chromedp.WaitVisible("tbody", chromedp.ByQuery),
		chromedp.Evaluate(`document.querySelectorAll("tbody").length`, &first),
		chromedp.Focus("#find", chromedp.ByQuery), chromedp.KeyEvent("posts/2999.md"), chromedp.Evaluate(`document.querySelectorAll("tbody").length`, &found),
		chromedp.KeyEvent(strings.Repeat(kb.Backspace, 13)),
		chromedp.Evaluate(`window.scrollTo(0, document.body.scrollHeight)`, nil), chromedp.WaitReady("tbody:nth-of-type(150)", chromedp.ByQuery),
		chromedp.Evaluate(`window.dispatchEvent(new Event("beforeprint")); document.querySelectorAll("tbody").length`, &last),
		chromedp.Text("#shown", &shown, chromedp.ByQuery)); err != nil {
		t.Fatal(err)
	}
	if first >= 3000 || found != 1 || last != 3000 || shown != "3000 episodes" {
		t.Errorf("%d rows at first, %d found, %d on paper; %q", first, found, last, shown)
	}
}
