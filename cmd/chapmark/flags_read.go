package main

import (
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/facts"
	"github.com/chapmark/chapmark/audio/remote"
)

// newReader returns a reader with the facts of earlier runs, if they are wanted and the system has a place for them.
func newReader(noCache bool) *audio.Reader {
	folder, err := os.UserCacheDir()
	if noCache || err != nil {
		return new(audio.Reader)
	}
	return &audio.Reader{Facts: facts.New(filepath.Join(folder, "chapmark", "facts"))}
}

// webFlags are those of commands that read audio from the web.
type webFlags struct {
	quick, offline, allowPrivate bool
	timeout                      time.Duration
}

func (f *webFlags) add(command *cobra.Command) {
	flags := command.Flags()
	flags.BoolVar(&f.quick, "quick", false, "for audio on the web and in object storage, read only the tag and the first frames, and trust the header")
	flags.BoolVar(&f.offline, "offline", false, "do not read audio on the web")
	flags.BoolVar(&f.allowPrivate, "allow-private", false, "read audio from private networks (this machine included) and through a proxy")
	flags.DurationVar(&f.timeout, "timeout", 30*time.Second, "give up on a server that sends nothing for this long")
}

// client reads from the web, with what is known from earlier runs.
func (f *webFlags) client(noCache bool) *remote.Client {
	options := remote.Options{AllowPrivate: f.allowPrivate, Timeout: f.timeout, Version: version()}
	if folder, err := os.UserCacheDir(); err == nil && !noCache {
		options.Folder = filepath.Join(folder, "chapmark", "web")
	}
	client := remote.NewClient(options)
	client.Quick = f.quick
	return client
}
