package audio_test

import (
	"bytes"
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
)

// put writes a file and opens it.
func put(t *testing.T, parts ...[]byte) *audio.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.mp3")
	if err := os.WriteFile(path, bytes.Join(parts, nil), 0o644); err != nil {
		t.Fatal(err)
	}
	return open(t, path)
}

func open(t *testing.T, path string) *audio.File {
	t.Helper()
	f, err := audio.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func plan(t *testing.T, f *audio.File, list []chapters.Chapter) audio.Plan {
	t.Helper()
	p, err := f.Plan(list, audio.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func apply(t *testing.T, p audio.Plan) {
	t.Helper()
	if err := p.Apply(); err != nil {
		t.Fatal(err)
	}
}

var (
	frames = mp3test.Seconds(3 * time.Minute)
	two    = []chapters.Chapter{{Start: 0, End: time.Minute, Title: "One", URL: "https://one.example"}, {Start: time.Minute, End: 3 * time.Minute, Title: "Zwölf"}}
	tail   = bytes.Join([][]byte{mp3test.APE(), mp3test.Lyrics3(), mp3test.ID3v1()}, nil)
)

// foreign are frames of every sort, whose loss or change would show.
func foreign() [][]byte {
	return [][]byte{
		mp3test.Text("TIT2", "title"), mp3test.Text("TIT2", "a second title"), mp3test.Frame("COMM", 0, []byte("\x01eng\xFF\xFEd\x00\x00\x00\xFF\xFEt\x00")),
		mp3test.Frame("APIC", 0x4000, []byte("\x00image/jpeg\x00\x03\x00\xFF\xD8\xFF\xE0")), mp3test.Frame("PRIV", 0xE060, []byte("\x01\x02\x03")),
		mp3test.Frame("ZZZ9", 0x1F1F, bytes.Repeat([]byte{0xFF, 0xFB, 0x90, 0x64}, 20)),
	}
}

func without(frames []id3.Frame) []id3.Frame {
	var kept []id3.Frame
	for _, f := range frames {
		if !f.IsChapter() {
			f.Offset = 0
			kept = append(kept, f)
		}
	}
	return kept
}

// Every way a file may begin and end: foreign frames and audio stay to the byte; writing twice is writing once;
// stripping leaves the foreign frames alone.
func TestWriteKeepsEverything(t *testing.T) {
	for _, test := range []struct {
		name string
		tag  []byte
	}{
		{"no tag", nil},
		{"v2.3", mp3test.Tag(3, 0, foreign()...)},
		{"v2.3 with padding", mp3test.Tag(3, 5000, foreign()...)},
		{"v2.4", mp3test.Tag(4, 300, foreign()...)},
		{"old chapters", mp3test.Tag(3, 0, append(foreign(), mp3test.Contents("t", 3, "x"), mp3test.Chapter("x", 0, 99, "old"))...)},
		{"chapters alone", mp3test.Tag(3, 0, mp3test.Contents("t", 3, "x"), mp3test.Chapter("x", 0, 99, "old"))},
		{"a second tag after the first", append(mp3test.Tag(3, 0, foreign()...), mp3test.Tag(4, 20, foreign()...)...)},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := put(t, test.tag, frames, tail)
			var before []id3.Frame
			if f.Tag != nil {
				before = without(f.Tag.Frames)
			}
			p := plan(t, f, two)
			if p.Method != audio.Replace || (p.BytesAfter-p.BytesBefore)%4096 != 0 {
				t.Errorf("method %s, size %d -> %d", p.Method, p.BytesBefore, p.BytesAfter)
			}
			apply(t, p)

			written := open(t, f.Name)
			if diff := cmp.Diff(two, written.Chapters()); diff != "" {
				t.Errorf("chapters (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(before, without(written.Tag.Frames)); diff != "" {
				t.Errorf("foreign frames (-want +got):\n%s", diff)
			}
			content, _ := os.ReadFile(f.Name)
			rest := bytes.Join([][]byte{test.tag, frames, tail}, nil)[f.TagBytes:]
			if int64(len(content)) != p.BytesAfter || !bytes.HasSuffix(content, rest) {
				t.Error("what stood after the tag has changed")
			}
			if written.Duration() != f.Duration() || len(written.Tails) != 3 {
				t.Errorf("duration %v, tails %v", written.Duration(), written.Tails)
			}
			if again := plan(t, written, two); again.Changes() {
				t.Errorf("writing again would change %d -> %d bytes", again.BytesBefore, again.BytesAfter)
			}

			p = plan(t, written, nil)
			apply(t, p)
			stripped := open(t, f.Name)
			if len(before) == 0 {
				if stripped.TagBytes != 0 || stripped.Size != int64(len(rest)) {
					t.Errorf("a tag of %d bytes is left without frames", stripped.TagBytes)
				}
			} else if diff := cmp.Diff(before, without(stripped.Tag.Frames)); diff != "" || len(stripped.Chapters()) > 0 || stripped.Size != written.Size {
				t.Errorf("stripped: %d chapters, %d bytes, foreign frames (-want +got):\n%s", len(stripped.Chapters()), stripped.Size, diff)
			}
			if plan(t, stripped, nil).Changes() {
				t.Error("stripping again would change something")
			}
		})
	}
}

// What stands in a tag and is not a frame is no reason to drop the tag.
func TestStripKeepsRest(t *testing.T) {
	f := put(t, mp3test.Tag(3, 0, mp3test.Chapter("a", 0, 1000, "x"), []byte("\x00something that is not a frame")), frames)
	apply(t, plan(t, f, nil))
	if stripped := open(t, f.Name); stripped.Tag == nil || !bytes.Contains(stripped.Tag.Rest, []byte("not a frame")) {
		t.Errorf("what was not a frame is gone: %+v", stripped.Tag)
	}
}

// Zeros at the end of what is not a frame may belong to it, and are not taken for padding.
func TestRestKeepsItsZeros(t *testing.T) {
	rest := append(make([]byte, 10), mp3test.Frame("PRIV", 0, append([]byte("owner"), make([]byte, 4000)...))...)
	f := put(t, mp3test.Tag(3, 0, mp3test.Text("TIT2", "a"), rest), frames)
	apply(t, plan(t, f, two))
	content, _ := os.ReadFile(f.Name)
	if !bytes.Contains(content, rest) {
		t.Error("bytes after the last frame were cut")
	}
	if plan(t, open(t, f.Name), two).Changes() {
		t.Error("writing again would change something")
	}
}

func TestWriteAgainKeepsTime(t *testing.T) {
	f := put(t, mp3test.Tag(3, 0, foreign()...), frames)
	apply(t, plan(t, f, two))
	past := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	if err := os.Chtimes(f.Name, past, past); err != nil {
		t.Fatal(err)
	}
	apply(t, plan(t, open(t, f.Name), two))
	if info, err := os.Stat(f.Name); err != nil || !info.ModTime().Equal(past) {
		t.Errorf("modified %v, %v", info.ModTime(), err)
	}
}

// A change that fits keeps the file's size.
func TestRoomIsReused(t *testing.T) {
	for padding, grows := range map[int]bool{4096: false, 177: false, 176: true, 168: true, 167: false, 166: true, 0: true} {
		f := put(t, mp3test.Tag(3, padding, foreign()...), frames)
		one := []chapters.Chapter{{End: time.Minute, Title: strings.Repeat("x", 103)}}
		p := plan(t, f, one)
		need := f.Tag.WithChapters(one, make([][]id3.Frame, 1)).Size() - f.Tag.Size()
		if need != 167 {
			t.Fatalf("the chapters take %d bytes", need)
		}
		if got := p.BytesAfter > p.BytesBefore; got != grows {
			t.Errorf("padding of %d: %d -> %d bytes", padding, p.BytesBefore, p.BytesAfter)
		}
	}
}

func TestPlanIsPure(t *testing.T) {
	f := put(t, mp3test.Tag(3, 0, foreign()...), frames)
	before, _ := os.ReadFile(f.Name)
	sum := sha256.Sum256(before)
	first, second := plan(t, f, two), plan(t, f, two)
	if first.BytesAfter != second.BytesAfter || !cmp.Equal(first.After, second.After) || !cmp.Equal(first.Kept, second.Kept) {
		t.Error("two plans of one edit differ")
	}
	after, _ := os.ReadFile(f.Name)
	if sha256.Sum256(after) != sum {
		t.Error("planning changed the file")
	}
}

func TestCarry(t *testing.T) {
	picture := func(s string) []byte { return mp3test.Frame("APIC", 0, []byte("\x00image/png\x00\x00\x00"+s)) }
	private := mp3test.Frame("PRIV", 0, []byte("mine"))
	f := put(t, mp3test.Tag(3, 0,
		mp3test.Chapter("a", 0, 60000, "Same start", picture("first"), private, picture("second")),
		mp3test.Chapter("b", 70000, 90000, "Moved", picture("moved")),
		mp3test.Chapter("c", 90000, 99000, "Twice", picture("lost")),
		mp3test.Chapter("d", 99000, 99500, "Twice", picture("lost too")),
	), frames)
	p := plan(t, f, []chapters.Chapter{
		{Start: 0, End: time.Minute, Title: "New title"},
		{Start: time.Minute, End: 2 * time.Minute, Title: "Moved"},
		{Start: 2 * time.Minute, End: 3 * time.Minute, Title: "Twice"},
	})
	want := []string{`APIC of the old chapter "Twice" at 1:30`, `APIC of the old chapter "Twice" at 1:39`}
	if diff := cmp.Diff(want, p.Lost); diff != "" {
		t.Errorf("lost (-want +got):\n%s", diff)
	}
	apply(t, p)
	written := open(t, f.Name)
	var got []string
	for _, c := range written.Tag.Chapters() {
		line := c.Title + ":"
		for _, sub := range c.Subs {
			line += " " + sub.ID
		}
		if c.Image != nil {
			line += " " + string(c.Image.Bytes)
		}
		got = append(got, line)
	}
	if diff := cmp.Diff([]string{"New title: TIT2 APIC APIC PRIV first", "Moved: TIT2 APIC moved", "Twice: TIT2"}, got); diff != "" {
		t.Errorf("sub-frames (-want +got):\n%s", diff)
	}
	if again := plan(t, written, p.After); again.Changes() {
		t.Error("writing again would change something")
	}
}

// TestCarryMoved: where an advert in front moves all chapters, each lands at the start of another; its picture stays with its title. And
// a link that the new chapter does not have is named.
func TestCarryMoved(t *testing.T) {
	picture := func(s string) []byte { return mp3test.Frame("APIC", 0, []byte("\x00image/png\x00\x00\x00"+s)) }
	f := put(t, mp3test.Tag(3, 0,
		mp3test.Chapter("a", 0, 60000, "Intro", picture("intro")), mp3test.Chapter("b", 60000, 120000, "News", picture("news"), mp3test.Frame("WXXX", 0, []byte("\x00\x00https://x.example"))),
		mp3test.Chapter("c", 120000, 150000, "Outro", picture("outro")),
	), frames)
	p := plan(t, f, []chapters.Chapter{{Title: "Sponsor", End: time.Minute}, {Title: "Intro", Start: time.Minute, End: 2 * time.Minute}, {Title: "News", Start: 2 * time.Minute, End: 150 * time.Second}})
	apply(t, p)
	var got []string
	for _, c := range open(t, f.Name).Chapters() {
		if line := c.Title; c.Image != nil {
			got = append(got, line+" "+string(c.Image.Bytes))
		}
	}
	if diff := cmp.Diff([]string{"Intro intro", "News news"}, got); diff != "" {
		t.Errorf("pictures (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{`the link https://x.example of the old chapter "News" at 1:00`, `APIC of the old chapter "Outro" at 2:00`}, p.Lost); diff != "" {
		t.Errorf("lost (-want +got):\n%s", diff)
	}
}

// Everything of the old chapters that goes is named.
func TestLostIsNamed(t *testing.T) {
	link := mp3test.Frame("WXXX", 0, []byte("\x00\x00http://a"))
	contents := append(mp3test.Contents("toc", 3, "a"), mp3test.Text("TIT2", "My table")...)
	contents[7] += byte(len(mp3test.Text("TIT2", "My table"))) // the title belongs to the frame
	f := put(t, mp3test.Tag(3, 0, contents, mp3test.Chapter("a", 0, 60000, "One", link, link, []byte("what is this")), mp3test.Frame("CHAP", 0, []byte("no terminator"))), frames)
	want := []string{`a second WXXX of the old chapter "One" at 0:00`, `12 bytes of the old chapter "One" at 0:00 that cannot be decoded`,
		`TIT2 of the old table of contents "toc"`, "1 chapter frames that cannot be decoded"}
	if diff := cmp.Diff(want, plan(t, f, two).Lost); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPlanRefuses(t *testing.T) {
	good := put(t, frames)
	minute := func(n int) time.Duration { return time.Duration(n) * time.Minute }
	for name, list := range map[string][]chapters.Chapter{
		"too many":     make([]chapters.Chapter, 256),
		"out of order": {{Start: minute(2), End: minute(3)}, {Start: minute(1), End: minute(2)}},
		"backward":     {{Start: minute(2), End: minute(1)}},
		"negative":     {{Start: -1, End: 0}},
		"too late":     {{Start: 0, End: 600 * time.Hour}},
		"nested":       {{Start: 0, End: 1, Children: []chapters.Chapter{{}}}},
	} {
		if _, err := good.Plan(list, audio.Options{}); err == nil {
			t.Errorf("%s: planned", name)
		}
	}
	damaged := put(t, mp3test.Tag(3, 0, []byte("TIT2\x00\x00\xFF\xFF\x00\x00a")), frames)
	if _, err := damaged.Plan(two, audio.Options{}); err == nil {
		t.Error("a damaged tag was planned for")
	}
	if list := damaged.Problems(); len(list) != 1 || list[0].Rule != chapters.DamagedTag {
		t.Errorf("problems of a damaged tag: %v", list)
	}
}

func TestApplyRefusesChangedFile(t *testing.T) {
	for name, change := range map[string]func(path string) error{
		"longer":   func(path string) error { return os.WriteFile(path, append(bytes.Clone(frames), 0), 0o644) },
		"shorter":  func(path string) error { return os.Truncate(path, 1000) },
		"touched":  func(path string) error { return os.Chtimes(path, time.Unix(1, 0), time.Unix(1, 0)) },
		"vanished": os.Remove,
	} {
		f := put(t, frames)
		p := plan(t, f, two)
		if err := change(f.Name); err != nil {
			t.Fatal(err)
		}
		before, _ := os.ReadFile(f.Name)
		if err := p.Apply(); err == nil {
			t.Errorf("%s: applied", name)
		}
		if after, _ := os.ReadFile(f.Name); !bytes.Equal(before, after) {
			t.Errorf("%s: the file was changed", name)
		}
	}
}
