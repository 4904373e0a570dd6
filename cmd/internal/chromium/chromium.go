//go:build browser

// Package chromium starts a browser for tests. It is built with -tags browser alone: the library that drives it is large.
package chromium

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Start starts Chromium without a window; CHROMIUM names another than the system's. It ends with the test, or after so long.
func Start(t *testing.T, limit time.Duration) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1100, 1000),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"), chromedp.Flag("mute-audio", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	for _, name := range []string{os.Getenv("CHROMIUM"), "/usr/bin/chromium"} {
		if _, err := os.Stat(name); err == nil {
			options = append(options, chromedp.ExecPath(name))
			break
		}
	}
	allocated, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	browser, cancel := chromedp.NewContext(allocated, chromedp.WithErrorf(t.Logf))
	t.Cleanup(cancel)
	browser, cancel = context.WithTimeout(browser, limit)
	t.Cleanup(cancel)
	return browser
}
