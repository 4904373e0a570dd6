package audio

import (
	"fmt"

	"github.com/chapmark/chapmark/audio/id3"
)

// RefusedError says why a change was not made that would have lost what somebody else did.
type RefusedError struct{ Reason string }

func (e *RefusedError) Error() string { return e.Reason }

// Head is the part of the file that a Plan may change: the tags before the audio. It must not be changed.
func (f *File) Head() []byte { return f.head }

// RestBytes is the length of all that no Plan changes.
func (f *File) RestBytes() int64 { return f.Size - int64(len(f.head)) }

// Head is what the plan puts in the place of the file's Head. It must not be changed.
func (p Plan) Head() []byte { return p.newHead }

// File is the file that the plan is about.
func (p Plan) File() *File { return p.file }

// PlanHead works out how the file gets back an old Head, bit for bit.
func (f *File) PlanHead(head []byte) (Plan, error) {
	plan := Plan{Method: Replace, BytesBefore: f.Size, BytesAfter: f.Size + int64(len(head)-len(f.head)), Before: f.Chapters(), file: f, newHead: head}
	for at := int64(0); at < int64(len(head)); {
		length, ok := id3.Length(head[at:])
		if !ok || length > int64(len(head))-at {
			return Plan{}, fmt.Errorf("bring back the tag of %s: what was kept is not a tag", f.Name)
		}
		if at == 0 {
			tag, err := id3.Parse(head[:length])
			if err != nil {
				return Plan{}, fmt.Errorf("bring back the tag of %s: %w", f.Name, err)
			}
			plan.tag, plan.After = tag, plain(tag.Chapters())
		}
		at += length
	}
	if string(head) == string(f.head) {
		plan.Method, plan.After = None, plan.Before
	}
	return plan, nil
}
