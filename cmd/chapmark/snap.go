package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

type snapOptions struct {
	options episode.Options
	within  time.Duration
	apply   bool
	asIs    bool
	json    bool
}

func newSnap() *cobra.Command {
	var o snapOptions
	command := &cobra.Command{
		Use:     "snap EPISODE.md [AUDIO.mp3]",
		GroupID: "work",
		Short:   "Move timestamps into the pauses before their topics",
		Long: `Snap listens for the pause that each topic begins behind, and proposes timestamps that fall
into it, in whole seconds. It changes nothing without --apply, and then only the timestamps
that move. A topic without a pause near its timestamp stays where it is. Running it again
changes nothing more.

Where all timestamps are off by the same time, since an intro was added or cut, it says so,
and chapmark shift moves them all. chapmark write --snap puts the starts into the tag to the
millisecond, while the text keeps its seconds.`,
		Example: `  chapmark snap episode.md episode.mp3
  chapmark snap --within 5s --apply episode.md episode.mp3`,
		Args: func(command *cobra.Command, args []string) error {
			if len(args) == 0 || len(args) > 2 {
				return usageError{errors.New("snap needs an episode's text, with its MP3 behind it or beside it")}
			}
			return checkWithin(o.within)
		},
		RunE: func(command *cobra.Command, args []string) error {
			return runSnap(o, args, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	addSource(command, &o.options)
	addJSON(command, &o.json)
	addWithin(command, &o.within)
	command.Flags().BoolVar(&o.apply, "apply", false, "write the timestamps into the text")
	command.Flags().BoolVar(&o.asIs, "as-is", false, "do not look for a time by which all timestamps are off")
	return command
}

// snapped is the result in JSON.
type snapped struct {
	Status   string           `json:"status"`
	File     string           `json:"file"`
	Audio    string           `json:"audio"`
	Changed  bool             `json:"changed"`
	Offset   *float64         `json:"offset_s"`
	Topics   []snappedTopic   `json:"topics"`
	Problems []report.Problem `json:"problems"`
}

type snappedTopic struct {
	Title    string        `json:"title"`
	Start    float64       `json:"start_s"`
	Proposed float64       `json:"proposed_s"`
	Pause    *snappedPause `json:"pause"`
}

type snappedPause struct {
	From    float64 `json:"from_s"`
	To      float64 `json:"to_s"`
	Place   float64 `json:"place_s"`
	Level   float64 `json:"level_db"`
	Decoded bool    `json:"decoded"`
}

func runSnap(o snapOptions, args []string, stdout, stderr io.Writer) error {
	p, e, err := oneEpisode(args, o.options, stdout)
	if err != nil {
		return failing(o.json, stdout, p.name(), err)
	}
	if problems := blocking(e); len(problems) > 0 {
		return refuse(o.json, p, problems, stdout, stderr)
	}
	if e.Document.Format != "" && o.apply {
		return failing(o.json, stdout, p.name(), usageError{fmt.Errorf("%s is a chapter file: --apply changes texts; write --snap takes it as it is", p.text)})
	}
	h, err := listen(e, o.within)
	if err != nil {
		return failing(o.json, stdout, p.name(), failureError{error: err})
	}
	if o.asIs {
		h.offset = 0
	}
	was, text := e.Document.Source.Text, e.Document.Source.Text
	if h.offset == 0 && e.Document.Format == "" {
		if text, err = markdown.Retime(e.Document, h.seconds()); err != nil {
			problem := chapters.Report(chapters.AmbiguousTopics, e.Document.Source, chapters.Span{}, "the timestamps cannot be moved: %v", err)
			return refuse(o.json, p, []chapters.Diagnostic{problem}, stdout, stderr)
		}
	}
	changes := string(text) != string(was)
	if o.apply && changes {
		if err := episode.WriteText(p.text, was, text); err != nil {
			return failing(o.json, stdout, p.name(), failureError{error: err})
		}
	}
	if o.json {
		if err := report.JSON(stdout, h.toJSON(p, e, o.apply && changes, changes)); err != nil {
			return failureError{error: err}
		}
	} else {
		h.show(stdout, p)
		if h.estimated > 0 {
			fmt.Fprintf(stderr, "note: the decoder does not know these frames; pauses are estimated, to %d ms\n", h.estimated.Round(time.Millisecond).Milliseconds())
		}
		switch {
		case !changes:
		case o.apply:
			fmt.Fprintf(stdout, "%s: moved %s\n", report.Clean(p.text), report.Plural(h.moved(), "timestamp"))
		default:
			_, _ = io.WriteString(stdout, report.Diff(p.text, was, text))
		}
	}
	if h.offset != 0 && o.apply {
		return errProblems
	}
	return nil
}

// oneEpisode reads an episode with its audio, for commands that work on one.
func oneEpisode(args []string, options episode.Options, stdout io.Writer) (p pair, e episode.Episode, err error) {
	s, err := siteOptions{jobs: 1, from: options.Format}.selected(args, stdout)
	if err != nil {
		return p, e, err
	}
	if p = s.pairs[0]; len(s.pairs) != 1 {
		return p, e, usageError{errors.New("it takes one episode: its text, and its MP3 behind it")}
	}
	if err := withTexts(s.pairs); err != nil {
		return p, e, err
	}
	options.Whole = true
	e, err = p.load(new(audio.Reader), options)
	return p, e, err
}

// seconds are the starts for the text: whole seconds, and those of topics that stay as they are.
func (h heard) seconds() (starts []time.Duration) {
	for _, m := range h.marks {
		start := m.topic.Start
		if m.moves() {
			start = m.proposed.Truncate(time.Second)
		}
		starts = append(starts, start)
	}
	return starts
}

func (h heard) moved() (n int) {
	for _, m := range h.marks {
		if m.moves() {
			n++
		}
	}
	return n
}

func (h heard) show(w io.Writer, p pair) {
	if h.offset != 0 {
		fmt.Fprintf(w, "%s: all timestamps seem to be off by %s; nothing is moved one by one. This moves all: chapmark shift %s %s\n",
			report.Clean(p.text), h.offset.Abs(), report.Shell(p.text), signed(h.offset))
		return
	}
	fmt.Fprintln(w, report.Clean(p.text))
	for _, m := range h.marks {
		title := report.Clean(m.topic.Title)
		stamp := chapters.FormatTimestamp(m.topic.Start)
		switch {
		case m.topic.Start == 0:
			fmt.Fprintf(w, "  %9s  %-12s %s\n", stamp, "the start", title)
		case m.pause == nil:
			fmt.Fprintf(w, "  %9s  %-12s %s\n", stamp, "no pause", title)
		default:
			verdict := "stays"
			if m.moves() {
				verdict = "-> " + chapters.FormatTimestamp(m.proposed.Truncate(time.Second))
			}
			fmt.Fprintf(w, "  %9s  %-12s %s (a pause of %.2f s at %s)\n", stamp, verdict, title, m.pause.Length().Seconds(), chapters.FormatTimestamp(m.pause.From))
		}
	}
}

// signed writes a shift as chapmark shift reads it.
func signed(t time.Duration) string {
	if t < 0 {
		return "-" + (-t).String()
	}
	return "+" + t.String()
}

func (h heard) toJSON(p pair, e episode.Episode, changed, changes bool) snapped {
	j := snapped{Status: "unchanged", File: p.text, Audio: e.AudioPath, Changed: changed, Topics: []snappedTopic{}, Problems: report.Problems(nil)}
	switch {
	case changed:
		j.Status = "written"
	case changes:
		j.Status = "planned"
	}
	if h.offset != 0 {
		seconds := report.Seconds(h.offset)
		j.Offset = &seconds
	}
	for _, m := range h.marks {
		t := snappedTopic{Title: m.topic.Title, Start: report.Seconds(m.topic.Start), Proposed: report.Seconds(m.topic.Start)}
		if m.moves() {
			t.Proposed = report.Seconds(m.proposed.Truncate(time.Second))
		}
		if m.pause != nil {
			t.Pause = &snappedPause{report.Seconds(m.pause.From), report.Seconds(m.pause.To), report.Seconds(m.pause.Place()), float64(m.pause.Level) / 100, m.decoded}
		}
		j.Topics = append(j.Topics, t)
	}
	return j
}
