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
		Short:   "See, hear and edit an episode's chapters in the browser",
		Long: `Preview opens a page with the waveform, the chapters, their problems and a player. Drag marks
(they snap to pauses), nudge them with keys, add, rename, merge and delete chapters, fix bad
timestamps, copy blocks for show notes; ? shows the keys. The page writes nothing until you press
Save or Write, and shows the change first. Save changes only your edits in the text; Write also
updates the tag, to the millisecond.

Only this machine can open the page, at an address that nobody can guess, until you end the
command or close the page for a while. With --html, preview writes one file that needs no
server, for example for a guest.`,
		Example: `  chapmark preview episode.md episode.mp3
  chapmark preview --html e.html --audio-url https://example.com/e.mp3 episode.md episode.mp3`,
		Args: func(command *cobra.Command, args []string) error {
			switch {
			case len(args) == 0 || len(args) > 2:
				return job.Usage("preview needs an episode's text, with its MP3 after it or beside it, or an MP3")
			case f.idle < time.Minute:
				return job.Usage("--idle %v: it must be at least 1m", f.idle)
			case f.html != "" && f.html != "-" && !slices.Contains([]string{".html", ".htm"}, strings.ToLower(filepath.Ext(f.html))):
				return job.Usage("--html %s: the file's name must end in .html", f.html)
			case f.against != "" && (f.html != "" || len(args) > 1 && remote.IsURL(args[1])):
				return job.Usage("--against compares two MP3s in the page that the command serves")
			case f.audioURL != "" && f.html == "":
				return job.Usage("--audio-url needs --html")
			case f.audioURL != "" && !remote.IsURL(f.audioURL) && (filepath.IsAbs(f.audioURL) || strings.Contains(f.audioURL, ":")):
				return job.Usage("--audio-url %q is neither an https address nor a path from the page to the audio", f.audioURL)
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
	flags.BoolVar(&f.noOpen, "no-open", false, "print the page's address instead of opening a browser")
	flags.IntVar(&f.port, "port", 0, "the `port` on this machine; 0 means a free one")
	flags.DurationVar(&f.idle, "idle", 15*time.Minute, "end this long after the page is closed")
	flags.StringVar(&f.html, "html", "", "write the page to a `file` that needs no server")
	flags.StringVar(&f.against, "against", "", "the MP3 `file` (or its web address) before it was edited: the page shows what changed,\nand where each topic is now")
	flags.StringVar(&f.audioURL, "audio-url", "", "with --html: the `address` of the audio for the player, or its path from the page")
	return command
}

func runPreview(f previewFlags, args []string, console *output.Console) error {
	selection := selectFlags{filesOnly: true}
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
		if err := preview.WriteHTML(f.html, e, sound, f.audioURL, console); err != nil || f.html == "-" {
			return failed(err)
		}
		console.Note("%s: wrote the page", f.html)
		return nil
	}
	server, err := preview.New(preview.Options{Load: load, Apply: f.applyOptions("preview", false, j), Audio: e.AudioPath, Sound: sound, Idle: f.idle, Against: against}, f.port)
	if err != nil {
		return failed(err)
	}
	if err := console.Say("%s", server.URL); err != nil {
		return failed(err)
	}
	console.Note("only this machine can open the page; press Ctrl-C to end")
	if !f.noOpen {
		preview.OpenBrowser(server.OnceURL())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	return failed(server.Run(ctx))
}
