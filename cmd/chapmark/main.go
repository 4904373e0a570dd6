// Command chapmark checks the topic timestamps in an episode's Markdown against its MP3, and writes them into the
// MP3 as ID3 chapters.
package main

import (
	"os"
	"runtime/debug"

	"github.com/chapmark/chapmark/cmd/internal/run"
)

func main() {
	// Little memory is needed, so that garbage may wait until there is some of it.
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(run.LeastMemory)
	os.Exit(execute(os.Args[1:], os.Stdout, os.Stderr))
}
