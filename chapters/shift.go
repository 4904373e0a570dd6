package chapters

import (
	"fmt"
	"strings"
	"time"
)

// FormatShift writes a time that timestamps are moved by, as ParseShift reads it: +16s, -1m30s.
func FormatShift(t time.Duration) string {
	if t < 0 {
		return "-" + (-t).String()
	}
	return "+" + t.String()
}

// ParseShift reads a time that timestamps are moved by: +16s, -1m30s, +0:16 or 16. It is at most 100 hours, in whole
// milliseconds, and not 0.
func ParseShift(text string) (time.Duration, error) {
	plain := strings.TrimPrefix(strings.TrimPrefix(text, "+"), "-")
	t, ok := ParseTimestamp(plain)
	if !ok {
		var err error
		if t, err = time.ParseDuration(plain); err != nil {
			if t, err = time.ParseDuration(plain + "s"); err != nil {
				return 0, fmt.Errorf("%q is not a time such as +16s, -1m30s or +0:16", text)
			}
		}
	}
	switch {
	case t < 0 || t > 100*time.Hour || t%time.Millisecond != 0:
		return 0, fmt.Errorf("%q is too large to move timestamps by", text)
	case t == 0:
		return 0, fmt.Errorf("%s moves nothing", text)
	case strings.HasPrefix(text, "-"):
		return -t, nil
	}
	return t, nil
}
