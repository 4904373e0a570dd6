package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio/remote"
)

// webOptions are those of commands that read audio from the web.
type webOptions struct {
	quick        bool
	offline      bool
	allowPrivate bool
	timeout      time.Duration
}

func addWeb(command *cobra.Command, o *webOptions) {
	flags := command.Flags()
	flags.BoolVar(&o.quick, "quick", false, "of audio on the web, read the tag and the first frames only, and believe what these claim")
	flags.BoolVar(&o.offline, "offline", false, "leave audio on the web alone, as if it were not there")
	flags.BoolVar(&o.allowPrivate, "allow-private", false, "read audio from machines of private networks, this one included, and through a proxy")
	flags.DurationVar(&o.timeout, "timeout", 30*time.Second, "how long to wait for a server that does not go on")
}

// errOffline says that the web was to be left alone.
var errOffline = errors.New("it is on the web, which --offline leaves alone")

// client is what reads from the web, with what is known from earlier runs.
func (o webOptions) client(noCache bool) *remote.Client {
	options := remote.Options{AllowPrivate: o.allowPrivate, Timeout: o.timeout, Version: version()}
	if folder, err := os.UserCacheDir(); err == nil && !noCache {
		options.Folder = filepath.Join(folder, "chapmark", "web")
	}
	client := remote.NewClient(options)
	client.Quick = o.quick
	return client
}

// notOnTheWeb refuses addresses for commands that change files.
func notOnTheWeb(list []pair, offline bool) error {
	for _, p := range list {
		if remote.IsURL(p.audio) && p.named == "" && offline {
			return usageError{fmt.Errorf("%s: %w", remote.Redacted(p.audio), errOffline)}
		}
		if remote.IsURL(p.audio) && p.named == "" {
			return usageError{fmt.Errorf("%s is on the web; only check and show read audio there: download it first", p.name())}
		}
	}
	return nil
}
