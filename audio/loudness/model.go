package loudness

import (
	"math"

	"github.com/chapmark/chapmark/audio/mpeg"
)

// The energy of a granule is estimated from what bounds its values: the Huffman table of each region tells how large its largest
// value is (ISO/IEC 11172-3 table B.7), the global gain and the scale factors by how much values are multiplied (§2.4.3.4.7). The
// numbers below were fitted to the decoded audio of speech, music and both, by several encoders' modes; docs/loudness.md says how
// well they do.

// tableLevels are, for each Huffman table, the logarithm of the energy that a region of one value has with it.
var tableLevels = [32]float64{
	-3.20, 0.08, 1.92, 3.47, 2.44, 3.22, 4.22, 4.19, 4.40, 5.04, 5.01, 5.74, 6.04, 6.69, 6.63, 7.41,
	7.46, 7.66, 7.67, 8.05, 9.52, 12.2, 14.4, 17.8,
	8.80, 9.85, 10.90, 12.14, 13.19, 14.36, 16.70, 19.0,
}

const (
	longSpread   = 0.401 // how the energy grows with the number of values: few of them carry most of it
	shortSpread  = 0.939
	longFactor   = 0.824 // of a scale factor's theoretical effect: those of a region are averaged
	shortFactor  = 1.139
	bitsExponent = 0.305 // more bits for the same tables: more of the values are large
	factorBits   = 0.0069
	coarseLevel  = 0.2407
	shortLevel   = -2.988
	restLevel    = 10.792 // of the values after the regions, which are 0 or 1
	nothing      = 1e-4
	fullScale    = 32768 * 32768.0
)

// regionLevels are those of the three regions.
var regionLevels = [3]float64{17.780, 17.721, 17.241}

// model holds the logarithms and powers that are needed again and again.
type model struct {
	gains   [256]float64    // energy by global_gain
	tables  [3][32]float64  // energy by region and table
	long    [577]float64    // energy by number of values
	short   [577]float64    //
	bits    [1024]float32   // by the bits of the Huffman codes, in fours
	factors [2][128]float64 // energy by the mean scale factor, in eighths, fine and coarse: of long blocks
	shorts  [2][128]float64 // of short ones
	written [256]float64    // by the bits of the scale factors
	rest    float64
	windows [8][4]float64 // of short blocks, by the least subblock_gain and how many windows have it
	coarse  float64

	octaves   [2048]int16 // hundredths of dB of full scale, by the exponent of an energy
	mantissas [256]int16  // and what its next eight bits add
}

func newModel() *model {
	m := new(model)
	for i := range m.gains {
		m.gains[i] = math.Exp2(float64(i-210) / 2)
	}
	for r := range m.tables {
		for t := range m.tables[r] {
			m.tables[r][t] = math.Exp(tableLevels[t] + regionLevels[r])
		}
	}
	for n := 1; n < len(m.long); n++ {
		m.long[n], m.short[n] = math.Pow(float64(n), longSpread), math.Pow(float64(n), shortSpread)
	}
	for n := range m.bits {
		m.bits[n] = float32(math.Pow(float64(4*n)+6, bitsExponent))
	}
	for scale := range m.factors {
		for i := range m.factors[scale] {
			mean := float64(i) / 8 * float64(1+scale)
			m.factors[scale][i], m.shorts[scale][i] = math.Exp2(-longFactor*mean), math.Exp2(-shortFactor*mean)
		}
	}
	for n := range m.written {
		m.written[n] = math.Exp(factorBits * float64(n))
	}
	for i := range m.octaves {
		m.octaves[i] = int16(min(max(math.Round(1000*math.Log10(2)*float64(i-1023)-1000*math.Log10(fullScale)), -20000), 10000))
	}
	for i := range m.mantissas {
		m.mantissas[i] = int16(math.Round(1000 * math.Log10(1+(float64(i)+0.5)/256)))
	}
	m.rest, m.coarse = math.Exp(restLevel), math.Exp(-coarseLevel)
	for least := range m.windows {
		for loud := range m.windows[least] {
			m.windows[least][loud] = math.Exp(shortLevel) * math.Exp2(-4*float64(least)) * float64(loud) / 3
		}
	}
	return m
}

// energy estimates the mean square of a channel in a granule, as that of 16-bit samples.
func (m *model) energy(g *granule, sums *sums, bandAt *[577]uint8) float64 {
	factorBits := g.factors.bits(g.shared)
	huffman := g.bits - factorBits
	if huffman <= 0 {
		return 0
	}
	values := min(2*g.big, 576)
	scale, energy, from, band := 0, 0.0, 0, 0
	if g.coarse {
		scale = 1
	}
	for r, end := range g.ends {
		end = min(end, values)
		if end <= from {
			continue
		}
		if g.short {
			first, last := 0, 9 // bands of each window: three up to value 36, and of the others those that count
			if r > 0 {
				first, last = 9, 27
			}
			energy += m.tables[r][g.tables[r]] * m.short[end-from] * m.shorts[scale][sums.eighths(first, last)]
		} else {
			next := int(bandAt[end])
			energy += m.tables[r][g.tables[r]] * m.long[end-from] * m.factors[scale][sums.eighths(band, next)]
			band = next
		}
		from = end
	}
	energy += m.rest * float64(576-values)
	energy *= m.gains[g.gain] * float64(m.bits[min(huffman/4, 1023)]) * m.written[min(factorBits, 255)]
	if g.coarse {
		energy *= m.coarse
	}
	if g.short {
		// The loudest of the three windows carry it; each step of subblock_gain is 12 dB.
		least, loud := min(g.subgains[0], g.subgains[1], g.subgains[2]), 0
		for _, sub := range g.subgains {
			if sub == least {
				loud++
			}
		}
		energy *= m.windows[least&7][loud]
	}
	return energy
}

// bias makes the estimate neither too high nor too low on the whole: by 0.8 dB, and by 2.3 in MPEG-2.
func bias(version mpeg.Version) float64 {
	if version == mpeg.MPEG1 {
		return 0.832
	}
	return 0.589
}
