package objects

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters/limits"
)

// Pieces of an object that are read at a time. Each reader has two; those that are read ahead share the others.
const (
	pieceBytes  = 256 << 10
	ownPieces   = 2
	sparePieces = 24
	aheadPieces = 8
)

// ranged reads one version of an object by parts, some of them ahead of the reader.
type ranged struct {
	*operation
	address Address
	version string // ETag
	size    int64
	ctx     context.Context
	cancel  context.CancelFunc

	lock    sync.Mutex
	arrived sync.Cond
	pieces  map[int64]*piece // by their places
	clock   int64
	last    int64 // piece that was asked for
}

// piece is a part of an object, on its way or there.
type piece struct {
	content []byte // nil while it is on its way
	buffer  []byte
	err     error
	used    int64
	spare   bool // it is one of those that readers share
}

func (o *operation) ranged(a Address, version string, size int64) *ranged {
	r := &ranged{operation: o, address: a, version: version, size: size, pieces: map[int64]*piece{}, last: -2}
	r.arrived.L = &r.lock
	r.ctx, r.cancel = context.WithCancel(context.Background())
	return r
}

// ReadAt reads what is there at an offset. Several goroutines may do so at a time.
func (r *ranged) ReadAt(b []byte, offset int64) (n int, err error) {
	for n < len(b) && offset+int64(n) < r.size {
		m, err := r.copy(b[n:], offset+int64(n))
		if n += m; err != nil {
			return n, err
		}
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (r *ranged) copy(b []byte, offset int64) (int, error) {
	r.lock.Lock()
	defer r.lock.Unlock()
	i := offset / pieceBytes
	for {
		p, ok := r.pieces[i]
		switch {
		case r.ctx.Err() != nil:
			return 0, errors.New("it is closed")
		case !ok:
			if !r.begin(i, true) {
				r.arrived.Wait() // all that may be held is on its way
			}
			continue
		case p.content == nil && p.err == nil:
			r.arrived.Wait()
			continue
		case p.err != nil:
			delete(r.pieces, i)
			r.letGo(p)
			return 0, p.err
		}
		r.clock++
		p.used = r.clock
		onward := i == r.last+1 // a tag and the end of a file are single places
		r.last = i
		for ahead := i + 1; onward && ahead <= i+aheadPieces && ahead*pieceBytes < r.size; ahead++ {
			if _, ok := r.pieces[ahead]; !ok && !r.begin(ahead, false) {
				break
			}
		}
		return copy(b, p.content[offset-i*pieceBytes:]), nil
	}
}

// begin asks for a piece, if there is room for it. It takes the place of one that the reader has passed; one that is needed takes any.
func (r *ranged) begin(i int64, needed bool) bool {
	own, oldest := 0, int64(-1)
	for at, p := range r.pieces {
		if !p.spare {
			own++
		}
		if passed := at < r.last; (p.content != nil || p.err != nil) && (passed || needed) &&
			(oldest < 0 || passed && oldest >= r.last || passed == (oldest < r.last) && p.used < r.pieces[oldest].used) {
			oldest = at
		}
	}
	p := &piece{}
	switch {
	case own < ownPieces:
	case oldest >= 0:
		p.buffer, p.spare = r.pieces[oldest].buffer, r.pieces[oldest].spare
		delete(r.pieces, oldest)
	default:
		select {
		case r.spare <- struct{}{}:
			p.spare = true
		default:
			return false
		}
	}
	r.pieces[i] = p
	go r.fetch(i, p)
	return true
}

// fetch reads a piece.
func (r *ranged) fetch(i int64, p *piece) {
	from := i * pieceBytes
	to := min(from+pieceBytes, r.size)
	buffer := p.buffer
	if buffer == nil {
		if free, ok := r.free.Get().(*[]byte); ok {
			buffer = *free
		} else {
			buffer = make([]byte, pieceBytes)
		}
	}
	err := r.span(r.ctx, r.address, r.version, buffer[:to-from], from)
	r.lock.Lock()
	defer r.lock.Unlock()
	if r.pieces[i] != p { // the reader is closed
		r.free.Put(&buffer)
		return
	}
	if p.buffer, p.err = buffer, err; err == nil {
		p.content = buffer[:to-from]
	}
	r.clock++
	p.used = r.clock
	r.arrived.Broadcast()
}

// span reads bytes of one version of an object. A transfer that breaks is taken up where it broke.
func (o *operation) span(ctx context.Context, a Address, version string, b []byte, from int64) (err error) {
	for n, tries := 0, 0; n < len(b); tries++ {
		m, broken := 0, false
		m, broken, err = o.part(ctx, a, version, b[n:], from+int64(n))
		if n += m; err != nil && !broken || tries == limits.Retries || ctx.Err() != nil {
			break
		}
	}
	return err
}

// part reads what comes of one request, and says whether the transfer broke.
func (o *operation) part(ctx context.Context, a Address, version string, b []byte, from int64) (n int, broken bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	response, err := o.do(ctx, call{method: http.MethodGet, address: a, header: http.Header{"If-Match": {version}}, from: from, to: from + int64(len(b))})
	if err != nil {
		return 0, false, err
	}
	defer response.Body.Close()
	if tag := quoted(response.Header.Get("ETag")); tag != "" && tag != version {
		return 0, false, disk.ErrChanged // not all storage heeds the condition
	}
	if start, ok := remote.RangeStart(response); response.StatusCode != http.StatusPartialContent || !ok || start != from {
		return 0, false, fmt.Errorf("the storage does not send the part that was asked for (%d)", response.StatusCode)
	}
	n, err = io.ReadFull(response.Body, b)
	return n, err != nil, remote.Plain(err)
}

// letGo gives back the room of a piece.
func (r *ranged) letGo(p *piece) {
	if p.spare {
		<-r.spare
	}
	if p.buffer != nil && (p.content != nil || p.err != nil) { // it has arrived
		r.free.Put(&p.buffer)
	}
}

// Close ends what is on its way.
func (r *ranged) Close() error {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.cancel()
	for i, p := range r.pieces {
		delete(r.pieces, i)
		r.letGo(p)
	}
	r.arrived.Broadcast()
	return nil
}
