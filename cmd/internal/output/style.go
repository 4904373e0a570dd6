// Package output makes answers of Outcomes: words for a person, JSON, annotations of GitHub, SARIF, JUnit, reports. Each
// form is a run.Printer in a file of its own, and a line in the table of forms. Whatever comes from a file is made safe
// for its reader here, and nowhere else.
package output

import (
	"io"
	"os"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/term"

	"github.com/chapmark/chapmark/cmd/internal/job"
)

// Style decides how text for a person looks.
type Style struct {
	Color    bool
	Terminal bool // problems have a blank line between them
}

// StyleFor uses colour on a terminal, unless NO_COLOR (no-color.org) or TERM=dumb asks for none.
func StyleFor(w io.Writer) Style {
	for wrapper, ok := w.(interface{ Unwrap() io.Writer }); ok; wrapper, ok = w.(interface{ Unwrap() io.Writer }) {
		w = wrapper.Unwrap()
	}
	file, ok := w.(*os.File)
	s := Style{Terminal: ok && term.IsTerminal(int(file.Fd()))}
	s.Color = s.Terminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	return s
}

// Select Graphic Rendition parameters (ECMA-48 §8.3.117).
const (
	bold   = "1"
	red    = "1;31"
	green  = "32"
	yellow = "1;33"
	blue   = "1;34"
	cyan   = "36"
	dim    = "2"
)

func (s Style) paint(sgr, text string) string {
	if !s.Color {
		return text
	}
	return "\x1b[" + sgr + "m" + text + "\x1b[0m"
}

// Clean makes text from a file safe to print on one line: what is not a printable character becomes U+FFFD, so that no
// name or title can move the cursor, colour the screen or fake another line.
func Clean(text string) string {
	text = WithoutCredentials(text)
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case unicode.IsPrint(r), r >= 0xE0030 && r <= 0xE007F, r == 0x200D, r == 0x200C, r == 0xFE0F: // joiners, selectors and tags of emoji and scripts
			return r
		case unicode.Is(unicode.Zs, r):
			return ' '
		}
		return '\uFFFD'
	}, text)
}

// Shell quotes a file's name for a command that a person may copy from a terminal.
func Shell(name string) string { return job.Shell(Clean(name)) }

var (
	credentials = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)(\b[a-z][a-z0-9+.-]*:/*)[^\s/"'<>]*@`) })
	queries     = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)(\bhttps?://[^\s"<>?#]*(?:\?|&(?:quest|#0*63|#[xX]0*3[fF]);))[^\s"<>#]*`)
	})
)

// WithoutCredentials hides the user and password of web addresses in a text, byte for byte.
func WithoutCredentials(text string) string {
	if !strings.Contains(text, "@") || !strings.Contains(text, ":") {
		return text
	}
	return credentials().ReplaceAllStringFunc(text, func(found string) string {
		scheme := credentials().FindStringSubmatch(found)[1]
		if !strings.HasSuffix(scheme, "/") && !strings.HasPrefix(strings.ToLower(scheme), "http") && !strings.HasPrefix(strings.ToLower(scheme), "ftp") {
			return found // mailto:somebody@ is not a secret
		}
		return scheme + strings.Repeat("*", len(found)-len(scheme)-1) + "@"
	})
}

// WithoutSecrets hides the queries of web addresses, too: they may hold the tokens of listeners. Problems are told so; a
// chapter's own link is what listeners get, and is shown whole.
func WithoutSecrets(text string) string {
	text = WithoutCredentials(text)
	if !strings.ContainsAny(text, "?&") || !strings.Contains(text, "://") {
		return text
	}
	return queries().ReplaceAllStringFunc(text, func(found string) string {
		address := queries().FindStringSubmatch(found)[1]
		if query := found[len(address):]; !strings.Contains(query, "=") && len(query) < 8 {
			return found // a question
		}
		return address + strings.Repeat("*", len(found)-len(address))
	})
}

// CleanLines is Clean for a text of several lines.
func CleanLines(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(Clean(line), " ")
	}
	return strings.Join(lines, "\n")
}
