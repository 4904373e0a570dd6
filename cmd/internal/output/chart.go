package output

import (
	"strings"
	"time"

	"github.com/chapmark/chapmark/audio/mpeg"
	"github.com/chapmark/chapmark/chapters"
)

const (
	chartColumns = 60
	// ChartMarks is how many marks a stream needs for a chart of it.
	ChartMarks = 4 * chartColumns
	barColumns = 30
)

// showRates draws how often each bit rate occurs, and the bit rate over time, where it varies.
func showRates(w *sheet, s mpeg.Stream) {
	if !s.VBR() {
		return
	}
	label, most := "rates", int64(0)
	for _, rate := range s.Rates {
		most = max(most, rate.Frames)
	}
	for _, rate := range s.Rates {
		bar := strings.Repeat("█", int((rate.Frames*barColumns+most-1)/most))
		w.Printf("  %-9s %3d kbit/s %5.1f %%  %s\n", label, rate.BitRate/1000, 100*float64(rate.Frames)/float64(s.Frames), bar)
		label = ""
	}
	over := s.RatesOverTime(chartColumns)
	if len(over) == 0 {
		return
	}
	var strip strings.Builder
	for _, rate := range over {
		const levels = "▁▂▃▄▅▆▇█"
		level := min(rate*8/s.MaxBitRate(), 7)
		strip.WriteRune([]rune(levels)[max(level, 0)])
	}
	w.Printf("  %-9s %s\n", "over time", strip.String())
	w.Printf("  %-9s from 0 to %d kbit/s; each column is %s\n", "", s.MaxBitRate()/1000,
		chapters.FormatTimestamp((s.Length() / time.Duration(len(over))).Round(time.Millisecond)))
}
