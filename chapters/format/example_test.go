package format_test

import (
	"fmt"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
)

// Audacity's labels become chapters for a video's description.
func Example() {
	source := chapters.NewSource("labels.txt", []byte("0.000000\t0.000000\tHello\n80.000000\t80.000000\tTides\n125.500000\t125.500000\tPrinting\n"))
	labels, found := format.Recognise(source.Text)
	if !found {
		return
	}
	document, problems := labels.Decode(source)
	list, more := chapters.Build(document, chapters.Facts{}, chapters.Options{})
	youtube, _ := format.ByName("youtube")
	content, lost, err := youtube.Encode(format.Set{Chapters: list})
	fmt.Printf("%s%s, %d problems, %v\n", content, labels.Name, len(problems)+len(more), err)
	for _, what := range lost {
		fmt.Println(what)
	}
	// Output:
	// 00:00 Hello
	// 01:20 Tides
	// 02:05 Printing
	// audacity, 0 problems, <nil>
	// fractions of a second of 1 chapter
}
