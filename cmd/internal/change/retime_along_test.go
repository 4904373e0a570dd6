package change

import (
	"strings"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio/align"
)

// A cue whose place cannot be told was taken out as one that was cut: now it stays, and is counted.
func TestCuesInDoubt(t *testing.T) {
	const second = time.Second
	found := Retiming{Result: align.Result{Old: 30 * second, New: 22 * second, Same: 0.9, Stretches: []align.Stretch{
		{OldFrom: 0, OldTo: 10 * second, NewFrom: 0, Speed: 1, Sure: 0.9},
		{OldFrom: 20 * second, OldTo: 30 * second, NewFrom: 12 * second, Speed: 1, Sure: 0.9}, // before it is something that was not found
	}}}
	const text = "1\n00:00:05,000 --> 00:00:06,000\nKept\n\n2\n00:00:12,000 --> 00:00:13,000\nIn doubt\n\n3\n00:00:25,000 --> 00:00:26,000\nMoved\n"
	c, blocking := RetimeAlong("x.srt", []byte(text), found)
	if len(blocking) > 0 || c.Gone != 0 || c.Unsure != 1 || c.Moved != 3 {
		t.Fatalf("%v, %d gone, %d unsure, %d moved", blocking, c.Gone, c.Unsure, c.Moved)
	}
	if want := strings.NewReplacer("25,000", "17,000", "26,000", "18,000").Replace(text); string(c.Text.After) != want {
		t.Errorf("%s", c.Text.After)
	}
}
