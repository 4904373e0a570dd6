package output

import (
	"fmt"
	"strings"

	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// Welcome says what is in this folder, and what the next command is; or help, where nothing is.
func (c *Console) Welcome(help string) error {
	seen, err := job.Look(".")
	if err != nil {
		return c.Content([]byte(help))
	}
	texts, audio := len(seen.Texts), len(seen.Audio)
	var saw string
	var next [][2]string
	switch {
	case seen.Site:
		saw, next = "a site with a "+site.FileName, [][2]string{{"chapmark check --all", "checks its episodes"}, {"chapmark write --all --dry-run", "shows what would be written"}}
	case seen.Below && texts > 0 && audio > 0:
		saw, next = fmt.Sprintf("%s and %s, in folders", Plural(texts, "text"), Plural(audio, "MP3")), [][2]string{{"chapmark init", "finds out which belong together, and writes a " + site.FileName}}
	case seen.Below:
		return c.Content([]byte(help))
	case texts == 1 && audio == 1:
		both := Shell(seen.Texts[0]) + " " + Shell(seen.Audio[0])
		saw = Clean(seen.Texts[0]) + " and " + Clean(seen.Audio[0])
		next = [][2]string{{"chapmark check " + both, "checks the topics"}, {"chapmark write " + both, "writes them into the MP3 as chapters"}, {"chapmark preview " + both, "shows and plays them in the browser"}}
	case texts > 1 && audio > 0:
		saw, next = fmt.Sprintf("%d texts and %s", texts, Plural(audio, "MP3")), [][2]string{{"chapmark init", "finds out which belong together, and writes a " + site.FileName}}
	case texts == 0 && audio == 1:
		saw, next = Clean(seen.Audio[0]), [][2]string{{"chapmark show " + Shell(seen.Audio[0]), "shows its chapters, its duration and its tag"}}
	case texts == 1 && audio == 0:
		saw, next = Clean(seen.Texts[0]), [][2]string{{"chapmark show " + Shell(seen.Texts[0]), "shows its topics"}}
	default:
		return c.Content([]byte(help))
	}
	next, width := append(next, [2]string{"chapmark --help", "lists the commands"}), 0
	for _, n := range next {
		width = max(width, len(n[0]))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "In this folder: %s. Next:\n\n", saw)
	for _, n := range next {
		fmt.Fprintf(&b, "  %-*s  %s\n", width, n[0], n[1])
	}
	return c.Content([]byte(b.String()))
}
