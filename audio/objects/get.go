package objects

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"

	"github.com/chapmark/chapmark/audio/remote"
)

// Get reads all of a small object, which may have so many bytes. Where there is none, the error is fs.ErrNotExist.
func (c *Client) Get(name string, most int64) (content []byte, version string, err error) {
	a, err := Parse(name)
	if err != nil {
		return nil, "", err
	}
	content, response, err := c.operation().read(context.Background(), call{method: http.MethodGet, address: a}, most)
	var missing *remote.MissingError
	if errors.As(err, &missing) {
		return nil, "", &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	}
	if err != nil {
		return nil, "", fmt.Errorf("read %s: %w", name, err)
	}
	return content, quoted(response.Header.Get("ETag")), nil
}

// Put writes a small object in the place of a version, or with "" where there is none.
func (c *Client) Put(name string, content []byte, version string) error {
	a, err := Parse(name)
	if err != nil {
		return err
	}
	header := http.Header{"If-None-Match": {"*"}, "Content-Md5": {md5Of(content)}, "Content-Type": {"application/octet-stream"}}
	if version != "" {
		header.Del("If-None-Match")
		header.Set("If-Match", version)
	}
	if _, _, err = c.operation().read(context.Background(), call{method: http.MethodPut, address: a, header: header, body: content}, 1<<20); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
