package job

import (
	"testing"

	"github.com/chapmark/chapmark/cmd/internal/site"
)

// The commands in hints work when they are pasted, whatever the files are called.
func TestCommands(t *testing.T) {
	for _, test := range []struct {
		job        Job
		hint, want string
	}{
		{Job{Text: "a.md"}, "did you mean 0:22? `chapmark check --fix` corrects it", "did you mean 0:22? `chapmark check --fix a.md` corrects it"},
		{Job{Text: "a b.md", Audio: "it's.mp3"}, "`chapmark write` embeds them", "`chapmark write 'a b.md' 'it'\\''s.mp3'` embeds them"},
		{Job{Text: "-a.md", Audio: "-a.mp3"}, "`chapmark stamp` fixes both", "`chapmark stamp ./-a.md ./-a.mp3` fixes both"},
		{Job{Text: "posts/a.md", Audio: "audio/a.mp3", Site: new(site.Config)}, "`chapmark write` fixes it", "`chapmark write posts/a.md` fixes it"},
		{Job{Audio: "a.mp3"}, "`chapmark write` and `chapmark strip` remove them", "`chapmark write EPISODE.md a.mp3` and `chapmark strip a.mp3` remove them"},
		{Job{Audio: "https://a.example/a.mp3"}, "`chapmark write` fixes it", "`chapmark write EPISODE.md AUDIO.mp3` fixes it"},
		{Job{Text: StandardInput, Audio: "a.mp3"}, "`chapmark write --intro Welcome` adds one", "`chapmark write --intro Welcome EPISODE.md a.mp3` adds one"},
		{Job{Text: "a`b.md"}, "name its MP3: `chapmark check EPISODE.md AUDIO.mp3`", "name its MP3: `chapmark check 'a`b.md' AUDIO.mp3`"},
		{Job{Audio: "a b.mp3"}, "`chapmark write --fix-titles FILE.mp3 FILE.mp3` corrects them", "`chapmark write --fix-titles 'a b.mp3' 'a b.mp3'` corrects them"},
		{Job{Text: "a.md", Audio: "a.mp3"}, "`chapmark undo b.md` reverses the move", "`chapmark undo b.md` reverses the move"},
		{Job{Text: "a.md"}, "write M:SS or H:MM:SS", "write M:SS or H:MM:SS"},
	} {
		if got := test.job.Commands(test.hint); got != test.want {
			t.Errorf("%+v: %s, want %s", test.job, got, test.want)
		}
	}
}
