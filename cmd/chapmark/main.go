// Command chapmark checks the topic timestamps in an episode's Markdown against its MP3, and writes them into the
// MP3 as ID3 chapters.
package main

import (
	"os"
	"runtime"
	"runtime/debug"

	"github.com/chapmark/chapmark/cmd/internal/run"
)

func main() {
	// Most of a run is spent in the kernel, copying what files hold: with twice as many threads at it as there are
	// processors, none waits.
	runtime.GOMAXPROCS(2 * runtime.GOMAXPROCS(0))
	// Little memory is needed, so that garbage may wait until there is some of it.
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(run.LeastMemory)
	os.Exit(execute(os.Args[1:], os.Stdout, os.Stderr))
}
