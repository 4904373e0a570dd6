package output

import (
	"cmp"
	"fmt"

	"github.com/chapmark/chapmark/audio/objects"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// Storage is what went to and from object storage, in JSON. In a dry run, it is what would.
type Storage struct {
	Requests   int64  `json:"requests"`
	Sent       int64  `json:"bytes_sent"`
	Received   int64  `json:"bytes_received"`
	Copied     int64  `json:"bytes_copied"` // by the storage itself
	Saved      int64  `json:"bytes_saved"`  // of moving all audio here and back
	OldVersion string `json:"old_version,omitempty"`
}

func storage(w *objects.Written) *Storage {
	if w == nil {
		return nil
	}
	return &Storage{w.Requests, w.Sent, w.Received, w.Copied, w.Saved, w.OldVersion}
}

// stored says what became of an object: what moved, what did not have to, and how to get the old one.
func stored(w *sheet, o run.Outcome) {
	s := o.Stored
	if s == nil {
		return
	}
	w.Printf("  %-6s %s of data in %s", "moves", Bytes(s.Sent+s.Received), Plural(int(s.Requests), "request"))
	if s.Saved > 0 {
		w.Printf("; a download and an upload would move %s", Bytes(s.Sent+s.Received+s.Saved))
	}
	w.Println("")
	if s.OldVersion != "" {
		w.Printf("  %-6s the bucket keeps the old object as version %s\n", "old", s.OldVersion)
	}
}

// with is the sum of two.
func (s *Storage) with(other *Storage) *Storage {
	if s == nil || other == nil {
		return cmp.Or(s, other)
	}
	return &Storage{s.Requests + other.Requests, s.Sent + other.Sent, s.Received + other.Received, s.Copied + other.Copied, s.Saved + other.Saved, ""}
}

// words say what a run meant to object storage.
func (s Storage) words() string {
	text := fmt.Sprintf("%s, %s sent, %s received", Plural(int(s.Requests), "request"), Bytes(s.Sent), Bytes(s.Received))
	if s.Copied > 0 {
		text += fmt.Sprintf(", %s copied by the storage", Bytes(s.Copied))
	}
	return text
}

// unfinished says what became of uploads that were cut short.
func unfinished(all []objects.Unfinished, dryRun bool) string {
	ended, left := 0, 0
	for _, u := range all {
		if u.Ends() {
			ended++
		} else {
			left++
		}
	}
	verb := "ended"
	if dryRun {
		verb = "would end"
	}
	words := ""
	if ended > 0 {
		words = verb + " " + Plural(ended, "unfinished upload")
	}
	if left > 0 {
		if words != "" {
			words += "; "
		}
		words += fmt.Sprintf("left %s younger than an hour, which may still be running", Plural(left, "upload"))
	}
	return words
}
