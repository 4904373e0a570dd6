package episode

import (
	"path/filepath"
	"strings"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// Joined is the job of an MP3 that was joined of others, with a chapter where each of them begins. The last name is that of the MP3.
func Joined(names []string, reader *audio.Reader) (j job.Job, parts []audio.Part, err error) {
	if names, err = job.Expand(names); err != nil {
		return j, nil, err
	}
	last := len(names) - 1
	var files []*audio.File
	for _, name := range names {
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
		files = append(files, file)
	}
	if parts, err = files[last].Parts(files[:last]); err != nil {
		return j, nil, err
	}
	inner := make([][]chapters.Chapter, last)
	for i, file := range files[:last] {
		var problems []chapters.Diagnostic
		if inner[i], problems = chaptersOf(file); len(problems) > 0 {
			return j, nil, &audio.RefusedError{Reason: file.Name + ": " + problems[0].Message}
		}
	}
	topics := audio.PartChapters(parts, inner, partName(files[:last]))
	document := chapters.Document{Source: files[last].Source, Format: "parts", Topics: topics}
	for i, t := range document.Topics {
		document.Topics[i].Title, _ = chapters.CleanTitle(t.Title)
	}
	return job.Job{Text: names[last], Audio: names[last], Bytes: files[last].Size, Made: &document, Plays: files[last].Plays()}, parts, nil
}

// partName is what a part is called: its title, where no other part has the same, else its file's name.
func partName(files []*audio.File) func(*audio.File) string {
	title := func(f *audio.File) string {
		if f.Tag == nil {
			return ""
		}
		title, _ := chapters.CleanTitle(f.Tag.Text("TIT2"))
		return title
	}
	counts := map[string]int{}
	for _, f := range files {
		counts[title(f)]++
	}
	return func(f *audio.File) string {
		if name := title(f); name != "" && counts[name] == 1 {
			return name
		}
		return strings.TrimSuffix(filepath.Base(f.Name), filepath.Ext(f.Name))
	}
}
