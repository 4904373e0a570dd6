package chapters

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

var clockShape = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(\d+):(\d{2})(?::(\d{2}))?(\.\d+)?$`) })

// BytesText writes a number of bytes in the shape of an old value: with its thousands separators, else plain.
func BytesText(old string, bytes int64) string {
	plain := strconv.FormatInt(bytes, 10)
	for _, separator := range []string{"_", ","} {
		if _, ok := parseBytes(old); ok && strings.Contains(old, separator) {
			return grouped(plain, separator)
		}
	}
	return plain
}

func grouped(digits, separator string) string {
	var groups []string
	for len(digits) > 3 {
		groups = append([]string{digits[len(digits)-3:]}, groups...)
		digits = digits[:len(digits)-3]
	}
	return strings.Join(append([]string{digits}, groups...), separator)
}

// DurationText writes a duration, floored to the second, in the shape of an old value: a number of seconds stays
// one, a clock keeps its leading zeros, minutes over 59 and fraction. What has no such shape becomes M:SS or
// H:MM:SS.
func DurationText(old string, duration time.Duration) string {
	old = strings.TrimSpace(old)
	if match := clockShape().FindStringSubmatch(old); match != nil {
		return clockText(match[1], match[3] != "", len(match[4]), duration)
	}
	if _, ok := parseDuration(old); ok {
		whole, fraction, _ := strings.Cut(old, ".")
		if whole != "" && strings.Trim(whole+fraction, "0123456789") == "" {
			return strconv.FormatInt(int64(duration/time.Second), 10) + fractionText(len(old)-len(whole), duration)
		}
	}
	return FormatTimestamp(duration.Truncate(time.Second))
}

// clockText writes a duration as a clock like the one whose first group was given.
func clockText(first string, hasHours bool, fraction int, duration time.Duration) string {
	width := 1
	if strings.HasPrefix(first, "0") {
		width = len(first)
	}
	seconds := fmt.Sprintf("%02d", duration/time.Second%60) + fractionText(fraction, duration)
	// MM:SS grows hours only where the old value did not count minutes past 59 itself.
	if minutes := number(first, 9); !hasHours && (duration < time.Hour || minutes > 59) {
		return fmt.Sprintf("%0*d:%s", width, duration/time.Minute, seconds)
	}
	return fmt.Sprintf("%0*d:%02d:%s", width, duration/time.Hour, duration/time.Minute%60, seconds)
}

// fractionText writes the fraction of a second, with its dot, in width characters.
func fractionText(width int, duration time.Duration) string {
	if width < 2 {
		return ""
	}
	return fmt.Sprintf(".%09d", duration%time.Second)[:min(width, 10)]
}
