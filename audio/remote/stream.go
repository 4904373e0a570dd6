package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/chapters/limits"
)

// glanceBytes is what is asked for at first: most tags, and what follows them.
const glanceBytes = 64 << 10

// behindTag is how much of the audio tells its bit rate and what its header claims.
const behindTag = 16 << 10

// glance reads the tag and the first frames, in two requests at most.
func (c *Client) glance(reader *audio.Reader, address, name string) (*audio.File, string, error) {
	head, response, err := c.part(address, 0, glanceBytes-1)
	if err != nil {
		return nil, "", err
	}
	whole := size(response)
	if whole < 0 {
		return nil, "", errors.New("the server does not say how large it is; run it without --quick")
	}
	if whole > c.most {
		return nil, "", fmt.Errorf("it has %d bytes; chapmark reads at most %d", whole, c.most)
	}
	if length, ok := id3.Length(head); ok && length <= limits.TagBytes && length+behindTag > int64(len(head)) && int64(len(head)) < whole {
		rest, again, err := c.part(address, int64(len(head)), min(length+behindTag, whole)-1)
		if err != nil {
			return nil, "", err
		}
		if again.StatusCode != http.StatusPartialContent || size(again) != whole {
			return nil, "", errors.New("the server cannot send parts, or the file changed meanwhile; run it without --quick")
		}
		head = append(head, rest...)
	}
	f, err := reader.ReadClaimed(known{head: head, size: whole}, whole, name)
	return f, response.Header.Get("Content-Type"), err
}

// part reads a range of a file. A server without ranges gives the start.
func (c *Client) part(address string, from, to int64) ([]byte, *http.Response, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	response, err := c.answer(ctx, address, from, to, nil)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	if start, ok := RangeStart(response); response.StatusCode == http.StatusPartialContent && (!ok || start != from || size(response) <= start) {
		return nil, nil, errPart
	}
	part, err := io.ReadAll(io.LimitReader(response.Body, to-from+1))
	if err == nil && size(response) >= 0 && int64(len(part)) < min(to+1, size(response))-from {
		err = io.ErrUnexpectedEOF
	}
	return part, response, err
}

// stream reads all of a file, unless it is known and did not change.
func (c *Client) stream(reader *audio.Reader, address, name string) (*audio.File, string, error) {
	entry, _ := c.cache.Find(address)
	spool := spool{client: c, address: address}
	defer func() { _ = spool.close() }()
	response, err := spool.fetch(entry.conditions())
	if err != nil {
		return nil, "", err
	}
	if response.StatusCode == http.StatusNotModified {
		f, err := entry.File(reader, name)
		if !errors.Is(err, audio.ErrUnknown) {
			return f, entry.ContentType, err
		}
		if response, err = spool.fetch(nil); err != nil { // what was remembered cannot be
			return nil, "", err
		}
	}
	f, err := reader.Read(spool.file, spool.length, name)
	if err != nil {
		return nil, "", err
	}
	_ = c.cache.keep(address, response.Header, f, spool.file, spool.length) // without it, the next run reads it again
	return f, response.Header.Get("Content-Type"), nil
}

var errPart = errors.New("the server sends the wrong part")

// spool is a file on its way into a temporary file.
type spool struct {
	client  *Client
	address string
	file    *os.File
	length  int64  // of what has arrived
	tag     string // of the version that is arriving
	whole   int64  // its length
}

// close removes the temporary file.
func (s *spool) close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	_ = os.Remove(s.file.Name()) // where it could not be done before
	return err
}

// fetch brings the file, or an answer that says that it is not needed. A transfer that breaks is taken up where it broke.
func (s *spool) fetch(conditions http.Header) (*http.Response, error) {
	response, err := s.transfer(conditions)
	for tries := 0; err != nil && response != nil && !errors.Is(err, errSlow) && tries < limits.Retries; tries++ {
		again := http.Header{}
		switch validator := strong(response.Header); {
		case validator != "" && validator == s.tag && s.length > 0:
			again.Set("If-Range", validator)
		default:
			s.length = 0
		}
		var next *http.Response
		if next, err = s.transfer(again); next != nil {
			response = next
		}
	}
	return response, err
}

// strong is what tells one version of a file from another, byte for byte (RFC 9110 §8.8.1).
func strong(header http.Header) string {
	if tag := header.Get("ETag"); tag != "" && tag[0] == '"' {
		return tag
	}
	return ""
}

// transfer asks for what has not arrived yet, and writes it into the temporary file. With an error, the response is that of a
// transfer that broke, or nil where there was none.
func (s *spool) transfer(header http.Header) (*http.Response, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	response, err := s.client.answer(ctx, s.address, s.length, -1, header)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusNotModified {
		return response, nil
	}
	if response.StatusCode == http.StatusOK {
		s.length = 0 // all of it
	} else if from, ok := RangeStart(response); !ok || from != s.length {
		return nil, errPart
	}
	whole := size(response)
	if s.length > 0 && (strong(response.Header) != s.tag || whole != s.whole) {
		s.length = 0
		return response, errors.New("it changed while it was read")
	}
	s.tag, s.whole = strong(response.Header), whole
	if most := s.client.most; whole > most {
		return nil, fmt.Errorf("it has %d bytes; chapmark reads at most %d", whole, most)
	}
	if s.file == nil {
		if s.file, err = os.CreateTemp("", "chapmark-*"); err != nil {
			return nil, err
		}
		_ = os.Remove(s.file.Name()) // nothing is left then, whatever happens; some systems remove no open file
	}
	if _, err := s.file.Seek(s.length, io.SeekStart); err != nil {
		return nil, err
	}
	if err := s.file.Truncate(s.length); err != nil {
		return nil, err
	}
	left := s.client.most + 1 - s.length
	n, err := io.Copy(s.file, io.LimitReader(response.Body, left))
	s.length += n
	switch {
	case n == left:
		return nil, fmt.Errorf("it has more than %d bytes, the most that chapmark reads", s.client.most)
	case err != nil:
		return response, err
	case whole >= 0 && s.length < whole:
		return response, fmt.Errorf("the transfer ended after %d of %d bytes", s.length, whole)
	}
	return response, nil
}

// RangeStart is where a part begins: bytes 100-199/200 (RFC 9110 §14.4).
func RangeStart(response *http.Response) (int64, bool) {
	text, ok := strings.CutPrefix(response.Header.Get("Content-Range"), "bytes ")
	first, _, _ := strings.Cut(text, "-")
	from, err := strconv.ParseInt(first, 10, 64)
	return from, ok && err == nil
}

// known is a file of which the start and the end are in memory.
type known struct {
	head, tail []byte
	size       int64
}

// errUnread says that a part of a file was not asked for.
var errUnread = errors.New("this part was not read")

// ReadAt reads what there is.
func (k known) ReadAt(b []byte, offset int64) (int, error) {
	tailAt := k.size - int64(len(k.tail))
	switch last := offset + int64(len(b)); {
	case offset >= 0 && last <= int64(len(k.head)):
		return copy(b, k.head[offset:]), nil
	case offset >= tailAt && offset < k.size && len(k.tail) > 0:
		n := copy(b, k.tail[offset-tailAt:])
		if n < len(b) {
			return n, io.EOF
		}
		return n, nil
	case offset >= 0 && offset < int64(len(k.head)):
		return copy(b, k.head[offset:]), errUnread
	case offset >= k.size:
		return 0, io.EOF
	}
	return 0, errUnread
}
