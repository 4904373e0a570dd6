// Package job finds the episodes that a command works on: by arguments, globs, standard input, or the config of a site,
// each with its audio, all or a shard of them, or those that git sees changed. In goes a Request, out comes a Selection
// of Jobs. It reads the config and the names of files, and a text only where its audio's name depends on it.
package job

import (
	"cmp"
	"os"
	"path/filepath"
	"time"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/objects"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// Job is one episode: a text, an audio file, or both, with what the site says of them.
type Job struct {
	Text, Audio string             // paths or addresses; either may be ""
	Piped       []byte             // the text, where Text is StandardInput
	Err         error              // of finding out what Text or Audio is
	Made        *chapters.Document // what is to be written, where it was made and is read from nowhere; or nil
	Plays       time.Duration      // how long a decoder plays audio that was joined; 0: as it was measured

	Site     *site.Config          // of the site that the text belongs to, or nil
	Named    string                // where the audio should be, if the site says so
	Outside  string                // the real path of audio that lies outside of the site's folder, and is not to be written
	Bytes    int64                 // of the audio; 0 where it is not there
	Problems []chapters.Diagnostic // of the pairing

	Leftovers *disk.Leftovers // of killed writes, that the jobs of a run share; or nil
	Plain     bool            // it is known that neither the text nor the audio is a link
	Key       string          // that runs remember the job by as it is now; "" where it has to be looked at

	Objects *objects.Client // reads and writes the audio, where it is in object storage; else nil

	real string // path of the audio, links resolved, where that was found out
}

// Name is what messages call the episode.
func (j Job) Name() string {
	if j.Text != "" {
		return j.Text
	}
	if remote.IsURL(j.Audio) {
		return remote.Redacted(j.Audio)
	}
	return j.Audio
}

// IsAudio reports whether it is an audio file alone.
func (j Job) IsAudio() bool { return j.Err == nil && j.Text == "" && j.Audio != "" }

// findAudio finds the audio of a site's text, as seen from a folder. It reads the text only where its name does not tell.
func (j *Job) findAudio(here string) {
	found, problem := j.Site.Pair(j.Text, chapters.Document{})
	if problem != nil {
		document, err := j.document()
		if err != nil {
			j.Err = err
			return
		}
		found, problem = j.Site.Pair(j.Text, document)
	}
	j.Audio, j.Named = shorter(here, found.Audio), shorter(here, found.Named)
	if remote.IsRemote(found.Named) {
		j.Audio, j.Named = found.Named, remote.Redacted(found.Named)
	}
	if problem != nil {
		j.Problems = append(j.Problems, *problem)
	}
}

func (j Job) document() (chapters.Document, error) {
	file, err := os.Open(j.Text)
	if err != nil {
		return chapters.Document{}, err
	}
	defer file.Close()
	content, err := ReadText(file)
	if err != nil {
		return chapters.Document{}, err
	}
	text, _ := format.Text(content)
	document, _ := j.Site.Text.Parse(chapters.NewSource(j.Text, text))
	return document, nil
}

// realAudio is the real path of the audio, or "" where the episode has none that could be shared.
func (j Job) realAudio() string {
	path := cmp.Or(j.Audio, j.Named)
	if j.Text == "" || path == "" || len(j.Problems) > 0 {
		return ""
	}
	if j.real != "" {
		return j.real
	}
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved
	}
	if absolute, err := filepath.Abs(path); err == nil && !remote.IsRemote(path) {
		path = absolute
	}
	return path
}

// statAudio notes the size of the audio.
func (j *Job) statAudio() {
	if j.Bytes > 0 {
		return // it is known already
	}
	if info, err := os.Stat(j.Audio); err == nil && !remote.IsRemote(j.Audio) {
		j.Bytes = info.Size()
	}
}

// reportSharedAudio reports episodes with the same audio. A person must say which of them it belongs to.
func reportSharedAudio(jobs []Job) {
	owners := map[string][]*Job{}
	for i := range jobs {
		if path := jobs[i].realAudio(); path != "" {
			owners[path] = append(owners[path], &jobs[i])
		}
	}
	for _, sharing := range owners {
		for i, j := range sharing {
			if other := sharing[(i+1)%len(sharing)]; other.Text != j.Text {
				j.Problems = append(j.Problems, chapters.Report(chapters.SharedAudio, chapters.NewSource(j.Text, nil), chapters.Span{},
					"%s is also the audio of %s", cmp.Or(j.Named, j.Audio), other.Text).WithHint("give each episode its own audio"))
			}
		}
	}
}

// shorter is a path relative to a folder, the working one, where it is inside or near it.
func shorter(here, path string) string {
	if here == "" || !filepath.IsAbs(path) {
		return path
	}
	if relative, err := filepath.Rel(here, path); err == nil && len(relative) < len(path) {
		return relative
	}
	return path
}

// workingFolder is "" where it is not known.
func workingFolder() string {
	here, _ := os.Getwd()
	return here
}
