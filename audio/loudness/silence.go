package loudness

import (
	"math"
	"time"
)

// Pause is a stretch in which it is quiet.
type Pause struct {
	From, To time.Duration
	Level    int16 // the mean, in hundredths of dB of full scale
}

// Length of the pause.
func (p Pause) Length() time.Duration { return p.To - p.From }

// Threshold is the level under which it is quiet in this recording, found from how loud it is else; Silent where nothing tells
// quiet from loud, as in music without a break.
func (e Envelope) Threshold() int16 {
	var counts [101]int // by dB under full scale
	total := 0
	for _, p := range e.Pieces {
		for _, l := range p.Levels {
			counts[min(int(-l)/100, 100)]++
			total++
		}
	}
	// percentile is the level that so much of the recording is louder than.
	percentile := func(part float64) int16 {
		n := 0
		for i, count := range counts {
			if n += count; float64(n) >= part*float64(total) {
				return int16(-100 * i)
			}
		}
		return Silent
	}
	loud, quiet := percentile(0.25), max(percentile(0.98), -8000)
	if loud-quiet < 1200 {
		return Silent
	}
	return max(loud-2400, quiet+400)
}

// Pauses finds the stretches under a level that last so long at least.
func (e Envelope) Pauses(threshold int16, least time.Duration) (list []Pause) {
	for _, p := range e.Pieces {
		list = append(list, p.Pauses(threshold, least)...)
	}
	return list
}

// Pauses finds the stretches under a level that last so long at least.
func (p Piece) Pauses(threshold int16, least time.Duration) (list []Pause) {
	for i := 0; i < len(p.Levels); i++ {
		if p.Levels[i] >= threshold {
			continue
		}
		from, sum := i, 0
		for ; i < len(p.Levels) && p.Levels[i] < threshold; i++ {
			sum += int(p.Levels[i])
		}
		pause := Pause{From: max(p.At+time.Duration(from)*p.Step, 0), To: p.At + time.Duration(i)*p.Step, Level: int16(math.Round(float64(sum) / float64(i-from)))}
		if pause.Length() >= least {
			list = append(list, pause)
		}
	}
	return list
}
