package markdown_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// TestRetime moves all topics, and moves them back: each keeps its shape, and nothing else changes.
func TestRetime(t *testing.T) {
	for _, test := range []struct {
		name      string
		by        time.Duration
		was, want string
		oneWay    bool // the shape cannot be told from the moved text
	}{
		{"the usual", 16 * time.Second, "- 1:32 A\n- 59:50 B\n- 1:10:00 C\n", "- 1:48 A\n- 1:00:06 B\n- 1:10:16 C\n", false},
		{"padded", 16 * time.Second, "- 01:32 A\n- 09:55 B\n- 59:45 C\n- 01:10:00 D\n", "- 01:48 A\n- 10:11 B\n- 01:00:01 C\n- 01:10:16 D\n", false},
		{"full", time.Hour, "- 00:01:32 A\n- 00:50:00 B\n- 01:10:00 C\n", "- 01:01:32 A\n- 01:50:00 B\n- 02:10:00 C\n", true},
		{"minutes above 59", 16 * time.Second, "- 1:32 A\n- 59:50 B\n- 75:10 C\n", "- 1:48 A\n- 60:06 B\n- 75:26 C\n", false},
		{"links", 16 * time.Second, "- [06:10](#t=06:10) A\n- [08:00](https://x.example/v?t=480) B\n- [09:00](https://x.example/v?t=9m0s&x=1) C\n", "- [06:26](#t=06:26) A\n- [08:16](https://x.example/v?t=496) B\n- [09:16](https://x.example/v?t=9m16s&x=1) C\n", false},
		{"ranges", 16 * time.Second, "- 0:10 - 1:32 A\n- 1:32 - 6:10 B\n- (9:00-10:10) C\n", "- 0:26 - 1:48 A\n- 1:48 - 6:26 B\n- (9:16-10:26) C\n", false},
		{"full-width digits", 16 * time.Second, "- ０：２２ A\n- １:３０ B\n- ２：００ C\n", "- ０：３８ A\n- １:４６ B\n- ２：１６ C\n", false},
		{"other line ends, blanks and marks", 16 * time.Second, "\ufeff- 0:10 A  \r\n\r\n* 1:32 *B*\r\n\r\n+ 2:00 C", "\ufeff- 0:26 A  \r\n\r\n* 1:48 *B*\r\n\r\n+ 2:16 C", false},
		{"front matter", 16 * time.Second, "---\nchapters:\n  - start: \"0:10\" # first\n    title: A\n  - start: \"1:32\"\n    title: B\n---\nText at 0:10.\n", "---\nchapters:\n  - start: \"0:26\" # first\n    title: A\n  - start: \"1:48\"\n    title: B\n---\nText at 0:10.\n", false},
		{"numbers of seconds", 16 * time.Second, "---\nchapters:\n  - startTime: 0\n    title: A\n  - startTime: 163.5\n    title: B\n---\n", "---\nchapters:\n  - startTime: 16\n    title: A\n  - startTime: 179.5\n    title: B\n---\n", false},
		{"numbers of milliseconds", 16 * time.Second, "---\nchapters:\n  - start_ms: 1000\n    title: A\n  - start_ms: 163500\n    title: B\n---\n", "---\nchapters:\n  - start_ms: 17000\n    title: A\n  - start_ms: 179500\n    title: B\n---\n", false},
		{"fractions", 500 * time.Millisecond, "- 0:10.250 A\n- 1:32 B\n- 2:00 C\n", "- 0:10.750 A\n- 1:32.500 B\n- 2:00.500 C\n", true},
	} {
		move := func(text string, by time.Duration) string {
			t.Helper()
			document, _ := markdown.Parse(chapters.NewSource("x.md", []byte(text)))
			var starts []time.Duration
			for _, topic := range document.Topics {
				starts = append(starts, topic.Start+by)
			}
			moved, err := markdown.Retime(document, starts)
			if err != nil || len(starts) == 0 {
				t.Errorf("%s: %d topics, %v", test.name, len(starts), err)
			}
			return string(moved)
		}
		got := move(test.was, test.by)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
			continue
		}
		if diff := cmp.Diff(test.was, move(got, -test.by)); diff != "" && !test.oneWay {
			t.Errorf("%s, and back:\n%s", test.name, diff)
		}
	}
	for name, text := range map[string]string{
		"two lists that agree": "---\nchapters:\n  - 0:08 A\n  - 0:20 B\n---\n## Topics\n\n- 0:08 A\n- 0:20 B\n",
	} {
		document, _ := markdown.Parse(chapters.NewSource("x.md", []byte(text)))
		if _, err := markdown.Retime(document, []time.Duration{10 * time.Second, 22 * time.Second}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestRealTextsRetimed moves the topics of real episodes, and moves them back: what can be moved comes back byte for byte.
func TestRealTextsRetimed(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(corpus(t), "markdown", "*", "*.md"))
	if err != nil || len(paths) == 0 {
		t.Fatal(err, len(paths))
	}
	moved, refused, different := 0, 0, 0
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		again := text
		for _, by := range []time.Duration{16 * time.Second, -16 * time.Second} {
			document, problems := markdown.Parse(chapters.NewSource(path, again))
			if _, blocked := chapters.Blocks(problems); blocked || len(document.Topics) == 0 {
				again = nil
				break
			}
			var starts []time.Duration
			for _, topic := range document.Topics {
				starts = append(starts, topic.Start+by)
			}
			if again, err = markdown.Retime(document, starts); err != nil {
				refused++
				break
			}
		}
		switch {
		case again == nil:
		case string(again) != string(text):
			different++
			t.Logf("%s comes back otherwise", path)
		default:
			moved++
		}
	}
	t.Logf("%d texts moved and moved back, %d refused, %d come back otherwise", moved, refused, different)
	if moved < 300 || different > 1 { // one has a stamp of three digits, 011:45
		t.Errorf("%d texts moved and moved back, %d refused, %d come back otherwise", moved, refused, different)
	}
}

// A number in a front matter that YAML writes in another way than Go has its place, and is moved, or refused with words.
func TestRetimeNumbers(t *testing.T) {
	for _, written := range []string{".5", "+7", "0x10", "0o17", "0b11", "1_0", "&a 7", "!!int 7", "&b !!int 8", "7e0", "1e1", "7.0", "07", "007.50"} {
		text := "---\nchapters:\n  - startTime: 0\n    title: A\n  - startTime: " + written + "\n    title: B\n  - startTime: 90\n    title: C\n---\n"
		document, _ := markdown.Parse(chapters.NewSource("a.md", []byte(text)))
		if len(document.Topics) != 3 {
			continue // it is not a number to YAML
		}
		starts := []time.Duration{0, document.Topics[1].Start + 10*time.Second, 100 * time.Second}
		got, err := markdown.Retime(document, starts)
		if err != nil {
			if written != "!!int 7" && written != "&b !!int 8" {
				t.Errorf("%s: %v", written, err)
			}
			continue
		}
		again, _ := markdown.Parse(chapters.NewSource("a.md", got))
		for i, topic := range again.Topics {
			if topic.Start != starts[i] {
				t.Errorf("%s: topic %d starts at %v:\n%s", written, i+1, topic.Start, got)
			}
		}
	}
}

// FuzzRetime moves all topics of a text: it then reads as it was moved to, or is refused with words.
func FuzzRetime(f *testing.F) {
	for _, seed := range []string{
		"---\nchapters:\n  - startTime: 0\n    title: A\n  - startTime: .5\n    title: B\n  - startTime: 8\n    title: C\n---\n",
		"---\nchapters:\n  - {start: &a 0x10, title: A}\n  - {start: !!int 1_000, title: B}\n---\n", "+++\n[[chapters]]\nstart = +7\ntitle = 'A'\n[[chapters]]\nstart = 0b11\ntitle = 'B'\n+++\n",
		"{\"chapters\": [{\"start\": 1e1, \"title\": \"a\"}, \"0:10 b\"]}\n", "- 0:00 -- [a](https://b/?t=0)\n- 1：11 b\n- [01:20 - 1:40](#t=80s) c\n",
		"| 1:00 | b |\n| --- | --- |\n| (1:30) | c |\n", "- a (0:10)\n- b [@0:20](#t=30)\n- 0:30 - 0:40 c\n", "## 0:00 a\n\nx\n\n## 1h02m d\n\n## 75:10 e\n",
	} {
		f.Add([]byte(seed), int64(10_000), uint8(0))
	}
	f.Fuzz(func(t *testing.T, text []byte, milliseconds int64, from uint8) {
		document, _ := markdown.Parse(chapters.NewSource("fuzz.md", text))
		starts := make([]time.Duration, len(document.Topics))
		for i, topic := range document.Topics {
			if starts[i] = topic.Start; i >= int(from) {
				starts[i] = max(topic.Start+time.Duration(milliseconds%100_000_000)*time.Millisecond, 0)
			}
		}
		moved, err := markdown.Retime(document, starts)
		if err != nil {
			if err.Error() == "" {
				t.Error("refused without a word")
			}
			return
		}
		again, _ := markdown.Parse(chapters.NewSource("fuzz.md", moved))
		if len(again.Topics) != len(starts) {
			t.Fatalf("%d topics of %d in %q", len(again.Topics), len(starts), moved)
		}
		for i, topic := range again.Topics {
			if topic.Start != starts[i] {
				t.Errorf("topic %d starts at %v instead of %v in %q", i+1, topic.Start, starts[i], moved)
			}
		}
	})
}
