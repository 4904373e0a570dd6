package id3_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/audio/mp3test"
)

func TestDowngrade(t *testing.T) {
	long := strings.Repeat("x", 200)
	frame := func(id, body string) []byte { return mp3test.Frame4(id, 0, []byte(body)) }
	for _, test := range []struct {
		name   string
		frames [][]byte
		want   string // frames, with their flags and bodies; or the error
	}{
		{"Latin-1 stays", [][]byte{frame("TIT2", "\x00M\xFCller")}, "TIT2 0000 \x00M\xFCller"},
		{"UTF-16 stays", [][]byte{frame("TIT2", "\x01\xFE\xFF\x00a")}, "TIT2 0000 \x01\xFE\xFF\x00a"},
		{"ASCII in UTF-8 stays", [][]byte{frame("TIT2", "\x03abc\x00")}, "TIT2 0000 \x00abc\x00"},
		{"UTF-8", [][]byte{frame("TIT2", "\x03ä")}, "TIT2 0000 \x01\xFF\xFE\xE4\x00"},
		{"UTF-8 with terminator", [][]byte{frame("TPE1", "\x03ä\x00")}, "TPE1 0000 \x01\xFF\xFE\xE4\x00\x00\x00"},
		{"UTF-16 without mark", [][]byte{frame("TALB", "\x02\x00a")}, "TALB 0000 \x01\xFF\xFEa\x00"},
		{"a year", [][]byte{frame("TDRC", "\x032019")}, "TYER 0000 \x002019\x00"},
		{"a day", [][]byte{frame("TDRC", "\x002019-05-10\x00")}, "TYER 0000 \x002019\x00|TDAT 0000 \x001005\x00"},
		{"an hour", [][]byte{frame("TDRC", "\x002019-05-10T12:34")}, "TYER 0000 \x002019\x00|TDAT 0000 \x001005\x00|TIME 0000 \x001234\x00"},
		{"a month", [][]byte{frame("TDRC", "\x002019-05")}, `TDRC whole: it is "2019-05", but only a year, a day, or a day with hour and minute fits`},
		{"several values", [][]byte{frame("TPE1", "\x03a\x00b")}, "TPE1 whole: it holds several values"},
		{"no UTF-8", [][]byte{frame("TPE1", "\x03\xFF\x80")}, "TPE1 whole: its text is not UTF-8, though it claims to be"},
		{"an encoding that is none", [][]byte{frame("TPE1", "\x07a")}, "TPE1 whole: its text has an unknown encoding"},
		{"a genre by number", [][]byte{frame("TCON", "\x03186")}, "TCON 0000 \x00(186)\x00"},
		{"a genre by name", [][]byte{frame("TCON", "\x00Podcast")}, "TCON 0000 \x00Podcast"},
		{"a comment", [][]byte{frame("COMM", "\x03engä\x00b")}, "COMM 0000 \x01eng\xFF\xFE\xE4\x00\x00\x00\xFF\xFEb\x00"},
		{"a comment in ASCII", [][]byte{frame("COMM", "\x03eng\x00b")}, "COMM 0000 \x00eng\x00b"},
		{"a picture", [][]byte{frame("APIC", "\x03image/png\x00\x03\x00\x89PNG\x00\xFF")}, "APIC 0000 \x01image/png\x00\x03\xFF\xFE\x00\x00\x89PNG\x00\xFF"},
		{"a picture in Latin-1", [][]byte{frame("APIC", "\x00image/png\x00\x03\x00\x89PNG")}, "APIC 0000 \x00image/png\x00\x03\x00\x89PNG"},
		{"a link", [][]byte{frame("WXXX", "\x03ä\x00https://x.example")}, "WXXX 0000 \x01\xFF\xFE\xE4\x00\x00\x00https://x.example"},
		{"a frame of neither", [][]byte{frame("XYZW", "\x03\x00\xFFany"), frame("PRIV", "\x03any")}, "XYZW 0000 \x03\x00\xFFany|PRIV 0000 \x03any"},
		{"flags of status", [][]byte{mp3test.Frame4("TIT2", 0x7000, []byte("\x00a"))}, "TIT2 E000 \x00a"},
		{"unsynchronised by itself", [][]byte{mp3test.Frame4("PRIV", 0x0002, []byte("a\xFF\x00\xE0"))}, "PRIV 0000 a\xFF\xE0"},
		{"compressed", [][]byte{mp3test.Frame4("TIT2", 0x0009, []byte("\x00\x00\x00\x01a"))}, "TIT2 whole: it is compressed, encrypted or grouped"},
		{"a place in the file", [][]byte{frame("SEEK", "\x00\x00\x00\x00")}, "SEEK whole: it has no equal there"},
		{"a long chapter", [][]byte{frame("CHAP", "a\x00"+strings.Repeat("\x00", 16)+string(frame("TIT2", "\x03"+long)))},
			"CHAP 0000 a\x00" + strings.Repeat("\x00", 16) + string(mp3test.Frame("TIT2", 0, []byte("\x00"+long)))},
		{"a table", [][]byte{frame("CTOC", "toc\x00\x03\x02a\x00b\x00"+string(frame("TIT2", "\x00x")))}, "CTOC 0000 toc\x00\x03\x02a\x00b\x00" + string(mp3test.Frame("TIT2", 0, []byte("\x00x")))},
		{"a table cut short", [][]byte{frame("CTOC", "toc\x00\x03\x02a\x00b")}, "CTOC whole: it is damaged"},
		{"a chapter cut short", [][]byte{frame("CHAP", "a\x00\x00")}, "CHAP whole: it is damaged"},
		{"an odd frame in a chapter", [][]byte{frame("CHAP", "a\x00"+strings.Repeat("\x00", 16)+string(frame("TPE1", "\x03a\x00b")))}, "CHAP whole: TPE1 in it: it holds several values"},
		{"an empty frame", [][]byte{frame("TIT2", "")}, "TIT2 0000 "},
	} {
		tag, err := id3.Parse(mp3test.Tag(4, 20, test.frames...))
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		before := tag.Encode()
		got := ""
		down, err := tag.Downgrade()
		var unsupported *id3.UnsupportedError
		if errors.As(err, &unsupported) {
			_, got, _ = strings.Cut(unsupported.Reason, "its frame ")
		} else {
			var frames []string
			for _, f := range down.Frames {
				frames = append(frames, f.ID+" "+hex(f.Flags)+" "+string(f.Body))
			}
			got = strings.Join(frames, "|")
			if again, err := id3.Parse(down.Encode()); err != nil || again.Version != 3 || len(again.Frames) != len(down.Frames) {
				t.Errorf("%s: it cannot be read again: %v", test.name, err)
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
		if string(tag.Encode()) != string(before) {
			t.Errorf("%s: the old tag was changed", test.name)
		}
	}
}

func hex(flags [2]byte) string {
	const digits = "0123456789ABCDEF"
	return string([]byte{digits[flags[0]>>4], digits[flags[0]&15], digits[flags[1]>>4], digits[flags[1]&15]})
}

// Real tags of ID3v2.4 become ID3v2.3, or say which frame does not allow it.
func TestRealDowngrade(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(mp3test.FromEnv(t, "CHAPMARK_CORPUS"), "mp3", "*.mp3"))
	if err != nil {
		t.Fatal(err)
	}
	done, refused := 0, map[string]int{}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		length, ok := id3.Length(content)
		if !ok || length > int64(len(content)) {
			continue
		}
		tag, err := id3.Parse(content[:length])
		if err != nil || tag.Version != 4 {
			continue
		}
		down, err := tag.Downgrade()
		if err != nil {
			_, reason, _ := strings.Cut(err.Error(), "its frame ")
			refused[reason[:4]]++
			continue
		}
		again, err := id3.Parse(down.Encode())
		if err != nil || again.Version != 3 || len(again.Mended) > 0 {
			t.Errorf("%s: %v, %v", path, err, again.Mended)
			continue
		}
		done++
		was, is := tag.Chapters(), again.Chapters()
		if len(was) != len(is) {
			t.Errorf("%s: %d chapters became %d", path, len(was), len(is))
			continue
		}
		for i := range was {
			if was[i].Title != is[i].Title || was[i].Start != is[i].Start || was[i].URL != is[i].URL {
				t.Errorf("%s: chapter %d was %v, and is %v", path, i, was[i], is[i])
			}
		}
	}
	t.Logf("%d of ID3v2.4 became ID3v2.3; refused because of %v", done, refused)
	if done < 30 {
		t.Errorf("only %d could be done", done)
	}
}
