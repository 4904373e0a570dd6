package site

import (
	"fmt"
	"testing"
)

func TestPropose(t *testing.T) {
	const topics = "## Topics\n\n- 0:00 a\n- 1:00 b\n"
	for _, test := range []struct {
		name  string
		files map[string]string
		want  Proposal
	}{
		{"nothing", map[string]string{"README.md": "# Hello\n"}, Proposal{}},
		{"Jekyll, by number", map[string]string{
			"_config.yml": "", "README.md": "no topics", "_posts/2021-05-10-82-a.md": topics, "_posts/2021-05-17-83-b.md": topics, "_posts/2021-05-18-news.md": "text",
			"assets/show-82.mp3": "", "assets/show-83.mp3": "", "_site/assets/show-82.mp3": "", "_site/x.md": topics,
		}, Proposal{"Jekyll", "_posts/*.md", 2, "assets/show-{number}.mp3", 2}},
		{"beside", map[string]string{"one.md": topics, "two.md": topics, "one.mp3": "", "two.mp3": ""}, Proposal{"", "*.md", 2, "", 2}},
		{"Hugo, by a field", map[string]string{
			"hugo.toml": "", "content/episode/a.md": "+++\nfile = \"rt_1\"\n+++\n" + topics, "content/episode/b.md": "+++\nfile = \"rt_2\"\n+++\n" + topics,
			"static/rt_1.mp3": "", "static/rt_2.mp3": "",
		}, Proposal{"Hugo", "content/episode/*.md", 2, "static/{file}.mp3", 2}},
		{"seasons", map[string]string{
			"shows/1/a.md": topics, "shows/2/b.md": topics, "shows/2/c.md": topics, "mp3/a.mp3": "", "mp3/b.mp3": "",
		}, Proposal{"", "shows/*/*.md", 3, "mp3/{stem}.mp3", 2}},
		{"no audio", map[string]string{"posts/7-a.md": topics}, Proposal{"", "posts/*.md", 1, "", 0}},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder := t.TempDir()
			for name, content := range test.files {
				write(t, folder, name, content)
			}
			got, err := Propose(folder)
			if err != nil || got != test.want {
				t.Fatalf("%+v, %v; want %+v", got, err, test.want)
			}
			if got.Texts == 0 {
				return
			}
			// What is written is read as it was meant.
			c, problems, err := Read(write(t, folder, FileName, got.Config()))
			if err != nil || len(problems) > 0 || fmt.Sprint(c.Episodes) != "["+got.Episodes+"]" || c.Audio != got.Audio {
				t.Errorf("%+v, %v, %v", c, problems, err)
			}
			if texts, err := c.Texts(); err != nil || len(texts) < got.Texts {
				t.Errorf("%q, %v", texts, err)
			}
		})
	}
}
