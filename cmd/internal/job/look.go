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
	Below        bool     // they are in the folders of the folder
}

// Look looks into a folder, and where neither text nor MP3 is in it, into the folders in it.
func Look(folder string) (seen Sight, err error) {
	seen, folders, err := look(folder)
	if err != nil || seen.Site || len(seen.Texts)+len(seen.Audio) > 0 {
		return seen, err
	}
	for _, name := range folders[:min(len(folders), limits.LookFolders)] {
		if inside, _, err := look(filepath.Join(folder, name)); err == nil { // what cannot be read is not seen
			seen.Texts, seen.Audio, seen.Below = append(seen.Texts, inside.Texts...), append(seen.Audio, inside.Audio...), true
		}
	}
	return seen, nil
}

func look(folder string) (seen Sight, folders []string, err error) {
	dir, err := os.Open(folder)
	if err != nil {
		return seen, nil, err
	}
	defer dir.Close()
	entries, err := dir.ReadDir(limits.FolderNames)
	if err != nil && err != io.EOF {
		return seen, nil, err
	}
	var names []string
	for _, entry := range entries {
		if names = append(names, entry.Name()); entry.IsDir() && !strings.HasPrefix(entry.Name(), ".") {
			folders = append(folders, entry.Name())
		}
	}
	slices.Sort(folders)
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
	return seen, folders, nil
}
