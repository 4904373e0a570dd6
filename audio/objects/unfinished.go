package objects

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters/limits"
)

// abort ends an upload, and lets its parts go.
func (o *operation) abort(a Address, id string) error {
	_, _, err := o.read(context.Background(), call{method: http.MethodDelete, address: a, query: url.Values{"uploadId": {id}}}, limits.AnswerBytes)
	var answer *Error
	if errors.As(err, &answer) && answer.Code == "NoSuchUpload" {
		err = nil
	}
	if err != nil {
		return fmt.Errorf("end the unfinished upload (`chapmark recover %s` does): %w", a, err)
	}
	o.forget(a)
	return nil
}

// uploadNote is a note about an upload that this machine began.
type uploadNote struct {
	Address Address
	Began   time.Time
	Upload  string // "": it is not known whether it came about
}

// folder is where this machine keeps what concerns an object: its lock, and the note about its upload.
func (c *Client) folder(a Address) string {
	return filepath.Join(c.options.Folder, "uploads", hexHash([]byte(c.identity(a)))[:32])
}

func (c *Client) notePath(a Address) string { return filepath.Join(c.folder(a), "upload") }

// Lock takes the lock of an object on this machine, so that of two programs that want to change it the second waits, at most until the
// timeout. Other machines know nothing of it; the storage sees to it that no change is lost.
func (c *Client) Lock(name string, timeout time.Duration) (unlock func() error, err error) {
	a, err := Parse(name)
	if err == nil {
		err = c.started()
	}
	if err != nil || c.options.Folder == "" {
		return func() error { return nil }, err
	}
	for tries := 0; ; tries++ {
		if err := os.MkdirAll(c.folder(a), 0o700); err != nil {
			return nil, err
		}
		unlock, err := disk.Lock(c.folder(a), 0)
		if errors.Is(err, disk.ErrBusy) && timeout > 0 {
			unlock, err = disk.Lock(c.folder(a), timeout)
			c.lock.Lock()
			delete(c.listed, a) // the other program has changed it since
			c.lock.Unlock()
		}
		switch {
		case errors.Is(err, disk.ErrBusy):
			return nil, fmt.Errorf("lock %s: %w after %v; try again later", name, disk.ErrBusy, timeout)
		case errors.Is(err, fs.ErrNotExist) && tries < 10:
			continue // another program has just removed the folder
		case err != nil:
			return nil, err
		}
		return func() error {
			err := unlock()
			_ = os.Remove(c.folder(a)) // unless there is a note in it
			return err
		}, nil
	}
}

func (c *Client) note(n uploadNote) {
	content, err := json.Marshal(n)
	if err == nil && c.options.Folder != "" && os.MkdirAll(c.folder(n.Address), 0o700) == nil {
		_ = disk.PutOwn(c.notePath(n.Address), content) // without it, `recover` finds the upload when it is old enough
	}
}

func (c *Client) forget(a Address) {
	if c.options.Folder != "" {
		_ = os.Remove(c.notePath(a))
	}
}

// How much later than it was noted an upload may seem to have begun before: answers count whole seconds.
const (
	skew        = 2 * time.Second
	unknownSkew = 2 * time.Minute
)

// endNoted ends the upload of an object that an earlier run of this machine left unfinished.
func (o *operation) endNoted(a Address) error {
	n, ok := o.readNote(a)
	switch {
	case !ok:
		return nil
	case n.Upload != "":
		return o.abort(a, n.Upload)
	}
	uploads, err := o.unfinished(a.Bucket, a.Key)
	if err != nil {
		return err
	}
	for _, u := range uploads {
		if u.Address == a && !u.Began.Before(n.Began.Add(-skew)) {
			if err := o.abort(a, u.id); err != nil {
				return err
			}
		}
	}
	o.forget(a)
	return nil
}

func (c *Client) readNote(a Address) (n uploadNote, ok bool) {
	if c.options.Folder == "" {
		return n, false
	}
	content, err := disk.ReadOwn(c.notePath(a), c.folder(a), limits.CredentialBytes)
	return n, err == nil && json.Unmarshal(content, &n) == nil && n.Address == a
}

// Unfinished is an upload that has neither become an object nor ended.
type Unfinished struct {
	Address Address
	Began   time.Time
	Ours    bool // this machine began it, and no run goes on with it
	Old     bool // nobody works on it any more

	id string
}

// abandoned is how old an upload is that nobody works on any more: chapmark takes a minute for one.
const abandoned = time.Hour

// unfinished lists the unfinished uploads of keys that begin with a prefix.
func (o *operation) unfinished(bucket, prefix string) ([]Unfinished, error) {
	var all []Unfinished
	for key, id, pages := "", "", 0; pages < limits.ListedObjects/pageObjects; pages++ {
		var page struct {
			Upload []struct {
				Key, UploadId string
				Initiated     time.Time
			}
			IsTruncated                       bool
			NextKeyMarker, NextUploadIdMarker string
			EncodingType                      string
		}
		q := url.Values{"uploads": {""}, "prefix": {prefix}, "encoding-type": {"url"}}
		if key != "" {
			q.Set("key-marker", key)
			q.Set("upload-id-marker", id)
		}
		if _, err := o.readXML(context.Background(), call{method: http.MethodGet, address: Address{Bucket: bucket}, query: q}, "ListMultipartUploadsResult", &page); err != nil {
			return nil, fmt.Errorf("list unfinished uploads: %w", err)
		}
		for _, u := range page.Upload {
			name, err := decoded(u.Key, page.EncodingType)
			if err != nil {
				continue
			}
			found := Unfinished{Address: Address{bucket, name}, Began: u.Initiated, Old: time.Since(u.Initiated) > abandoned, id: u.UploadId}
			n, ok := o.readNote(found.Address)
			found.Ours = ok && (n.Upload == u.UploadId || n.Upload == "" && !u.Initiated.Before(n.Began.Add(-skew)))
			all = append(all, found)
		}
		next, err := decoded(page.NextKeyMarker, page.EncodingType)
		if !page.IsTruncated {
			break
		}
		if err != nil || next == "" || next == key && page.NextUploadIdMarker == id {
			return nil, errors.New("list unfinished uploads: the storage does not say how the list goes on")
		}
		key, id = next, page.NextUploadIdMarker
	}
	return all, nil
}

// Recover ends the unfinished uploads of an object, or of all below a folder: s3://bucket/podcast/. It leaves those that somebody may
// be working on, and returns them with the others. A dry run ends none.
func (c *Client) Recover(name string, dryRun bool) ([]Unfinished, error) {
	bucket, prefix, _ := strings.Cut(name[min(len("s3://"), len(name)):], "/")
	if !remote.IsObject(name) || bucket == "" {
		return nil, fmt.Errorf("%s: name an object, or a folder such as s3://BUCKET/FOLDER/", name)
	}
	o := c.operation()
	all, err := o.unfinished(bucket, prefix)
	if err != nil {
		return nil, fmt.Errorf("recover %s: %w", name, err)
	}
	if prefix != "" && !strings.HasSuffix(prefix, "/") {
		all = slices.DeleteFunc(all, func(u Unfinished) bool {
			return u.Address.Key != prefix && !strings.HasPrefix(u.Address.Key, prefix+"/")
		})
	}
	for i := range all {
		u := &all[i]
		if !u.Ends() {
			continue
		}
		unlock, err := o.Lock(u.Address.String(), 0)
		if errors.Is(err, disk.ErrBusy) {
			u.Ours, u.Old = false, false // it is still at work
			continue
		}
		if err == nil && !dryRun {
			err = o.abort(u.Address, u.id)
		}
		if unlock != nil {
			err = errors.Join(err, unlock())
		}
		if err != nil {
			return all, fmt.Errorf("recover %s: %w", name, err)
		}
	}
	return all, nil
}

// Ends reports whether Recover ends the upload.
func (u Unfinished) Ends() bool { return u.Ours || u.Old }
