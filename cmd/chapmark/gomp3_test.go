package main

import (
	"fmt"
	"io"
	"os"

	"github.com/hajimehoshi/go-mp3"
)

// goMP3Seconds asks the decoder's library.
func goMP3Seconds(name string) (float64, bool) {
	file, err := os.Open(name)
	if err != nil {
		return 0, false
	}
	defer file.Close()
	decoder, err := mp3.NewDecoder(io.ReadSeeker(file))
	if err != nil || decoder.Length() < 0 {
		return 0, false
	}
	return float64(decoder.Length()) / 4 / float64(decoder.SampleRate()), true
}

// goMP3Length is a program that asks the decoder's library.
func goMP3Length() {
	seconds, ok := goMP3Seconds(os.Args[1])
	if !ok {
		os.Exit(1)
	}
	fmt.Println(seconds)
}
