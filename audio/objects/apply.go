package objects

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/remote"
)

// Written says what became of an object.
type Written struct {
	Traffic
	Saved      int64  // bytes that would have moved if the audio had been downloaded and uploaded
	OldVersion string // that the bucket keeps; "" where it keeps none
}

// With is the sum of two.
func (w Written) With(other Written) Written {
	t := Traffic{w.Requests + other.Requests, w.Sent + other.Sent, w.Received + other.Received, w.Copied + other.Copied}
	return Written{Traffic: t, Saved: w.Saved + other.Saved}
}

// write is a Plan on its way.
type write struct {
	*operation
	plan    audio.Plan
	address Address
	old     properties
	header  http.Header // that gives the new object what the old one has besides its bytes
	parts   []part
	end     []byte // of the old object
	digest  string // of the old object after its head, where all of it is verified
}

// Apply carries out a plan: afterwards, the object has the new tag and the old audio, or it is as it was and the error says why. It is
// never in between, for nobody. The audio stays where it is, but for what must be sent with the tag: a part has 5 MiB. An object that is
// no longer the one that was read stays as it is.
func (c *Client) Apply(plan audio.Plan) (Written, error) {
	if !plan.Changes() {
		return Written{}, nil
	}
	f := plan.File()
	address, err := Parse(f.Name)
	if err == nil && f.Elsewhere == nil {
		err = errors.New("it was not read from storage")
	}
	if err == nil {
		err = c.started()
	}
	if err != nil {
		return Written{}, fmt.Errorf("write %s: %w", f.Name, err)
	}
	c.writers <- struct{}{}
	defer func() { <-c.writers }()
	w := &write{operation: c.operation(), plan: plan, address: address}
	if err := w.run(); err != nil {
		return Written{Traffic: w.meter.traffic()}, fmt.Errorf("write %s: %w", f.Name, err)
	}
	written := Written{Traffic: w.meter.traffic(), OldVersion: w.old.header.Get("X-Amz-Version-Id")}
	if written.OldVersion == "null" {
		written.OldVersion = ""
	}
	written.Saved = max(plan.BytesBefore+plan.BytesAfter-written.Sent-written.Received, 0)
	return written, nil
}

func (w *write) run() error {
	if err := w.endNoted(w.address); err != nil {
		return err
	}
	f, err := w.plan.File(), error(nil)
	if w.old, err = w.head(w.address, f.Elsewhere.Version); err != nil {
		return err
	}
	if w.old.object.Size != f.Size {
		return disk.ErrChanged
	}
	if w.header, err = w.metadata(w.old); err != nil {
		return err
	}
	if w.parts, err = layout(int64(len(w.plan.Head())), int64(len(f.Head())), f.Size); err != nil {
		return err
	}
	if err := w.readEnd(); err != nil {
		return err
	}
	if err := w.replace(); err != nil {
		return err
	}
	return w.verify()
}

// replace puts the new object in the place of the old one. Where it is not known whether that came about, what is there tells.
func (w *write) replace() error {
	var err error
	if len(w.parts) == 1 {
		err = w.put()
	} else {
		err = w.upload()
	}
	if err == nil {
		return nil
	}
	var answer *Error
	if errors.As(err, &answer) && answer.Status < http.StatusInternalServerError && answer.Code != "NoSuchUpload" {
		return err
	}
	now, failed := w.head(w.address, "")
	if failed != nil || now.object.Version == w.old.object.Version || now.object.Size != w.plan.BytesAfter {
		return err
	}
	if same, failed := w.sameHead(now); failed != nil || !same {
		return err
	}
	return nil // the answer was lost, and not the object
}

// put sends a small object at once.
func (w *write) put() error {
	body, err := w.body(w.parts[0])
	if err != nil {
		return err
	}
	// Not all storage heeds the condition below.
	if _, err := w.head(w.address, w.old.object.Version); err != nil {
		return err
	}
	header := w.header.Clone()
	header.Set("If-Match", w.old.object.Version)
	header.Set("Content-Md5", md5Of(body))
	_, _, err = w.read(context.Background(), call{method: http.MethodPut, address: w.address, header: header, body: body}, 1<<20)
	return err
}

// body is a part that is sent.
func (w *write) body(p part) ([]byte, error) {
	var head []byte
	if p.head {
		head = w.plan.Head()
	}
	body := make([]byte, int64(len(head))+p.to-p.from)
	n := copy(body, head)
	return body, w.old.read(w.operation, body[n:], p.from)
}

func md5Of(b []byte) string {
	sum := md5.Sum(b)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// readEnd finds out how the old object ends, and reads all of it if all is to be verified.
func (w *write) readEnd() error {
	size := w.old.object.Size
	_, n := remote.Ends(size, 0)
	n = min(n, w.plan.File().RestBytes())
	if e, ok := w.cache.Find(w.identity(w.address)); ok && e.ETag == w.old.object.Version && int64(len(e.End)) >= n {
		w.end = e.End[int64(len(e.End))-n:]
	} else {
		w.end = make([]byte, n)
		if err := w.old.read(w.operation, w.end, size-n); err != nil {
			return err
		}
	}
	if !w.options.VerifyAll {
		return nil
	}
	var err error
	w.digest, err = w.digestOf(w.old.object, int64(len(w.plan.File().Head())))
	return err
}

// verify reads back what tells whether the object is the planned one: its size, its tag, its end, or all of it.
func (w *write) verify() error {
	now, err := w.head(w.address, "")
	if err != nil {
		return fmt.Errorf("it was written, but cannot be read back: %w", err)
	}
	wrong := func(what string, err error) error {
		if err != nil {
			return fmt.Errorf("it was written, but %s cannot be read back: %w", what, err)
		}
		return fmt.Errorf("it was written, but %s is not the planned one; `chapmark undo` restores the old tag", what)
	}
	switch head := int64(len(w.plan.Head())); {
	case now.object.Version == w.old.object.Version:
		return errors.New("the storage says that it was written, but it is as it was before")
	case now.object.Size != w.plan.BytesAfter:
		return wrong("its size", nil)
	default:
		if same, err := w.sameHead(now); err != nil || !same {
			return wrong("its tag", err)
		}
		end := make([]byte, len(w.end))
		if err := now.read(w.operation, end, now.object.Size-int64(len(end))); err != nil || !bytes.Equal(end, w.end) {
			return wrong("its end", err)
		}
		if w.options.VerifyAll {
			if digest, err := w.digestOf(now.object, head); err != nil || digest != w.digest {
				return wrong("its audio", err)
			}
		}
	}
	w.remember(now.object)
	return nil
}

// sameHead compares the tag of an object with the planned one.
func (w *write) sameHead(now properties) (bool, error) {
	got := make([]byte, len(w.plan.Head()))
	err := now.read(w.operation, got, 0)
	return bytes.Equal(got, w.plan.Head()), err
}

// remember remembers the new object, so that the next run need not read it.
func (w *write) remember(object Object) {
	w.lock.Lock()
	w.listed[w.address] = object
	w.lock.Unlock()
	stream, ok := w.plan.StreamAfter()
	e, known := w.cache.Find(w.identity(w.address))
	oldHead := len(w.plan.File().Head())
	if !ok || !known || e.ETag != w.old.object.Version || len(e.Start) < oldHead {
		return
	}
	e.Start = append(bytes.Clone(w.plan.Head()), e.Start[oldHead:]...)
	e.ETag, e.LastModified, e.Size, e.Stream = object.Version, stamp(object.Modified), object.Size, stream
	_ = w.cache.Keep(w.identity(w.address), e)
}
