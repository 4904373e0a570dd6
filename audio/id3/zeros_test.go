package id3

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

func TestWithoutZeros(t *testing.T) {
	some := rapid.SliceOfN(rapid.SampledFrom([]byte{0xFF, 0x00, 0xFF, 0x00, 0xE0, 'a'}), 0, 12)
	rapid.Check(t, func(t *rapid.T) {
		b := some.Draw(t, "bytes")
		if got, want := withoutZeros(b), bytes.ReplaceAll(b, []byte{0xFF, 0x00}, []byte{0xFF}); !bytes.Equal(got, want) {
			t.Fatalf("% x: % x, want % x", b, got, want)
		}
	})
}
