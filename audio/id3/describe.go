package id3

import (
	"fmt"
	"strings"

	"github.com/chapmark/chapmark/chapters"
)

// names says in a word or two what frames are for (ID3v2.3 §4, ID3v2.4 §4). Text frames are described by their text.
var names = map[string]string{
	"AENC": "audio encryption", "APIC": "picture", "ASPI": "seek points", "CHAP": "chapter", "COMM": "comment", "COMR": "commercial",
	"CTOC": "table of contents", "ENCR": "encryption method", "EQU2": "equalisation", "EQUA": "equalisation", "ETCO": "event times",
	"GEOB": "file", "GRID": "group", "GRP1": "grouping", "IPLS": "people", "LINK": "link to another tag", "MCDI": "CD",
	"MLLT": "seek table", "MVIN": "movement number", "MVNM": "movement", "OWNE": "ownership", "PCNT": "play counter", "PCST": "podcast mark",
	"POPM": "rating", "POSS": "position", "PRIV": "private data", "RBUF": "buffer size", "RVA2": "volume", "RVAD": "volume", "RVRB": "reverb",
	"SEEK": "next tag", "SIGN": "signature", "SYLT": "timed lyrics", "SYTC": "tempo", "TXXX": "text", "UFID": "file identifier",
	"USER": "terms of use", "USLT": "lyrics", "WFED": "feed", "WXXX": "link",
}

// Describe says what a frame is, in words for a person; its text is that of the tag, and not safe for a terminal.
func (t *Tag) Describe(f Frame) string {
	name := names[f.ID]
	switch {
	case f.Encoded(t.Version):
		return strings.TrimSpace(name + " (compressed, encrypted or grouped)")
	case f.ID == chapID:
		if c, ok := t.readChapter(f.content()); ok {
			return fmt.Sprintf("chapter %q, %s to %s: %s", c.ElementID, chapters.FormatTimestamp(c.Start), chapters.FormatTimestamp(c.End), c.Title)
		}
		return "chapter that cannot be decoded"
	case f.ID == ctocID:
		c := t.readContents(f.content())
		return fmt.Sprintf("table of contents %q: %s", c.ElementID, strings.Join(c.Children, " "))
	case f.ID == "APIC":
		if mimeType, picture, ok := readPicture(f.content()); ok {
			return fmt.Sprintf("picture, %s, %d bytes", mimeType, len(picture))
		}
	case f.ID == "TXXX" && len(f.Body) > 0:
		description, value := cutText(f.content()[0], f.content()[1:])
		return fmt.Sprintf("%s: %s", description, decode(f.content()[0], value))
	case f.ID == "WXXX":
		return readLink(f.content())
	case f.ID[0] == 'T' && name == "":
		return readText(f.content())
	case f.ID[0] == 'W' && name == "":
		return decode(latin1, f.Body)
	case name == "":
		return "not known to the standard"
	}
	return name
}

// Encoded reports whether the body is compressed, encrypted or grouped, so that it does not begin as its kind does
// (ID3v2.3 §3.3.1, ID3v2.4 §4.1.2).
func (f Frame) Encoded(version int) bool {
	if version == 4 {
		return f.Flags[1]&0x4D != 0
	}
	return f.Flags[1]&0xE0 != 0
}
