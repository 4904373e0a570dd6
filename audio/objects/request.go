package objects

import (
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// call is one request.
type call struct {
	method  string
	address Address // with no key, the bucket
	query   url.Values
	header  http.Header
	body    []byte
	from    int64 // of the bytes that are asked for, where there are any
	to      int64 // the byte after the last one
	once    bool  // it must not be repeated, since it may have come through
}

// Traffic is what went over the network, in requests and bytes of bodies, and what the storage copied by itself.
type Traffic struct {
	Requests, Sent, Received, Copied int64
}

// meter counts traffic.
type meter struct{ requests, sent, received, copied atomic.Int64 }

func (m *meter) traffic() Traffic {
	return Traffic{m.requests.Load(), m.sent.Load(), m.received.Load(), m.copied.Load()}
}

func requests(m *meter) *atomic.Int64 { return &m.requests }
func sent(m *meter) *atomic.Int64     { return &m.sent }
func received(m *meter) *atomic.Int64 { return &m.received }
func copied(m *meter) *atomic.Int64   { return &m.copied }

// Total is the traffic since the client was made.
func (c *Client) Total() Traffic { return c.total.traffic() }

// operation is what is done with one object.
type operation struct {
	*Client
	meter meter
}

func (c *Client) operation() *operation { return &operation{Client: c} }

// count counts in the operation and in all.
func (o *operation) count(what func(*meter) *atomic.Int64, n int64) {
	what(&o.meter).Add(n)
	what(&o.total).Add(n)
}

// counted counts what a body holds.
type counted struct {
	io.ReadCloser
	operation *operation
}

func (b counted) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.operation.count(received, int64(n))
	return n, err
}

// do makes a request. An answer that says that it failed is an *Error, or a *remote.MissingError.
func (o *operation) do(ctx context.Context, c call) (*http.Response, error) {
	if err := o.started(); err != nil {
		return nil, err
	}
	response, err := o.ask(ctx, c)
	// A bucket in another region says so; Amazon's storage has one for each.
	if found := new(Error); errors.As(err, &found) && found.Region != "" && found.Region != o.regionOf(c.address.Bucket) {
		o.lock.Lock()
		o.regions[c.address.Bucket] = found.Region
		o.lock.Unlock()
		response, err = o.ask(ctx, c)
	}
	return response, err
}

func (o *operation) ask(ctx context.Context, c call) (*http.Response, error) {
	hash := hexHash(c.body)
	request := func() (*http.Request, error) {
		k, err := o.credentials.get(ctx)
		if err != nil {
			return nil, err
		}
		address := o.url(c.address)
		address.RawQuery = query(c.query)
		request := &http.Request{Method: c.method, URL: address, Host: address.Host, Header: c.header.Clone(), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
		if request.Header == nil {
			request.Header = http.Header{}
		}
		request.Header.Set("Accept-Encoding", "identity") // offsets are those of the object
		if c.to > c.from {
			request.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", c.from, c.to-1))
		}
		if request.ContentLength = int64(len(c.body)); len(c.body) > 0 {
			request.Body = io.NopCloser(bytes.NewReader(c.body))
		}
		sign(request, hash, k, o.regionOf(c.address.Bucket), time.Now())
		o.count(requests, 1)
		o.count(sent, int64(len(c.body)))
		return request, nil
	}
	var response *http.Response
	var err error
	if c.once {
		var single *http.Request
		if single, err = request(); err == nil {
			response, err = o.http.Once(ctx, single)
		}
	} else {
		response, err = o.http.Do(ctx, request)
	}
	if remote.IsPrivate(err) { // which only a site's config can name
		return nil, fmt.Errorf("%s is in a private network; name the endpoint by --s3-endpoint or AWS_ENDPOINT_URL", o.endpoint.Host)
	}
	if err != nil {
		return nil, remote.Plain(err)
	}
	response.Body = counted{response.Body, o}
	if response.StatusCode < http.StatusMultipleChoices {
		return response, nil
	}
	defer response.Body.Close()
	return nil, answered(c.address, response)
}

// read makes a request, and reads the answer, which may have so many bytes. Where the answer breaks, the request is made again.
func (o *operation) read(ctx context.Context, c call, most int64) (content []byte, response *http.Response, err error) {
	for tries := 0; ; tries++ {
		var whole bool
		if content, response, whole, err = o.readOnce(ctx, c, most); whole || c.once || tries == limits.Retries || ctx.Err() != nil {
			return content, response, err
		}
	}
}

// readOnce does not make it again. An error of the answer's own is a whole answer.
func (o *operation) readOnce(ctx context.Context, c call, most int64) (content []byte, response *http.Response, whole bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if response, err = o.do(ctx, c); err != nil {
		return nil, nil, true, err
	}
	defer response.Body.Close()
	if content, err = io.ReadAll(io.LimitReader(response.Body, most+1)); err != nil {
		return nil, nil, false, remote.Plain(err)
	}
	if int64(len(content)) > most {
		return nil, nil, true, errors.New("the storage answers with more than it was asked for")
	}
	return content, response, true, nil
}

// readXML makes a request, and reads the answer as XML with this root. Where it says that something failed, that is an *Error: some
// requests are answered with 200 OK before it is known how they end. Such an answer is asked for again, too.
func (o *operation) readXML(ctx context.Context, c call, root string, value any) (*http.Response, error) {
	for tries := 0; ; tries++ {
		content, response, err := o.read(ctx, c, limits.AnswerBytes)
		if err != nil {
			return nil, err
		}
		found := rootName(content)
		if found == root {
			if err := xml.Unmarshal(content, value); err != nil {
				return nil, errNotXML
			}
			return response, nil
		}
		failed := Error{Address: c.address, Status: response.StatusCode}
		if found != "Error" || xml.Unmarshal(content, &failed) != nil {
			return nil, errNotXML
		}
		if failed.Code == "InternalError" || failed.Code == "SlowDown" || failed.Code == "ServiceUnavailable" {
			failed.Status = http.StatusServiceUnavailable
		}
		if failed.Status < http.StatusInternalServerError || c.once || tries == limits.Retries || ctx.Err() != nil {
			return nil, &failed
		}
		time.Sleep(cmp.Or(o.options.Wait, time.Second))
	}
}

var errNotXML = errors.New("the storage answers with something else than it was asked for")

func rootName(content []byte) string {
	decoder := xml.NewDecoder(bytes.NewReader(content))
	for {
		token, err := decoder.Token()
		if err != nil {
			return ""
		}
		if start, ok := token.(xml.StartElement); ok {
			return start.Name.Local
		}
	}
}

// Error is an answer of the storage that says that a request failed.
type Error struct {
	Address Address `xml:"-"`
	Status  int     `xml:"-"`
	Code    string  `xml:"Code"`
	Message string  `xml:"Message"`
	Region  string  `xml:"Region"` // of the bucket, where that is another one
}

// answered makes an error of an answer.
func answered(a Address, response *http.Response) error {
	e := &Error{Address: a, Status: response.StatusCode}
	if content, err := io.ReadAll(io.LimitReader(response.Body, limits.AnswerBytes)); err == nil {
		_ = xml.Unmarshal(content, e) // an answer to HEAD has none
	}
	// It becomes a part of a host's name.
	if e.Region = cmp.Or(e.Region, response.Header.Get("X-Amz-Bucket-Region")); plainWord(strings.ReplaceAll(e.Region, "-", "")) == "" {
		e.Region = ""
	}
	switch {
	case e.Status == http.StatusNotFound && (e.Code == "" || e.Code == "NoSuchKey"):
		return &remote.MissingError{Name: a.String(), Status: "the storage has no such object"}
	case e.Status == http.StatusPreconditionFailed || e.Code == "ConditionalRequestConflict":
		return fmt.Errorf("%w (%d %s)", disk.ErrChanged, e.Status, cmp.Or(plainWord(e.Code), "Precondition Failed"))
	}
	return e
}

func (e *Error) Error() string {
	status := fmt.Sprintf("%d %s", e.Status, cmp.Or(plainWord(e.Code), http.StatusText(e.Status)))
	switch {
	case e.Code == "NoSuchBucket":
		return fmt.Sprintf("there is no bucket %s (%s)", e.Address.Bucket, status)
	case e.Code == "InvalidAccessKeyId":
		return fmt.Sprintf("the storage does not know this access key (%s)", status)
	case e.Code == "SignatureDoesNotMatch":
		return fmt.Sprintf("the secret key is not the one of the access key (%s)", status)
	case e.Code == "ExpiredToken", e.Code == "TokenRefreshRequired":
		return fmt.Sprintf("the credentials have expired (%s)", status)
	case e.Code == "RequestTimeTooSkewed":
		return fmt.Sprintf("this machine's clock is wrong by more than the storage accepts (%s)", status)
	case e.Code == "InvalidObjectState":
		return fmt.Sprintf("the object is archived; restore it first (%s)", status)
	case e.Status == http.StatusForbidden, e.Status == http.StatusUnauthorized:
		return fmt.Sprintf("access denied (%s); docs/storage.md lists the permissions that chapmark needs", status)
	case e.Message != "":
		return fmt.Sprintf("the storage answers %s: %s", status, chapters.Quoted(e.Message))
	}
	return "the storage answers " + status
}

// unsupported reports whether the storage does not know what it was asked for.
func unsupported(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Status == http.StatusNotImplemented || e.Status == http.StatusMethodNotAllowed || e.Code == "NotImplemented")
}

// plainWord is a code of the storage, if it is one.
func plainWord(code string) string {
	for _, r := range code {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') {
			return ""
		}
	}
	if len(code) > 60 {
		return ""
	}
	return code
}
