package output

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/chapmark/chapmark/cmd/internal/change"
)

// DiffWords is the difference that an edit makes, without colours.
func DiffWords(edit *change.Edit) string {
	w := new(sheet)
	showDiff(w, edit)
	return w.text.String()
}

// showDiff shows the lines that an edit changes, in the unified format without context: one by one where there are as many lines,
// else as one stretch.
func showDiff(w *sheet, edit *change.Edit) {
	w.Printf("%s\n%s\n", w.paint(bold, "--- "+edit.Path), w.paint(bold, "+++ "+edit.Path))
	was, is := bytes.Split(edit.Before, []byte("\n")), bytes.Split(edit.After, []byte("\n"))
	if len(was) != len(is) {
		showStretch(w, was, is)
		return
	}
	for i := range was {
		if !bytes.Equal(was[i], is[i]) {
			w.Println(w.paint(cyan, fmt.Sprintf("@@ -%d +%d @@", i+1, i+1)))
			showLines(w, red, "-", was[i:i+1])
			showLines(w, green, "+", is[i:i+1])
		}
	}
}

// showStretch shows what lies between the lines that are the same at the start and at the end.
func showStretch(w *sheet, was, is [][]byte) {
	first := 0
	for first < min(len(was), len(is)) && bytes.Equal(was[first], is[first]) {
		first++
	}
	same := 0
	for same < min(len(was), len(is))-first && bytes.Equal(was[len(was)-1-same], is[len(is)-1-same]) {
		same++
	}
	was, is = was[first:len(was)-same], is[first:len(is)-same]
	// A stretch of no lines is named by the line above it.
	place := func(n int) int {
		if n == 0 {
			return first
		}
		return first + 1
	}
	w.Println(w.paint(cyan, fmt.Sprintf("@@ -%d,%d +%d,%d @@", place(len(was)), len(was), place(len(is)), len(is))))
	showLines(w, red, "-", was)
	showLines(w, green, "+", is)
}

func showLines(w *sheet, color, mark string, lines [][]byte) {
	for _, line := range lines {
		w.Println(w.paint(color, mark+strings.TrimSuffix(string(line), "\r")))
	}
}
