// Command chapmark checks the topic timestamps in an episode's Markdown against its MP3, and writes them into the
// MP3 as ID3 chapters.
package main

import "os"

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}
