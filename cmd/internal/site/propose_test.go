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
		want  string
	}{
		{"nothing", map[string]string{"README.md": "# Hello\n"}, ""},
		{"Jekyll, by number", map[string]string{
			"_config.yml": "", "README.md": "no topics", "_posts/2021-05-10-82-a.md": topics, "_posts/2021-05-17-83-b.md": topics, "_posts/2021-05-18-news.md": "text",
			"assets/show-82.mp3": "", "assets/show-83.mp3": "", "_site/assets/show-82.mp3": "", "_site/x.md": topics,
		}, "Jekyll | _posts/*.md | 2 | assets/show-{number}.mp3 | 2"},
		{"beside", map[string]string{"one.md": topics, "two.md": topics, "one.mp3": "", "two.mp3": ""}, " | *.md | 2 |  | 2"},
		{"Hugo, by a field", map[string]string{
			"hugo.toml": "", "content/episode/a.md": "+++\nfile = \"rt_1\"\n+++\n" + topics, "content/episode/b.md": "+++\nfile = \"rt_2\"\n+++\n" + topics,
			"static/rt_1.mp3": "", "static/rt_2.mp3": "",
		}, "Hugo | content/episode/*.md | 2 | static/{file}.mp3 | 2"},
		{"seasons", map[string]string{
			"shows/1/a.md": topics, "shows/2/b.md": topics, "shows/2/c.md": topics, "mp3/a.mp3": "", "mp3/b.mp3": "",
		}, " | shows/*/*.md | 3 | mp3/{stem}.mp3 | 2"},
		{"one of many", map[string]string{
			"a/one.md": topics, "a/two.md": topics, "a/three.md": topics, "mp3/e1-the-one-and-only.mp3": "", "mp3/x.mp3": "",
		}, " | a/*.md | 3 | mp3/e1-the-{stem}-and-only.mp3 | 1"},
		{"two kinds of posts", map[string]string{
			"posts/podcast-1.md": topics, "posts/podcast-2.md": topics, "posts/prep-1.md": "text", "posts/prep-2.md": "text", "mp3/show1.mp3": "", "mp3/show2.mp3": "",
		}, " | posts/podcast-*.md | 2 | mp3/show{number}.mp3 | 2"},
		{"decimals", map[string]string{"md/ep19.md": topics, "md/ep19.5.md": topics, "mp3/19.mp3": "", "mp3/19.5.mp3": ""}, " | md/*.md | 2 | mp3/{number}.mp3 | 2"},
		{"years", map[string]string{
			"posts/2020/a.md": topics, "posts/2021/b.md": topics, "audio/2020/a.mp3": "", "audio/2021/b.mp3": "", "posts/2021/b.mp3": "",
		}, " | posts/*/*.md | 2 | audio/{folder}/{stem}.mp3 | 2"},
		{"years in names", map[string]string{
			"posts/2020-01-01-a.md": topics, "posts/2021-01-01-b.md": topics, "audio/2020/a.mp3": "", "audio/2021/b.mp3": "",
		}, " | posts/*.md | 2 | audio/{year}/{slug}.mp3 | 2"},
		{"zeros", map[string]string{"posts/1-a.md": topics, "posts/12-b.md": topics, "mp3/ep001.mp3": "", "mp3/ep012.mp3": ""}, " | posts/*.md | 2 | mp3/ep{number|000}.mp3 | 2"},
		{"titles", map[string]string{
			"posts/1.md": "---\ntitle: The Rope's End!\n---\n" + topics, "posts/2.md": "---\ntitle: Knots & Bends\n---\n" + topics, "mp3/the-ropes-end.mp3": "", "mp3/knots-bends.mp3": "",
		}, " | posts/*.md | 2 | mp3/{title|slug}.mp3 | 2"},
		{"paths below static", map[string]string{
			"posts/1.md": "---\naudio: /mp3/a.mp3\n---\n" + topics, "posts/2.md": "---\naudio: /mp3/b.mp3\n---\n" + topics, "static/mp3/a.mp3": "", "static/mp3/b.mp3": "",
		}, " | posts/*.md | 2 | static{audio} | 2"},
		{"a mirror", map[string]string{
			"posts/1.md": "---\nenclosure: {url: https://a.example/x/a.mp3}\n---\n" + topics, "posts/2.md": "---\nenclosure: {url: https://a.example/y/b.mp3}\n---\n" + topics, "mirror/a.mp3": "", "mirror/b.mp3": "",
		}, " | posts/*.md | 2 | mirror/{enclosure.url|base} | 2"},
		{"addresses", map[string]string{
			"posts/1.md": "---\nenclosure: {url: https://a.example/x/a.mp3}\n---\n" + topics, "posts/2.md": "---\nenclosure: {url: https://a.example/y/b.mp3}\n---\n" + topics,
		}, " | posts/*.md | 2 | {enclosure.url} | 0"},
		{"bundles", map[string]string{"content/one/index.md": topics, "content/two/index.md": topics, "content/one/show.mp3": "", "content/two/show.mp3": ""},
			" | content/*/*.md | 2 | content/{folder}/show.mp3 | 2"},
		{"letters of words", map[string]string{"posts/a.md": topics, "posts/m.md": topics, "audio/final.mp3": "", "media/interview2.mp3": ""}, " | posts/*.md | 2 |  | 0"},
		{"the digit of an ending", map[string]string{"posts/3.md": topics, "posts/5.md": topics, "audio/show.mp3": ""}, " | posts/*.md | 2 |  | 0"},
		{"seasons with the same numbers", map[string]string{"s1/1.md": topics, "s1/2.md": topics, "s2/1.md": topics, "audio/1.mp3": "", "audio/2.mp3": ""}, " | s1/*.md | 2 | audio/{stem}.mp3 | 2"},
		{"two languages", map[string]string{
			"p/1/index.en.md": topics, "p/1/index.de.md": topics, "p/2/index.en.md": topics, "p/2/index.de.md": topics, "mp3/ep-1.mp3": "", "mp3/ep-2.mp3": "",
		}, " | p/*/*.de.md | 2 | mp3/ep-{folder}.mp3 | 2"},
		{"what was built", map[string]string{"posts/a.md": topics, "posts/b.md": topics, "dist/mp3/a.mp3": "", "dist/mp3/b.mp3": "", "static/mp3/a.mp3": "", "static/mp3/b.mp3": "", "dist/a.md": topics},
			" | posts/*.md | 2 | static/mp3/{stem}.mp3 | 2"},
		{"odd names", map[string]string{"posts/a.md": topics, "posts/b.md": topics, `au[d]io/a.mp3`: "", `au[d]io/b.mp3`: ""}, " | posts/*.md | 2 |  | 0"},
		{"public", map[string]string{"public/md/1/a.md": topics}, " | public/md/*/*.md | 1 |  | 0"},
		{"no audio", map[string]string{"posts/7-a.md": topics}, " | posts/*.md | 1 |  | 0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder := t.TempDir()
			for name, content := range test.files {
				write(t, folder, name, content)
			}
			got, err := Propose(folder)
			if err != nil {
				t.Fatal(err)
			}
			line := ""
			if got.Texts > 0 {
				line = fmt.Sprint(got.Layout, " | ", got.Episodes, " | ", got.Texts, " | ", got.Audio, " | ", got.Found)
			}
			if line != test.want {
				t.Fatalf("%q; want %q", line, test.want)
			}
			if got.Texts == 0 {
				return
			}
			// What is written is read as it was meant.
			c, problems, err := Read(write(t, folder, FileName, got.Config()))
			if err != nil || len(problems) > 0 || fmt.Sprint(c.Episodes) != "["+got.Episodes+"]" || got.Sure() && c.Audio != got.Audio {
				t.Errorf("%+v, %v, %v", c, problems, err)
			}
			if texts, _, err := c.Texts(); err != nil || len(texts) < got.Texts {
				t.Errorf("%q, %v", texts, err)
			}
		})
	}
}
