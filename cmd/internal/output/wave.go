package output

import (
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/chapters"
)

const (
	usualWidth = 80
	waveMargin = 2
	waveRows   = 3
)

// Width is how many columns a terminal has; 80 where it is none.
func Width(w io.Writer) int {
	for {
		if file, ok := w.(*os.File); ok {
			if width, _, err := term.GetSize(int(file.Fd())); err == nil && width >= 20 {
				return width
			}
			return usualWidth
		}
		inner, ok := w.(interface{ Unwrap() io.Writer })
		if !ok {
			return usualWidth
		}
		w = inner.Unwrap()
	}
}

// ShowWave draws how loud the audio is over time, and under it where chapters start.
func ShowWave(w *sheet, e loudness.Envelope, list []chapters.Chapter, duration time.Duration, width int) {
	if !e.Layer3 || len(e.Pieces) == 0 || duration <= 0 {
		w.Println("  wave      chapmark can draw only layer III")
		return
	}
	columns := width - waveMargin
	peaks := e.Peaks(columns)
	loudest := slices.Max(peaks)
	const eighths = " ▁▂▃▄▅▆▇█"
	for row := waveRows - 1; row >= 0; row-- {
		var line strings.Builder
		for _, peak := range peaks {
			// Linear in amplitude, as players draw it. A column is up to 8 eighths in each row high.
			amplitude := math.Pow(10, float64(int(peak)-int(loudest))/2000) // both in hundredths of dB
			height := int(math.Round(amplitude * 8 * waveRows))
			line.WriteRune([]rune(eighths)[min(max(height-8*row, 0), 8)])
		}
		w.Printf("%*s%s\n", waveMargin, "", w.paint(green, strings.TrimRight(line.String(), " ")))
	}
	if len(list) > 0 {
		w.Printf("%*s%s\n", waveMargin, "", strings.TrimRight(marksUnder(list, duration, columns), " "))
	}
	end := chapters.FormatTimestamp(duration.Truncate(time.Second))
	w.Printf("%*s0:00%*s\n", waveMargin, "", columns-len("0:00"), end)
}

// marksUnder draws a mark where each chapter starts, and its number after that where there is room.
func marksUnder(list []chapters.Chapter, duration time.Duration, columns int) string {
	line := []rune(strings.Repeat(" ", columns))
	at := make([]int, len(list))
	for i, c := range list {
		at[i] = min(int(int64(c.Start)*int64(columns)/int64(duration)), columns-1)
		line[at[i]] = '╵'
	}
	for i := range list {
		next := columns
		if i+1 < len(list) {
			next = at[i+1]
		}
		if number := fmt.Sprint(i + 1); at[i]+len(number) < next {
			copy(line[at[i]+1:], []rune(number))
		}
	}
	return string(line)
}
