package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/facts"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/overview"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

type writeOptions struct {
	options episode.Options
	change  changeOptions
	fresh   bool
	id3     tagVersion
	dryRun  bool
	stamp   bool
	json    bool
	noCache bool
	site    siteOptions
	batch   batchOptions
	brief   bool // one line for each file that changes

	fetchImages bool
	snap        bool
	within      time.Duration

	severities severities
	given      func(flag string) bool // on the command line
	room       *room
	known      *audio.Reader // of files that are known from earlier runs
	done       *facts.Done   // what earlier runs found nothing to do about
	program    []byte        // which program this is
}

func newWrite() *cobra.Command {
	var o writeOptions
	command := &cobra.Command{
		Use:     "write SOURCE [AUDIO.mp3]... | --all",
		GroupID: "work",
		Short:   "Write an episode's topics into its MP3 as chapters",
		Long: `Write checks an episode and writes its topics into the MP3 as ID3 chapters, in place of
those that were there. The source is the episode's Markdown, a chapter file of another program
(docs/formats.md), or another MP3. All other frames of the tag and all audio stay as they are, byte
for byte. The new file is complete, read back and compared before it takes the old one's
place; whatever goes wrong, the old file stays.

Writing again changes nothing. What is wrong with the timestamps stops it: see
docs/checks.md.

Without an AUDIO.mp3 behind it, a text's audio is what the site's config says, else an MP3 of
the same name beside it.`,
		Example: `  chapmark write episode.md episode.mp3
  chapmark write --dry-run episode.md episode.mp3
  chapmark write --intro Welcome --stamp episode.md episode.mp3
  chapmark write chapters.json episode.mp3
  chapmark write --all --in-place`,
		Args: o.site.args("an episode's text"),
		RunE: func(command *cobra.Command, args []string) error {
			if err := checkWithin(o.within); err != nil {
				return err
			}
			if o.batch.exitCode && !o.dryRun {
				return usageError{errors.New("--exit-code goes with --dry-run")}
			}
			o.given = command.Flags().Changed
			return runWrite(o, args, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	addIntro(command, &o.options)
	addSource(command, &o.options)
	addMendTitles(command, &o.options.MendTitles)
	addImages(command, &o.fetchImages)
	addSite(command, &o.site)
	addFailFast(command, &o.batch)
	addReport(command, &o.batch.report)
	command.Flags().BoolVar(&o.batch.exitCode, "exit-code", false, "with --dry-run: exit with 1 if anything would change")
	addJSON(command, &o.json)
	addChange(command, &o.change)
	addNoCache(command, &o.noCache)
	command.Flags().BoolVar(&o.fresh, "fresh", false, "drop the pictures and whatever else old chapters carry, instead of keeping them")
	command.Flags().Var(&o.id3, "id3", "make a tag of ID3v2.4 one of `version` 2.3, which more players read; without it, each tag keeps its version")
	command.Flags().BoolVarP(&o.dryRun, "dry-run", "n", false, "show what would change, and change nothing")
	command.Flags().BoolVar(&o.snap, "snap", false, "let each chapter start in the pause before its topic, to the millisecond; the text keeps its seconds")
	addWithin(command, &o.within)
	command.Flags().BoolVar(&o.stamp, "stamp", false, "bring mp3_bytes and mp3_duration in the front matter up to date, too")
	return command
}

func runWrite(o writeOptions, args []string, stdout, stderr io.Writer) (err error) {
	if o.severities, err = o.site.severities(); err != nil {
		return err
	}
	if err := checkReport(o.batch.report); err != nil {
		return err
	}
	o.site.from = o.options.Format
	s, err := o.site.selected(args, stdout)
	if err != nil {
		return err
	}
	o.options.Whole = o.fresh || o.snap
	if o.fetchImages {
		o.options.FetchImages = webOptions{timeout: 30 * time.Second}.client(true)
	}
	if len(args) == 2 && len(s.pairs) == 2 && s.pairs[0].isAudio() && s.pairs[1].isAudio() {
		s.pairs = []pair{{text: s.pairs[0].audio, audio: s.pairs[1].audio, bytes: s.pairs[1].bytes}}
		fmt.Fprintf(stderr, "note: the chapters are those of %s\n", report.Clean(s.pairs[0].text))
	}
	if err := withTexts(s.pairs); err != nil && !o.site.all {
		return failing(o.json, stdout, s.pairs[0].name(), err)
	}
	reader := newReader(o.noCache)
	o.known = reader.OnlyKnown()
	o.done, o.program = newDone(o.noCache)
	one := func(p pair, e *overview.Episode, stdout, stderr io.Writer) (bool, error) {
		changed, err := o.write(reader, p, e, stdout, stderr)
		return changed, failing(o.json, stdout, p.name(), err)
	}
	if o.site.all || len(s.pairs) > 1 || o.batch.report != "" {
		verb := "wrote"
		if o.dryRun {
			verb = "would write"
		}
		o.brief, o.room = true, &room{pairs: s.pairs, jobs: o.site.jobs}
		o.batch.rehearsal, o.batch.severities, o.batch.site = o.dryRun, o.severities, o.site
		err = o.batch.run(s, "write", verb, stdout, stderr, one)
	} else {
		var changed bool
		changed, err = one(s.pairs[0], new(overview.Episode), stdout, stderr)
		if err == nil && o.batch.exitCode && changed {
			err = errProblems
		}
	}
	_ = errors.Join(reader.Facts.Save(), o.done.Save()) // without a cache, everything takes longer, and nothing else
	return err
}

// write writes one episode, and reports whether anything changed, or would.
func (o writeOptions) write(reader *audio.Reader, p pair, entry *overview.Episode, stdout, stderr io.Writer) (changed bool, err error) {
	if p.config != nil && !o.given("in-place") {
		o.change.inPlace = p.config.InPlace
	}
	if p.config != nil && !o.given("id3") {
		o.id3.version = p.config.ID3
	}
	if p.config != nil && !o.given("stamp") {
		o.stamp = p.config.Stamp
	}
	var w work
	write := func() (err error) {
		w, changed, err = o.writeOne(reader, p, entry, stdout, stderr)
		return err
	}
	if o.dryRun {
		err = write()
		return changed, err
	}
	hash := o.hash(p)
	if hash != "" && o.done.Has(hash) {
		return false, nil
	}
	idle := false
	if w, idle = o.idle(p); idle {
		err = w.tell(entry, stdout, stderr)
		o.known.Recycle(w.Audio)
	} else {
		err = changing(p.audio, o.change.lockTimeout, stderr, write)
	}
	if hash != "" && err == nil && !changed && !w.namesPictures() { // whose bytes would count, too
		o.done.Add(hash)
	}
	return changed, err
}

// idle finds out without a lock, and without walking through audio, whether there is nothing to do: for most files of an
// archive, most of the time.
func (o writeOptions) idle(p pair) (work, bool) {
	if o.snap || o.known.Facts == nil || disk.Abandoned(p.audio) || o.stamp && disk.Abandoned(p.text) {
		return work{}, false
	}
	w, err := o.prepare(o.known, p)
	return w, err == nil && !w.changes() && w.Audio.Journal == disk.NoJournal
}

// hash is that of all that an unchanged episode depends on: the state of its audio, its text, the options, this program. It is ""
// where something may have to be said or tidied up.
func (o writeOptions) hash(p pair) string {
	if o.done == nil || o.snap || !o.brief || o.json || o.batch.report != "" || disk.Abandoned(p.audio) || disk.Abandoned(p.text) {
		return ""
	}
	state, ok := o.known.State(p.audio)
	text, err := os.ReadFile(p.text)
	if !ok || err != nil {
		return ""
	}
	options := fmt.Sprint(p.options(o.options).Options, p.options(o.options).Text, p.options(o.options).Format, o.options.MendTitles, o.fetchImages, o.stamp, o.fresh, o.id3, len(p.problems))
	return facts.HashOf([]byte(state), text, []byte(options), o.program)
}

func (o writeOptions) writeOne(reader *audio.Reader, p pair, entry *overview.Episode, stdout, stderr io.Writer) (w work, changed bool, err error) {
	w, err = o.prepare(reader, p)
	if err == nil && w.plan.Changes() && w.Audio.Remembered {
		// What is remembered tells that something is to do; what is done then rests on what is there.
		w, err = o.prepare(new(audio.Reader), p)
	}
	if o.batch.report != "" {
		entry.Fill(w.Episode)
	}
	if errors.Is(err, errBlocked) {
		entry.Problems = overview.Problems(w.blocking)
		return w, false, refuse(o.json, p, w.blocking, stdout, stderr)
	}
	if err != nil {
		return w, false, err
	}
	if o.dryRun {
		if err := rehearsable(w.Audio); err != nil {
			return w, false, err
		}
	} else if changed, err = w.do(stdout, stderr); err != nil {
		return w, changed, err
	}
	return w, w.changes(), w.tell(entry, stdout, stderr)
}

// tagVersion is the value of --id3.
type tagVersion struct{ version int }

func (v *tagVersion) Type() string { return "version" }

func (v *tagVersion) String() string {
	if v.version == 0 {
		return ""
	}
	return fmt.Sprintf("2.%d", v.version)
}

func (v *tagVersion) Set(text string) error {
	if text != "2.3" {
		return errors.New("2.3 is the one there is")
	}
	v.version = 3
	return nil
}
