package objects

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/chapmark/chapmark/chapters/limits"
)

// upload sends the new object in parts: the first with the new tag; the others are copied from the old object by the storage itself.
func (w *write) upload() (err error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	id, err := w.begin(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			if failed := w.abort(w.address, id); failed != nil {
				err = fmt.Errorf("%w; %w", err, failed)
			}
		}
		if err == nil {
			w.forget(w.address)
		}
	}()
	tags := make([]string, len(w.parts))
	var once sync.Once
	var failed error
	var wait sync.WaitGroup
	slots := make(chan struct{}, copiesAtOnce)
	for i, p := range w.parts {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			var err error
			if tags[i], err = w.sendPart(ctx, id, p); err != nil {
				once.Do(func() { failed = err })
				cancel() // the others are not needed
			}
		})
	}
	wait.Wait()
	if failed != nil {
		return failed
	}
	if err := w.checkParts(ctx, id, tags); err != nil {
		return err
	}
	return w.complete(ctx, id, tags)
}

// copiesAtOnce is how many parts of an object are copied at a time.
const copiesAtOnce = 4

// begin begins an upload. It is noted before and after, so that another run can end it if this one is killed. A request that may have
// come through is not repeated before what came of it has ended.
func (w *write) begin(ctx context.Context) (id string, err error) {
	began, err := http.ParseTime(w.old.header.Get("Date")) // by the clock of the storage
	if err != nil {
		began = time.Now().Add(-unknownSkew)
	}
	w.note(uploadNote{Address: w.address, Began: began})
	for tries := 0; ; tries++ {
		var answer struct{ UploadId string }
		_, err = w.readXML(ctx, call{method: http.MethodPost, address: w.address, query: url.Values{"uploads": {""}}, header: w.header, once: true}, "InitiateMultipartUploadResult", &answer)
		if err == nil && answer.UploadId == "" {
			err = errors.New("the storage does not name the upload that it began")
		}
		if err == nil {
			w.note(uploadNote{Address: w.address, Began: began, Upload: answer.UploadId})
			return answer.UploadId, nil
		}
		if tries == limits.Retries {
			return "", err
		}
		var refused *Error
		if errors.As(err, &refused) && refused.Status < http.StatusInternalServerError {
			w.forget(w.address)
			return "", err
		}
		if failed := w.endNoted(w.address); failed != nil {
			return "", fmt.Errorf("%w; %w", err, failed)
		}
		w.note(uploadNote{Address: w.address, Began: began})
	}
}

// sendPart sends a part, or lets the storage copy it, and returns its ETag.
func (w *write) sendPart(ctx context.Context, id string, p part) (string, error) {
	if p.head {
		return w.move(ctx, id, p)
	}
	tag, err := w.copyPart(ctx, id, p)
	if !errors.Is(err, errNoCopies) {
		return tag, err
	}
	if !w.options.AllowUpload {
		return "", fmt.Errorf("%w; --allow-upload downloads and uploads all of it", err)
	}
	return w.move(ctx, id, p)
}

var errNoCopies = errors.New("the storage cannot copy parts of objects")

// copyPart lets the storage copy a part of the version that was read (Amazon S3 API, "UploadPartCopy").
func (w *write) copyPart(ctx context.Context, id string, p part) (string, error) {
	source := escape("/"+w.address.Bucket+"/"+w.address.Key, true)
	if version := w.old.header.Get("X-Amz-Version-Id"); version != "" {
		source += "?versionId=" + escape(version, false)
	}
	var answer struct{ ETag string }
	_, err := w.readXML(ctx, call{method: http.MethodPut, address: w.address, query: partQuery(id, p), header: http.Header{
		"X-Amz-Copy-Source": {source}, "X-Amz-Copy-Source-Range": {fmt.Sprintf("bytes=%d-%d", p.from, p.to-1)},
		"X-Amz-Copy-Source-If-Match": {w.old.object.Version},
	}}, "CopyPartResult", &answer)
	switch {
	case unsupported(err), errors.Is(err, errNotXML):
		return "", errNoCopies // it may have taken the request for a part without bytes, which nobody will complete
	case err != nil:
		return "", err
	}
	w.count(copied, p.to-p.from)
	return quoted(answer.ETag), nil
}

// move sends a part from here.
func (w *write) move(ctx context.Context, id string, p part) (string, error) {
	body, err := w.body(p)
	if err != nil {
		return "", err
	}
	response, err := w.do(ctx, call{method: http.MethodPut, address: w.address, query: partQuery(id, p), header: http.Header{"Content-Md5": {md5Of(body)}}, body: body})
	if err != nil {
		return "", err
	}
	_ = response.Body.Close()
	return quoted(response.Header.Get("ETag")), nil
}

func partQuery(id string, p part) url.Values {
	return url.Values{"partNumber": {strconv.Itoa(p.number)}, "uploadId": {id}}
}

// checkParts asks which parts there are, before they become the object: they must be the planned ones.
func (w *write) checkParts(ctx context.Context, id string, tags []string) error {
	marker := ""
	for checked := 0; checked < len(w.parts); {
		var answer struct {
			Part []struct {
				PartNumber int
				ETag       string
				Size       int64
			}
			NextPartNumberMarker string
		}
		q := url.Values{"uploadId": {id}}
		if marker != "" {
			q.Set("part-number-marker", marker)
		}
		if _, err := w.readXML(ctx, call{method: http.MethodGet, address: w.address, query: q}, "ListPartsResult", &answer); err != nil {
			return err
		}
		if len(answer.Part) == 0 {
			return fmt.Errorf("only %d of %d parts arrived", checked, len(w.parts))
		}
		for _, found := range answer.Part {
			if checked == len(w.parts) {
				return errors.New("there are more parts than were sent")
			}
			p := w.parts[checked]
			want := p.to - p.from
			if p.head {
				want += int64(len(w.plan.Head()))
			}
			if found.PartNumber != p.number || found.Size != want {
				return fmt.Errorf("part %d has %d bytes instead of %d", p.number, found.Size, want)
			}
			if quoted(found.ETag) != tags[checked] {
				return fmt.Errorf("part %d is another one than was sent", p.number)
			}
			checked++
		}
		marker = answer.NextPartNumberMarker
	}
	return nil
}

// complete makes the parts the object, if that is still the one that was read.
func (w *write) complete(ctx context.Context, id string, tags []string) error {
	var body bytes.Buffer
	body.WriteString("<CompleteMultipartUpload>")
	for i, p := range w.parts {
		fmt.Fprintf(&body, "<Part><PartNumber>%d</PartNumber><ETag>", p.number)
		_ = xml.EscapeText(&body, []byte(tags[i])) // to memory
		body.WriteString("</ETag></Part>")
	}
	body.WriteString("</CompleteMultipartUpload>")
	// Not all storage heeds the condition below.
	if _, err := w.head(w.address, w.old.object.Version); err != nil {
		return err
	}
	_, err := w.readXML(ctx, call{method: http.MethodPost, address: w.address, query: url.Values{"uploadId": {id}},
		header: http.Header{"If-Match": {w.old.object.Version}, "Content-Type": {"application/xml"}}, body: body.Bytes()}, "CompleteMultipartUploadResult", new(struct{ ETag string }))
	return err
}
