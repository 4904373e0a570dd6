package episode

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// Joined is the job of an MP3 that was joined of others, with a chapter where each of them begins. The last name is that of the MP3. Of
// each tag nothing is held but what becomes chapters.
func Joined(names []string, reader *audio.Reader) (j job.Job, parts []audio.Part, err error) {
	if names, err = job.Expand(names); err != nil {
		return j, nil, err
	}
	if i := slices.IndexFunc(names, remote.IsRemote); i >= 0 {
		return j, nil, &audio.RefusedError{Reason: remote.Redacted(names[i]) + ": --from-parts works on files: download it first"}
	}
	last := len(names) - 1
	var files []*audio.File
	titles, own, pictures := make([]string, last), make([][]chapters.Chapter, last), 0
	for i, name := range names {
		file, err := reader.Open(name)
		if problem, ok := audio.AsDiagnostic(err); ok {
			return j, nil, &audio.RefusedError{Reason: name + ": " + problem.Message}
		}
		if err != nil {
			return j, nil, err
		}
		if file.Stream.Frames == 0 {
			return j, nil, &audio.RefusedError{Reason: name + ": there is no audio in it"}
		}
		if files = append(files, file); i < last {
			list, problems := chaptersOf(file)
			if blocking, ok := chapters.Blocks(problems); ok {
				return j, nil, &audio.RefusedError{Reason: name + ": " + blocking.Message}
			}
			j.Problems = append(j.Problems, problems...)
			for _, c := range list {
				c.Image = held(c.Image)
				if own[i] = append(own[i], c); c.Image != nil {
					pictures += len(c.Image.Bytes)
				}
			}
			if pictures > limits.ImagesBytes {
				return j, nil, &audio.RefusedError{Reason: fmt.Sprintf("%s: the pictures of all chapters have more than %d MiB together", name, limits.ImagesBytes>>20)}
			}
			if file.Tag != nil {
				titles[i], _ = chapters.CleanTitle(file.Tag.Text("TIT2"))
			}
		}
		reader.Recycle(file)
	}
	if parts, err = files[last].Parts(files[:last]); err != nil {
		return j, nil, err
	}
	document := chapters.Document{Source: files[last].Source, Format: "parts", Topics: audio.PartChapters(parts, partNames(names[:last], titles), own)}
	for i, t := range document.Topics {
		document.Topics[i].Title, _ = chapters.CleanTitle(t.Title)
	}
	j.Text, j.Audio, j.Bytes, j.Made, j.Plays = names[last], names[last], files[last].Size, &document, files[last].Plays()
	return j, parts, nil
}

// partNames are what parts are called: their titles, where no other part has the same, else their files' names.
func partNames(paths, titles []string) []string {
	counts := map[string]int{}
	for _, title := range titles {
		counts[title]++
	}
	names := make([]string, len(paths))
	for i, path := range paths {
		if names[i] = titles[i]; titles[i] == "" || counts[titles[i]] > 1 {
			names[i] = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
		}
	}
	return names
}
