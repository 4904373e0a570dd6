package output

import (
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// The objects of --json, one a file (docs/json.md). Fields are only ever added.
type (
	head struct {
		Status run.Status `json:"status"`
		File   string     `json:"file"`
	}
	checkedObject struct {
		head
		Audio    string    `json:"audio"`
		OK       bool      `json:"ok"`
		Fixed    int       `json:"mended"`
		Problems []Problem `json:"problems"`
	}
	writtenObject struct {
		head
		Audio       string       `json:"audio"`
		Changed     bool         `json:"changed"`
		Method      audio.Method `json:"method"`
		BytesBefore int64        `json:"bytes_before"`
		BytesAfter  int64        `json:"bytes_after"`
		Added       []string     `json:"added"`
		Kept        []string     `json:"kept"`
		Removed     []string     `json:"removed"`
		Lost        []string     `json:"lost"`
		Mended      []string     `json:"mended"`
		Stamped     []Field      `json:"stamped"`
		Chapters    []Chapter    `json:"chapters"`
		Storage     *Storage     `json:"storage,omitempty"` // of an object
		Problems    []Problem    `json:"problems"`
	}
	stampedObject struct {
		head
		Audio    string    `json:"audio"`
		Changed  bool      `json:"changed"`
		Stamped  []Field   `json:"stamped"`
		Missing  []string  `json:"missing"`
		Problems []Problem `json:"problems"`
	}
	editedObject struct {
		head
		Changed  bool      `json:"changed"`
		Moved    int       `json:"moved"`
		Problems []Problem `json:"problems"`
	}
	changedObject struct {
		head
		Audio    *string   `json:"audio,omitempty"` // of one that was refused
		Changed  bool      `json:"changed"`
		Problems []Problem `json:"problems"`
	}
	recoveredObject struct {
		changedObject
		Uploads []upload `json:"uploads,omitempty"` // unfinished, in object storage
	}
	upload struct {
		File  string `json:"file"`
		Began string `json:"began"`
		Ended bool   `json:"ended"` // or in a dry run, would be
	}
	failedObject struct {
		head
		Error    string    `json:"error"`
		Problems []Problem `json:"problems"`
	}
)

// object is the JSON object of an outcome.
func (o Options) object(outcome run.Outcome) any {
	of, problems := head{outcome.Status, outcome.Job.Name()}, Problems(outcome.Problems)
	switch {
	case outcome.Err != nil:
		return failedObject{of, outcome.Err.Error(), problems}
	case outcome.Status == run.Refused && outcome.Change == nil, outcome.Status == run.WithoutAudio, outcome.Status == run.Skipped:
		return changedObject{of, &outcome.Audio, false, problems}
	}
	switch found := outcome.Found.(type) {
	case *episode.Episode:
		return o.shownObject(outcome, *found)
	case audio.Pauses:
		return pausesObject(outcome, found)
	case change.Retiming:
		return retimedObject(outcome, found)
	case run.Recovery:
		object := recoveredObject{changedObject: changedObject{of, nil, outcome.Status == run.Written, problems}}
		for _, u := range found.Uploads {
			object.Uploads = append(object.Uploads, upload{u.Address.String(), u.Began.UTC().Format(time.RFC3339), u.Ends()})
		}
		return object
	}
	if o.Command == "check" {
		return checkedObject{of, outcome.Audio, outcome.Status == run.OK, outcome.Fixed, problems}
	}
	c := outcome.Change
	switch {
	case c == nil: // it was found done without being read
		return changedObject{of, nil, false, problems}
	case c.Audio != nil:
		plan := *c.Audio
		return writtenObject{
			head: of, Audio: outcome.Job.Audio, Changed: plan.Changes(), Method: plan.Method,
			BytesBefore: plan.BytesBefore, BytesAfter: plan.BytesAfter,
			Added: list(plan.Added), Kept: list(plan.Kept), Removed: list(plan.Removed), Lost: list(plan.Lost), Mended: list(plan.Mended),
			Stamped: Fields(c.Stamping.Changes), Chapters: Chapters(plan.After), Storage: storage(outcome.Stored), Problems: problems,
		}
	case o.Command == "stamp", o.Command == "write":
		return stampedObject{head{outcome.Status, outcome.Job.Text}, outcome.Job.Audio, c.Changes(), Fields(c.Stamping.Changes), list(c.Stamping.Missing), problems}
	}
	return editedObject{head{outcome.Status, c.Text.Path}, c.Changes(), c.Moved, problems}
}

// list makes JSON's [] of nothing.
func list(values []string) []string { return append([]string{}, values...) }

// shownObject is what `show --json` says of a file.
func (o Options) shownObject(outcome run.Outcome, e episode.Episode) any {
	asked, _ := o.Asked.(ShowOptions)
	switch {
	case outcome.Job.Text != "":
		return textObject(outcome, e.Document)
	case e.Audio == nil:
		return changedObject{head: head{outcome.Status, outcome.Job.Name()}, Audio: new(string), Problems: Problems(outcome.Problems)}
	}
	object := audioObject(outcome, e.Audio)
	if asked.Tag {
		object.Layout = Layout(e.Audio)
	}
	return object
}

// The object of snap.
type (
	snappedObject struct {
		head
		Audio    string         `json:"audio"`
		Changed  bool           `json:"changed"`
		Offset   *float64       `json:"offset_s"`
		Topics   []snappedTopic `json:"topics"`
		Problems []Problem      `json:"problems"`
	}
	snappedTopic struct {
		Title    string        `json:"title"`
		Start    float64       `json:"start_s"`
		Proposed float64       `json:"proposed_s"`
		Pause    *snappedPause `json:"pause"`
	}
	snappedPause struct {
		From    float64 `json:"from_s"`
		To      float64 `json:"to_s"`
		Place   float64 `json:"place_s"`
		Level   float64 `json:"level_db"`
		Decoded bool    `json:"decoded"`
	}
)

func pausesObject(o run.Outcome, p audio.Pauses) snappedObject {
	object := snappedObject{head: head{o.Status, o.Job.Text}, Audio: o.Audio, Changed: o.Status == run.Written, Topics: []snappedTopic{}, Problems: Problems(o.Problems)}
	if p.Offset != 0 {
		seconds := Seconds(p.Offset)
		object.Offset = &seconds
	}
	for _, m := range p.Marks {
		t := snappedTopic{Title: m.Topic.Title, Start: Seconds(m.Topic.Start), Proposed: Seconds(m.Topic.Start)}
		if m.Moves() {
			t.Proposed = Seconds(m.Proposed.Truncate(time.Second))
		}
		if m.Pause != nil {
			t.Pause = &snappedPause{Seconds(m.Pause.From), Seconds(m.Pause.To), Seconds(m.Pause.Place()), float64(m.Pause.Level) / 100, m.Decoded}
		}
		object.Topics = append(object.Topics, t)
	}
	return object
}
