package mpeg

const (
	// guessFrames must follow each other where a segment's first frame is guessed: more than elsewhere, since a wrong
	// guess makes the segment be walked twice.
	guessFrames = 8
	// guessBytes is how far is looked for them.
	guessBytes = 64 << 10
)

// guess is where a segment is believed to begin, and which frames are believed to be there.
type guess struct {
	at      int64
	pattern *pattern
}

// guessing makes a walk through a later segment.
func (w *walk) guessing(start int64) *walk {
	g := newWalk(window{file: w.file, end: w.end, rooms: w.rooms}, start, w.skipTag, w.markEvery)
	g.guessed.pattern = w.pattern
	return g
}

// guess finds the first place in a segment from which frames follow each other that look like those of the first one.
func (w *walk) guess() bool {
	for at := w.at; at < w.at+guessBytes && w.err == nil; at++ {
		b := w.from(at, HeaderBytes)
		if len(b) < HeaderBytes {
			return false
		}
		if b[0] == 0xFF && w.chain(at) {
			w.at, w.fresh, w.pattern = at, false, w.guessed.pattern
			w.guessed.at = at
			if w.markEvery > 0 {
				w.nextMark = at
			}
			return true
		}
	}
	return false
}

// chain reports whether guessFrames frames follow each other.
func (w *walk) chain(at int64) bool {
	for range guessFrames {
		word, ok := w.word(at)
		size := w.guessed.pattern.size(word)
		if !ok || size == 0 {
			return false
		}
		at += size
	}
	return true
}

// meets reports whether a later segment begins exactly where this one ends, with the same kind of frames: then walking
// on from here would find what was found from there.
func (w *walk) meets(next *walk) bool {
	return next.pattern != nil && w.pattern != nil && !w.fresh && !w.ended && w.at == next.guessed.at && *w.pattern == *next.guessed.pattern
}
