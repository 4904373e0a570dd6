package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/audio/mp3test"
)

// obeys judges a block as a platform would: it knows nothing of how the block was made.
func obeys(platform, block string) (broken []string) {
	stamp := map[string]string{
		"youtube": `^(?:(\d{1,2}):)?(\d{1,2}):(\d{2}) \S`,
		"spotify": `^\(?(?:(\d{2}):)?(\d{2}):(\d{2})\)? \S`,
		"apple":   `^(\d{2}):(\d{2}):(\d{2}) \S`,
	}[platform]
	least := map[string]int{"youtube": 10, "spotify": 1, "apple": 1}[platform]
	last := -1
	lines := strings.Split(strings.TrimSuffix(block, "\n"), "\n")
	for i, line := range lines {
		match := regexp.MustCompile(stamp).FindStringSubmatch(line)
		if match == nil {
			broken = append(broken, fmt.Sprintf("line %d is not a chapter: %q", i+1, line))
			continue
		}
		at := 0
		for _, group := range match[1:] {
			n, _ := strconv.Atoi(group)
			at = at*60 + n
		}
		if i == 0 && at != 0 {
			broken = append(broken, "the first is not at 0")
		}
		if i > 0 && at-last < least {
			broken = append(broken, fmt.Sprintf("line %d comes %d s after the one above", i+1, at-last))
		}
		last = at
	}
	if len(lines) < 3 {
		broken = append(broken, "fewer than 3")
	}
	return broken
}

// TestSeedBlocks makes blocks of the seed's episodes, from their Markdown and from an MP3 written from it: the same, and as the
// platforms want them, or refused.
func TestSeedBlocks(t *testing.T) {
	corpus := mp3test.FromEnv(t, "CHAPMARK_CORPUS")
	texts, err := filepath.Glob(filepath.Join(corpus, "markdown", "nickjj__runninginproduction.com", "*.md"))
	if err != nil || len(texts) != 54 {
		t.Fatal(len(texts), err)
	}
	texts = append(texts, filepath.Join(corpus, "seed.md"))
	audio := mp3test.Frames(mp3test.Mono8, 420_000) // three hours of hardly anything
	mp3 := filepath.Join(t.TempDir(), "episode.mp3")
	made, refused, unwritable := 0, 0, 0
	for _, text := range texts {
		name := filepath.Base(text)
		if err := os.WriteFile(mp3, audio, 0o644); err != nil {
			t.Fatal(err)
		}
		var out, words strings.Builder
		if execute([]string{"write", "--intro", "Welcome", text, mp3}, &out, &words) != 0 {
			unwritable++ // a malformed stamp, or no topics
			continue
		}
		for _, platform := range []string{"youtube", "spotify", "apple", "json", "csv", "matroska", "webvtt", "markdown", "html"} {
			var fromText, fromMP3, words strings.Builder
			code := execute([]string{"export", "--intro", "Welcome", "--to", platform, text, mp3}, &fromText, &words)
			if again := execute([]string{"export", "--to", platform, mp3}, &fromMP3, &words); again != code {
				t.Errorf("%s, %s: exit code %d from the text, %d from the MP3", name, platform, code, again)
			}
			if diff := cmp.Diff(fromText.String(), fromMP3.String()); diff != "" {
				t.Errorf("%s, %s (-text +MP3):\n%s", name, platform, diff)
			}
			if platform != "youtube" && platform != "spotify" && platform != "apple" {
				continue
			}
			broken := obeys(platform, fromText.String())
			switch {
			case code == 0 && len(broken) > 0:
				t.Errorf("%s, %s: %q", name, platform, broken)
			case code == 0:
				made++
			case code == 1 && fromText.Len() == 0 && strings.Contains(words.String(), "ignores these chapters"):
				refused++
			default:
				t.Errorf("%s, %s: exit code %d: %s", name, platform, code, words.String())
			}
		}
	}
	t.Logf("%d blocks made, %d refused; %d episodes cannot be written", made, refused, unwritable)
	if made < 100 || unwritable > 3 {
		t.Errorf("%d blocks made, %d refused; %d episodes cannot be written", made, refused, unwritable)
	}
}
