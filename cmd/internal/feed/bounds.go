package feed

import (
	"bytes"
	"fmt"

	"github.com/chapmark/chapmark/chapters/limits"
)

// oversized finds what a parser of XML would take much memory or time for, before it sees it: a tag, a text or a comment that
// is too long, or too many of them.
func oversized(content []byte) (at int, what string) {
	tokens := 0
	for at < len(content) {
		begin := at
		end, most, name := tokenEnd(content, at)
		if at = end; end-begin > most {
			return begin, fmt.Sprintf("%s has more than %d KiB", name, most>>10)
		}
		if tokens++; tokens > limits.FeedTokens {
			return begin, fmt.Sprintf("there are more than %d tags and texts", limits.FeedTokens)
		}
	}
	return 0, ""
}

// tokenEnd is where the text, the tag or the comment that begins at an offset ends, and how long it may be.
func tokenEnd(content []byte, at int) (end, most int, name string) {
	rest := content[at:]
	until := func(mark string) int {
		if i := bytes.Index(rest, []byte(mark)); i >= 0 {
			return at + i + len(mark)
		}
		return len(content)
	}
	switch {
	case rest[0] != '<':
		if i := bytes.IndexByte(rest, '<'); i >= 0 {
			return at + i, limits.FeedTokenBytes, "a text"
		}
		return len(content), limits.FeedTokenBytes, "a text"
	case bytes.HasPrefix(rest, []byte("<!--")):
		return until("-->"), limits.FeedTokenBytes, "a comment"
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return until("]]>"), limits.FeedTokenBytes, "a text"
	}
	quote := byte(0)
	for i, c := range rest {
		switch {
		case i > limits.FeedTagBytes:
			return at + i, limits.FeedTagBytes, "a tag"
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return at + i + 1, limits.FeedTagBytes, "a tag"
		}
	}
	return len(content), limits.FeedTagBytes, "a tag"
}
