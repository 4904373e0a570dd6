package markdown

import (
	"bytes"

	"github.com/chapmark/chapmark/chapters/limits"
)

// readable returns the body with spaces for lines that are too long or indented too deeply, and for link definitions that are too many.
func readable(body []byte) []byte {
	result := unfenced(body)
	body = result
	definitions := 0 // in this paragraph
	for start := 0; start < len(body); {
		_, next := lineAt(body, start)
		line := body[start:next]
		if trimmed := bytes.TrimLeft(line, " "); len(bytes.TrimSpace(line)) == 0 {
			definitions = 0
		} else if trimmed[0] == '[' && bytes.Contains(trimmed, []byte("]:")) {
			definitions++
		}
		if definitions > limits.Definitions || len(line) > limits.LineBytes || len(line)-len(bytes.TrimLeft(line, " \t")) > limits.LineIndent || markers(line) > limits.LineMarkers || bytes.Count(line, []byte("|")) > limits.LineBars {
			if &result[0] == &body[0] {
				result = bytes.Clone(body)
			}
			blank := result[start:next]
			for i, c := range blank {
				if c != '\n' && c != '\r' {
					blank[i] = ' '
				}
			}
		}
		start = next
	}
	return result
}

// unfenced takes the fence from a text that as a whole stands in a code block of Markdown, as chat programs give it.
func unfenced(body []byte) []byte {
	start, end := len(body)-len(bytes.TrimLeft(body, " \t\r\n")), len(bytes.TrimRight(body, " \t\r\n"))
	fence, _ := lineAt(body, min(start, len(body)))
	if name := string(fence); name != "```markdown" && name != "```md" || end-start < len(fence)+4 || !bytes.HasSuffix(body[:end], []byte("\n```")) || bytes.Count(body, []byte("```")) != 2 {
		return body
	}
	body = bytes.Clone(body)
	copy(body[start:], bytes.Repeat([]byte(" "), len(fence)))
	copy(body[end-3:end], "   ")
	return body
}

// markers counts the markers of quotes and list items that a line begins with, up to a few more than are read.
func markers(line []byte) int {
	n := 0
	for ; n <= limits.LineMarkers; n++ {
		length := markerBytes(line)
		if length == 0 {
			break
		}
		line = line[length:]
	}
	return n
}

// marks counts what makes a list item, a quote or a cell, up to a few more than are read.
func marks(text []byte) (n int) {
	for start := 0; start < len(text) && n <= limits.TextMarks; {
		_, next := lineAt(text, start)
		line := text[start:next]
		n += markers(line) + bytes.Count(line, []byte("|"))
		start = next
	}
	return n
}
