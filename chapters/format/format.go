// Package format reads and writes chapters as other programs and platforms have them. In goes a chapter file, out comes a
// chapters.Document, as of an episode's text, with the places of its times; or in go chapters, and out come the bytes of a
// file or a block to paste, and in words what of the chapters it cannot carry. It touches no files.
package format

import (
	"fmt"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// Format is one row of the table.
type Format struct {
	Name  string
	About string // one line
	// What a chapter may have beyond a start and a title.
	Carries  Carries
	Platform string // whose rules the chapters must obey (package platform); "" where there are none

	encode func(set Set) ([]byte, error) // nil for what is only read
	decode func(r *reading)              // nil for what is only written
	looks  func(text sample) likeness    // nil for what is never recognised
}

// Carries says what of a chapter a format can hold.
type Carries struct {
	URL, Image, End, Hidden bool
	Precision               time.Duration // of times
	More                    bool          // fields that chapmark gives no meaning
}

// Set is what is written: chapters in time order, and what their source says besides.
type Set struct {
	Chapters  []chapters.Chapter
	Members   []chapters.Member
	Audio     string        // its name, for sheets that name it; "" where there is none
	Duration  time.Duration // of the audio; 0 where it is not known
	Template  string        // of one line of Markdown; "" for the usual one
	Stood     []Line        // of Markdown, that chapters stood in once, and that come back; the zero Line for none
	Exact     bool          // fractions of seconds go into a text that had none
	Described bool          // the pictures and hidden marks of a text become those of the chapters
}

// Line is one of a text as it was, and what it said: its start, its title and its link.
type Line struct {
	Text  string
	Topic chapters.Chapter
}

// a75th is the length of a frame on a compact disc, in which cue sheets count.
const a75th = time.Second / 75

// All returns the table, in the order of docs/formats.md.
func All() []Format {
	second, ms, us := time.Second, time.Millisecond, time.Microsecond
	return []Format{
		{"json", "Podcasting 2.0 chapters (JSON chapters 1.2)", Carries{URL: true, Image: true, End: true, Hidden: true, Precision: us, More: true}, "", encodeJSON, decodeJSON, tree(looksJSON)},
		{"psc", "Podlove Simple Chapters 1.2, XML for a feed", Carries{URL: true, Image: true, Precision: ms}, "", encodePSC, decodePSC, tree(looksPSC)},
		{"psc-json", "Podlove Simple Chapters, JSON", Carries{URL: true, Image: true, Precision: ms}, "", encodePSCJSON, decodePSCJSON, tree(looksPSCJSON)},
		{"webvtt", "WebVTT chapters for HTML players", Carries{End: true, Precision: ms}, "", encodeWebVTT, decodeWebVTT, lines(looksWebVTT)},
		{"ffmetadata", "ffmpeg's metadata", Carries{End: true, Precision: us}, "", encodeFFMetadata, decodeFFMetadata, lines(looksFFMetadata)},
		{"mp4chaps", "MP4Chaps text, for mp4v2's mp4chaps", Carries{Precision: ms}, "", encodeMP4Chaps, decodeMP4Chaps, lines(looksMP4Chaps)},
		{"ogm", "OGM, or simple Matroska chapters", Carries{Precision: ms}, "", encodeOGM, decodeOGM, lines(looksOGM)},
		{"matroska", "Matroska chapters, XML for mkvmerge", Carries{End: true, Hidden: true, Precision: time.Nanosecond}, "", encodeMatroska, decodeMatroska, tree(looksMatroska)},
		{"cue", "CUE sheet", Carries{Precision: a75th}, "", encodeCue, decodeCue, lines(looksCue)},
		{"audacity", "Audacity labels", Carries{End: true, Precision: us}, "", encodeAudacity, decodeAudacity, lines(looksAudacity)},
		{"reaper", "Reaper markers, CSV", Carries{Precision: ms}, "", encodeReaper, decodeReaper, exact(looksReaper)},
		{"reaper-regions", "Reaper regions, CSV", Carries{End: true, Precision: ms}, "", encodeReaperRegions, decodeReaperRegions, exact(looksReaperRegions)},
		{"audition", "Adobe Audition markers, CSV", Carries{End: true, Precision: ms}, "", encodeAudition, decodeAudition, exact(looksAudition)},
		{"mp3chaps", "text for mp3chaps", Carries{Precision: ms}, "", encodeMP4Chaps, decodeMP3Chaps, nil},
		{"vorbis", "comments of Ogg Vorbis, Opus and FLAC", Carries{URL: true, Precision: ms}, "", encodeVorbis, decodeVorbis, lines(looksVorbis)},
		{"podigee", "Podigee's chapter marks, JSON", Carries{URL: true, Image: true, Precision: ms}, "", encodePodigee, decodePodigee, tree(looksPodigee)},
		{"ffprobe", "chapters as ffprobe prints them, JSON", Carries{End: true, Precision: us}, "", nil, decodeFFprobe, tree(looksFFprobe)},
		{"audible", "Audible's chapter_info, JSON", Carries{End: true, Precision: ms}, "", nil, decodeAudible, tree(looksAudible)},
		{"tone", "what tone prints of a tag, JSON", Carries{End: true, Precision: ms}, "", nil, decodeTone, tree(looksTone)},
		{"overdrive", "OverDrive's media markers, XML", Carries{Precision: ms}, "", nil, decodeOverDrive, tree(looksOverDrive)},
		{"hindenburg", "a session of Hindenburg, XML", Carries{URL: true, Precision: ms}, "", nil, decodeHindenburg, tree(looksHindenburg)},
		{"edl", "edit decision lists: CMX 3600, markers of DaVinci Resolve", Carries{Precision: time.Nanosecond}, "", nil, decodeEDL, lines(looksEDL)},
		{"handbrake", "numbers and titles for HandBrake, CSV", Carries{}, "", encodeHandBrake, nil, exact(looksHandBrake)},
		{"csv", "comma-separated values with a header", Carries{URL: true, Image: true, End: true, Hidden: true, Precision: ms}, "", encodeCSV, decodeTable, exact(looksCSV)},
		{"tsv", "tab-separated values with a header", Carries{URL: true, Image: true, End: true, Hidden: true, Precision: ms}, "", encodeTSV, decodeTable, exact(looksTSV)},
		{"markdown", "a list of topics for an episode's text", Carries{URL: true, Precision: ms}, "", encodeMarkdown, nil, nil},
		{"html", "a list with links into the audio", Carries{URL: true, Precision: ms}, "", encodeHTML, nil, nil},
		{"youtube", "lines for a description on YouTube", Carries{Precision: second}, "youtube", encodeLines("%s %s\n", false), nil, nil},
		{"spotify", "lines for a description on Spotify", Carries{Precision: second}, "spotify", encodeLines("(%s) %s\n", false), nil, nil},
		{"apple", "lines for a description on Apple Podcasts", Carries{Precision: second}, "apple", encodeLines("%s %s\n", true), nil, nil},
	}
}

// ByName finds a format.
func ByName(name string) (Format, bool) {
	for _, f := range All() {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

// Names are those of the formats that have something in common.
func Names(has func(Format) bool) (names []string) {
	for _, f := range All() {
		if has(f) {
			names = append(names, f.Name)
		}
	}
	return names
}

// Reads reports whether chapters can be read from the format.
func (f Format) Reads() bool { return f.decode != nil }

// Writes reports whether chapters can be written in the format.
func (f Format) Writes() bool { return f.encode != nil }

// LimitError says how many chapters a format has room for.
type LimitError struct {
	Format    string
	Most, Are int
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("%s has room for %d chapters, and there are %d", e.Format, e.Most, e.Are)
}
