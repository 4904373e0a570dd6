package disk

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
)

// Before the first of many files is replaced, the room for as many as are written at a time is looked at.
func TestRoom(t *testing.T) {
	if _, known := Free("."); !known {
		t.Skip("this system does not tell how much room there is")
	}
	t.Chdir(t.TempDir())
	for _, name := range []string{"a.mp3", "b.mp3"} {
		if err := os.WriteFile(name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	half := int64(1) << 59 // of more than any disk has
	free, _ := Free(".")
	for _, test := range []struct {
		name  string
		sizes [2]int64
		jobs  int
		full  bool
	}{
		{"enough", [2]int64{1000, 1000}, 2, false},
		{"too large a file", [2]int64{1000, half}, 1, true},
		{"one at a time", [2]int64{free * 6 / 10, free * 6 / 10}, 1, false},
		{"two at a time", [2]int64{free * 6 / 10, free * 6 / 10}, 2, true},
	} {
		r := Room{Files: map[string]int64{"a.mp3": test.sizes[0], "b.mp3": test.sizes[1], "": 0}, Workers: test.jobs, Growth: 8 << 10, Words: func(n int64) string { return fmt.Sprint(n) }}
		err := r.Check()
		if (err != nil) != test.full || test.full && (!errors.Is(err, ErrFull) || !strings.Contains(err.Error(), "free some space, or use --in-place")) {
			t.Errorf("%s: %v", test.name, err)
		}
		if again := r.Check(); !errors.Is(again, err) {
			t.Errorf("%s: asked twice: %v", test.name, again)
		}
	}
}
