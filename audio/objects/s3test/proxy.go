package s3test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
)

// Fault is what becomes of a request.
type Fault int

// The faults.
const (
	Pass  Fault = iota
	Cut         // the connection breaks before the storage hears of it
	Lost        // the storage does what was asked, and the answer is lost
	Busy        // 503 Slow Down
	Half        // half of the answer's body arrives
	Stall       // nothing comes
)

// Proxy stands before storage, counts, and makes faults.
type Proxy struct {
	URL string

	requests, in, out atomic.Int64
	lock              sync.Mutex
	log               []string
	plan              func(n int64, r *http.Request) Fault
	alter             func(r *http.Request, a *httptest.ResponseRecorder)
}

// Alter changes answers before they are sent.
func (p *Proxy) Alter(alter func(r *http.Request, a *httptest.ResponseRecorder)) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.alter = alter
}

// Make makes faults: of the n-th request, from 1. With nil, all pass.
func (p *Proxy) Make(plan func(n int64, r *http.Request) Fault) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.plan = plan
}

// NewProxy starts a proxy before storage at an address.
func NewProxy(t testing.TB, address string) *Proxy {
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{}
	through := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target); r.Out.Host = r.In.Host }, // which is signed
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) {
			panic(http.ErrAbortHandler)
		},
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := p.requests.Add(1)
		p.lock.Lock()
		p.log = append(p.log, r.Method+" "+r.URL.String())
		plan, alter := p.plan, p.alter
		p.lock.Unlock()
		r.Body = &reading{r.Body, &p.in}
		fault := Pass
		if plan != nil {
			fault = plan(n, r)
		}
		switch fault {
		case Cut:
			panic(http.ErrAbortHandler)
		case Stall:
			_, _ = io.Copy(io.Discard, r.Body) // so that it is known when the client leaves
			<-r.Context().Done()
		case Busy:
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, "<Error><Code>SlowDown</Code><Message>slow down</Message></Error>")
		case Lost, Half:
			recorder := httptest.NewRecorder()
			through.ServeHTTP(recorder, r)
			if fault == Half && recorder.Body.Len() > 1 {
				for name, values := range recorder.Header() {
					w.Header()[name] = values
				}
				w.WriteHeader(recorder.Code)
				_, _ = w.Write(recorder.Body.Bytes()[:recorder.Body.Len()/2])
				w.(http.Flusher).Flush()
			}
			panic(http.ErrAbortHandler)
		case Pass:
			if alter != nil {
				recorder := httptest.NewRecorder()
				through.ServeHTTP(recorder, r)
				alter(r, recorder)
				for name, values := range recorder.Header() {
					w.Header()[name] = values
				}
				if r.Method != http.MethodHead {
					w.Header().Set("Content-Length", strconv.Itoa(recorder.Body.Len()))
				}
				w.WriteHeader(recorder.Code)
				_, _ = w.Write(recorder.Body.Bytes())
				return
			}
			through.ServeHTTP(&writing{w, &p.out}, r)
		}
	}))
	server.Config.ErrorLog = nil
	t.Cleanup(server.Close)
	p.URL = server.URL
	return p
}

// Counts are the requests so far, and the bytes of their bodies and of the answers'.
func (p *Proxy) Counts() (requests, in, out int64) {
	return p.requests.Load(), p.in.Load(), p.out.Load()
}

// Log names the requests so far.
func (p *Proxy) Log() []string {
	p.lock.Lock()
	defer p.lock.Unlock()
	return append([]string{}, p.log...)
}

// Reset begins to count anew.
func (p *Proxy) Reset() {
	p.requests.Store(0)
	p.in.Store(0)
	p.out.Store(0)
	p.lock.Lock()
	defer p.lock.Unlock()
	p.log = nil
}

type reading struct {
	io.ReadCloser
	n *atomic.Int64
}

func (r *reading) Read(b []byte) (int, error) {
	n, err := r.ReadCloser.Read(b)
	r.n.Add(int64(n))
	return n, err
}

type writing struct {
	http.ResponseWriter
	n *atomic.Int64
}

func (w *writing) Write(b []byte) (int, error) {
	n, err := w.ResponseWriter.Write(b)
	w.n.Add(int64(n))
	return n, err
}

// Unwrap lets the server flush.
func (w *writing) Unwrap() http.ResponseWriter { return w.ResponseWriter }
