package main

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// writeFlags are what a person chose about writing.
type writeFlags struct {
	selectFlags
	ruleFlags
	sourceFlags
	changeFlags
	fresh, stamp, snap bool
	parts              partsFlag
	exitCode           bool
	fetchImages        bool
	id3                string
	within             time.Duration

	given func(flag string) bool // on the command line
}

func newWrite(console *output.Console) *cobra.Command {
	var f writeFlags
	command := &cobra.Command{
		Use:     "write SOURCE [AUDIO.mp3]... | --all",
		GroupID: "work",
		Short:   "Write an episode's topics into its MP3 as chapters",
		Long: `Write checks an episode and replaces the chapters in its MP3 with the episode's topics. The
source is the episode's Markdown, a chapter file from another program (docs/formats.md), or
another MP3. Write keeps all other frames of the tag and all audio, byte for byte. It reads the
new file back and compares it before it replaces the old one; if anything fails, the old file
stays.

A second write changes nothing. Write refuses to write wrong timestamps (docs/checks.md).
` + "`chapmark undo`" + ` restores the old tag.

Without AUDIO.mp3, the audio is what the site's config says, or an MP3 of the same name beside
the text.`,
		Example: `  chapmark write episode.md episode.mp3
  chapmark write --dry-run episode.md episode.mp3
  chapmark write --intro Welcome --stamp episode.md episode.mp3
  chapmark write chapters.json episode.mp3
  chapmark write --from-parts disc1.mp3 disc2.mp3 book.mp3
  chapmark write --all --in-place`,
		Args: f.selectFlags.args("EPISODE.md"),
		RunE: func(command *cobra.Command, args []string) error {
			if err := checkWithin(f.within); err != nil {
				return err
			}
			if f.id3 != "" && f.id3 != "2.3" {
				return job.Usage("--id3 %q: it must be 2.3", f.id3)
			}
			if f.exitCode && !f.dryRun {
				return job.Usage("--exit-code needs --dry-run")
			}
			f.given = command.Flags().Changed
			return runWrite(f, args, console)
		},
	}
	f.sourceFlags.addIntro(command)
	f.sourceFlags.addMerge(command)
	f.sourceFlags.add(command)
	f.addFixTitles(command)
	f.selectFlags.add(command)
	f.ruleFlags.add(command)
	f.changeFlags.add(command)
	f.addTag(command)
	f.addVerify(command)
	f.addFailFast(command)
	addNoCache(command, &f.noCache)
	addWithin(command, &f.within)
	f.parts.add(command)
	flags := command.Flags()
	flags.BoolVar(&f.fetchImages, "fetch-images", false, "also embed chapter pictures from the web, but never from private networks")
	flags.BoolVar(&f.exitCode, "exit-code", false, "with --dry-run: exit with 1 if anything would change")
	flags.BoolVar(&f.fresh, "fresh", false, "drop pictures and other data of old chapters instead of keeping them")
	flags.StringVar(&f.id3, "id3", "", "convert an ID3v2.4 tag to `version` 2.3, which more players read; by default, each tag keeps its version")
	flags.BoolVar(&f.snap, "snap", false, "start each chapter in the pause before its topic, to the millisecond; the text keeps its seconds")
	flags.BoolVar(&f.stamp, "stamp", false, "also update mp3_bytes and mp3_duration in the front matter")
	return command
}

func runWrite(f writeFlags, args []string, console *output.Console) (err error) {
	source := f.sourceFlags.options
	if source.Severities, err = episode.ParseSeverities(f.rules, f.requireAudio); err != nil {
		return err
	}
	s, err := f.parts.jobs(&f.selectFlags, args, source.Format, console)
	if err != nil {
		return err
	}
	if len(args) == 2 && len(s.Jobs) == 2 && s.Jobs[0].IsAudio() && s.Jobs[1].IsAudio() {
		s.Jobs = []job.Job{{Text: s.Jobs[0].Audio, Audio: s.Jobs[1].Audio, Bytes: s.Jobs[1].Bytes, Objects: s.Objects}}
		console.Note("note: the chapters come from %s", s.Jobs[0].Text)
	}
	if err := job.NeedTexts(s.Jobs); err != nil && !f.request.All {
		return err
	}
	many := f.request.All || len(s.Jobs) > 1 || f.report != ""
	printers, err := f.printers(output.Options{Console: console, Command: "write", Many: many, Verb: f.verb("wrote", "would write")}, s, f.backup)
	if err != nil {
		return err
	}
	if source.Whole = f.fresh || f.snap; f.fetchImages {
		source.FetchImages = (&webFlags{timeout: 30 * time.Second}).client(true)
	}
	w := run.Writer{
		Source: source, Options: f.writeOptions, Snap: f.snap, Within: f.within, DryRun: f.dryRun, LockTimeout: f.lockTimeout,
		Apply: func(j job.Job) change.Options { return f.applyOptions("write", f.request.All, j) }, Recovered: output.RecoveredNote,
		Selection: s, RequireAudio: f.requireAudio, Details: !many || f.form == output.Lines || f.report != "", Memory: run.NewMemory(!f.noCache, version()),
	}
	if many {
		w.FreeSpace = s.Room(f.workers, output.Bytes).Check
	}
	w.Memory.Reader.Listen = w.Snap
	defer w.Memory.Save()
	return ended(run.All(s, run.Options{Command: "write", Workers: f.workers, FailFast: f.failFast, Interrupt: many, FailPlanned: f.exitCode, Key: w.Key, Known: w.Known,
		Judge: source.Severities.Site(s)}, w.Write, printers...))
}

// writeOptions are those of the command line, else of the episode's site.
func (f writeFlags) writeOptions(j job.Job) change.WriteOptions {
	o := change.WriteOptions{Options: audio.Options{InPlace: f.inPlace, Fresh: f.fresh}, Stamp: f.stamp}
	if f.id3 != "" {
		o.ID3 = 3
	}
	if j.Site != nil {
		o.InPlace = f.inPlace || j.Site.InPlace && !f.given("in-place")
		o.Stamp = f.stamp || j.Site.Stamp && !f.given("stamp")
		if !f.given("id3") {
			o.ID3 = j.Site.ID3
		}
	}
	return o
}
