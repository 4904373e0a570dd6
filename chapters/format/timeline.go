package format

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"
)

// Timeline is what times that count frames depend on: how many frames a second has, and where the timeline starts. The zero value
// reads what depends on neither: whole seconds, in the first hour at the start.
type Timeline struct {
	rate  *big.Rat // frames a second; nil where nobody said
	start [4]int   // hours, minutes, seconds, frames
	drops bool     // the start is written as one of a timeline that drops numbers
	words string
}

// ParseTimeline reads RATE or RATE@START, such as 25 or 29.97@01:00:00;00.
func ParseTimeline(text string) (Timeline, error) {
	wrong := fmt.Errorf("%q is not a timeline such as 25 or 29.97@01:00:00:00: frames a second, and where it starts", text)
	rate, start, started := strings.Cut(text, "@")
	t := Timeline{words: text}
	switch rate { // those that are not whole numbers, as people write them (SMPTE ST 12-1)
	case "23.976", "23.98":
		t.rate = big.NewRat(24000, 1001)
	case "29.97":
		t.rate = big.NewRat(30000, 1001)
	case "59.94":
		t.rate = big.NewRat(60000, 1001)
	default:
		n, ok := digits(rate)
		if !ok || n < 1 || n > 240 {
			return t, wrong
		}
		t.rate = big.NewRat(int64(n), 1)
	}
	if started {
		var ok bool
		if t.start, ok = t.digits(start); !ok {
			return t, wrong
		}
		t.drops = strings.Contains(start, ";")
	}
	return t, nil
}

func (t Timeline) String() string { return t.words }

// Set and Type make it the value of a flag.
func (t *Timeline) Set(text string) (err error) {
	*t, err = ParseTimeline(text)
	return err
}

// Type is what help calls such a value.
func (t Timeline) Type() string { return "timeline" }

// digits reads HH:MM:SS:FF.
func (t Timeline) digits(text string) (groups [4]int, ok bool) {
	parts := strings.FieldsFunc(text, func(c rune) bool { return c == ':' || c == ';' || c == '.' })
	if len(parts) != 4 {
		return groups, false
	}
	for i, part := range parts {
		if groups[i], ok = digits(part); !ok || i > 0 && i < 3 && groups[i] > 59 {
			return groups, false
		}
	}
	return groups, t.rate == nil || groups[3] < t.whole()
}

// whole is how many numbers frames have in a second.
func (t Timeline) whole() int {
	n := new(big.Int).Add(t.rate.Num(), new(big.Int).Sub(t.rate.Denom(), big.NewInt(1)))
	return int(n.Quo(n, t.rate.Denom()).Int64())
}

// time is how long after the start of the timeline a frame is shown, to the nanosecond.
func (t Timeline) time(text string, drops bool) (time.Duration, bool) {
	groups, ok := t.digits(text)
	if !ok {
		return 0, false
	}
	if t.rate == nil {
		if groups[3] != 0 || groups[0] != 0 {
			return 0, false
		}
		return time.Duration(groups[1])*time.Minute + time.Duration(groups[2])*time.Second, true
	}
	marked := strings.Contains(text, ";")
	if drops = drops || marked; marked && !t.canDrop() || drops && t.canDrop() && t.dropped(groups) {
		return 0, false
	}
	frames := t.count(groups, drops) - t.count(t.start, drops || t.drops)
	at := new(big.Rat).Quo(big.NewRat(int64(frames)*int64(time.Second), 1), t.rate)
	whole := new(big.Int).Quo(at.Num(), at.Denom())
	return time.Duration(whole.Int64()), frames >= 0 && whole.Int64() <= int64(longest)
}

// count is the number of a frame. A timeline that drops numbers leaves out the first two of each minute, at 60 frames a second the
// first four, but for each tenth minute.
func (t Timeline) count(groups [4]int, drops bool) int {
	whole := t.whole()
	minutes := groups[0]*60 + groups[1]
	n := (minutes*60+groups[2])*whole + groups[3]
	if drops && t.canDrop() {
		n -= whole / 15 * (minutes - minutes/10)
	}
	return n
}

// canDrop reports a rate at which numbers are dropped.
func (t Timeline) canDrop() bool { return slices.Contains([]int{30, 60}, t.whole()) && !t.rate.IsInt() }

// dropped reports a number that is left out.
func (t Timeline) dropped(groups [4]int) bool {
	return groups[1]%10 != 0 && groups[2] == 0 && groups[3] < t.whole()/15
}
