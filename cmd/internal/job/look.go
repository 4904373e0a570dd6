package job

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/chapters/limits"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// Sight is what stands in a folder, for somebody who has not said what to do.
type Sight struct {
	Texts, Audio []string // names, sorted; of many, the first ones
	Site         bool     // there is a config
}

// Look looks into a folder.
func Look(folder string) (seen Sight, err error) {
	dir, err := os.Open(folder)
	if err != nil {
		return seen, err
	}
	defer dir.Close()
	names, err := dir.Readdirnames(limits.FolderNames)
	if err != nil && err != io.EOF {
		return seen, err
	}
	slices.Sort(names)
	for _, name := range names {
		switch {
		case name == site.FileName:
			seen.Site = true
		case IsMarkdown(name) && !strings.EqualFold(strings.TrimSuffix(name, filepath.Ext(name)), "readme"):
			seen.Texts = append(seen.Texts, name)
		case strings.EqualFold(filepath.Ext(name), ".mp3"):
			seen.Audio = append(seen.Audio, name)
		}
	}
	return seen, nil
}
