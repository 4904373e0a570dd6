package audio_test

import (
	"math/rand"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
)

func verdicts(f *audio.File) string {
	var list []string
	for _, d := range f.Problems() {
		list = append(list, string(d.Rule))
	}
	return strings.Join(list, " ")
}

func TestVerdicts(t *testing.T) {
	slow, fast := mp3test.Frames(mp3test.Stereo128, 1000), mp3test.Frames(mp3test.Stereo192, 1000)
	var varying []byte
	for i := range 1000 {
		varying = append(varying, mp3test.Frames([]uint32{mp3test.Stereo128, mp3test.Stereo192}[i/3%2], 1)...)
	}
	junk := make([]byte, 5000)
	rand.New(rand.NewSource(1)).Read(junk)
	info := func(frames int) []byte { return mp3test.Info(mp3test.Stereo128, "Xing", frames, 576, 1000) }
	tag := mp3test.Tag(3, 0, mp3test.Text("TIT2", "a"))
	footer := append([]byte("APETAGEX\xD0\x07\x00\x00\x30\x75\x00\x00\x02\x00\x00\x00"), make([]byte, 12)...) // it claims 30,000 bytes
	header := append([]byte("APETAGEX\xD0\x07\x00\x00\x30\x75\x00\x00\x02\x00\x00\x00\x00\x00\x00\xA0"), make([]byte, 8)...)
	for _, test := range []struct {
		name  string
		parts [][]byte
		want  string
	}{
		{"constant", [][]byte{slow}, ""},
		{"constant, with a header", [][]byte{info(1000), slow}, ""},
		{"varying, with a header", [][]byte{mp3test.InfoTable(mp3test.Stereo128, 1000), varying}, ""},
		{"varying, with a header without a table", [][]byte{info(1000), varying}, "no-seek-table"},
		{"varying, with a header that lies", [][]byte{mp3test.InfoTable(mp3test.Stereo128, 2000), varying}, "header-lies no-seek-table"},
		{"three breaks of a byte", [][]byte{slow, {0}, slow, {0}, slow, {0}, slow}, "junk-in-audio"},
		{"a stray footer of APE", [][]byte{slow, footer}, ""},
		{"a stray header of ID3v2 that claims half of the audio", [][]byte{slow[:417*100], []byte("ID3\x03\x00\x00\x00\x0A\x00\x00"), slow[417*100:]}, ""},
		{"a stray header of APE that claims half of the audio", [][]byte{slow[:417*100], header, slow[417*100:]}, "junk-in-audio"},
		{"a header that counts itself", [][]byte{info(1001), slow}, ""},
		{"varying, without a header", [][]byte{varying}, "vbr-without-header no-seek-table"},
		{"a header that lies", [][]byte{info(2000), slow}, "header-lies"},
		{"cut after encoding", [][]byte{info(2000), slow[:len(slow)-100]}, "header-lies"},
		{"cut", [][]byte{slow[:len(slow)-100]}, "truncated-audio"},
		{"two headers", [][]byte{info(1000), slow, info(1000), slow}, "joined-streams"},
		{"a tag in the middle", [][]byte{tag, slow, tag, slow}, "joined-streams"},
		{"two constant halves", [][]byte{slow, fast}, "joined-streams no-seek-table"},
		{"a few frames of another bit rate", [][]byte{slow, fast[:10*626], slow}, "vbr-without-header no-seek-table"},
		{"junk in front", [][]byte{tag, junk, slow}, "junk-in-audio"},
		{"junk inside", [][]byte{slow, junk, slow}, "junk-in-audio"},
		{"junk after", [][]byte{slow, junk}, "junk-in-audio"},
		{"a few zeros in front", [][]byte{tag, make([]byte, 100), slow}, ""},
		{"two sample rates", [][]byte{info(2000), slow, mp3test.Frames(mp3test.Mono40, 1000)}, "no-seek-table sample-rate-change"},
		{"two tags in front", [][]byte{tag, tag, slow}, "second-tag"},
		{"tags after", [][]byte{tag, slow, tail}, ""},
	} {
		f := put(t, test.parts...)
		if got := verdicts(f); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// The words name the place and both numbers.
func TestVerdictWords(t *testing.T) {
	slow := mp3test.Seconds(time.Minute)
	f := put(t, mp3test.Info(mp3test.Stereo128, "Xing", 4594, 0, 0), slow)
	if got, want := f.Problems()[0].Message, "the Xing header claims 2:00.006, but the audio lasts 1:00.003; players show either"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	f = put(t, slow, make([]byte, 2000), slow)
	if got, want := f.Problems()[0].Message, "there is other data at 1:00.003: 2000 bytes from byte 957849 on; players may click, or show a wrong duration"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// The verdicts on generated streams whose defects are known.
func TestVerdictsOnStreams(t *testing.T) {
	streams := mp3test.FromEnv(t, "CHAPMARK_STREAMS")
	want := map[string]chapters.Rule{
		"ep-damage20k.mp3": chapters.JunkInAudio, "ep-gap300k-after-tag.mp3": chapters.JunkInAudio, "ep-junk2m-rand.mp3": chapters.JunkInAudio,
		"ep-junk2m-zero.mp3": chapters.JunkInAudio, "ep-joined.mp3": chapters.JoinedStreams, "ep-joined-noinfo.mp3": chapters.JoinedStreams,
		"ep-trunc-midframe.mp3": chapters.TruncatedAudio, "ep-vbr-noheader.mp3": chapters.VBRWithoutHeader, "ep-xing-lies.mp3": chapters.HeaderLies,
	}
	files, err := filepath.Glob(filepath.Join(streams, "ep-*.mp3"))
	if err != nil || len(files) == 0 {
		t.Fatal(err, len(files))
	}
	for _, path := range files {
		if got, want := verdicts(open(t, path)), string(want[filepath.Base(path)]); got != want {
			t.Errorf("%s: %q, want %q", filepath.Base(path), got, want)
		}
	}
}
