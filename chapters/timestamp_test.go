package chapters_test

import (
	"cmp"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/chapmark/chapmark/chapters"
)

func TestParseTimestamp(t *testing.T) {
	const ok, bad = true, false
	for _, test := range []struct {
		text string
		want time.Duration
		ok   bool
	}{
		{"0:00", 0, ok},
		{"1:32", 92 * time.Second, ok},
		{"01:32", 92 * time.Second, ok},
		{"75:10", 75*time.Minute + 10*time.Second, ok},
		{"120:00", 2 * time.Hour, ok},
		{"1:02:03", time.Hour + 2*time.Minute + 3*time.Second, ok},
		{"00:01:32", 92 * time.Second, ok},
		{"1:32.5", 92500 * time.Millisecond, ok},
		{"00:00:12.168", 12168 * time.Millisecond, ok},
		{"0:00.000000001", 1, ok},
		{"", 0, bad},
		{"1", 0, bad},
		{":32", 0, bad},
		{"1:3", 0, bad},
		{"1:60", 0, bad},
		{"1:60:00", 0, bad},
		{"1:2:03", 0, bad},
		{"1:02:3", 0, bad},
		{"1:11-20", 0, bad},
		{"37:567", 0, bad},
		{"1234:00", 0, bad},
		{"1:02:03:04", 0, bad},
		{"-1:32", 0, bad},
		{"+1:32", 0, bad},
		{" 1:32", 0, bad},
		{"1:32.", 0, bad},
		{"1:32.0123456789", 0, bad},
		{"\uff11:32", 0, bad}, // a full-width digit
	} {
		got, ok := chapters.ParseTimestamp(test.text)
		if got != test.want || ok != test.ok {
			t.Errorf("ParseTimestamp(%q) = %v, %v; want %v, %v", test.text, got, ok, test.want, test.ok)
		}
	}
}

// TestTimestampsAsPattern compares the reading with the pattern that says which texts are timestamps.
func TestTimestampsAsPattern(t *testing.T) {
	shape := regexp.MustCompile(`^(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)(?:\.(\d{1,9}))?$`)
	some := rapid.SliceOfN(rapid.SampledFrom([]string{"0", "1", "5", "6", "59", "60", "12", "999", ":", ":", ":", ".", "-", " ", "x", "1"}), 0, 9)
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(some.Draw(t, "parts"), "")
		match := shape.FindStringSubmatch(text)
		if match != nil && match[1] != "" && (len(match[2]) != 2 || match[2] > "59") {
			match = nil
		}
		got, ok := chapters.ParseTimestamp(text)
		if ok != (match != nil) {
			t.Fatalf("%q: %v, %v", text, got, ok)
		}
		if ok {
			want, err := time.ParseDuration(cmp.Or(match[1], "0") + "h" + match[2] + "m" + match[3] + "." + cmp.Or(match[4], "0") + "s")
			if got != want || err != nil {
				t.Fatalf("%q: %v, want %v, %v", text, got, want, err)
			}
		}
	})
}

func TestFormatTimestamp(t *testing.T) {
	for _, test := range []struct {
		time time.Duration
		want string
	}{
		{0, "0:00"},
		{59*time.Second + 999*time.Microsecond, "0:59"},
		{92 * time.Second, "1:32"},
		{time.Hour, "1:00:00"},
		{time.Hour + 9*time.Minute + 49*time.Second + 184*time.Millisecond, "1:09:49.184"},
		{26 * time.Hour, "26:00:00"},
	} {
		if got := chapters.FormatTimestamp(test.time); got != test.want {
			t.Errorf("FormatTimestamp(%v) = %q, want %q", test.time, got, test.want)
		}
	}
}

func TestFixTimestamp(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"1:11-20", "1:11:20"},
		{"1;29:26", "1:29:26"},
		{"1:04.22.", "1:04:22"},
		{"1:04,22", "1:04:22"},
		{"1::22", "1:22"},
		{"1:32-2:30", ""}, // a range
		{"37:567", ""},
		{"1:99", ""},
		{"16:9", ""},
		{"hello", ""},
	} {
		got, ok := chapters.FixTimestamp(test.text)
		if !ok {
			got = ""
		}
		if got != test.want {
			t.Errorf("FixTimestamp(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

// FuzzTimestamp: what is read can be written and read again; what is fixed can be read.
func FuzzTimestamp(f *testing.F) {
	for _, seed := range []string{"1:32", "1:02:03.5", "1:11-20", "999:59", "99:59:59.999", "1;2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if start, ok := chapters.ParseTimestamp(text); ok {
			again, ok := chapters.ParseTimestamp(chapters.FormatTimestamp(start))
			if start < 0 || !ok || again != start.Truncate(time.Millisecond) {
				t.Errorf("%q: read as %v, written and read again as %v (%v)", text, start, again, ok)
			}
		}
		if mended, ok := chapters.FixTimestamp(text); ok {
			if _, ok := chapters.ParseTimestamp(mended); !ok {
				t.Errorf("%q: fixed to %q, which cannot be read", text, mended)
			}
		}
	})
}
