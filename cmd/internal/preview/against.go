package preview

import (
	"fmt"
	"path/filepath"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// Listen hears an episode's audio, and the recording that it was edited from, a path or a web address; "" for none.
func Listen(e episode.Episode, reader *audio.Reader, web *remote.Client, old string) (sound loudness.Envelope, a *Against, err error) {
	if old == "" {
		sound, err = e.Audio.Envelope()
		return sound, nil, err
	}
	c, problem, err := run.Compare(run.Listener{Reader: reader, Web: web}, old, e, e.Audio, false)
	if problem != nil {
		err = fmt.Errorf("--against %s: %s", c.Found.OldName, problem.Message)
	}
	if err != nil {
		return sound, nil, err
	}
	return c.NewSound, &Against{c.OldSound, c.Found}, nil
}

// against is what the page knows of the recording as it was.
type against struct {
	Name      string        `json:"name"`
	Words     string        `json:"words"` // what was done to it
	Duration  float64       `json:"duration_s"`
	Different bool          `json:"different"`
	Stretches []stretch     `json:"stretches"`
	Removed   []span        `json:"removed"`
	Inserted  []span        `json:"inserted"`
	Topics    []placedTopic `json:"topics"`
}

type stretch struct {
	OldFrom float64 `json:"old_from_s"`
	OldTo   float64 `json:"old_to_s"`
	NewFrom float64 `json:"new_from_s"`
	NewTo   float64 `json:"new_to_s"`
}

type span struct {
	From float64 `json:"from_s"`
	To   float64 `json:"to_s"`
}

type placedTopic struct {
	Origin int           `json:"origin"`
	Title  string        `json:"title"`
	Start  float64       `json:"start_s"` // as the text had it
	Place  float64       `json:"place_s"` // where it is now, or may be
	Reason change.Reason `json:"reason"`
}

func (a *Against) state() *against {
	r := a.Retiming
	now := &against{Name: filepath.Base(r.OldName), Words: output.History(r.Result), Duration: output.Seconds(r.Old), Different: r.Different(),
		Stretches: []stretch{}, Removed: []span{}, Inserted: []span{}, Topics: []placedTopic{}}
	if r.Different() {
		return now
	}
	for _, s := range r.Stretches {
		now.Stretches = append(now.Stretches, stretch{output.Seconds(s.OldFrom), output.Seconds(s.OldTo), output.Seconds(s.NewFrom), output.Seconds(s.NewTo())})
	}
	for _, s := range r.Removed {
		now.Removed = append(now.Removed, span{output.Seconds(s.From), output.Seconds(s.To)})
	}
	for _, s := range r.Inserted {
		now.Inserted = append(now.Inserted, span{output.Seconds(s.From), output.Seconds(s.To)})
	}
	for i, topic := range r.Topics {
		now.Topics = append(now.Topics, placedTopic{i, topic.Topic.Title, output.Seconds(topic.Written), output.Seconds(topic.Start), topic.Reason})
	}
	return now
}
