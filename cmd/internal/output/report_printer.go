package output

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/chapmark/chapmark/audio/objects"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// report collects a report, and writes it at the end.
type report struct {
	path    string
	report  Report
	silence silence
}

// NewReport returns the printer of a report in a file, or says why it could not be written.
func NewReport(path, command string) (run.Printer, error) {
	if _, err := FormOf(path); err != nil {
		return nil, err
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return nil, &FolderError{path}
	}
	return &report{path: path, report: Report{Command: command}}, nil
}

// FolderError says that a report's folder is not there.
type FolderError struct{ path string }

func (e *FolderError) Error() string {
	return fmt.Sprintf("write the report %s: there is no folder %s", e.path, filepath.Dir(e.path))
}

// Add notes an outcome.
func (r *report) Add(o run.Outcome) {
	told := r.silence.filter(o)
	e := ReportEpisode{File: o.Job.Name(), Audio: o.Audio, Status: string(o.Status), Storage: storage(o.Stored), Problems: reportProblems(told), AudioMissing: len(told) < len(o.Problems)}
	if o.Err != nil {
		e.Error = o.Err.Error()
	}
	if d := o.Digest; d != nil {
		e.Title, e.Page, e.Bytes, e.DurationS, e.Chapters = cut(d.Title), d.Page, d.Bytes, Seconds(d.Duration), Chapters(d.Chapters)
		for i, n := range d.Pictures {
			if e.Chapters[i].Image != nil {
				e.Chapters[i].Image.Bytes = n
			}
		}
	}
	r.report.Episodes = append(r.report.Episodes, e)
}

// Close writes the report. Files are named in it as every machine would name them.
func (r *report) Close(s run.Summary) error {
	r.report.Shard, r.report.ExitCode = s.Selection.Shard, s.ExitCode
	for i := range r.report.Episodes {
		e := &r.report.Episodes[i]
		e.File, e.Audio = s.Selection.Relative(e.File), s.Selection.Relative(e.Audio)
		for j := range e.Problems {
			e.Problems[j].File = s.Selection.Relative(e.Problems[j].File)
		}
	}
	if s.Selection.Objects != nil {
		r.report.Storage = storage(&objects.Written{Traffic: s.Selection.Objects.Total()})
		for _, e := range r.report.Episodes {
			if e.Storage != nil {
				r.report.Storage.Saved += e.Storage.Saved
			}
		}
	}
	r.report.Problems = reportProblems(s.Problems)
	for i := range r.report.Problems {
		r.report.Problems[i].File = s.Selection.Relative(r.report.Problems[i].File)
	}
	r.report.Finish()
	return r.report.Write(r.path)
}
