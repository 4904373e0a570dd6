package markdown_test

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// dialect is a folder of the corpus, and how many of its files must be read exactly, in percent.
type dialect struct {
	folder string
	exact  float64
}

var dialects = []dialect{
	{"nickjj__runninginproduction.com", 100},
	{"syntaxfm__website", 97},
	{"rustacean-station__rustacean-station.org", 97},
	{"oxidecomputer__oxide-and-friends", 97},
	{"radio-t__radio-t-site", 97},
	{"EngineeringKiosk__webpage", 97},
	{"RawkodeAcademy__RawkodeAcademy", 97},
	{"44bits__stdout.fm", 97},
	{"interaxion-podcast__show-notes", 97},
	{"Guacam-Ole__PodloveJekyll", 97},
	{"talkpython__talk-python-transcripts", 100}, // these four hold no chapters, and much that looks like them
	{"bema-podcast-notes__bema-podcast-notes.github.io", 100},
	{"weakselfpodcast__weakselfpodcast.github.io", 100},
	{"arresteddevops__ado-hugo", 100},
}

// tally counts what is read of some files.
type tally struct{ files, exact, want, got, right, titles, titled int }

func (t *tally) add(u tally) {
	t.files += u.files
	t.exact += u.exact
	t.want += u.want
	t.got += u.got
	t.right += u.right
	t.titles += u.titles
	t.titled += u.titled
}

func percent(part, whole int) float64 {
	if whole == 0 {
		return 100
	}
	return 100 * float64(part) / float64(whole)
}

func (t tally) String() string {
	return fmt.Sprintf("%4d files %6.1f %% exact; %5d starts: precision %5.1f, recall %5.1f; titles %5.1f",
		t.files, percent(t.exact, t.files), t.want, percent(t.right, t.got), percent(t.right, t.want), percent(t.titles, t.titled))
}

// TestDialects holds the episodes of every podcast against their hand-checked truth. A file is exact if it gives exactly
// the true starts, in their order; CHAPMARK_HALF=a or b looks at one half of the files, as the rules were built on a.
func TestDialects(t *testing.T) {
	root := filepath.Join(corpus(t), "markdown")
	halves := map[string]*tally{"a": {}, "b": {}}
	for _, d := range dialects {
		var sum tally
		for _, want := range truths(t, filepath.Join(root, d.folder+".jsonl")) {
			half := "a"
			if sha256.Sum256([]byte(d.folder + "/" + want.File))[0]%2 == 1 {
				half = "b"
			}
			if only := os.Getenv("CHAPMARK_HALF"); only != "" && only != half {
				continue
			}
			one := judge(t, filepath.Join(root, d.folder), want)
			sum.add(one)
			halves[half].add(one)
		}
		t.Logf("%-50s %v", d.folder, sum)
		if percent(sum.exact, sum.files) < d.exact || percent(sum.titles, sum.titled) < 97 {
			t.Errorf("%s: at least %.0f %% of the files and 97 %% of the titles must be right", d.folder, d.exact)
		}
	}
	for half, sum := range halves {
		t.Logf("half %s %43s %v", half, "", sum)
	}
}

func truths(t *testing.T, path string) []truth {
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var list []truth
	lines := bufio.NewScanner(file)
	for lines.Buffer(nil, 1<<20); lines.Scan(); {
		var one truth
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			t.Fatal(err)
		}
		list = append(list, one)
	}
	if lines.Err() != nil || len(list) == 0 {
		t.Fatal(lines.Err(), len(list))
	}
	return list
}

// judge reads one episode, its fixes made.
func judge(t *testing.T, folder string, want truth) tally {
	text, err := os.ReadFile(filepath.Join(folder, want.File))
	if err != nil {
		t.Fatal(err)
	}
	document, problems := markdown.Parse(chapters.NewSource(want.File, text))
	var edits []chapters.Edit
	for _, d := range problems {
		edits = append(edits, d.Fix...)
	}
	if len(edits) > 0 {
		if text, err = chapters.ApplyEdits(text, edits); err != nil {
			t.Fatal(want.File, err)
		}
		document, _ = markdown.Parse(chapters.NewSource(want.File, text))
	}
	return compare(t, want, document)
}

func compare(t *testing.T, want truth, document chapters.Document) tally {
	one := tally{files: 1, want: len(want.Chapters), got: len(document.Topics)}
	starts := map[time.Duration]int{}
	for _, c := range want.Chapters {
		starts[seconds(c.Start)]++
	}
	same := len(want.Chapters) == len(document.Topics)
	for i, topic := range document.Topics {
		if starts[topic.Start] > 0 {
			starts[topic.Start]--
			one.right++
		}
		same = same && topic.Start == seconds(want.Chapters[i].Start)
	}
	if same {
		one.exact = 1
	}
	topics := slices.Clone(document.Topics)
	for _, c := range want.Chapters {
		one.titled++
		i := slices.IndexFunc(topics, func(topic chapters.Topic) bool { return topic.Start == seconds(c.Start) })
		switch {
		case i < 0:
			continue
		case plain(topics[i].Title, document) == plain(c.Text, document):
			one.titles++
		case testing.Verbose():
			t.Logf("%s: title %q, want %q", want.File, topics[i].Title, c.Text)
		}
		topics = slices.Delete(topics, i, i+1)
	}
	if !same && testing.Verbose() {
		t.Logf("%s: %d topics, want %d, %d of them right", want.File, len(document.Topics), len(want.Chapters), one.right)
	}
	return one
}

func seconds(s float64) time.Duration {
	return time.Duration(math.Round(s*1000)) * time.Millisecond
}

// plain makes titles comparable: without case, white space, and the difference between an expression and its value.
func plain(title string, document chapters.Document) string {
	for key, value := range document.FrontMatter.Values {
		if value, ok := value.(string); ok {
			title = strings.NewReplacer("{{ page."+key+" }}", value, "{{ page."+key+"}}", value, "<{{ page."+key+" }}>", value).Replace(title)
		}
	}
	return strings.ToLower(strings.Join(strings.Fields(title), " "))
}
