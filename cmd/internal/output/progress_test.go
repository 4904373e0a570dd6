package output

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// Where there is no terminal, a line comes every few seconds, and none for a run that is over before.
func TestProgressLines(t *testing.T) {
	var w bytes.Buffer
	p := NewProgress(&w, "checked", 4, 4_000_000)
	p.Add(1_000_000)
	if w.Len() > 0 {
		t.Errorf("at once: %s", &w)
	}
	p.begin, p.last = p.begin.Add(-6*time.Second), p.last.Add(-6*time.Second)
	p.Add(1_000_000)
	if got, want := w.String(), "checked 2 of 4 files, 2.0 MB, 333 kB/s, about 6 s left\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	p.Print(&w, []byte("text\n"))
	p.Add(1_000_000)
	p.last = p.last.Add(-6 * time.Second)
	p.Add(1_000_000)
	p.Close()
	if got := w.String(); strings.Count(got, "\n") != 2 || !strings.HasSuffix(got, "text\n") {
		t.Errorf("%q", got)
	}
}

func TestBytes(t *testing.T) {
	for n, want := range map[int64]string{0: "0 bytes", 999: "999 bytes", 1000: "1.0 kB", 925_300_000: "925 MB", 3_600_000_000: "3.6 GB", 999_600: "1.0 MB", 99_960: "100 kB"} {
		if got := Bytes(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}
