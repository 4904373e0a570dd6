package audio

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/chapmark/chapmark/audio/decode"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/mpeg"
	"github.com/chapmark/chapmark/chapters"
)

// Stumbles decodes the file where its stream breaks, or all of it, and returns what a player would stumble over. The
// error is one of reading, disk.ErrChanged among them.
func (f *File) Stumbles(all bool) ([]chapters.Diagnostic, error) {
	file, err := f.open()
	if err != nil {
		return nil, fmt.Errorf("decode %s: %w", f.Name, err)
	}
	defer file.Close()
	stream := f.Stream
	if stream.Frames == 0 || f.Journal == disk.Torn { // which is read through its journal
		return nil, nil
	}
	windows := decode.Around(stream)
	if all {
		walker := mpeg.Walker{Marks: int(max(f.Size/decode.AllBytes, 32))}
		if stream, err = walker.Walk(file, stream.Start, stream.End, skipTag); err != nil {
			return nil, fmt.Errorf("decode %s: %w", f.Name, err)
		}
		windows = decode.All(stream)
	}
	found := make([][]decode.Stumble, len(windows))
	errs := make([]error, len(windows))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(windows)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(windows); i = int(next.Add(1)) - 1 {
				found[i], errs[i] = decode.Check(file, stream, windows[i], skipTag)
			}
		})
	}
	workers.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("decode %s: %w", f.Name, err)
		}
	}
	return f.describeStumbles(slices.Concat(found...)), nil
}

// maxStumbles is how many are told one by one.
const maxStumbles = 10

func (f *File) describeStumbles(stumbles []decode.Stumble) []chapters.Diagnostic {
	// Windows may overlap.
	slices.SortStableFunc(stumbles, func(a, b decode.Stumble) int { return int(a.Offset - b.Offset) })
	stumbles = slices.CompactFunc(stumbles, func(a, b decode.Stumble) bool { return a.Offset == b.Offset })
	var list []chapters.Diagnostic
	for i, s := range stumbles {
		if i == maxStumbles {
			list = append(list, f.verdict(chapters.DecoderStumbles, "a player stumbles in %d more places", len(stumbles)-i))
			break
		}
		why := "the data there is not valid audio"
		if s.Reason == decode.Reservoir {
			why = "it depends on earlier audio that is missing"
		}
		list = append(list, f.verdict(chapters.DecoderStumbles, "at %s (byte %d) a player stumbles over %d ms: %s",
			chapters.FormatTimestamp(s.At), s.Offset, s.Length.Milliseconds(), why).
			WithHint("listen to it there; to fix it, export the episode again from its source"))
	}
	return list
}
