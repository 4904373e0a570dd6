package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/preview"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

type previewOptions struct {
	options  episode.Options
	noOpen   bool
	port     int
	idle     time.Duration
	html     string
	audioURL string
}

func newPreview() *cobra.Command {
	var o previewOptions
	command := &cobra.Command{
		Use:     "preview SOURCE [AUDIO.mp3] | FILE.mp3",
		GroupID: "work",
		Short:   "See and hear an episode's chapters in the browser, and edit them",
		Long: `Preview opens a page with the waveform, the chapters, what is wrong with them, and a player.
Marks can be dragged, nudged by keys, and let fall into pauses; chapters can be added, renamed
and deleted. Nothing is written before Save or Write is pressed, and then the page shows what
would change. Save changes only what was changed in the text; Write brings the tag up to date,
to the millisecond.

The page is served to this machine alone, under an address that nobody can guess, until the
command is ended or the page is closed for a while. With --html, it writes one file instead
that needs no server, to send to a guest.`,
		Example: `  chapmark preview episode.md episode.mp3
  chapmark preview --html episode.html --audio-url https://example.com/episode.mp3 episode.md episode.mp3`,
		Args: func(command *cobra.Command, args []string) error {
			switch {
			case len(args) == 0 || len(args) > 2:
				return usageError{errors.New("preview needs an episode's text, with its MP3 behind it or beside it, or an MP3")}
			case o.idle < time.Minute:
				return usageError{fmt.Errorf("--idle %v: a minute at least", o.idle)}
			case o.html != "" && o.html != "-" && !slices.Contains([]string{".html", ".htm"}, strings.ToLower(filepath.Ext(o.html))):
				return usageError{fmt.Errorf("--html %s: the file's name should end in .html", o.html)}
			case o.audioURL != "" && o.html == "":
				return usageError{errors.New("--audio-url goes with --html")}
			case o.audioURL != "" && !remote.IsURL(o.audioURL):
				return usageError{fmt.Errorf("--audio-url %q is no https address", o.audioURL)}
			}
			return nil
		},
		RunE: func(command *cobra.Command, args []string) error {
			return runPreview(o, args, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	addIntro(command, &o.options)
	addSource(command, &o.options)
	flags := command.Flags()
	flags.BoolVar(&o.noOpen, "no-open", false, "print the page's address, and open no browser")
	flags.IntVar(&o.port, "port", 0, "the `port` on this machine; 0 takes a free one")
	flags.DurationVar(&o.idle, "idle", 15*time.Minute, "end when the page was closed for so long")
	flags.StringVar(&o.html, "html", "", "write the page into a `file` that needs no server, and serve nothing")
	flags.StringVar(&o.audioURL, "audio-url", "", "with --html: the `address` of the audio, for the player")
	return command
}

func runPreview(o previewOptions, args []string, stdout, stderr io.Writer) error {
	s, err := siteOptions{jobs: 1, from: o.options.Format}.selected(args, stdout)
	if err != nil {
		return err
	}
	if len(s.pairs) != 1 {
		return usageError{errors.New("preview takes one episode")}
	}
	p := s.pairs[0]
	reader := newReader(false)
	load := func() (episode.Episode, error) { return p.load(reader, o.options) }
	e, err := load()
	if err != nil {
		return err
	}
	if e.Audio == nil || e.Audio.Stream.Frames == 0 {
		report.Diagnostics(stderr, report.StyleFor(stderr), e.Problems)
		fmt.Fprintf(stderr, "%s: there is no audio to show\n", report.Clean(p.name()))
		return errProblems
	}
	sound, err := e.Audio.Sound()
	if err != nil {
		return failureError{error: err}
	}
	defer sound.Close()
	if o.html != "" {
		return writePage(o, e, sound, stdout)
	}
	write := func(e episode.Episode, list []chapters.Chapter, rehearse bool) (string, error) {
		return embed(p, e, list, rehearse)
	}
	server, err := preview.New(preview.Options{Load: load, Write: write, Audio: e.AudioPath, Sound: sound, Idle: o.idle}, o.port)
	if err != nil {
		return failureError{error: err}
	}
	if _, err := fmt.Fprintln(stdout, server.URL); err != nil {
		return err
	}
	fmt.Fprintln(stderr, "the page is open to this machine alone; end with Ctrl-C")
	if !o.noOpen {
		openBrowser(server.URL)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if err := server.Run(ctx); err != nil {
		return failureError{error: err}
	}
	return nil
}

func writePage(o previewOptions, e episode.Episode, sound *audio.Sound, stdout io.Writer) error {
	content, err := preview.HTML(e, sound, o.audioURL)
	switch {
	case err != nil:
	case o.html == "-":
		_, err = stdout.Write(content)
		return err
	default:
		err = disk.Put(o.html, content, 0o644)
	}
	if err != nil {
		return failureError{error: err}
	}
	return nil
}

// embed writes chapters into the MP3 as `chapmark write` does, and says what it did, or would.
func embed(p pair, e episode.Episode, list []chapters.Chapter, rehearse bool) (string, error) {
	var words bytes.Buffer
	if e.Audio == nil {
		return "", errors.New("there is no audio")
	}
	plan, err := e.Audio.Plan(list, audio.Options{})
	if err != nil {
		return "", err
	}
	if rehearse {
		report.Planned(&words, report.Style{}, p.audio, plan)
		return words.String(), nil
	}
	err = changing(e.AudioPath, usualPatience, io.Discard, func() error { return plan.Apply() })
	report.Written(&words, report.Style{}, p.audio, plan)
	return words.String(), err
}

// openBrowser asks the system to show a page. Where it cannot, the address was printed.
func openBrowser(url string) {
	command := exec.Command("xdg-open", url)
	switch runtime.GOOS {
	case "darwin":
		command = exec.Command("open", url)
	case "windows":
		command = exec.Command("rundll32", "url.dll,FileProtocolHandler", url)
	}
	if command.Start() == nil {
		go func() { _ = command.Wait() }()
	}
}
