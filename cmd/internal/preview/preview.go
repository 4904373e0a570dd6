// Package preview shows an episode as a page: its waveform, its chapters, what is wrong with them, and a player. In go an episode and
// what was heard of it; out comes a server on this machine alone, through which a person can move, add, rename and delete chapters,
// or one HTML file that needs no server. It serves and writes nothing but the two files of the
// episode, and pictures that a person puts beside the text.
package preview

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"embed"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
)

//go:embed page
var page embed.FS

// Options are what the server needs from the command that it belongs to.
type Options struct {
	Load  func() (episode.Episode, error) // reads the episode, as it is now
	Apply change.Options
	Audio string // path
	Sound loudness.Envelope
	Idle  time.Duration // without a request, after which the server stops

	Against *Against // nil: the text is this audio's
}

// Against is the recording that the text was written for, where the audio was edited since.
type Against struct {
	Sound    loudness.Envelope
	Retiming change.Retiming
}

// Server shows one episode.
type Server struct {
	Options
	URL string // with the token, without which nothing is served

	listener net.Listener
	token    string
	levels   []byte

	lock    sync.Mutex // of what follows, and of the two files
	touched time.Time
	put     map[string]*chapters.Image // pictures that were put on the page, by the names that they get
	ticket  string                     // opens the page once; "" where it was used
	heard   *audio.Sound               // of the file as it was
	heardOf os.FileInfo
}

// New opens a port on this machine's loopback address; 0 takes any that is free.
func New(o Options, port int) (*Server, error) {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return nil, err
	}
	listener, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
	if err != nil {
		return nil, err
	}
	s := &Server{Options: o, listener: listener, token: hex.EncodeToString(secret[:16]), ticket: hex.EncodeToString(secret[16:]), touched: time.Now(), put: map[string]*chapters.Image{}, levels: levelsOf(o.Sound)}
	s.URL = "http://" + listener.Addr().String() + "/" + s.token + "/"
	return s, nil
}

// OnceURL opens the page once. It is for a browser's command line, which other users of the machine can read.
func (s *Server) OnceURL() string { return "http://" + s.listener.Addr().String() + "/" + s.ticket }

// admits takes the ticket, and no second time.
func (s *Server) admits(ticket string) bool {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.ticket == "" || subtle.ConstantTimeCompare([]byte(ticket), []byte(s.ticket)) != 1 {
		return false
	}
	s.ticket = ""
	return true
}

// Run serves until the context ends, or nobody has asked for anything for so long.
func (s *Server) Run(ctx context.Context) error {
	server := &http.Server{Handler: s.guard(s.routes()), ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		defer stop()
		for ticker := time.NewTicker(min(s.Idle/4, time.Minute)); ; {
			select {
			case <-ctx.Done():
				ticker.Stop()
				return
			case <-ticker.C:
				s.lock.Lock()
				idle := time.Since(s.touched) > s.Idle
				s.lock.Unlock()
				if idle {
					return
				}
			}
		}
	}()
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
