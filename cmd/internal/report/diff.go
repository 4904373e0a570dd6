package report

import (
	"bytes"
	"fmt"
	"strings"
)

// Diff shows the lines that differ between two versions of a text with the same number of lines, in the unified format
// without context.
func Diff(name string, old, changed []byte) string {
	var b strings.Builder
	fmt.Fprintf(&b, "--- %s\n+++ %s\n", Clean(name), Clean(name))
	was, is := bytes.Split(old, []byte("\n")), bytes.Split(changed, []byte("\n"))
	for i := range min(len(was), len(is)) {
		if !bytes.Equal(was[i], is[i]) {
			fmt.Fprintf(&b, "@@ -%d +%d @@\n-%s\n+%s\n", i+1, i+1, Clean(string(was[i])), Clean(string(is[i])))
		}
	}
	return b.String()
}
