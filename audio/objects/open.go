package objects

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// Open reads the audio of an object: from what is remembered, where that is still the object; else all of it, in parts. What is not an
// MP3 is an *audio.NotMP3Error; no object of the name, a *remote.MissingError.
func (c *Client) Open(reader *audio.Reader, name string) (*audio.File, []chapters.Diagnostic, error) {
	address, err := Parse(name)
	if err != nil {
		return nil, nil, err
	}
	f, kind, err := c.open(reader, address)
	if err != nil {
		var missing *remote.MissingError
		if _, no := audio.AsDiagnostic(err); no || errors.As(err, &missing) || errors.Is(err, audio.ErrUnknown) {
			return nil, nil, err
		}
		if strings.HasPrefix(err.Error(), "read "+name) {
			return nil, nil, err
		}
		return nil, nil, fmt.Errorf("read %s: %w", name, err)
	}
	return f, remote.ContentType(f, kind), nil
}

func (c *Client) open(reader *audio.Reader, address Address) (f *audio.File, kind string, err error) {
	if err := c.started(); err != nil {
		return nil, "", err
	}
	o := c.operation()
	object, listed := c.Listed(address.String())
	entry, known := c.cache.Find(c.identity(address))
	if !listed {
		p, err := o.head(address, "")
		if err != nil {
			return nil, "", err
		}
		object, kind = p.object, p.header.Get("Content-Type")
	}
	elsewhere := &audio.Elsewhere{Version: object.Version, Open: func() (audio.Content, error) {
		return c.operation().ranged(address, object.Version, object.Size), nil
	}}
	if known && entry.ETag == object.Version && entry.Size == object.Size && entry.LastModified == stamp(object.Modified) && !reader.Listen {
		if f, err = entry.File(reader, address.String()); !errors.Is(err, audio.ErrUnknown) {
			if f != nil {
				f.Elsewhere = elsewhere
			}
			return f, entry.ContentType, err
		}
	}
	switch {
	case reader.KnowsOnly():
		return nil, "", audio.ErrUnknown
	case object.Size > limits.DownloadBytes:
		return nil, "", fmt.Errorf("it has %d bytes; chapmark reads at most %d", object.Size, int64(limits.DownloadBytes))
	}
	if listed { // which says nothing of its type
		p, err := o.head(address, object.Version)
		if err != nil {
			return nil, "", err
		}
		kind, object = p.header.Get("Content-Type"), p.object
	}
	content := o.ranged(address, object.Version, object.Size)
	defer func() { _ = content.Close() }()
	if c.options.Quick {
		f, err = reader.ReadClaimed(content, object.Size, address.String())
	} else if f, err = reader.Onward().Read(content, object.Size, address.String()); err == nil {
		c.remember(address, object, kind, f, content)
	}
	if err != nil {
		return nil, "", err
	}
	f.Elsewhere = elsewhere
	return f, kind, nil
}

// remember remembers an object that was read. Without it, the next run reads it again.
func (c *Client) remember(a Address, object Object, kind string, f *audio.File, content audio.Content) {
	head, tail := remote.Ends(object.Size, f.TagBytes)
	e := remote.Entry{ETag: object.Version, LastModified: stamp(object.Modified), ContentType: kind, Size: object.Size, Stream: f.Stream, Start: make([]byte, head), End: make([]byte, tail)}
	if _, err := content.ReadAt(e.Start, 0); err != nil {
		return
	}
	if _, err := content.ReadAt(e.End, object.Size-tail); err != nil {
		return
	}
	_ = c.cache.Keep(c.identity(a), e)
}

// quoted is an ETag as RFC 9110 §8.8.3 has it: some storage leaves the quotation marks out.
func quoted(tag string) string {
	if tag == "" || strings.HasPrefix(tag, `"`) || strings.HasPrefix(tag, "W/") {
		return tag
	}
	return `"` + tag + `"`
}

// stamp is the time of an object's last change: listings and answers write it in two ways.
func stamp(t time.Time) string { return t.UTC().Format(time.DateTime) }

// properties are what is known of an object besides its bytes.
type properties struct {
	object Object
	header http.Header
}

// head asks for the properties of an object, of a version if that is named.
func (o *operation) head(a Address, version string) (properties, error) {
	header := http.Header{}
	if version != "" {
		header.Set("If-Match", version)
	}
	response, err := o.do(context.Background(), call{method: http.MethodHead, address: a, header: header})
	if err != nil && !errors.Is(err, disk.ErrChanged) {
		// An answer to HEAD does not say why; one to GET does, and may tell the region.
		_, _, err = o.read(context.Background(), call{method: http.MethodGet, address: a, to: 1}, 1)
		if err == nil {
			response, err = o.do(context.Background(), call{method: http.MethodHead, address: a, header: header})
		}
	}
	if err != nil {
		return properties{}, err
	}
	_ = response.Body.Close()
	modified, _ := http.ParseTime(response.Header.Get("Last-Modified"))
	p := properties{Object{a, quoted(response.Header.Get("ETag")), response.ContentLength, modified}, response.Header}
	if p.object.Version == "" || p.object.Size < 0 {
		return p, errors.New("the storage does not say which version of the object this is")
	}
	if version != "" && p.object.Version != version {
		return p, disk.ErrChanged
	}
	return p, nil
}

// read reads bytes of the object.
func (p properties) read(o *operation, b []byte, from int64) error {
	return o.span(context.Background(), p.object.Address, p.object.Version, b, from)
}
