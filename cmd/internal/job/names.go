package job

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Valid writes a name's bytes that are not UTF-8 out (\xFF), so that it is the same in every form of a report, and two names stay
// two.
func Valid(name string) string {
	if utf8.ValidString(name) {
		return name
	}
	var b strings.Builder
	for i, r := range name {
		if _, size := utf8.DecodeRuneInString(name[i:]); r == utf8.RuneError && size == 1 {
			b.WriteString(fmt.Sprintf("\\x%02X", name[i]))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
