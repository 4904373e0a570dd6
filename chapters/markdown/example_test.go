package markdown_test

import (
	"fmt"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// From the text of an episode to its topics, each with its place.
func ExampleParse() {
	source := chapters.NewSource("episode.md", []byte("## Topics\n\n- 0:00 -- Hello\n- 1:20 -- [Tides](https://tides.example)\n- 2;05 -- Printing\n"))
	document, problems := markdown.Parse(source)
	for _, topic := range document.Topics {
		fmt.Println(chapters.FormatTimestamp(topic.Start), topic.Title, "<"+topic.URL+">")
	}
	for _, p := range problems {
		place := source.Position(p.Span.Start)
		fmt.Printf("%s:%d:%d: %s\n", source.Name, place.Line, place.Column, p.Message)
	}
	// Output:
	// 0:00 Hello <>
	// 1:20 Tides <https://tides.example>
	// episode.md:5:3: 2;05 is not a timestamp
}
