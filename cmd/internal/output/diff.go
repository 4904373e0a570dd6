package output

import (
	"bytes"
	"fmt"
	"strings"
)

// Diff shows the lines that differ between two versions of a text, in the unified format without context: one by one where
// there are as many lines, else as one stretch.
func Diff(name string, old, changed []byte) painted {
	var b strings.Builder
	fmt.Fprintf(&b, "--- %s\n+++ %s\n", Clean(name), Clean(name))
	was, is := bytes.Split(old, []byte("\n")), bytes.Split(changed, []byte("\n"))
	if len(was) != len(is) {
		stretch(&b, was, is)
		return painted(b.String())
	}
	for i := range was {
		if !bytes.Equal(was[i], is[i]) {
			fmt.Fprintf(&b, "@@ -%d +%d @@\n-%s\n+%s\n", i+1, i+1, Clean(string(was[i])), Clean(string(is[i])))
		}
	}
	return painted(b.String())
}

// stretch shows what lies between the lines that are the same at the start and at the end.
func stretch(b *strings.Builder, was, is [][]byte) {
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
	fmt.Fprintf(b, "@@ -%d,%d +%d,%d @@\n", place(len(was)), len(was), place(len(is)), len(is))
	for _, line := range was {
		fmt.Fprintf(b, "-%s\n", Clean(string(line)))
	}
	for _, line := range is {
		fmt.Fprintf(b, "+%s\n", Clean(string(line)))
	}
}
