package audio_test

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// The topics of a text become the chapters of an MP3.
func Example() {
	path := exampleMP3() // two minutes, with a title
	defer os.RemoveAll(filepath.Dir(path))

	file, err := audio.Open(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	document, problems := markdown.Parse(chapters.NewSource("episode.md", []byte("- 0:00 -- Hello\n- 1:20 -- Tides\n")))
	list, more := chapters.Build(document, file.Facts(), chapters.Options{})
	if _, blocked := chapters.Blocks(append(problems, more...)); blocked {
		return
	}
	plan, err := file.Plan(list, audio.Options{})
	if err == nil {
		err = plan.Apply()
	}
	fmt.Println(err, "added", plan.Added, "kept", plan.Kept)
	for _, c := range plan.After {
		fmt.Println(c.Start, c.End, c.Title)
	}
	// Output:
	// <nil> added [CTOC CHAP CHAP] kept [TIT2]
	// 0s 1m20s Hello
	// 1m20s 2m0.006s Tides
}

func exampleMP3() string {
	folder, err := os.MkdirTemp("", "chapmark")
	if err != nil {
		panic(err)
	}
	path := filepath.Join(folder, "episode.mp3")
	content := append(mp3test.Tag(3, 0, mp3test.Text("TIT2", "Tides")), mp3test.Seconds(2*time.Minute)...)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		panic(err)
	}
	return path
}
