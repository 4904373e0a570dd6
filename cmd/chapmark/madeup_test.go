package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
)

// madeUp is a site of many episodes with known defects: the kinds that a real one collected over the years.
type madeUp struct {
	folder string
	first  []string // what a first check finds: FILE:LINE RULE
	after  []string // what is left behind a fix and a write
}

// Which episodes have which defects. All others have none.
const (
	madeUpEpisodes = 120
	shiftedEpisode = 99 // all stamps 16 seconds late: the last one is past the end
	bareEpisode    = 4  // no topics
	doubleEpisode  = 57 // two topics at one time
)

var (
	malformedEpisodes = []int{12, 38, 82, 83} // 1:11-20 for 1:11:20, in episodes that are long enough
	swappedEpisodes   = []int{7, 8, 61}
	onDiskEpisodes    = []int{20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37}
	shortEpisodes     = []int{3, 5, 9, 11, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52} // a topic of less than 10 seconds
	wrongLongEpisode  = 90                                                                     // mp3_duration alone is wrong
)

// newMadeUp writes the site into a folder: texts in _posts/podcast, MP3s in assets/podcast.
func newMadeUp(t *testing.T, folder string) *madeUp {
	t.Helper()
	m := &madeUp{folder: folder}
	for _, name := range []string{"_posts/podcast", "assets/podcast"} {
		if err := os.MkdirAll(filepath.Join(folder, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	m.write(t, "_config.yml", []byte("title: A made-up show\n"))
	m.write(t, "README.md", []byte("# A made-up show\n\nStarts at 0:00, every Monday at 12:30.\n"))
	for n := 1; n <= madeUpEpisodes; n++ {
		m.episode(t, n)
	}
	slices.Sort(m.first)
	slices.Sort(m.after)
	return m
}

func (m *madeUp) write(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(m.folder, name), content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// episode writes one text and its MP3, and notes what is wrong with them.
func (m *madeUp) episode(t *testing.T, n int) {
	t.Helper()
	minutes := 6 + n%7
	if slices.Contains(malformedEpisodes, n) {
		minutes = 90
	}
	title := fmt.Sprintf("Episode %d of a Show", n)
	mp3 := append(mp3test.Tag(3, n%3*100, mp3test.Text("TIT2", title), mp3test.Text("TPE1", "A Made-up Show"),
		mp3test.Frame("APIC", 0, append([]byte("\x00image/jpeg\x00\x03\x00"), make([]byte, 3000)...))),
		mp3test.Frames(mp3test.Mono8, minutes*60*22050/576+n%40)...)
	audio := fmt.Sprintf("assets/podcast/a-made-up-show-%d.mp3", n)
	m.write(t, audio, mp3)
	frames := time.Duration(minutes*60*22050/576 + n%40)
	duration := frames * 576 * time.Second / 22050

	name := fmt.Sprintf("_posts/podcast/%s-%d-%s.md", time.Date(2019, 1, 7*n, 0, 0, 0, 0, time.UTC).Format("2006-01-02"), n, "a-talk-about-things")
	text, rules := m.text(n, title, len(mp3), duration)
	m.write(t, name, []byte(text))
	for _, rule := range rules {
		m.first = append(m.first, name+rule.place+" "+string(rule.rule))
		if !rule.mended {
			m.after = append(m.after, name+rule.place+" "+string(rule.rule))
		}
	}
	if !slices.Contains(append([]int{bareEpisode, shiftedEpisode}, malformedEpisodes...), n) { // as they are, these cannot be written
		m.first = append(m.first, audio+": "+string(chapters.ChaptersMissing))
	}
}

// planted is a defect, and whether `check --fix` or `write --stamp` fixes it.
type planted struct {
	place  string // ":LINE", or ":" for the file as a whole
	rule   chapters.Rule
	mended bool
}

// text is an episode's Markdown.
func (m *madeUp) text(n int, title string, size int, duration time.Duration) (string, []planted) {
	var rules []planted
	bytes, length := fmt.Sprint(size), chapters.FormatTimestamp(duration.Truncate(time.Second))
	switch {
	case slices.Contains(swappedEpisodes, n):
		bytes, length = length, bytes
		rules = append(rules, planted{":3", chapters.SwappedFields, true})
	case slices.Contains(onDiskEpisodes, n):
		bytes, length = fmt.Sprint((size+4095)/4096*4096), chapters.FormatTimestamp(duration.Truncate(time.Second)+5*time.Second)
		rules = append(rules, planted{":3", chapters.BytesMismatch, true}, planted{":4", chapters.DurationMismatch, true})
	case n == wrongLongEpisode:
		length = "3:33"
		rules = append(rules, planted{":4", chapters.DurationMismatch, true})
	}
	lines := []string{"---", fmt.Sprintf("title: %q", title), fmt.Sprintf("mp3_bytes: %q", bytes), fmt.Sprintf("mp3_duration: %q", length),
		fmt.Sprintf("guest_twitter: %q", fmt.Sprintf("guest%d", n)), "---", "", "We talked about things. It was 12:30 when we began.", "", "## Topics Include", ""}
	if n == bareEpisode {
		lines = append(lines, "There are none yet.")
		return strings.Join(lines, "\n") + "\n", append(rules, planted{":10", chapters.NoTopics, false})
	}
	topics := min(int(duration/time.Minute)-1, 31)
	malformed := slices.Contains(malformedEpisodes, n)
	for i := range topics {
		start := time.Duration(i)*duration/time.Duration(topics) + time.Minute/2
		start = start.Truncate(time.Second)
		late := slices.Contains(shortEpisodes, n) && i == 2
		if late {
			start -= (duration / time.Duration(topics)).Truncate(time.Second) - 4*time.Second // 4 seconds after the one above it, or 5
		}
		if n == doubleEpisode && i == 3 {
			start = (time.Duration(2)*duration/time.Duration(topics) + time.Minute/2).Truncate(time.Second)
		}
		if n == shiftedEpisode {
			start += 16 * time.Second
			if i == topics-1 {
				start = duration.Truncate(time.Second) + 2*time.Second
			}
		}
		stamp := chapters.FormatTimestamp(start)
		place := fmt.Sprintf(":%d", len(lines)+1)
		switch {
		case i == 0:
			rules = append(rules, planted{place, chapters.StartsLate, false})
		case late:
			rules = append(rules, planted{fmt.Sprintf(":%d", len(lines)), chapters.TooShort, false})
		case n == doubleEpisode && i == 3:
			rules = append(rules, planted{place, chapters.DuplicateStart, false})
		case n == shiftedEpisode && i == topics-1:
			rules = append(rules, planted{place, chapters.PastEnd, false})
		}
		if malformed && start > time.Hour {
			malformed, stamp = false, stamp[:4]+"-"+stamp[5:]
			rules = append(rules, planted{place, chapters.BadTimestamp, true})
		}
		line := fmt.Sprintf("- %s -- Topic %d about [a thing](https://example.org/%d/%d)", stamp, i+1, n, i)
		switch i % 4 {
		case 1:
			line += "  " // trailing blanks
		case 2:
			line = fmt.Sprintf("- %s -- What {{ page.guest_twitter }} thinks of topic %d", stamp, i+1)
		case 3:
			line += "\n  that takes two lines"
		}
		lines = append(lines, strings.Split(line, "\n")...)
	}
	return strings.Join(lines, "\n") + "\n", rules
}

// TestMadeUpSite goes the way of somebody with years of episodes: init, check, fix, write, check. CHAPMARK_SITE names a
// folder for the site, to look at it (make site).
func TestMadeUpSite(t *testing.T) {
	folder := os.Getenv("CHAPMARK_SITE")
	if folder == "" {
		folder = t.TempDir()
	}
	m := newMadeUp(t, folder)
	if os.Getenv("CHAPMARK_SITE") != "" {
		return
	}
	t.Chdir(folder)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	out, _ := chapmark(t, 0, "init")
	if want := "chapmark.yaml: 119 episodes in _posts/podcast/*.md, of a Jekyll site\naudio for 119 of them: assets/podcast/a-made-up-show-{number}.mp3\n"; !strings.HasPrefix(out, want) {
		t.Errorf("init: %s", out)
	}
	if diff := cmp.Diff(m.first, found(t, 1, "check", "--all")); diff != "" {
		t.Errorf("first check (-planted +found):\n%s", diff)
	}
	chapmark(t, 1, "check", "--all", "--fix")
	out, summary := chapmark(t, 1, "write", "--all", "--stamp")
	if strings.Count(out, "\n") != 118 || !strings.Contains(summary, "wrote 118 of 120 episodes") || !strings.Contains(summary, "; 1 unchanged; 1 refused\n") {
		t.Errorf("write: %s%s", out, summary)
	}
	if diff := cmp.Diff(m.after, found(t, 1, "check", "--all")); diff != "" {
		t.Errorf("last check (-planted +found):\n%s", diff)
	}
	if out, _ := chapmark(t, 1, "write", "--all", "--stamp"); out != "" {
		t.Errorf("written again: %s", out)
	}
}

// found lists the problems that a check finds.
func found(t *testing.T, code int, args ...string) []string {
	t.Helper()
	out, _ := chapmark(t, code, append(args, "--json")...)
	var list []string
	for line := range strings.Lines(out) {
		var answer checkedProblems
		if err := json.Unmarshal([]byte(line), &answer); err != nil {
			t.Fatal(err)
		}
		for _, p := range answer.Problems {
			place := ":"
			if p.Line > 0 {
				place = fmt.Sprintf(":%d", p.Line)
			}
			list = append(list, p.File+place+" "+p.Rule)
		}
	}
	slices.Sort(list)
	return list
}

type checkedProblems struct {
	Problems []struct {
		File, Rule string
		Line       int
	}
}
