package format

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"unicode/utf16"

	"github.com/chapmark/chapmark/chapters"
)

// lookBytes of a text are looked at to recognise it, but for JSON and XML.
const lookBytes = 64 << 10

// likeness is how much a text looks like one of a format.
type likeness int

const (
	noLikeness likeness = iota
	nearly              // most of it does
	exactly
)

// sample is a text to recognise.
type sample struct {
	head  string // its first lines
	start string // the same without blanks in front, and perhaps with a part of a line
	whole string // of a document of JSON or XML, all of it, since what else it says may stand in front; else ""
}

func sampleOf(text []byte) (s sample) {
	whole := strings.TrimPrefix(string(text), byteOrderMark)
	s.head = whole[:min(len(whole), lookBytes)]
	if s.start = strings.TrimLeft(s.head, " \t\r\n"); s.start != "" && strings.IndexByte("{[<", s.start[0]) >= 0 {
		s.whole = whole
	}
	if len(s.head) == lookBytes { // the last line may be cut off
		s.head = s.head[:strings.LastIndexByte(s.head, '\n')+1]
	}
	return s
}

// Matches reports whether a text that was recognised looks like the format as a whole, and not only nearly.
func (f Format) Matches(text []byte) bool {
	return f.looks == nil || f.looks(sampleOf(text)) == exactly
}

// lines is the likeness of texts to a format of lines.
func lines(looks func(head string) likeness) func(sample) likeness {
	return func(text sample) likeness { return looks(text.head) }
}

// exact is the likeness of texts to a format of lines that nothing is near.
func exact(looks func(head string) bool) func(sample) likeness {
	return func(text sample) likeness { return certain(looks(text.head)) }
}

// tree is the likeness of documents of JSON and XML.
func tree(looks func(whole string) bool) func(sample) likeness {
	return func(text sample) likeness { return certain(text.whole != "" && looks(text.whole)) }
}

func certain(looks bool) likeness {
	if looks {
		return exactly
	}
	return noLikeness
}

// Recognise finds the format of a text by its content. What is nearly of a format counts as that, so that its decoder says what is
// wrong with it, and in which line; what is JSON or XML of no format that is known is refused by the one that it finds.
func Recognise(text []byte) (Format, bool) {
	look := sampleOf(text)
	if strings.HasPrefix(look.start, "---") || strings.HasPrefix(look.start, "+++") {
		return Format{}, false // a front matter
	}
	found, near := Format{}, noLikeness
	for _, f := range All() {
		if f.looks == nil || near == exactly {
			continue
		}
		if likeness := f.looks(look); likeness > near {
			found, near = f, likeness
		}
	}
	switch {
	case near > noLikeness:
		if found.decode == nil {
			found.decode = refuse("it names chapters, but gives no times")
		}
		return found, true
	case look.whole == "":
	case look.start[0] != '<' && json.Valid([]byte(look.whole)):
		return Format{Name: "json", About: "JSON", decode: refuse("it is JSON, but no known kind of chapter file")}, true
	case strings.HasPrefix(look.start, "<?xml") && !strings.Contains(look.start, "<html"):
		return Format{Name: "psc", About: "XML", decode: refuse("it is XML, but no known kind of chapter file")}, true
	}
	return Format{}, false
}

// ByEnding finds the format that files have whose names end so, such as .json: what looks like none of a known kind is one that is broken.
func ByEnding(ending string) (Format, bool) {
	switch strings.ToLower(ending) {
	case ".json":
		return ByName("json")
	case ".xml", ".psc":
		return ByName("psc")
	case ".vtt":
		return ByName("webvtt")
	case ".cue":
		return ByName("cue")
	case ".csv":
		return ByName("csv")
	case ".tsv":
		return ByName("tsv")
	case ".ffmeta", ".ffmetadata":
		return ByName("ffmetadata")
	case ".edl":
		return ByName("edl")
	case ".nhsx":
		return ByName("hindenburg")
	}
	return Format{}, false
}

// refuse is the decoder of what is a document for programs, and of no format.
func refuse(why string) func(*reading) {
	return func(r *reading) {
		line, start := r.source.Line(0)
		r.bad(chapters.Span{Start: start, End: start + len(line)}, "%s", why)
		r.problems[0].Hint = "`chapmark export --list` lists the kinds"
	}
}

// ofLines is the likeness of a text to lines of a kind: exact where the first one that is not blank is such a line, or all are;
// near where the first is, and a third of them are, two at least, or half.
func ofLines(text string, kind *regexp.Regexp, all bool) likeness {
	lines, such := 0, 0
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if lines++; kind.MatchString(line) {
			such++
		}
		switch {
		case lines == 1 && such == 0: // prose begins otherwise
			return noLikeness
		case lines == 1 && !all:
			return exactly
		}
	}
	switch {
	case such == 0 || 2*such < lines && (such < 2 || 3*such < lines):
		return noLikeness
	case such == lines:
		return exactly
	}
	return nearly
}

const byteOrderMark = "\ufeff"

// Text is a file's content as UTF-8, where it is UTF-16 by its byte order mark or by the look of its first characters. It
// reports whether it was.
func Text(content []byte) (text []byte, was16 bool) {
	little := bytes.HasPrefix(content, []byte{0xFF, 0xFE}) || len(content) >= 4 && content[0] != 0 && content[1] == 0 && content[2] != 0 && content[3] == 0
	big := bytes.HasPrefix(content, []byte{0xFE, 0xFF}) || len(content) >= 4 && content[0] == 0 && content[1] != 0 && content[2] == 0 && content[3] != 0
	if !little && !big || len(content)%2 != 0 {
		return content, false
	}
	units := make([]uint16, len(content)/2)
	for i := range units {
		a, b := content[2*i], content[2*i+1]
		if big {
			a, b = b, a
		}
		units[i] = uint16(a) | uint16(b)<<8
	}
	return []byte(string(utf16.Decode(units))), true
}

// looksObject reports a text that begins as an object of JSON.
func looksObject(text string) bool { return strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{") }

// hasMember reports whether somewhere in a text there is a member of this name, as JSON writes it, whose value begins with one of
// these characters. A regular expression would take long for it.
func hasMember(text, name, begins string) bool {
	for {
		_, behind, ok := strings.Cut(text, `"`+name+`"`)
		if !ok {
			return false
		}
		text = strings.TrimLeft(behind, " \t\r\n")
		if value, isMember := strings.CutPrefix(text, ":"); isMember {
			if value = strings.TrimLeft(value, " \t\r\n"); value != "" && strings.IndexByte(begins, value[0]) >= 0 {
				return true
			}
		}
	}
}
