// Package remote reads audio at a web address. In goes the address; out comes the same value as of a file: what is in its
// tag and how long it lasts, with all of it streamed once, or known from an earlier run and unchanged since, or, if that is
// enough, with what its first bytes claim. It writes nothing but a temporary file without a name, and its cache.
package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// Client reads audio from the web.
type Client struct {
	Quick bool // believe what the first frame claims

	http  *Retrying
	cache Cache
	most  int64 // bytes of one file
}

// Options are the choices of a Client. The zero value is safe for addresses of strangers.
type Options struct {
	AllowPrivate bool          // machines of the own network may be asked, too
	Timeout      time.Duration // without any progress; 0: 30 s
	Wait         time.Duration // before the first repetition, doubled each time; 0: 1 s
	Folder       string        // of what is known from earlier runs; "": nothing
	MaxBytes     int64         // of one file; 0: limits.DownloadBytes
	Version      string        // of the program, for servers
	Storage      bool          // the servers are object storage: what leads elsewhere is the answer, and one that stalls is asked again

	exempt string // an address that may be asked though it is private, for tests
}

const usualTimeout = 30 * time.Second

// NewClient makes a client.
func NewClient(o Options) *Client {
	c := &Client{cache: Cache{o.Folder, maxEntries}, http: NewRetrying(o), most: o.MaxBytes}
	if c.most <= 0 {
		c.most = limits.DownloadBytes
	}
	return c
}

// IsURL reports whether a name is a web address.
func IsURL(name string) bool {
	scheme, _, ok := strings.Cut(name, "://")
	return ok && (strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "http"))
}

// IsObject reports whether a name is that of an object in object storage: s3://bucket/key.
func IsObject(name string) bool { return len(name) > 5 && strings.EqualFold(name[:5], "s3://") }

// IsRemote reports whether a name is that of a file on another machine.
func IsRemote(name string) bool { return IsURL(name) || IsObject(name) }

// Redacted is an address for people's eyes: without what could be a secret.
func Redacted(address string) string {
	if IsObject(address) {
		return address // which holds none
	}
	parsed, err := url.Parse(strings.TrimSpace(address))
	if err != nil || parsed.Host == "" {
		return "an address that cannot be read"
	}
	parsed.User, parsed.Fragment, parsed.RawFragment = nil, "", ""
	if parsed.RawQuery != "" {
		parsed.RawQuery = "..."
	}
	return parsed.String()
}

// MissingError says that there is nothing at an address.
type MissingError struct{ Name, Status string }

func (e *MissingError) Error() string {
	return fmt.Sprintf("%s: %s", e.Name, e.Status)
}

// Open reads the audio at an address. Its name is the address without its secrets; the problems are those of the way in which
// the server hands it out. What is not an MP3 is an *audio.NotMP3Error; nothing at the address, a *MissingError.
func (c *Client) Open(reader *audio.Reader, address string) (*audio.File, []chapters.Diagnostic, error) {
	name := Redacted(address)
	var f *audio.File
	var kind string
	var err error
	if c.Quick {
		f, kind, err = c.glance(reader, address, name)
	} else {
		f, kind, err = c.stream(reader, address, name)
	}
	if err != nil {
		return nil, nil, failed(name, err)
	}
	return f, ContentType(f, kind), nil
}

// Listen reads all of the audio at an address, and how loud it is. The sound is to be closed: until then, the audio is in a temporary file.
func (c *Client) Listen(reader *audio.Reader, address string) (f *audio.File, s *audio.Sound, err error) {
	spool := spool{client: c, address: address}
	if _, err = spool.fetch(nil); err == nil {
		f, err = reader.Read(spool.file, spool.length, Redacted(address))
	}
	if err == nil {
		s, err = f.SoundOf(spool.file, spool.close)
	}
	if err != nil {
		_ = spool.close()
		return nil, nil, failed(Redacted(address), err)
	}
	return f, s, nil
}

// failed names the address, unless the error tells of what is there, or is not.
func failed(name string, err error) error {
	var missing *MissingError
	if _, no := audio.AsDiagnostic(err); no || errors.As(err, &missing) {
		return err
	}
	return fmt.Errorf("read %s: %w", name, Plain(err))
}

// Fetch reads a document at an address, which may have so many bytes.
func (c *Client) Fetch(address string, most int64) ([]byte, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	response, err := c.answer(ctx, address, 0, -1, nil)
	var missing *MissingError
	if errors.As(err, &missing) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", Redacted(address), Plain(err))
	}
	defer response.Body.Close()
	content, err := io.ReadAll(io.LimitReader(response.Body, most+1))
	if err == nil && int64(len(content)) > most {
		err = fmt.Errorf("it has more than %d bytes, the most that chapmark reads", most)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", Redacted(address), Plain(err))
	}
	return content, nil
}

// Plain is an error of the network without the address, which may hold secrets.
func Plain(err error) error {
	if err == nil {
		return nil
	}
	var wrapped *url.Error
	for errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	var private privateError
	if errors.As(err, &private) {
		return private
	}
	if strings.Contains(err.Error(), "Location header") { // which it quotes
		return fmt.Errorf("%w to an address that cannot be read", errRedirect)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || os.IsTimeout(err) {
		return errors.New("the server stopped sending")
	}
	return err
}

// ContentType finds fault with what the server calls the audio.
func ContentType(f *audio.File, header string) []chapters.Diagnostic {
	kind, _, err := mime.ParseMediaType(header)
	if err == nil && (strings.HasPrefix(kind, "audio/") || kind == "application/octet-stream" || kind == "binary/octet-stream") {
		return nil
	}
	found := "calls it " + chapters.Quoted(header)
	if header == "" {
		found = "does not say what it is"
	}
	return []chapters.Diagnostic{chapters.Report(chapters.ContentType, f.Source, chapters.Span{}, "the server %s; players and directories expect audio/mpeg", found).
		WithHint("set the type of .mp3 to audio/mpeg at the host")}
}

// answer asks for a range of an address, or for all of it (to < 0). The context ends the transfer.
func (c *Client) answer(ctx context.Context, address string, from, to int64, header http.Header) (*http.Response, error) {
	if parsed, err := url.Parse(address); err != nil || parsed.Host == "" {
		return nil, errors.New("it is not a web address")
	}
	response, err := c.http.Do(ctx, func() (*http.Request, error) {
		request, err := http.NewRequest(http.MethodGet, address, nil)
		if err != nil {
			return nil, errors.New("it is not a web address") // the error quotes it
		}
		for name, values := range header {
			request.Header[name] = values
		}
		request.Header.Set("Accept", "audio/mpeg, audio/*;q=0.9, */*;q=0.5")
		request.Header.Set("Accept-Encoding", "identity") // offsets are those of the file
		switch {
		case to >= 0:
			request.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", from, to))
		case from > 0:
			request.Header.Set("Range", fmt.Sprintf("bytes=%d-", from))
		}
		return request, nil
	})
	if err != nil {
		return nil, err
	}
	if response.StatusCode == http.StatusNotModified && header.Get("If-None-Match")+header.Get("If-Modified-Since") == "" {
		response.Body.Close()
		return nil, errors.New("the server answers 304 Not Modified to a request without conditions")
	}
	if err := checkAnswer(response); err != nil {
		response.Body.Close()
		return nil, err
	}
	return response, nil
}

// checkAnswer turns what is not audio into an error.
func checkAnswer(response *http.Response) error {
	status := fmt.Sprintf("%d %s", response.StatusCode, http.StatusText(response.StatusCode))
	switch code := response.StatusCode; {
	case code == http.StatusNotFound || code == http.StatusGone:
		return &MissingError{Redacted(response.Request.URL.String()), "the server answers " + status}
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return fmt.Errorf("the server refuses access: %s", status)
	case code == http.StatusNotModified:
		return nil
	case code != http.StatusOK && code != http.StatusPartialContent:
		return fmt.Errorf("the server answers %s", status)
	}
	if coding := response.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return fmt.Errorf("the server compresses it (%s), though it was asked not to; MP3s should be sent as they are", chapters.Quoted(coding))
	}
	return nil
}

// size is how long the whole file is by an answer; -1 where it does not say.
func size(response *http.Response) int64 {
	if response.StatusCode != http.StatusPartialContent {
		return response.ContentLength
	}
	_, total, _ := strings.Cut(response.Header.Get("Content-Range"), "/") // bytes 0-65535/67026944 (RFC 9110 §14.4)
	n, err := strconv.ParseInt(total, 10, 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}
