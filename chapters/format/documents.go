package format

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

func toJSON(value any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(value)
	return b.Bytes(), err
}

func toXML(value any) ([]byte, error) {
	content, err := xml.MarshalIndent(value, "", "  ")
	return append(append([]byte(xml.Header), content...), '\n'), err
}

// seconds is a time in seconds, to the millisecond.
func seconds(t time.Duration) float64 { return float64(t.Milliseconds()) / 1000 }

// encodeJSON writes JSON chapters 1.2 (Podcasting 2.0). Ends that are the next start go without saying.
func encodeJSON(list []chapters.Chapter) ([]byte, error) {
	type chapter struct {
		Start float64  `json:"startTime"`
		End   *float64 `json:"endTime,omitempty"`
		Title string   `json:"title,omitempty"`
		URL   string   `json:"url,omitempty"`
		TOC   *bool    `json:"toc,omitempty"`
	}
	document := struct {
		Version  string    `json:"version"`
		Chapters []chapter `json:"chapters"`
	}{"1.2.0", []chapter{}}
	for i, c := range list {
		entry := chapter{Start: seconds(c.Start), Title: c.Title, URL: c.URL}
		if i+1 < len(list) && c.End != list[i+1].Start && c.End > c.Start {
			end := seconds(c.End)
			entry.End = &end
		}
		if c.Hidden {
			entry.TOC = new(bool)
		}
		document.Chapters = append(document.Chapters, entry)
	}
	return toJSON(document)
}

// encodePSC writes Podlove Simple Chapters 1.2, to stand in an item of a feed.
func encodePSC(list []chapters.Chapter) ([]byte, error) {
	type chapter struct {
		Start string `xml:"start,attr"`
		Title string `xml:"title,attr"`
		Href  string `xml:"href,attr,omitempty"`
	}
	document := struct {
		XMLName   xml.Name  `xml:"psc:chapters"`
		Version   string    `xml:"version,attr"`
		Namespace string    `xml:"xmlns:psc,attr"`
		Chapters  []chapter `xml:"psc:chapter"`
	}{Version: "1.2", Namespace: "http://podlove.org/simple-chapters"}
	for _, c := range list {
		document.Chapters = append(document.Chapters, chapter{clock(c.Start, 3), c.Title, c.URL})
	}
	return toXML(document)
}

// encodePSCJSON writes the same as JSON.
func encodePSCJSON(list []chapters.Chapter) ([]byte, error) {
	type chapter struct {
		Start string `json:"start"`
		Title string `json:"title"`
		Href  string `json:"href,omitempty"`
	}
	document := []chapter{}
	for _, c := range list {
		document = append(document, chapter{clock(c.Start, 3), c.Title, c.URL})
	}
	return toJSON(document)
}

// encodeMatroska writes Matroska's chapters (RFC 9559 §20) as mkvmerge reads them.
func encodeMatroska(list []chapters.Chapter) ([]byte, error) {
	type atom struct {
		Start    string `xml:"ChapterTimeStart"`
		End      string `xml:"ChapterTimeEnd,omitempty"`
		Hidden   int    `xml:"ChapterFlagHidden"`
		Title    string `xml:"ChapterDisplay>ChapterString"`
		Language string `xml:"ChapterDisplay>ChapterLanguage"`
	}
	document := struct {
		XMLName xml.Name `xml:"Chapters"`
		Atoms   []atom   `xml:"EditionEntry>ChapterAtom"`
	}{}
	for _, c := range list {
		a := atom{Start: clock(c.Start, 9), Title: c.Title, Language: "und"}
		if c.End > c.Start {
			a.End = clock(c.End, 9)
		}
		if c.Hidden {
			a.Hidden = 1
		}
		document.Atoms = append(document.Atoms, a)
	}
	return toXML(document)
}

// encodeWebVTT writes cues (WebVTT §2). A title cannot hold an arrow, and ampersands and angle brackets are escaped (§3).
func encodeWebVTT(list []chapters.Chapter) ([]byte, error) {
	var b strings.Builder
	b.WriteString("WEBVTT\n")
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	for i, c := range list {
		end := c.End
		if end <= c.Start { // a cue lasts
			end = c.Start + time.Second
			if i+1 < len(list) && list[i+1].Start > c.Start {
				end = list[i+1].Start
			}
		}
		b.WriteString("\n" + clock(c.Start, 3) + " --> " + clock(end, 3) + "\n" + escape.Replace(c.Title) + "\n")
	}
	return []byte(b.String()), nil
}
