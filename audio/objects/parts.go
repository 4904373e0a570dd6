package objects

import (
	"fmt"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/remote"
)

// Limits of uploads in parts (Amazon S3 User Guide, "Multipart upload limits"). All parts but the last have one size, which Cloudflare R2
// demands.
const (
	leastPart = 5 << 20
	mostPart  = 5 << 30
	mostParts = 10_000
)

// part is a part of the new object, numbered from 1: bytes that are sent, or of the old object's.
type part struct {
	number   int
	from, to int64 // in the old object
	head     bool  // the new tag stands before these bytes, and the part is sent
}

// layout divides a new object into parts: a head that is sent, and the rest of the old object after its own head. An object that is
// small enough is one part.
func layout(head, oldHead, oldSize int64) ([]part, error) {
	size := head + oldSize - oldHead
	partBytes := max(leastPart, head, (size+mostParts-1)/mostParts)
	if partBytes > mostPart {
		return nil, fmt.Errorf("it would have %d bytes, more than storage takes", size)
	}
	at := min(oldHead+partBytes-head, oldSize)
	parts := []part{{number: 1, from: oldHead, to: at, head: true}}
	for at < oldSize {
		end := min(at+partBytes, oldSize)
		parts = append(parts, part{number: len(parts) + 1, from: at, to: end})
		at = end
	}
	return parts, nil
}

// Expect is what a plan would come to, if the storage copies parts: Apply tells what it came to.
func (c *Client) Expect(plan audio.Plan) Written {
	f := plan.File()
	parts, err := layout(int64(len(plan.Head())), int64(len(f.Head())), f.Size)
	if err != nil {
		return Written{}
	}
	first, head := parts[0], int64(len(plan.Head()))
	_, end := remote.Ends(f.Size, 0)
	sent := head + first.to - first.from
	w := Written{Traffic: Traffic{Requests: 9, Sent: sent, Received: sent + min(end, f.RestBytes()), Copied: plan.BytesAfter - sent}}
	if len(parts) > 1 {
		w.Requests += int64(len(parts)) + 2 // begin, the other parts, a list of them, complete
	}
	if c.options.VerifyAll {
		w.Requests += 2 * ((f.RestBytes() + pieceBytes - 1) / pieceBytes) // the old object, and the new one
		w.Received += 2 * f.RestBytes()
	}
	w.Saved = max(plan.BytesBefore+plan.BytesAfter-w.Sent-w.Received, 0)
	return w
}
