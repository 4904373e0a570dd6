package chapters_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/chapmark/chapmark/chapters"
)

// TestFixesAreMeant breaks one stamp of a random list, as people do: a colon mistyped, an hour left out. Whatever --fix
// makes of it must be the list as it was, or no change at all.
func TestFixesAreMeant(t *testing.T) {
	mended := 0
	rapid.Check(t, func(r *rapid.T) {
		var times []time.Duration
		at := time.Duration(0)
		for range rapid.IntRange(3, 12).Draw(r, "topics") {
			times = append(times, at)
			at += time.Duration(rapid.IntRange(20, 1200).Draw(r, "gap")) * time.Second
		}
		broken := rapid.IntRange(1, len(times)-1).Draw(r, "broken")
		how := rapid.SampledFrom([]string{"-", ";", ".", ",", "hour"}).Draw(r, "how")
		var was, is strings.Builder
		for i, start := range times {
			stamp := chapters.FormatTimestamp(start)
			fmt.Fprintf(&was, "- %s Topic %d\n", stamp, i)
			if i == broken {
				switch colon := strings.LastIndex(stamp, ":"); {
				case how != "hour":
					stamp = stamp[:colon] + how + stamp[colon+1:]
				case start >= time.Hour:
					_, stamp, _ = strings.Cut(stamp, ":")
				}
			}
			fmt.Fprintf(&is, "- %s Topic %d\n", stamp, i)
		}
		_, fixed := fix(t, is.String())
		if fixed != was.String() && fixed != is.String() {
			r.Fatalf("meant:\n%s\nwritten:\n%s\nmended to:\n%s", &was, &is, fixed)
		}
		if fixed != is.String() {
			mended++
		}
	})
	if mended == 0 {
		t.Error("nothing was ever fixed")
	}
}
