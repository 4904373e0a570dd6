package output

import (
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// The object of retime.
type (
	retimeObject struct {
		head
		Old       string          `json:"old"`
		New       string          `json:"new"`
		Changed   bool            `json:"changed"`
		Same      float64         `json:"same"`
		Stretches []stretchObject `json:"stretches"`
		Inserted  []insertedSpan  `json:"inserted"`
		Removed   []removedSpan   `json:"removed"`
		Chapters  []retimedTopic  `json:"chapters"`
		Problems  []Problem       `json:"problems"`
	}
	stretchObject struct {
		OldFrom float64 `json:"old_from_s"`
		OldTo   float64 `json:"old_to_s"`
		NewFrom float64 `json:"new_from_s"`
		Speed   float64 `json:"speed"`
	}
	insertedSpan struct {
		From float64 `json:"new_from_s"`
		To   float64 `json:"new_to_s"`
	}
	removedSpan struct {
		From float64 `json:"old_from_s"`
		To   float64 `json:"old_to_s"`
	}
	retimedTopic struct {
		Title    string        `json:"title"`
		Start    float64       `json:"start_s"`
		NewStart *float64      `json:"new_start_s"` // null where it was removed, or is not sure
		Reason   change.Reason `json:"reason"`
	}
)

func retimedObject(o run.Outcome, found change.Retiming) retimeObject {
	object := retimeObject{head: head{o.Status, o.Job.Text}, Old: found.OldName, New: found.NewName, Changed: o.Status == run.Written, Same: float64(int(found.Same*1000)) / 1000,
		Stretches: []stretchObject{}, Inserted: []insertedSpan{}, Removed: []removedSpan{}, Chapters: []retimedTopic{}, Problems: Problems(o.Problems)}
	if !found.Different() {
		for _, s := range found.Stretches {
			object.Stretches = append(object.Stretches, stretchObject{Seconds(s.OldFrom), Seconds(s.OldTo), Seconds(s.NewFrom), s.Speed})
		}
		for _, s := range found.Inserted {
			object.Inserted = append(object.Inserted, insertedSpan{Seconds(s.From), Seconds(s.To)})
		}
		for _, s := range found.Result.Removed {
			object.Removed = append(object.Removed, removedSpan{Seconds(s.From), Seconds(s.To)})
		}
	}
	for _, r := range found.Topics {
		topic := retimedTopic{Title: r.Topic.Title, Start: Seconds(r.Topic.Start), Reason: r.Reason}
		if start := Seconds(r.Start); r.Reason != change.Removed && r.Reason != change.Unsure && !found.Different() {
			topic.NewStart = &start
		}
		object.Chapters = append(object.Chapters, topic)
	}
	return object
}
