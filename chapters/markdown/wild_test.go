package markdown_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// partial are folders whose truth is an expression that reads only some of the headings and marks of its texts: what is read
// besides is not a mistake.
var partial = []string{"ethereum__pm-heads", "ethereum__pm-lone", "hiromis__notes", "talkgo__night"}

// TestWild holds the second corpus against its truth: in each folder, 97 % of the starts and 95 % of the titles must be right.
// CHAPMARK_FOLDERS names the folders to look at, with commas between them.
func TestWild(t *testing.T) {
	root := filepath.Join(corpus(t), "markdown2")
	lists, err := filepath.Glob(filepath.Join(root, "*.json"))
	if err != nil || len(lists) == 0 {
		t.Skip("there is no second corpus")
	}
	for _, list := range lists {
		folder := strings.TrimSuffix(list, ".json")
		if only := os.Getenv("CHAPMARK_FOLDERS"); only != "" && !slices.Contains(strings.Split(only, ","), filepath.Base(folder)) {
			continue
		}
		var sum tally
		for _, want := range pairs(t, list) {
			sum.add(judge(t, folder, want))
		}
		t.Logf("%-50s %v", filepath.Base(folder), sum)
		if !slices.Contains(partial, filepath.Base(folder)) && percent(sum.right, sum.got) < 97 {
			t.Errorf("%s: more than 3 %% of what is read are not starts", filepath.Base(folder))
		}
		if percent(sum.right, sum.want) < 97 || percent(sum.titles, sum.titled) < 95 {
			t.Errorf("%s: at least 97 %% of the starts and 95 %% of the titles must be right", filepath.Base(folder))
		}
	}
}

// pairs reads the truth of a folder of the second corpus.
func pairs(t *testing.T, path string) (list []truth) {
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var files map[string][][2]any
	if err := json.Unmarshal(content, &files); err != nil {
		t.Fatal(err)
	}
	for name, entries := range files {
		one := truth{File: name}
		for _, entry := range entries {
			one.Chapters = append(one.Chapters, truthChapter{Start: entry[0].(float64), Text: entry[1].(string)})
		}
		list = append(list, one)
	}
	slices.SortFunc(list, func(a, b truth) int { return strings.Compare(a.File, b.File) })
	return list
}

// TestTraps reads texts with times and no chapters: at most one in a hundred may give one.
func TestTraps(t *testing.T) {
	var paths []string
	for _, folder := range []string{"markdown2/traps", "markdown/talkpython__talk-python-transcripts", "markdown/bema-podcast-notes__bema-podcast-notes.github.io",
		"markdown/weakselfpodcast__weakselfpodcast.github.io", "markdown/arresteddevops__ado-hugo"} {
		_ = filepath.WalkDir(filepath.Join(corpus(t), folder), func(path string, entry os.DirEntry, err error) error {
			// Two of them are minutes with a mark of the video under each heading, as in ethereum__pm-video, where these are chapters.
			if err == nil && entry.Type().IsRegular() && !strings.HasSuffix(path, "Meeting 035.md") && !strings.HasSuffix(path, "Meeting 042.md") {
				paths = append(paths, path)
			}
			return nil
		})
	}
	wrong := 0
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		document, _ := markdown.Parse(chapters.NewSource(path, text))
		if n := len(document.Topics); n > 0 {
			wrong++
			t.Logf("%s: %d topics, the first one %q", path, n, document.Topics[0].Title)
		}
	}
	t.Logf("%d of %d give chapters", wrong, len(paths))
	if 100*wrong > len(paths) {
		t.Error("more than one in a hundred")
	}
}
