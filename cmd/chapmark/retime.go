package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

type retimeFlags struct {
	sourceFlags
	changeFlags
	selectFlags
	webFlags
	apply, write, dropRemoved, again bool
	also                             []string
}

func newRetime(console *output.Console) *cobra.Command {
	var f retimeFlags
	command := &cobra.Command{
		Use:     "retime [SOURCE] OLD.mp3 NEW.mp3",
		GroupID: "work",
		Short:   "Move chapters to where their topics are in edited audio",
		Long: `Retime listens to two recordings of one episode. It reports what was inserted and what was cut,
and where each topic of SOURCE starts now. SOURCE is a text, a chapter file, or OLD.mp3 itself.
OLD.mp3 may be a web address, and both may be s3:// objects. The recordings may differ in loudness, encoding and speed.

Retime changes nothing by itself: --apply moves the times in SOURCE, and --write writes the
chapters into NEW.mp3. If only the beginning of a topic was cut, its chapter starts where the rest
does. If a topic was cut completely, or its place is uncertain, retime changes nothing.`,
		Example: `  chapmark retime episode.md old.mp3 new.mp3
  chapmark retime --apply --write episode.md old.mp3 new.mp3
  chapmark retime --write old.mp3 new.mp3
  chapmark retime --apply --also episode.srt episode.md old.mp3 new.mp3`,
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) < 2 || len(args) > 3, slices.ContainsFunc(args[len(args)-2:], job.IsMarkdown):
				return job.Usage("retime needs the old and the new MP3, after the episode's text or chapter file")
			case remote.IsURL(args[len(args)-1]):
				return job.Usage("%s: the new MP3 must be a file or an s3:// object; only the old one may be on the web", remote.Redacted(args[len(args)-1]))
			case remote.IsURL(args[0]):
				return job.Usage("%s: chapters come from a file; name the episode's text first, or download the MP3", remote.Redacted(args[0]))
			case remote.IsURL(args[len(args)-2]) && f.offline:
				return job.Usage("the old MP3 is on the web, which --offline does not read: download it first")
			case len(args) == 3 && job.SameFile(args[0], args[2]):
				return job.Usage("%s is the new MP3; name the text, the chapter file or the old MP3 that has the old times", args[0])
			case slices.ContainsFunc(f.also, func(also string) bool { return job.SameFile(also, args...) }):
				return job.Usage("--also names a file beside SOURCE, OLD.mp3 and NEW.mp3, not one of them")
			case f.apply && len(args) == 2:
				return job.Usage("--apply needs a text or a chapter file; --write writes the chapters of %s into %s", args[0], args[1])
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return runRetime(f, args, console) },
	}
	f.sourceFlags.addIntro(command)
	f.sourceFlags.add(command)
	f.changeFlags.add(command)
	f.addTag(command)
	f.addStorage(command)
	f.addVerify(command)
	f.webFlags.add(command)
	flags := command.Flags()
	flags.BoolVar(&f.apply, "apply", false, "move the times in SOURCE, and update its size and duration fields")
	flags.BoolVar(&f.write, "write", false, "write the chapters into NEW.mp3")
	flags.BoolVar(&f.dropRemoved, "drop-removed", false, "remove topics that were cut completely")
	flags.BoolVar(&f.again, "again", false, "move the times again even if they were already moved to NEW.mp3")
	flags.StringArrayVar(&f.also, "also", nil, "with --apply: also move the times of this `file`: a chapter file or a transcript (.srt, .vtt, .json)")
	return command
}

func runRetime(f retimeFlags, args []string, console *output.Console) error {
	old, next := args[len(args)-2], args[len(args)-1]
	source := f.sourceFlags.options
	source.Reader = newReader(false)
	source.Reader.Listen = true
	if err := f.findStorage(); err != nil {
		return err
	}
	s, err := f.request.Recordings(args[0], old, next, f.also)
	if err != nil {
		return failed(err)
	}
	r := run.Retimer{
		Old: old, Source: source, Web: f.client(true), Drop: f.dropRemoved, Again: f.again, Along: s.Texts()[1:], Text: f.apply, Tag: f.write, InPlace: f.inPlace,
		DryRun: f.dryRun || !f.apply && !f.write, Patience: f.lockTimeout, Recovered: output.RecoveredNote,
		Apply: func(j job.Job) change.Options { return f.applyOptions("retime", false, j) },
	}
	return f.each(s, output.Options{Console: console, Command: "retime", Verb: strings.TrimSpace(f.verb("moved", "would move"))}, 1, true, func(j job.Job) run.Outcome {
		if j.Audio == "" {
			return r.Also(j)
		}
		return r.Retime(j)
	})
}
