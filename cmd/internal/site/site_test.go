package site

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
	"github.com/chapmark/chapmark/chapters/markdown"
)

func write(t *testing.T, folder, name, content string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRead(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string // problems, with line and column
	}{
		{"all keys", "episodes: [a/*.md, 'b/**/*.md']\naudio: x-{number}.mp3\nsections: [Topics, Show Notes]\nfrom: body\nintro: Hello\ntolerance: 2s\nfields: {bytes: length, duration: time}\nid3: 2.3\nin_place: true\nstamp: false\nrules: {too-short: off, past-end: {posts/old/*.md: warning, '**': error}}\n", nil},
		{"audio on the web", "episodes: a.md\naudio: https://example.org/{number}.mp3?x=1\n", nil},
		{"tolerances", "episodes: a.md\ntolerance: 0\n", []string{"2:12 this should be a time from 1s to 1h: front matter holds whole seconds"}},
		{"a tolerance that is none", "episodes: a.md\ntolerance: [1]\n", []string{"2:12 this should be a time from 1s to 1h: front matter holds whole seconds"}},
		{"a version that is none", "episodes: a.md\nid3: 2.4\n", []string{"2:6 this should be 2.3, which more players read than 2.4; without the key, each tag keeps its version"}},
		{"a fact that is none", "episodes: a.md\nfields: {byte: x}\n", []string{`2:10 there is no field "byte"; did you mean bytes?`}},
		{"globs that are none", "episodes: a.md\nrules: {too-short: {../x: off, y: loud}}\n", []string{`2:21 "../x" is not a pattern for paths inside this folder`, "2:35 this should be off, advice, warning or error, or a map from globs to these"}},
		{"CRLF", "episodes: a.md\r\nintro: Hello\r\n", nil},
		{"empty", "", []string{"1:1 it is empty"}},
		{"no episodes", "audio: x.mp3\n", []string{"1:1 it does not say which texts are episodes"}},
		{"a key that is none", "episodes: a.md\nintroo: x\n", []string{`2:1 there is no key "introo" (did you mean intro?)`}},
		{"a key that is nowhere near", "episodes: a.md\ncolour: x\n", []string{`2:1 there is no key "colour" (the keys are audio, episodes, exclude, fields, from, id3, in_place, intro, order, rules, sections, stamp, storage, tolerance, undo)`}},
		{"a type that is none", "episodes: a.md\nin_place: 1\nintro: [x]\n", []string{"2:11 this should be true or false", "3:8 this should be a text"}},
		{"a place that is none", "episodes: a.md\nfrom: nowhere\n", []string{"2:7 this should be front-matter or body"}},
		{"a rule that is none", "episodes: a.md\nrules:\n  äh: off\n  too-short: loud\n", []string{`3:3 there is no rule "äh"`, "4:14 this should be off, advice, warning or error, or a map from globs to these"}},
		{"a byte order mark", "\ufeffepisodes: a.md\n", nil},
		{"patterns that are none", "episodes: ['posts/[', ../x.md, /x.md, '']\n", []string{
			`1:11 "posts/[" is not a pattern for paths inside this folder`, `1:11 "../x.md" is not a pattern for paths inside this folder`,
			`1:11 "/x.md" is not a pattern for paths inside this folder`, `1:11 "" is not a pattern for paths inside this folder`}},
		{"a brace too few", "episodes: a.md\naudio: audio/{number.mp3\n", []string{"2:8 this should be a path or a web address, with names in braces such as {number}"}},
		{"quoted keys", "\"episodes\": a.md\n'rules': {\"too-short\": off}\n", nil},
		{"blocks and anchors", "episodes: >\n  a/*.md\nintro: &x Hello\n", nil},
		{"nothing after a key", "episodes: a.md\naudio:\n", []string{"2:1 audio has no value"}},
		{"a wrong type, once", "episodes: 5\nintro: x\n", []string{"1:11 this should be a text"}},
		{"a second document", "episodes: a.md\n---\nbogus: 1\n", []string{"3:6 this starts a second document; a config is one document"}},
		{"too deep", "episodes: " + strings.Repeat("[", 30000), []string{"1:74 this is nested deeper than 64 levels"}},
		{"too deep a list", strings.Repeat("- ", 30000), []string{"1:1 this is nested deeper than 64 levels"}},
		{"too many choices", "episodes: p/" + strings.Repeat("{a,b}", 7) + ".md\n", []string{`1:11 "p/{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}.md" is not a pattern for paths inside this folder`}},
		{"a list", "- a\n", []string{"1:1 this should be a list of keys and values"}},
		{"no YAML", "episodes: [a\n", []string{"1:11 this is not YAML: sequence end token ']' not found"}},
		{"no text", "episodes: \xff\n", []string{"1:1 this is not UTF-8 text"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, problems, err := Read(write(t, t.TempDir(), FileName, test.text))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range problems {
				at := c.Source.Position(d.Span.Start)
				line := fmt.Sprintf("%d:%d %s", at.Line, at.Column, d.Message)
				if strings.HasPrefix(d.Message, "there is no key") {
					line += " (" + d.Hint + ")"
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	c, _, err := Read(write(t, t.TempDir(), FileName, "episodes: [a/*.md]\nfrom: body\nstamp: true\nrules: {too-short: off, past-end: {a/old.md: warning, 'a/*': advice}}\n"))
	want := map[chapters.Rule][]Scope{chapters.TooShort: {{"", Level{Off: true}}}, chapters.PastEnd: {{"a/old.md", Level{Severity: chapters.Warning}}, {"a/*", Level{}}}}
	if err != nil || c.Text.From != markdown.FromBody || !c.Stamp || c.InPlace || !cmp.Equal(c.Rules, want) {
		t.Errorf("%+v, %v", c, err)
	}
	for name, want := range map[string]Level{"a/old.md": {Severity: chapters.Warning}, "a/new.md": {}} {
		if got, ok := c.Level(chapters.PastEnd, filepath.Join(c.Folder, name)); !ok || got != want {
			t.Errorf("%s: %+v, %v", name, got, ok)
		}
	}
	if _, ok := c.Level(chapters.PastEnd, filepath.Join(c.Folder, "b/x.md")); ok || c.Owns(filepath.Join(c.Folder, "b/x.md")) || !c.Owns(filepath.Join(c.Folder, "a/x.md")) {
		t.Error("globs match too much or too little")
	}
}

func TestFind(t *testing.T) {
	folder := t.TempDir()
	path := write(t, folder, FileName, "episodes: a.md\n")
	write(t, folder, "a/b/c.md", "")
	if got, err := Find(filepath.Join(folder, "a", "b")); err != nil || got != path {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := Read2(filepath.Join(folder, "none.yaml")); err == nil {
		t.Error("a config that is not there is read")
	}
	write(t, folder, "big.yaml", strings.Repeat("#", limits.ConfigBytes+1))
	if _, err := Read2(filepath.Join(folder, "big.yaml")); err == nil {
		t.Error("a config of any size is read")
	}
}

// Read2 is Read without the problems.
func Read2(path string) (Config, error) {
	c, _, err := Read(path)
	return c, err
}

func TestPairs(t *testing.T) {
	folder := t.TempDir()
	c, problems, err := Read(write(t, folder, FileName, "episodes: [posts/*.md, 'old/**/*.md', posts/2021*.md]\naudio: audio/{show}-{number}.mp3\n"))
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	for _, name := range []string{"posts/2021-05-10-82-a-title.md", "posts/3-b.md", "old/2010/deep/c.md", "posts/ignored.txt", "posts/no-show-9.md"} {
		front := "---\nshow: harbour\n---\n"
		if strings.Contains(name, "no-show") {
			front = ""
		}
		write(t, folder, name, front+"- 0:00 a\n- 1:00 b\n")
	}
	for _, name := range []string{"audio/harbour-82.mp3", "audio/harbour-99.mp3", "audio/other.mp3"} {
		write(t, folder, name, "")
	}
	texts, _, err := c.Texts()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	short := func(path string) string {
		return strings.TrimPrefix(filepath.ToSlash(path), filepath.ToSlash(folder)+"/")
	}
	for _, text := range texts {
		content, err := os.ReadFile(text)
		if err != nil {
			t.Fatal(err)
		}
		document, _ := markdown.Parse(chapters.NewSource(text, content))
		p, problem := c.Pair(text, document)
		line := short(p.Text) + " " + short(p.Named)
		if p.Audio == "" {
			line += " absent"
		}
		if problem != nil {
			line = short(p.Text) + ": " + problem.Message
		}
		got = append(got, line)
	}
	everything, err := c.AllAudio()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range everything {
		got = append(got, "audio "+short(name))
	}
	want := []string{
		"old/2010/deep/c.md: the audio's name needs {number}, which this episode does not have",
		"posts/2021-05-10-82-a-title.md audio/harbour-82.mp3",
		"posts/3-b.md audio/harbour-3.mp3 absent",
		"posts/no-show-9.md: the audio's name needs {show}, which this episode does not have",
		"audio audio/harbour-82.mp3",
		"audio audio/harbour-99.mp3",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestValues(t *testing.T) {
	for name, want := range map[string]string{
		"2021-05-10-82-dropbox-and-co": "2021-05-10 82 dropbox-and-co",
		"2021-05-10-a-title":           "2021-05-10  a-title",
		"episode-12":                   " 12 ",
		"episode-12-a-title":           " 12 a-title",
		"7-up":                         " 7 up",
		"a-title":                      "  a-title",
		"ep19.5":                       " 19.5 ",
		"19.5-a-title":                 " 19.5 a-title",
		"82.a-title":                   " 82 a-title",
		"2021.05.10-82":                "2021.05.10 82 ",
		"20210510-82-a":                "20210510 82 a",
	} {
		values := Values("posts/"+name+".md", chapters.Document{})
		if got := values["date"] + " " + values["number"] + " " + values["slug"]; got != want || values["stem"] != name {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestTemplates puts values into templates, as they stand in front matter.
func TestTemplates(t *testing.T) {
	values := map[string]string{
		"url": "https://media.example/ep/1.mp3?id=7", "enclosure.url": "http://b.example/2.mp3", "files.0.name": "three", "root": "/podcast/4.mp3",
		"bare": "media.example/5.mp3", "number": "19.5", "wide": "a b", "up": "../6.mp3", "far": "../../../etc/passwd", "dots": "..", "empty": "", "back": `podcast\7.mp3`, "file": "file:///8.mp3",
	}
	for template, want := range map[string]string{
		"{url}": "https://media.example/ep/1.mp3?id=7", "https://{url}": "https://media.example/ep/1.mp3?id=7", "https://{bare}": "https://media.example/5.mp3",
		"{enclosure.url}": "http://b.example/2.mp3", "mp3/{url|base}": "mp3/1.mp3", "{enclosure.url|base}": "2.mp3", "mp3/{files[0].name}.mp3": "mp3/three.mp3",
		"{root}": "podcast/4.mp3", "static{root}": "static/podcast/4.mp3", "static/{root}": "static/podcast/4.mp3", "mp3/{root|base}": "mp3/4.mp3",
		"/nas/{number}.mp3": "/nas/19.5.mp3", "https://a.example/{wide}.mp3": "https://a.example/a%20b.mp3", "https://a.example{root}": "https://a.example/podcast/4.mp3",
		"mp3/{url}.mp3": "", "{far}": "", "mp3/{dots}": "", "{up}": "", "{empty}.mp3": "", "{back}": "", "{file}": "", "{none}": "", "mp3/{url}": "",
	} {
		got, wrong := expand(template, values)
		if got != want && want != "" || (wrong == "") != (want != "") {
			t.Errorf("%s: %q, %q; want %q", template, got, wrong, want)
		}
	}
	for value, want := range map[string]string{"file:///nas/a%20b/{x}.mp3": "/nas/a b/{x}.mp3", "file://localhost/nas": "/nas", "file:///D:/audio/{x}.mp3": "D:/audio/{x}.mp3", "mp3/{x}.mp3": "mp3/{x}.mp3"} {
		if got := localPath(value); got != want {
			t.Errorf("%s: %s", value, got)
		}
	}
}
