package mpeg

import "testing"

func TestParseHeader(t *testing.T) {
	for _, test := range []struct {
		name    string
		word    uint32
		want    Header
		size    int
		samples int
	}{
		{"MPEG 1 layer III, 128 kbit/s, 44.1 kHz, joint stereo", 0xFFFB9064, Header{MPEG1, 3, false, 128000, 44100, false, JointStereo, 2}, 417, 1152},
		{"padded", 0xFFFB9264, Header{MPEG1, 3, false, 128000, 44100, true, JointStereo, 2}, 418, 1152},
		{"with CRC", 0xFFFA9064, Header{MPEG1, 3, true, 128000, 44100, false, JointStereo, 2}, 417, 1152},
		{"320 kbit/s, 48 kHz, mono", 0xFFFBE4C4, Header{MPEG1, 3, false, 320000, 48000, false, Mono, 1}, 960, 1152},
		{"MPEG 2, 8 kbit/s, 16 kHz", 0xFFF31804, Header{MPEG2, 3, false, 8000, 16000, false, Stereo, 2}, 36, 576},
		{"MPEG 2.5, 16 kbit/s, 8 kHz, mono", 0xFFE328C4, Header{MPEG25, 3, false, 16000, 8000, false, Mono, 1}, 144, 576},
		{"free format", 0xFFFB0064, Header{MPEG1, 3, false, 0, 44100, false, JointStereo, 2}, 0, 1152},
		{"layer II, 384 kbit/s", 0xFFFDE004, Header{MPEG1, 2, false, 384000, 44100, false, Stereo, 2}, 1253, 1152},
		{"layer I, 32 kbit/s, 32 kHz, padded", 0xFFFF1A04, Header{MPEG1, 1, false, 32000, 32000, true, Stereo, 2}, 52, 384},
		{"MPEG 2 layer II, 160 kbit/s, 22.05 kHz", 0xFFF5E004, Header{MPEG2, 2, false, 160000, 22050, false, Stereo, 2}, 1044, 1152},
	} {
		b := []byte{byte(test.word >> 24), byte(test.word >> 16), byte(test.word >> 8), byte(test.word)}
		got, ok := ParseHeader(b)
		if !ok || got != test.want || got.Size() != test.size || got.Samples() != test.samples {
			t.Errorf("%s: %+v (%v), %d bytes, %d samples", test.name, got, ok, got.Size(), got.Samples())
		}
	}
	for name, word := range map[string]uint32{
		"no sync": 0x7FFB9064, "reserved version": 0xFFEB9064, "reserved layer": 0xFFF99064,
		"reserved bit rate": 0xFFFBF064, "reserved sample rate": 0xFFFB9C64,
	} {
		if h, ok := parseWord(word); ok {
			t.Errorf("%s: read as %+v", name, h)
		}
	}
	if _, ok := ParseHeader([]byte{0xFF, 0xFB, 0x90}); ok {
		t.Error("three bytes were read as a header")
	}
}
