package audio_test

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
)

// nativeReport is what testdata/tag_readers.cpp says of a file.
type nativeReport struct {
	TagLib, FFmpeg [][2]string
}

// startNative builds and runs the readers that are C++ and C.
func startNative(t *testing.T) func(path string) nativeReport {
	t.Helper()
	program := filepath.Join(t.TempDir(), "tag_readers")
	build := exec.Command("sh", "-c", `g++ -O1 -o "$0" ../testdata/tag_readers.cpp $(pkg-config --cflags --libs taglib libavformat libavutil)`, program)
	if out, err := build.CombinedOutput(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%v\n%s", err, out)
		}
		t.Skip("TagLib's and ffmpeg's libraries are not installed")
	}
	return answers[nativeReport](t, program)
}

// A mutation makes of a file another one, whose tag can be read in other ways, or in none.
type mutation struct {
	name string
	same bool // it writes the same frames in another way
	do   func(r *rand.Rand, file []byte, tag *id3.Tag, length int) []byte
}

// withContent puts other bytes after the tag's header, which then says so.
func withContent(file []byte, length int, content []byte) []byte {
	out := append(bytes.Clone(file[:6]), 0, 0, 0, 0)
	n := len(content)
	out[6], out[7], out[8], out[9] = byte(n>>21&127), byte(n>>14&127), byte(n>>7&127), byte(n&127)
	return append(append(out, content...), file[length:]...)
}

// place is the start of a frame, or the end of the last one.
func place(r *rand.Rand, tag *id3.Tag) int {
	i := r.IntN(len(tag.Frames) + 1)
	if i == len(tag.Frames) {
		last := tag.Frames[i-1]
		return last.Offset + id3.HeaderBytes + len(last.Body)
	}
	return tag.Frames[i].Offset
}

func splice(b []byte, at int, garbage []byte) []byte {
	return slices.Concat(b[:at], garbage, b[at:])
}

func garbage(r *rand.Rand) []byte {
	b := make([]byte, 1+r.IntN(40))
	for i := range b {
		b[i] = byte(r.UintN(256))
	}
	switch r.IntN(5) {
	case 0:
		return make([]byte, 10)
	case 1: // what begins like a frame
		return append([]byte([]string{"PRIV", "TXXX", "APIC", "tst ", "CHAP", "\x00\x00\x00\x00"}[r.IntN(6)]), b[:min(len(b), 6)]...)
	case 2:
		return []byte("some text that was left behind")[:4+r.IntN(20)]
	}
	return b
}

var mutations = []mutation{
	{"sizes", true, func(r *rand.Rand, file []byte, tag *id3.Tag, length int) []byte {
		file, all := bytes.Clone(file), r.IntN(2) == 0
		only := r.IntN(len(tag.Frames))
		for i, f := range tag.Frames {
			n := uint32(len(f.Body))
			if !all && i != only {
				continue
			}
			if file[3] == 3 {
				n = n>>21<<24 | n>>14&127<<16 | n>>7&127<<8 | n&127
			}
			binary.BigEndian.PutUint32(file[f.Offset+4:], n)
		}
		return file
	}},
	{"unsynchronisation flag", false, func(_ *rand.Rand, file []byte, _ *id3.Tag, _ int) []byte {
		file = bytes.Clone(file)
		file[5] ^= 0x80
		return file
	}},
	{"unsynchronised after sizes were counted", true, func(_ *rand.Rand, file []byte, _ *id3.Tag, length int) []byte {
		out := withContent(file, length, unsynchronise(file[id3.HeaderBytes:length]))
		out[5] |= 0x80
		return out
	}},
	{"unsynchronised before sizes were counted", true, func(_ *rand.Rand, file []byte, tag *id3.Tag, length int) []byte {
		var content []byte
		for _, f := range tag.Frames {
			body := unsynchronise(f.Body)
			frame := mp3test.Frame(f.ID, uint16(f.Flags[0])<<8|uint16(f.Flags[1]), body)
			if file[3] == 4 {
				frame = mp3test.Frame4(f.ID, uint16(f.Flags[0])<<8|uint16(f.Flags[1]), body)
			}
			content = append(content, frame...)
		}
		out := withContent(file, length, append(content, make([]byte, tag.Padding)...))
		out[5] |= 0x80
		return out
	}},
	{"a raw frame in an unsynchronised tag", true, func(r *rand.Rand, file []byte, tag *id3.Tag, length int) []byte {
		raw := mp3test.Frame("TIT3", 0, []byte("\x01\xFF\xFEr\x00a\x00w\x00"))
		content := bytes.Clone(raw)
		for _, f := range tag.Frames {
			frame := mp3test.Frame
			if file[3] == 4 {
				frame = mp3test.Frame4
			}
			content = append(content, frame(f.ID, uint16(f.Flags[0])<<8|uint16(f.Flags[1]), unsynchronise(f.Body))...)
		}
		if r.IntN(2) == 0 {
			content = append(content[len(raw):], raw...)
		}
		out := withContent(file, length, append(content, make([]byte, tag.Padding)...))
		out[5] |= 0x80
		return out
	}},
	{"garbage", false, func(r *rand.Rand, file []byte, tag *id3.Tag, length int) []byte {
		return withContent(file, length, splice(file[:length], place(r, tag), garbage(r))[id3.HeaderBytes:])
	}},
	{"garbage at the end", false, func(r *rand.Rand, file []byte, _ *id3.Tag, length int) []byte {
		return withContent(file, length, slices.Concat(file[id3.HeaderBytes:length], make([]byte, r.IntN(30)), garbage(r), make([]byte, r.IntN(2)*r.IntN(600))))
	}},
	{"a stray byte in the padding", false, func(r *rand.Rand, file []byte, tag *id3.Tag, length int) []byte {
		content := append(bytes.Clone(file[id3.HeaderBytes:length]), make([]byte, 600)...)
		content[len(content)-1-r.IntN(600)] = byte(1 + r.UintN(255))
		return withContent(file, length, content)
	}},
	{"an odd id", false, func(r *rand.Rand, file []byte, tag *id3.Tag, _ int) []byte {
		file = bytes.Clone(file)
		f := tag.Frames[r.IntN(len(tag.Frames))]
		id := file[f.Offset : f.Offset+4]
		switch at := r.IntN(4); r.IntN(4) {
		case 0:
			id[3] = ' '
		case 1:
			id[3] = 0
		case 2:
			copy(id, bytes.ToLower(id))
		default:
			id[at] = byte(r.UintN(256))
		}
		return file
	}},
	{"a doubled tag", false, func(_ *rand.Rand, file []byte, _ *id3.Tag, length int) []byte {
		return append(bytes.Clone(file[:length]), file...)
	}},
	{"a tag in the tag", false, func(_ *rand.Rand, file []byte, _ *id3.Tag, length int) []byte {
		return withContent(file, length, slices.Concat(file[id3.HeaderBytes:length], file[:length]))
	}},
	{"changed bytes", false, func(r *rand.Rand, file []byte, tag *id3.Tag, length int) []byte {
		file = bytes.Clone(file)
		for range 1 + r.IntN(4) {
			at := r.IntN(length)
			if r.IntN(2) == 0 {
				at = place(r, tag) + r.IntN(id3.HeaderBytes)
			}
			file[min(at, len(file)-1)] = byte(r.UintN(256))
		}
		return file
	}},
	{"old chapters", false, func(r *rand.Rand, file []byte, tag *id3.Tag, length int) []byte {
		chapter := mp3test.Chapter("x", 0, 999, strings.Repeat("old ", r.IntN(60)))
		if len(chapter) > 127 && file[3] == 4 {
			chapter = mp3test.Chapter("x", 0, 999, "old")
		}
		return withContent(file, length, splice(file[:length], place(r, tag), chapter)[id3.HeaderBytes:])
	}},
	{"a large frame", false, func(r *rand.Rand, file []byte, tag *id3.Tag, length int) []byte {
		body := slices.Concat([]byte("\x00image/jpeg\x00\x03\x00\xFF\xD8\xFF\xE0"), bytes.Repeat([]byte{byte(r.UintN(256)), 0, 0}, 50+r.IntN(3000)))
		frame := mp3test.Frame("APIC", 0, body)
		if (file[3] == 4) != (r.IntN(4) == 0) {
			frame = mp3test.Frame4("APIC", 0, body)
		}
		return withContent(file, length, splice(file[:length], place(r, tag), frame)[id3.HeaderBytes:])
	}},
}

func unsynchronise(b []byte) []byte {
	var out []byte
	for i, c := range b {
		out = append(out, c)
		if c == 0xFF && (i+1 == len(b) || b[i+1] >= 0xE0 || b[i+1] == 0) {
			out = append(out, 0)
		}
	}
	return out
}

// mutated is one of a row of mutations of a file, and the names of what was done to it. Where that wrote the same frames in
// another way, truth are their bodies, in their order.
func mutated(r *rand.Rand, file []byte) (out []byte, what string, truth [][]byte, ok bool) {
	for range 1 + r.IntN(2) {
		length, isTag := id3.Length(file)
		if !isTag || length > int64(len(file)) {
			break
		}
		tag, err := id3.Parse(file[:length])
		if err != nil || len(tag.Frames) == 0 || len(tag.Mended) > 0 || tag.Found == 2 {
			break
		}
		m := mutations[r.IntN(len(mutations))]
		if truth = nil; m.same && !ok {
			for _, f := range without(tag.Frames) {
				truth = append(truth, f.Body)
			}
		}
		file, what, ok = m.do(r, file, tag, int(length)), what+" + "+m.name, true
	}
	return file, strings.TrimPrefix(what, " + "), truth, ok
}

// TestRealMutations mutates the tags of real files, and writes chapters into them. Every frame that mutagen, TagLib or
// ffmpeg reads in a file before is read in it afterwards, or the file is refused. Where the tag's encoding was fixed, a
// reader may have taken a frame for longer or shorter than it is, but it finds it again.
func TestRealMutations(t *testing.T) {
	folder := filepath.Join(mp3test.FromEnv(t, "CHAPMARK_CORPUS"), "mp3")
	mutagen, native := startMutagen(t), startNative(t)
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var files [][]byte
	for _, entry := range entries {
		file, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if len(file) > 128 && string(file[len(file)-128:][:3]) == "TAG" {
			file = file[:len(file)-128] // where a reader finds no tag in front, it reads this one
		}
		if _, _, _, ok := mutated(rand.New(rand.NewPCG(1, 1)), file); ok && len(file) < 300<<10 {
			files = append(files, file)
		}
	}
	for _, version := range []byte{3, 4} {
		files = append(files, slices.Concat(mp3test.Tag(version, 700, foreign()...), mp3test.Seconds(time.Second)))
	}
	seed := uint64(15)
	if s := os.Getenv("CHAPMARK_SEED"); s != "" {
		fmt.Sscan(s, &seed)
	}
	const count = 5000
	outcomes, lost := map[string]int{}, map[string]int{}
	path := filepath.Join(t.TempDir(), "a.mp3")
	for i := range count {
		r := rand.New(rand.NewPCG(uint64(i), seed))
		file, what, truth, ok := mutated(r, files[i%len(files)])
		if !ok {
			t.Fatal("a file cannot be mutated")
		}
		if err := os.WriteFile(path, file, 0o644); err != nil {
			t.Fatal(err)
		}
		outcome, mended := writeMutated(t, fmt.Sprintf("%d (%s)", i, what), path, file, func() func(mended bool) {
			beforeM, before := mutagen(path), native(path)
			return func(mended bool) {
				afterM, after := mutagen(path), native(path)
				if gone := gone(truth, open(t, path).Tag); gone != nil {
					lost["the truth"]++
					t.Errorf("%d (%s): frame %.200q is another one", i, what, gone)
				}
				for _, reader := range []struct {
					name          string
					before, after [][2]string
				}{{"mutagen", beforeM.Frames, afterM.Frames}, {"TagLib", before.TagLib, after.TagLib}, {"ffmpeg", before.FFmpeg, after.FFmpeg}} {
					missing := unread(reader.before, reader.after)
					if written := open(t, path); mended {
						missing = slices.DeleteFunc(missing, func(frame [2]string) bool { return holds(written.Tag, frame[0]) })
					} else if reader.name == "TagLib" {
						missing = slices.DeleteFunc(missing, func(frame [2]string) bool { return readsOn(written.Tag, frame[0]) })
					}
					if len(missing) > 0 {
						lost[reader.name]++
						t.Errorf("%d (%s): %s no longer reads (fixed: %v)\n%.300q\nbut\n%.300q", i, what, reader.name, mended, missing, reader.after)
						if dir := os.Getenv("CHAPMARK_KEEP"); dir != "" {
							_ = os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.mp3", i)), file, 0o644)
						}
					}
				}
			}
		})
		outcomes[outcome]++
		if mended {
			outcomes["of the written, fixed"]++
		}
	}
	t.Logf("%d mutations: %v; frames lost: %v", count, outcomes, lost)
	if outcomes["written"] < count/4 {
		t.Error("too few were written to tell")
	}
}

// gone is a body that a tag does not hold any more, or nil. Zeros at the end of one may be padding.
func gone(truth [][]byte, tag *id3.Tag) []byte {
	for _, body := range truth {
		body = bytes.TrimRight(body, "\x00")
		if !slices.ContainsFunc(tag.Frames, func(f id3.Frame) bool { return bytes.Equal(bytes.TrimRight(f.Body, "\x00"), body) }) {
			return append(bytes.Clone(body), 0)
		}
	}
	return nil
}

// unread are the frames that a reader read before, and not afterwards.
func unread(before, after [][2]string) (missing [][2]string) {
	after = slices.Clone(after)
	for _, frame := range before {
		if i := slices.Index(after, frame); i >= 0 {
			after = slices.Delete(after, i, i+1)
			continue
		}
		missing = append(missing, frame)
	}
	return missing
}

// holds reports whether a tag holds a frame of the kind that a reader names: by its id, by that in hexadecimal digits,
// or in ffmpeg's words. Bytes that are not id were none of a frame.
func holds(tag *id3.Tag, kind string) bool {
	if b, err := hex.DecodeString(kind); err == nil {
		kind = string(b)
	}
	names := map[string]string{"title": "TIT2", "artist": "TPE1", "album": "TALB", "picture": "APIC", "comment": "COMM", "date": "TDRC"}
	kind, _, _ = strings.Cut(cmp.Or(names[kind], kind), ".")
	kind = cmp.Or(map[string]string{"id3v2_priv": "PRIV"}[kind], kind)
	return len(kind) != 4 || slices.ContainsFunc(tag.Frames, func(f id3.Frame) bool { return f.ID == kind || kind == "TDRC" && f.ID == "TYER" })
}

// readsOn reports whether TagLib reads on after the end of a frame, since it takes its first bytes for a length.
func readsOn(tag *id3.Tag, kind string) bool {
	return slices.ContainsFunc(tag.Frames, func(f id3.Frame) bool {
		return fmt.Sprintf("%x", f.ID) == kind && f.Encoded(tag.Version)
	})
}

// writeMutated writes chapters into a file, twice, and strips them again.
func writeMutated(t *testing.T, name, path string, content []byte, look func() func(mended bool)) (outcome string, mended bool) {
	f, err := audio.Open(path)
	var not *audio.NotMP3Error
	if errors.As(err, &not) {
		return "no MP3", false
	}
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return "failed", false
	}
	list := []chapters.Chapter{{End: time.Second, Title: "Eins"}, {Start: time.Second, End: 2 * time.Second, Title: "Zwölf", URL: "https://z.example"}}
	p, err := f.Plan(list, audio.Options{})
	if err != nil {
		return "refused", false
	}
	compare := look()
	if err := p.ApplyOn(quick{}); err != nil {
		t.Errorf("%s: %v", name, err)
		return "failed", false
	}
	mended = f.Tag != nil && len(f.Tag.Mended) > 0
	compare(mended)
	w, err := audio.Open(path)
	if err != nil || w.TagError != nil {
		t.Errorf("%s: written, it cannot be read: %v", name, err)
		return "failed", mended
	}
	now, _ := os.ReadFile(path)
	if f.Tag != nil && !slices.EqualFunc(without(f.Tag.Frames), without(w.Tag.Frames), id3.Frame.Equal) || !bytes.HasSuffix(now, content[len(content)-int(f.Size-f.Stream.Start):]) {
		t.Errorf("%s: something else has changed", name)
	}
	if again, err := w.Plan(list, audio.Options{}); err != nil || again.Changes() {
		t.Errorf("%s: writing again would change something (%v)", name, err)
	}
	s, err := w.Plan(nil, audio.Options{})
	if err == nil {
		err = s.ApplyOn(quick{})
	}
	if err != nil {
		t.Errorf("%s: strip: %v", name, err)
		return "failed", mended
	}
	if s := open(t, path); s.Tag != nil && !slices.EqualFunc(without(w.Tag.Frames), s.Tag.Frames, id3.Frame.Equal) || len(s.Chapters()) > 0 {
		t.Errorf("%s: stripped, it is not the tag without chapters", name)
	}
	return "written", mended
}

// quick is a disk that does not wait until it is safe.
type quick struct{ disk.OS }

type quickFile struct{ disk.File }

func (quickFile) Sync() error { return nil }

// CreateTemp creates a file that is never synced.
func (q quick) CreateTemp(folder, pattern string) (disk.File, error) {
	file, err := q.OS.CreateTemp(folder, pattern)
	return quickFile{file}, err
}

// SyncFolder does nothing.
func (quick) SyncFolder(string) error { return nil }
