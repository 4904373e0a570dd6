package remote

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strconv"
	"syscall"
	"time"

	"github.com/chapmark/chapmark/chapters/limits"
)

// Retrying asks servers, and asks again where that may help.
type Retrying struct {
	client      *http.Client
	version     string
	storage     bool
	least, most time.Duration // before it is asked again
}

// privateError says that an address leads to where strangers' addresses must not.
type privateError struct{ address netip.Addr }

func (e privateError) Error() string {
	return fmt.Sprintf("%s is in a private network; --allow-private allows it", e.address)
}

// IsPrivate reports whether an error says that an address leads into a private network.
func IsPrivate(err error) bool { return errors.As(err, new(privateError)) }

// errRedirect says that a redirect leads nowhere.
var errRedirect = errors.New("it was redirected")

// NewRetrying makes one. Of the options, it heeds those about the network.
func NewRetrying(o Options) *Retrying {
	timeout := cmp.Or(max(o.Timeout, 0), usualTimeout)
	dialer := &net.Dialer{Timeout: timeout, KeepAlive: 30 * time.Second}
	transport := &http.Transport{TLSHandshakeTimeout: timeout, ResponseHeaderTimeout: timeout, DisableCompression: true,
		MaxResponseHeaderBytes: 1 << 20, MaxIdleConnsPerHost: 8, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true}
	if o.AllowPrivate {
		transport.Proxy = http.ProxyFromEnvironment // behind a proxy, addresses cannot be checked
	} else {
		dialer.Control = func(network, address string, raw syscall.RawConn) error {
			if address == o.exempt {
				return nil
			}
			return refusePrivate(network, address, raw)
		}
	}
	transport.DialContext = dialer.DialContext
	r := &Retrying{client: &http.Client{Transport: patient{transport, timeout}, CheckRedirect: checkRedirect}, version: o.Version, least: time.Second, most: 20 * time.Second}
	if r.storage = o.Storage; r.storage {
		r.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	if o.Wait > 0 {
		r.least, r.most = o.Wait, 8*o.Wait
	}
	return r
}

// Do asks, and asks again where that may help. The last answer is returned whatever it is. Each time, the request is made anew: it may
// have a body, or a signature that holds for some minutes.
func (r *Retrying) Do(ctx context.Context, build func() (*http.Request, error)) (response *http.Response, err error) {
	for attempt := 0; ; attempt++ {
		request, err := build()
		if err != nil {
			return nil, err
		}
		response, err = r.Once(ctx, request)
		if attempt == limits.Retries || !(mayHelp(ctx, response, err) || r.storage && os.IsTimeout(err)) {
			return response, err
		}
		wait := r.wait(attempt, response)
		if response != nil {
			_, _ = io.CopyN(io.Discard, response.Body, 4<<10) // so that the connection can be used again
			_ = response.Body.Close()
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(wait):
		}
	}
}

// Once asks, and does not ask again.
func (r *Retrying) Once(ctx context.Context, request *http.Request) (*http.Response, error) {
	request.Header.Set("User-Agent", "chapmark/"+r.version+" (+https://github.com/chapmark/chapmark)")
	return r.client.Do(request.WithContext(ctx))
}

// wait is how long it takes until the server is asked again: twice as long each time, or as it says (RFC 9110 §10.2.3), within bounds.
func (r *Retrying) wait(attempt int, response *http.Response) time.Duration {
	wait := min(r.least<<attempt, r.most)
	if response == nil {
		return wait
	}
	after := response.Header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(after, 10, 31); err == nil {
		return min(time.Duration(seconds)*time.Second, r.most)
	}
	if at, err := http.ParseTime(after); err == nil {
		return min(max(time.Until(at), 0), r.most)
	}
	return wait
}

// mayHelp reports whether to ask again may help: a busy server, a broken connection.
func mayHelp(ctx context.Context, response *http.Response, err error) bool {
	var private privateError
	var network *net.OpError
	switch {
	case err == nil:
		code := response.StatusCode
		return code == http.StatusTooManyRequests || code >= 500 && code != http.StatusNotImplemented
	case ctx.Err() != nil, errors.As(err, &private), errors.Is(err, errRedirect):
		return false
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.Canceled) || errors.As(err, &network)
}

// patient ends transfers that make too little progress, those of answers that nobody wants included.
type patient struct {
	http.RoundTripper
	limit time.Duration
}

// RoundTrip is one request, and its answer as far as it comes in time.
func (p patient) RoundTrip(request *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(request.Context())
	timer := time.AfterFunc(p.limit, cancel)
	if request = request.WithContext(ctx); request.Body != nil {
		request.Body = &progressing{request.Body, func() { timer.Reset(p.limit) }}
	}
	response, err := p.RoundTripper.RoundTrip(request)
	if err != nil {
		timer.Stop()
		cancel()
		return nil, err
	}
	timer.Reset(p.limit)
	response.Body = &patience{ReadCloser: response.Body, timer: timer, cancel: cancel, limit: p.limit, begin: time.Now()}
	return response, nil
}

// progressing is the body of a request, which may take its time as long as it goes on.
type progressing struct {
	io.ReadCloser
	goesOn func()
}

func (p *progressing) Read(b []byte) (int, error) {
	n, err := p.ReadCloser.Read(b)
	if n > 0 {
		p.goesOn()
	}
	return n, err
}

// progress is how many bytes there must be within the limit: a server that sends one now and then has stopped, too.
const progress = 1 << 10

// patience is the body of an answer that has to go on.
type patience struct {
	io.ReadCloser
	timer  *time.Timer
	cancel context.CancelFunc
	limit  time.Duration
	begin  time.Time
	since  int   // bytes, since the timer was set
	total  int64 // bytes
}

func (p *patience) Read(b []byte) (int, error) {
	n, err := p.ReadCloser.Read(b)
	p.total += int64(n)
	took := time.Since(p.begin)
	if late := took - 2*p.limit; err == nil && (late > 0 && float64(p.total) < limits.DownloadSpeed*late.Seconds() || took > limits.DownloadTime) {
		p.cancel()
		return n, fmt.Errorf("%w: %d bytes in %v", errSlow, p.total, took.Round(time.Second))
	}
	if p.since += n; p.since >= progress {
		p.since = 0
		p.timer.Reset(p.limit)
	}
	return n, err
}

// errSlow says that a server is too slow to be waited for.
var errSlow = errors.New("the server sends too slowly")

func (p *patience) Close() error {
	p.timer.Stop()
	err := p.ReadCloser.Close()
	p.cancel()
	return err
}

// checkRedirect follows redirects to the web alone, and tells nobody where they came from.
func checkRedirect(request *http.Request, via []*http.Request) error {
	if len(via) >= limits.Redirects {
		return fmt.Errorf("%w more than %d times", errRedirect, limits.Redirects)
	}
	if !IsURL(request.URL.String()) {
		return fmt.Errorf("%w to an address that is not on the web", errRedirect)
	}
	request.Header.Del("Referer") // it may hold secrets of the first address
	return nil
}

// refusePrivate lets nothing be asked that is not on the public network. It sees the address that a name was resolved to,
// at the moment of the connection, for each redirect anew.
func refusePrivate(_, address string, _ syscall.RawConn) error {
	host, err := netip.ParseAddrPort(address)
	if err == nil && public(host.Addr()) {
		return nil
	}
	return privateError{host.Addr()}
}

// special are addresses of no public machine (RFC 6890 and its successors in IANA's registries), besides those that
// package netip knows.
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/63"),
	netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("3fff::/20"), netip.MustParsePrefix("5f00::/16"), netip.MustParsePrefix("fec0::/10"),
	netip.MustParsePrefix("::/96"), netip.MustParsePrefix("::ffff:0:0:0/96"),
	netip.MustParsePrefix("168.63.129.16/32"), // Azure's host, which its machines alone should ask
}

func public(address netip.Addr) bool {
	address = address.Unmap()
	if !address.IsGlobalUnicast() || address.IsPrivate() || address.IsLoopback() || address.IsLinkLocalUnicast() || address.Zone() != "" {
		return false
	}
	for _, prefix := range special {
		if prefix.Contains(address) {
			return false
		}
	}
	return true
}
