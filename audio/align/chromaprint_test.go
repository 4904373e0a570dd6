package align_test

import (
	"math"
	"math/bits"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// chromaprint is what fpcalc prints of a file: 32 bits for each 4096/3 samples at 11,025 Hz.
func chromaprint(t testing.TB, path string) (list []uint32) {
	t.Helper()
	out, err := exec.Command("fpcalc", "-raw", "-length", "0", path).Output()
	if len(out) == 0 { // it may complain about the last frame
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(out), "FINGERPRINT=")
	for _, field := range strings.Split(strings.TrimSpace(text), ",") {
		n, err := strconv.ParseUint(field, 10, 32)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, uint32(n))
	}
	return list
}

const chromaStep = 4096.0 / 3 / 11025

// chromaPlace is where six seconds around an instant are most alike, bit by bit: what fingerprints alone can tell.
func chromaPlace(old, next []uint32, at float64) float64 {
	const side = 24
	i := int(math.Round(at / chromaStep))
	from, to := max(i-side, 0), min(i+side, len(old))
	best, least := 0, math.MaxInt
	for j := 0; j+to-from <= len(next); j++ {
		differ := 0
		for k, v := range old[from:to] {
			differ += bits.OnesCount32(v ^ next[j+k])
		}
		if differ < least {
			best, least = j, differ
		}
	}
	return at + float64(best-from)*chromaStep
}

// chroma measures fingerprints on the marks that survive: median and 95 % in ms, and how many are more than 100 ms wrong, in percent.
func (c tally) chroma() (median, most, wrong float64) {
	if len(c.chromaErrors) == 0 {
		return math.NaN(), math.NaN(), math.NaN()
	}
	slices.Sort(c.chromaErrors)
	far := 0
	for _, e := range c.chromaErrors {
		if e > 100 {
			far++
		}
	}
	n := len(c.chromaErrors)
	return c.chromaErrors[n/2], c.chromaErrors[n*95/100], 100 * float64(far) / float64(n)
}
