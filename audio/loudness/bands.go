package loudness

import "github.com/chapmark/chapmark/audio/mpeg"

// Where the scale factor bands of long blocks begin, in values (ISO/IEC 11172-3 table B.8, 13818-3 table B.2).
var (
	bands44 = [23]int{0, 4, 8, 12, 16, 20, 24, 30, 36, 44, 52, 62, 74, 90, 110, 134, 162, 196, 238, 288, 342, 418, 576}
	bands48 = [23]int{0, 4, 8, 12, 16, 20, 24, 30, 36, 42, 50, 60, 72, 88, 106, 128, 156, 190, 230, 276, 330, 384, 576}
	bands32 = [23]int{0, 4, 8, 12, 16, 20, 24, 30, 36, 44, 54, 66, 82, 102, 126, 156, 194, 240, 296, 364, 448, 550, 576}
	bands22 = [23]int{0, 6, 12, 18, 24, 30, 36, 44, 54, 66, 80, 96, 116, 140, 168, 200, 238, 284, 336, 396, 464, 522, 576}
	bands24 = [23]int{0, 6, 12, 18, 24, 30, 36, 44, 54, 66, 80, 96, 114, 136, 162, 194, 232, 278, 332, 394, 464, 540, 576}
	bands8  = [23]int{0, 12, 24, 36, 48, 60, 72, 88, 108, 132, 160, 192, 232, 280, 336, 400, 476, 566, 568, 570, 572, 574, 576}
)

func bandsOf(h mpeg.Header) *[23]int {
	switch h.SampleRate {
	case 44100:
		return &bands44
	case 48000:
		return &bands48
	case 32000:
		return &bands32
	case 24000:
		return &bands24
	case 8000:
		return &bands8
	}
	return &bands22
}
