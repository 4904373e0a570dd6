package main

import (
	"bytes"
	"fmt"
	"os"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/audio/mpeg"
)

// spliceMP3 is `splice NEW OLD FROM-TO...`: frames of an MP3, from one second to another, in the order that is asked for.
func spliceMP3(ts *testscript.TestScript, _ bool, args []string) {
	content, err := os.ReadFile(ts.MkAbs(args[1]))
	ts.Check(err)
	out, err := spliced(content, args[2:]...)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), out, 0o644))
}

// spliced are frames of an MP3, without its header and its tag.
func spliced(content []byte, parts ...string) (out []byte, err error) {
	start, _ := id3.Length(content[:id3.HeaderBytes])
	var frames [][]byte
	var step time.Duration
	err = mpeg.Each(bytes.NewReader(content), start, int64(len(content)), func([]byte) int64 { return 0 }, func(f mpeg.Frame, frame []byte) bool {
		if f.Layer == 3 && !bytes.Contains(frame, []byte("Info")) {
			frames = append(frames, bytes.Clone(frame))
			step = time.Duration(f.Header.Samples()) * time.Second / time.Duration(f.SampleRate)
		}
		return true
	})
	for _, part := range parts {
		var from, to int
		if _, err := fmt.Sscanf(part, "%d-%d", &from, &to); err != nil {
			return nil, err
		}
		for i := int(time.Duration(from) * time.Second / step); i < min(int(time.Duration(to)*time.Second/step), len(frames)); i++ {
			out = append(out, frames[i]...)
		}
	}
	return out, err
}
