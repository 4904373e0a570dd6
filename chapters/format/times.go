package format

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// longest is the latest time that is read: what players can count in milliseconds, 24 days.
const longest = math.MaxInt32 * time.Millisecond

// clock writes a time as HH:MM:SS with so many digits of its fraction.
func clock(t time.Duration, digits int) string {
	text := fmt.Sprintf("%02d:%02d:%02d", t/time.Hour, t/time.Minute%60, t/time.Second%60)
	if digits > 0 {
		text += fmt.Sprintf(".%09d", t%time.Second)[:digits+1]
	}
	return text
}

// seconds is a time in seconds, to the microsecond.
func seconds(t time.Duration) float64 { return float64(t.Microseconds()) / 1e6 }

// parseClock reads [[H:]M:]S with an optional fraction after a point or a comma. Seconds, and minutes after hours, stay under 60.
func parseClock(text string) (time.Duration, bool) {
	whole, fraction, _ := strings.Cut(strings.Replace(text, ",", ".", 1), ".")
	groups := strings.Split(whole, ":")
	if len(groups) > 3 {
		return 0, false
	}
	total := time.Duration(0)
	for i, group := range groups {
		n, ok := digits(group)
		if !ok || i > 0 && (n > 59 || len(group) != 2) {
			return 0, false
		}
		total = total*60 + time.Duration(n)
	}
	if total > longest/time.Second {
		return 0, false
	}
	total *= time.Second
	if fraction != "" {
		fraction = (fraction + "000000000")[:max(9, min(len(fraction), 9))]
		n, ok := digits(fraction)
		if !ok {
			return 0, false
		}
		total += time.Duration(n)
	}
	return total, !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, ",")
}

// digits reads a number of at most nine digits and nothing else.
func digits(text string) (int, bool) {
	if text == "" || len(text) > 9 || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// parseSeconds reads a number of seconds, such as 30.5 or 3.05e1, to the microsecond.
func parseSeconds(text string) (time.Duration, bool) {
	n, err := strconv.ParseFloat(text, 64)
	if strings.Trim(text, "0123456789.eE+-") != "" { // such as NaN, or hexadecimal
		return 0, false
	}
	if err != nil || !(n >= 0) || n > longest.Seconds() {
		return 0, false
	}
	return time.Duration(math.Round(n*1e6)) * time.Microsecond, true
}
