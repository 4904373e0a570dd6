package loudness

import (
	"math"
	"slices"
	"time"
)

// Pause is a stretch in which it is quiet.
type Pause struct {
	From, To time.Duration
	Level    int16 // the mean, in hundredths of dB of full scale
}

// Length of the pause.
func (p Pause) Length() time.Duration { return p.To - p.From }

// Threshold is the level under which it is quiet in this recording, found from how loud it is else: the upper edge of what stands
// between words and pieces, be it silence, noise or soft music. It is Silent where nothing tells quiet from loud, as in music
// without a break.
func (e Envelope) Threshold() int16 {
	counts, total := e.counts()
	loud := loud(counts, total)
	smooth := func(i int) float64 { return counts[i-1] + counts[i] + counts[min(i+1, 100)] }
	const apart = 15 // dB between loud and quiet, at least
	quiet := 0
	for i := loud + apart; i <= 100; i++ {
		if quiet == 0 || smooth(i) > smooth(quiet) {
			quiet = i
		}
	}
	if quiet == 0 || smooth(quiet) < 0.005*total {
		return Silent
	}
	edge := quiet
	for edge > loud+10 && smooth(edge) > 0.35*smooth(quiet) {
		edge--
	}
	if edge <= loud+10 {
		return Silent
	}
	return int16(-100 * min(edge, loud+24))
}

// Loud is the level that a quarter of the recording exceeds, to the dB.
func (e Envelope) Loud() int16 {
	counts, total := e.counts()
	return int16(-100 * loud(counts, total))
}

// counts are how many levels there are of each, by dB under full scale, and of all.
func (e Envelope) counts() (counts [101]float64, total float64) {
	for _, p := range e.Pieces {
		for _, l := range p.Levels {
			counts[min(int(-l)/100, 100)]++
			total++
		}
	}
	return counts, total
}

// loud is how many dB under full scale the level is that a quarter exceeds.
func loud(counts [101]float64, total float64) (level int) {
	for sum := counts[0]; level < 100 && sum < 0.25*total; sum += counts[level] {
		level++
	}
	return level
}

// Pauses finds the stretches under a level that last so long at least.
func (e Envelope) Pauses(threshold int16, least time.Duration) (list []Pause) {
	for _, p := range e.Pieces {
		if p.Step < 20*time.Millisecond { // longer ones are smooth enough
			p.Levels = smoothed(p.Levels)
		}
		list = append(list, p.Pauses(threshold, least)...)
	}
	return list
}

// smoothed is the median of five levels around each: it takes the scatter out of an estimate, and leaves its edges where they are.
func smoothed(levels []int16) []int16 {
	out := slices.Clone(levels)
	for i := 2; i+2 < len(levels); i++ {
		five := [5]int16(levels[i-2 : i+3])
		slices.Sort(five[:])
		out[i] = five[2]
	}
	return out
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
