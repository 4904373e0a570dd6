package chapters

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

var digitGroups = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\d+`) })

// ParseTimestamp reads M:SS, MM:SS, MMM:SS or H:MM:SS, each with an optional fraction of a second.
// Seconds have two digits and stay under 60; so do minutes after an hour.
func ParseTimestamp(text string) (time.Duration, bool) {
	clock, fraction, fractional := strings.Cut(text, ".")
	colon := max(strings.LastIndexByte(clock, ':'), 0)
	hours, minutes, long := strings.Cut(clock[:colon], ":")
	if !long {
		hours, minutes = "0", hours
	}
	h, m, s := number(hours, 3), number(minutes, 3), number(strings.TrimPrefix(clock[colon:], ":"), 2)
	if h < 0 || m < 0 || s < 0 || s > 59 || len(clock)-colon != 3 || long && (len(minutes) != 2 || m > 59) {
		return 0, false
	}
	start := h*time.Hour + m*time.Minute + s*time.Second
	if fractional {
		part := number(fraction, 9)
		if part < 0 {
			return 0, false
		}
		for range 9 - len(fraction) {
			part *= 10
		}
		start += part
	}
	return start, true
}

// number reads decimal digits, at most so many; what is none is -1.
func number(digits string, most int) (n time.Duration) {
	if digits == "" || len(digits) > most {
		return -1
	}
	for _, digit := range []byte(digits) {
		if digit < '0' || digit > '9' {
			return -1
		}
		n = 10*n + time.Duration(digit-'0')
	}
	return n
}

// WholeSecond is a start as a text says it that counts whole seconds: the one that it lies in, or the next one if that is less than a
// tenth away, which nobody hears.
func WholeSecond(t time.Duration) time.Duration { return (t + time.Second/10).Truncate(time.Second) }

// FormatTimestamp writes M:SS or H:MM:SS, with milliseconds where the time is not a whole second: what people type.
func FormatTimestamp(t time.Duration) string {
	t = t.Truncate(time.Millisecond)
	hours, minutes, seconds := t/time.Hour, t/time.Minute%60, t/time.Second%60
	text := fmt.Sprintf("%d:%02d", minutes, seconds)
	if hours > 0 {
		text = fmt.Sprintf("%d:%02d:%02d", hours, minutes, seconds)
	}
	if ms := t % time.Second / time.Millisecond; ms > 0 {
		text += fmt.Sprintf(".%03d", ms)
	}
	return text
}

// LooksLikeTimestamp reports whether a word was evidently meant as a timestamp, whether or not it is one:
// digits in two groups or more, with a colon or semicolon among what joins them.
func LooksLikeTimestamp(word string) bool {
	if len(word) > 32 || word == "" || word[0] < '0' || word[0] > '9' || !strings.ContainsAny(word, ":;") {
		return false
	}
	return strings.Trim(word, "0123456789:;.,-–—_") == "" && strings.ContainsAny(strings.TrimLeft(word, "0123456789"), "0123456789")
}

// NearTimestamp reports whether a text is a timestamp but for what people mistype: a dot or a comma in place of the colon,
// an O in place of a zero, a space beside the colon. Prices and version numbers are like that, too: it takes neighbours
// to tell.
func NearTimestamp(text string) bool {
	return len(text) <= 16 && nearShape().MatchString(text) && strings.ContainsAny(text, "0123456789")
}

var nearShape = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:[0-9oO]{1,2}[.,][0-9oO]{2}|[0-9oO]{1,2} ?[:;] ?[0-9oO]{2}(?: ?: ?[0-9oO]{2})?)$`)
})

// FixTimestamp proposes the timestamp that a mistyped word was meant to be (1:11-20 is 1:11:20), and false where
// only a guess could tell.
func FixTimestamp(word string) (string, bool) {
	word = strings.NewReplacer("o", "0", "O", "0", " ", "").Replace(word)
	if !LooksLikeTimestamp(word) && !NearTimestamp(word) {
		return "", false
	}
	groups := digitGroups().FindAllString(word, -1)
	mended := strings.Join(groups, ":")
	if len(groups) == 3 && strings.Trim(groups[0], "0") == "" && len(groups[1]) <= 3 && groups[2] < "60" && len(groups[2]) == 2 {
		minutes, _ := strconv.Atoi(groups[1]) // 0:63:00 goes on counting minutes after the hour
		mended = fmt.Sprintf("%d:%02d:%s", minutes/60, minutes%60, groups[2])
		if minutes < 60 {
			mended = strings.Join(groups, ":")
		}
	}
	_, ok := ParseTimestamp(mended)
	return mended, ok
}
