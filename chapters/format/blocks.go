package format

import (
	"fmt"
	"html"
	"strings"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// encodeLines writes lines to paste. Times have hours where one of them has, or always.
func encodeLines(format string, hours bool) func(Set) ([]byte, error) {
	return func(set Set) ([]byte, error) {
		n := len(set.Chapters)
		hours := hours || n > 0 && set.Chapters[n-1].Start >= time.Hour
		var b strings.Builder
		for _, c := range set.Chapters {
			at := clock(c.Start, 0)
			if !hours {
				at = strings.TrimPrefix(at, "00:")
			}
			fmt.Fprintf(&b, format, at, c.Title)
		}
		return []byte(b.String()), nil
	}
}

// encodeHTML writes a list whose times are links into the audio (Media Fragments §4.2.1), for a page that has a player for them.
func encodeHTML(set Set) ([]byte, error) {
	var b strings.Builder
	b.WriteString("<ol class=\"chapters\">\n")
	for _, c := range set.Chapters {
		at := number(c.Start.Truncate(time.Millisecond))
		title := html.EscapeString(c.Title)
		if c.URL != "" {
			title = fmt.Sprintf(`<a href="%s">%s</a>`, html.EscapeString(c.URL), title)
		}
		fmt.Fprintf(&b, "  <li><a href=\"#t=%s\"><time datetime=\"PT%sS\">%s</time></a> %s</li>\n", at, at, chapters.FormatTimestamp(c.Start), title)
	}
	b.WriteString("</ol>\n")
	return []byte(b.String()), nil
}
