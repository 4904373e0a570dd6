package audio_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/mp3test"
)

// explained are the files in which ffprobe counts another number of packets than there are frames: by how many more, why,
// and which. Of every other file, the two numbers are equal.
var explained = []struct {
	more  int
	why   string
	files string // patterns
}{
	{1, "the last frame is cut off; ffprobe counts it", `
		Borewit+music-metadata__bug-utf16bom-encoding.mp3
		Borewit+music-metadata__sin1k0db.mp3
		Zeugma440+atldotnet__ID3v2.4-SYLT_cn.mp3
		Zeugma440+atldotnet__ID3v2.4-USLT_JP_eng.mp3
		Zeugma440+atldotnet__ID3v2.4-WXX-UnicodeMarkerWithoutDescription.mp3
		Zeugma440+atldotnet__id3v2.3_3lyrics_LRC_A2.mp3
		Zeugma440+atldotnet__id3v2.3_*_multipleGenres.mp3
		Zeugma440+atldotnet__id3v2.4_CTOC_invalidSizeDesc.mp3
		Zeugma440+atldotnet__id3v2.4_PRIV_multipleValues.mp3
		Zeugma440+atldotnet__id3v2.4_multipleGenres.mp3
		andygrundman+Audio-Scan__gentoo-bug-210564.mp3
		andygrundman+Audio-Scan__v2.2-pic.mp3
		andygrundman+Audio-Scan__v2.3-xing-no-lame.mp3
		andygrundman+Audio-Scan__v2.3-xsop.mp3
		andygrundman+Audio-Scan__v2.4-itunes-broken-syncsafe.mp3
		apache+tika__testMP3_id3_false_aac.mp3
		apache+tika__testMP3i18n_truncated.mp3
		devsnd+tinytag__cut_off_titles.mp3
		devsnd+tinytag__id3_xxx_lang.mp3
		devsnd+tinytag__vbr_xing_header_2channel.mp3
		krists+id3tag__duplicated_frames.mp3
		lieff+minimp3__l3-nonstandard-compl-sideinfo-*
		quodlibet+mutagen__bad-xing.mp3
		quodlibet+mutagen__id3v22-test.mp3
		quodlibet+mutagen__vbri.mp3
		quodlibet+quodlibet__mutagen-bug.mp3
		synthetic__truncated_audio_midframe.mp3
		taglib+taglib__id3v22-tda.mp3
		taglib+taglib__invalid-frames3.mp3
		taglib+taglib__lame_vbr.mp3`},
	{1, "there are a few bytes, or many, after the last frame; ffprobe counts them as one more", `
		androidx+media__bear-cbr-no-seek-table-trailing-garbage.mp3
		androidx+media__bear-id3.mp3
		androidx+media__test-cbr-info-header-trailing-garbage.mp3
		andygrundman+Audio-Scan__v2.3-rgad.mp3
		lieff+minimp3__MEANDR90.mp3
		mpatric+mp3agic__v1andv23andcustomtags.mp3`},
	{1, "a tag stands after the audio of which ffprobe does not know: APE, Lyrics3, an appended ID3v2", `
		Borewit+music-metadata__issue-362.apev1.mp3
		apache+tika__testMP3lyrics.mp3
		synthetic__v23_lyrics3_id3v1.mp3
		synthetic__v24_appended_footer_id3v1.mp3
		synthetic__v24_seek_then_appended.mp3`},
	{2, "the last frame is cut off; ffprobe counts it, and the tag after it", `
		mpatric+mp3agic__incompletempegframe.mp3
		taglib+taglib__ape-id3v1.mp3
		taglib+taglib__ape.mp3`},
	{1, "417 zero bytes stand before the header frame; mpg123 counts as many frames as the header and this program", `
		Zeugma440+atldotnet__ATL.unit-test__Resources___Ratings__*
		Zeugma440+atldotnet__ID3v2.2_3_pictures.mp3
		Zeugma440+atldotnet__ID3v2.2_ANSI_charset_only.mp3
		Zeugma440+atldotnet__ID3v2.2_UTF16.mp3
		Zeugma440+atldotnet__hugeAlbumTrackNumber.mp3
		Zeugma440+atldotnet__id3v2.2_iTunNORM-iTunPGAP.mp3`},
	{1, "the header frame states nothing, so that ffprobe takes it for audio", `
		apache+tika__testMP3cbrInfoTag.mp3`},
	{-92, "ffprobe does not find every frame of free format", `
		synthetic__freeformat_400.mp3`},
	{notAudio, "100 or 200 kB of junk stand in front; ffprobe takes them for speech of another kind", `
		androidx+media__?00kB-garbage-prefix.mp3`},
	{notAudio, "the tag claims to go on after the end of the file, and ffprobe believes it", `
		synthetic__tagsize_beyond_eof.mp3`},
	{notAudio, "the tag is damaged, and there is no audio", `
		Serial-ATA+lofty-rs__00._Dzienniki_*
		apache+tika__testMP3truncated.mp3
		devsnd+tinytag__id3image_without_description.mp3
		devsnd+tinytag__id3v24-long-title.mp3
		polyfloyd+rust-id3__github-issue-156?.id3
		synthetic__truncated_in_tag.mp3
		taglib+taglib__excessive_alloc.mp3
		taglib+taglib__w000.mp3`},
	{notAudio, "fewer than three frames, or none; ffprobe wants more to call it MP3", `
		Serial-ATA+lofty-rs__junk.mp3
		androidx+media__play-trimmed.mp3
		lieff+minimp3__l3-nonstandard-apetag.bit
		lieff+minimp3__l3-nonstandard-big-iscf.bit
		tcolgate+mp3__silent_1frame.mp3`},
}

// notAudio stands for a file that ffprobe does not take for MP3.
const notAudio = -1000

// TestRealFrames counts the frames of real files as ffprobe does.
func TestRealFrames(t *testing.T) {
	folder := filepath.Join(mp3test.FromEnv(t, "CHAPMARK_CORPUS"), "mp3")
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	same, used := 0, map[string]bool{}
	for _, entry := range entries {
		path := filepath.Join(folder, entry.Name())
		f, err := audio.Open(path)
		if err != nil {
			continue // what is not an MP3 at all is TestRealFiles' matter
		}
		more := notAudio
		if count, ok := probe(t, path); ok {
			more = count - int(f.Stream.Frames)
		}
		want, why := 0, "there is no reason for a difference"
		for _, e := range explained {
			for _, pattern := range strings.Fields(e.files) {
				if ok, _ := filepath.Match(pattern, entry.Name()); ok {
					want, why, used[pattern] = e.more, e.why, true
				}
			}
		}
		if more != want {
			t.Errorf("%s: ffprobe counts %d more than %d; %s (%d)", entry.Name(), more, f.Stream.Frames, why, want)
		} else if more == 0 {
			same++
		}
	}
	for _, e := range explained {
		for _, pattern := range strings.Fields(e.files) {
			if !used[pattern] {
				t.Errorf("%s is not a file", pattern)
			}
		}
	}
	t.Logf("%d files with equal numbers", same)
}

// probe counts the packets that ffprobe finds in a file's MP3 audio; false where it finds no such audio.
func probe(t *testing.T, path string) (int, bool) {
	t.Helper()
	out, err := exec.Command("ffprobe", "-v", "error", "-count_packets", "-select_streams", "a:0",
		"-show_entries", "stream=codec_name,nb_read_packets", "-of", "csv=p=0", path).Output()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(out), "\n")
	codec, rest, _ := strings.Cut(line, ",")
	count, err := strconv.Atoi(strings.TrimRight(rest, ",\r"))
	return count, codec == "mp3" && err == nil
}
