package loudness

import (
	"bytes"
	"testing"

	"github.com/chapmark/chapmark/audio/mpeg"
)

// pack writes fields of so many bits, one after the other.
func pack(fields ...[2]int) []byte {
	var bits []byte
	for _, f := range fields {
		for i := f[1] - 1; i >= 0; i-- {
			bits = append(bits, byte(f[0]>>i&1))
		}
	}
	out := make([]byte, (len(bits)+7)/8)
	for i, bit := range bits {
		out[i/8] |= bit << (7 - i%8)
	}
	return append(out, make([]byte, 64)...)
}

// TestReadLong reads the side information of a mono frame of MPEG-1, field by field (ISO/IEC 11172-3 §2.4.1.7).
func TestReadLong(t *testing.T) {
	l, ok := layoutOf(mpeg.Header{Version: mpeg.MPEG1, Layer: 3, SampleRate: 44100, Channels: 1})
	if !ok || l.size != 17 || l.at != 4 {
		t.Fatal(l)
	}
	side := pack(
		[2]int{300, 9}, [2]int{0, 5}, // main_data_begin, private
		[2]int{0b1010, 4},                                              // scfsi: groups 0 and 2 are shared
		[2]int{1000, 12}, [2]int{200, 9}, [2]int{170, 8}, [2]int{8, 4}, // part2_3_length, big_values, global_gain, scalefac_compress: 2 and 1 bits
		[2]int{0, 1},                                                           // window_switching_flag
		[2]int{24, 5}, [2]int{13, 5}, [2]int{5, 5}, [2]int{7, 4}, [2]int{5, 3}, // tables, region counts
		[2]int{0, 1}, [2]int{1, 1}, [2]int{0, 1}, // preflag, scalefac_scale, count1table_select
		[2]int{500, 12}, [2]int{100, 9}, [2]int{160, 8}, [2]int{8, 4},
		[2]int{1, 1}, [2]int{2, 2}, [2]int{0, 1}, [2]int{15, 5}, [2]int{9, 5}, [2]int{0, 3}, [2]int{1, 3}, [2]int{2, 3}, // short blocks
		[2]int{0, 1}, [2]int{0, 1}, [2]int{0, 1})
	var first, second granule
	l.read(side, 0, 0, &first)
	want := granule{bits: 1000, big: 200, gain: 170, tables: [3]uint8{24, 13, 5}, ends: [3]int{36, 110, 576}, coarse: true, factors: first.factors}
	if f := first.factors; f.lengths != [4]int{2, 2, 1, 1} || f.counts != [4]int{6, 5, 5, 5} || f.bits(0b1001) != 15 {
		t.Errorf("%+v", f)
	}
	if first != want {
		t.Errorf("%+v", first)
	}
	if n := first.factors.bits(first.shared); n != 11*2+10*1 {
		t.Errorf("%d bits of scale factors", n)
	}
	l.read(side, 1, 0, &second)
	want = granule{bits: 500, big: 100, gain: 160, short: true, tables: [3]uint8{15, 9, 0}, ends: [3]int{36, 576, 576}, subgains: [3]uint8{0, 1, 2}, factors: second.factors}
	if f := second.factors; f.lengths != [4]int{2, 2, 1, 1} || f.counts != [4]int{18, 0, 18, 0} || f.bits(0) != 54 {
		t.Errorf("%+v", f)
	}
	if second != want {
		t.Errorf("%+v", second)
	}
}

// TestFactors reads scale factors from the main data, and keeps those that the second granule shares with the first.
func TestFactors(t *testing.T) {
	f := factors{lengths: [4]int{3, 3, 2, 2}, counts: [4]int{6, 5, 5, 5}}
	var fields [][2]int
	for band := range 21 {
		length := 3
		if band >= 11 {
			length = 2
		}
		fields = append(fields, [2]int{band % 4, length})
	}
	var s sums
	f.read(pack(fields...), 0, 0, &s)
	if s.eighths(0, 4) != 8*6/4 || s.eighths(4, 5) != 0 || s.eighths(20, 21) != 0 || s.eighths(19, 20) != 24 || s.eighths(3, 3) != 0 {
		t.Error(s)
	}
	const shared = 0b1001 // bands 0 to 5 and 16 to 20
	f.read(pack([2]int{7, 3}, [2]int{7, 3}, [2]int{7, 3}, [2]int{7, 3}, [2]int{7, 3}, [2]int{1, 2}, [2]int{1, 2}, [2]int{1, 2}, [2]int{1, 2}, [2]int{1, 2}), 0, shared, &s)
	if s.eighths(0, 4) != 12 || s.eighths(6, 11) != 56 || s.eighths(11, 16) != 8 || s.eighths(19, 20) != 24 {
		t.Error(s)
	}
}

// FuzzMeasure feeds whatever looks like a stream: no panic, and no level out of range.
func FuzzMeasure(f *testing.F) {
	frame := append([]byte{0xFF, 0xFB, 0x90, 0x64}, bytes.Repeat([]byte{0xA5}, 413)...)
	f.Add(bytes.Repeat(frame, 6))
	f.Add(bytes.Repeat(append([]byte{0xFF, 0xF3, 0x40, 0xC4}, bytes.Repeat([]byte{0x5A}, 205)...), 6))
	f.Fuzz(func(t *testing.T, content []byte) {
		walker := mpeg.Walker{Marks: 8}
		none := func([]byte) int64 { return 0 }
		e, s, err := Measure(bytes.NewReader(content), &walker, 0, int64(len(content)), none)
		if err != nil {
			t.Fatal(err)
		}
		if s.Frames == 0 {
			return
		}
		for _, p := range e.Pieces {
			for _, level := range p.Levels {
				if level > 0 || level < Silent {
					t.Fatal(level)
				}
			}
		}
		e.Peaks(80)
		e.Pauses(e.Threshold(), LeastPause)
		if _, _, err := Decode(bytes.NewReader(content), s, none, 0, s.Duration()); err != nil {
			t.Fatal(err)
		}
	})
}
