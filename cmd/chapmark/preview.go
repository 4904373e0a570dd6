package main

import (
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/preview"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

type previewFlags struct {
	sourceFlags
	changeFlags
	noOpen   bool
	port     int
	idle     time.Duration
	html     string
	audioURL string
	against  string
}

func newPreview(console *output.Console) *cobra.Command {
	var f previewFlags
	command := &cobra.Command{
		Use:     "preview SOURCE [AUDIO.mp3] | FILE.mp3",
		GroupID: "work",
		Short:   "See and hear an episode's chapters in the browser, and edit them",
		Long: `Preview opens a page with the waveform, the chapters, what is wrong with them, and a player.
Drag marks (they snap to pauses), nudge them by keys, add, rename, merge and delete chapters,
mend bad timestamps, copy blocks for show notes; ? shows the keys. Nothing is written before you
press Save or Write, and first the page says what would change. Save changes only what you
changed in the text; Write brings the tag up to date, too, to the millisecond.

The page is served to this machine alone, under an address that nobody can guess, until the
command is ended or the page is closed for a while. With --html, it writes one file instead
that needs no server, to send to a guest.`,
		Example: `  chapmark preview episode.md episode.mp3
  chapmark preview --html e.html --audio-url https://example.com/e.mp3 episode.md episode.mp3`,
		Args: func(command *cobra.Command, args []string) error {
			switch {
			case len(args) == 0 || len(args) > 2:
				return job.Usage("preview needs an episode's text, with its MP3 behind it or beside it, or an MP3")
			case f.idle < time.Minute:
				return job.Usage("--idle %v: a minute at least", f.idle)
			case f.html != "" && f.html != "-" && !slices.Contains([]string{".html", ".htm"}, strings.ToLower(filepath.Ext(f.html))):
				return job.Usage("--html %s: the file's name should end in .html", f.html)
			case f.against != "" && (f.html != "" || len(args) > 1 && remote.IsURL(args[1])):
				return job.Usage("--against compares two MP3s in the page that the command serves")
			case f.audioURL != "" && f.html == "":
				return job.Usage("--audio-url goes with --html")
			case f.audioURL != "" && !remote.IsURL(f.audioURL) && (filepath.IsAbs(f.audioURL) || strings.Contains(f.audioURL, ":")):
				return job.Usage("--audio-url %q is no https address, and no path from the page to the audio", f.audioURL)
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			return runPreview(f, args, console)
		},
	}
	f.sourceFlags.addIntro(command)
	f.sourceFlags.add(command)
	f.addKeeping(command)
	flags := command.Flags()
	flags.BoolVar(&f.noOpen, "no-open", false, "print the page's address, and open no browser")
	flags.IntVar(&f.port, "port", 0, "the `port` on this machine; 0 takes a free one")
	flags.DurationVar(&f.idle, "idle", 15*time.Minute, "end when the page was closed for so long")
	flags.StringVar(&f.html, "html", "", "write the page into a `file` that needs no server, and serve nothing")
	flags.StringVar(&f.against, "against", "", "the MP3, or its web address, as it was before it was edited: the page shows what was done to it,\nand where each topic of the text is now")
	flags.StringVar(&f.audioURL, "audio-url", "", "with --html: the `address` of the audio, for the player, or its path from the page")
	return command
}

func runPreview(f previewFlags, args []string, console *output.Console) error {
	var selection selectFlags
	s, err := selection.jobs(args, f.sourceFlags.options.Format)
	if err != nil {
		return err
	}
	j, err := s.One("preview")
	if err != nil {
		return failed(err)
	}
	source := f.sourceFlags.options
	source.Reader = newReader(false)
	source.Reader.Listen = true
	load := func() (episode.Episode, error) { return episode.Examine(j, source) }
	e, err := load()
	if err != nil {
		return failed(err)
	}
	source.Reader.Listen = false // once is enough
	if e.Audio == nil || e.Audio.Stream.Frames == 0 {
		console.NoAudio(j.Name(), e.Problems)
		return exit{code: run.ExitProblems}
	}
	sound, against, err := preview.Listen(e, source.Reader, (&webFlags{timeout: 30 * time.Second}).client(true), f.against)
	if err != nil {
		return failed(err)
	}
	if f.html != "" {
		return failed(preview.WriteHTML(f.html, e, sound, f.audioURL, console))
	}
	server, err := preview.New(preview.Options{Load: load, Apply: f.applyOptions("preview", false, j), Audio: e.AudioPath, Sound: sound, Idle: f.idle, Against: against}, f.port)
	if err != nil {
		return failed(err)
	}
	if err := console.Say("%s", server.URL); err != nil {
		return failed(err)
	}
	console.Note("the page is open to this machine alone; end with Ctrl-C")
	if !f.noOpen {
		preview.OpenBrowser(server.OnceURL())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	return failed(server.Run(ctx))
}
