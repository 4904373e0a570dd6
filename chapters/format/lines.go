package format

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// encodeFFMetadata writes ffmpeg's metadata (ffmpeg-formats(1), "Metadata"): =, ;, #, \ and line breaks are escaped.
func encodeFFMetadata(list []chapters.Chapter) ([]byte, error) {
	var b strings.Builder
	b.WriteString(";FFMETADATA1\n")
	escape := strings.NewReplacer(`\`, `\\`, "=", `\=`, ";", `\;`, "#", `\#`)
	for _, c := range list {
		fmt.Fprintf(&b, "[CHAPTER]\nTIMEBASE=1/1000\nSTART=%d\nEND=%d\ntitle=%s\n", c.Start.Milliseconds(), max(c.End, c.Start).Milliseconds(), escape.Replace(c.Title))
	}
	return []byte(b.String()), nil
}

func encodeMP4Chaps(list []chapters.Chapter) ([]byte, error) {
	var b strings.Builder
	for _, c := range list {
		fmt.Fprintf(&b, "%s %s\n", clock(c.Start, 3), c.Title)
	}
	return []byte(b.String()), nil
}

func encodeOGM(list []chapters.Chapter) ([]byte, error) {
	var b strings.Builder
	for i, c := range list {
		fmt.Fprintf(&b, "CHAPTER%02d=%s\nCHAPTER%02dNAME=%s\n", i+1, clock(c.Start, 3), i+1, c.Title)
	}
	return []byte(b.String()), nil
}

// encodeAudacity writes labels: start, end and title with tabs between them. A label of a point has its start twice.
func encodeAudacity(list []chapters.Chapter) ([]byte, error) {
	var b strings.Builder
	for _, c := range list {
		fmt.Fprintf(&b, "%.6f\t%.6f\t%s\n", c.Start.Seconds(), max(c.End, c.Start).Seconds(), c.Title)
	}
	return []byte(b.String()), nil
}

func encodeCSV(list []chapters.Chapter) ([]byte, error) { return encodeTable(list, ',') }
func encodeTSV(list []chapters.Chapter) ([]byte, error) { return encodeTable(list, '\t') }

// encodeTable writes a table (RFC 4180) with a header.
func encodeTable(list []chapters.Chapter, separator rune) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = separator
	rows := [][]string{{"start", "end", "title", "url", "hidden"}}
	for _, c := range list {
		rows = append(rows, []string{clock(c.Start, 3), clock(max(c.End, c.Start), 3), c.Title, c.URL, strconv.FormatBool(c.Hidden)})
	}
	err := w.WriteAll(rows)
	return b.Bytes(), err
}

// encodeLines writes lines to paste. Times have hours where one of them has, or always.
func encodeLines(format string, hours bool) func([]chapters.Chapter) ([]byte, error) {
	return func(list []chapters.Chapter) ([]byte, error) {
		hours := hours || len(list) > 0 && list[len(list)-1].Start >= time.Hour
		var b strings.Builder
		for _, c := range list {
			at := clock(c.Start, 0)
			if !hours {
				at = strings.TrimPrefix(at, "00:")
			}
			fmt.Fprintf(&b, format, at, c.Title)
		}
		return []byte(b.String()), nil
	}
}

// The rules of platforms for chapters in a description (docs/formats.md has their sources).
func youtubeRules(list []chapters.Chapter) []string {
	return append(descriptionRules(list), tooClose(list, 10*time.Second)...)
}

func spotifyRules(list []chapters.Chapter) []string { return descriptionRules(list) }

func appleRules(list []chapters.Chapter) []string { return descriptionRules(list) }

// descriptionRules are those that all of them have.
func descriptionRules(list []chapters.Chapter) (broken []string) {
	if len(list) < 3 {
		broken = append(broken, fmt.Sprintf("there must be at least 3, and there are %d", len(list)))
	}
	if len(list) > 0 && list[0].Start >= time.Second {
		broken = append(broken, fmt.Sprintf("the first must start at 0:00, and starts at %s; --intro TITLE adds one", chapters.FormatTimestamp(list[0].Start.Truncate(time.Second))))
	}
	return append(broken, tooClose(list, time.Second)...)
}

// tooClose finds a chapter that starts too soon after the one before it, in whole seconds.
func tooClose(list []chapters.Chapter, least time.Duration) []string {
	for i := 1; i < len(list); i++ {
		if gap := list[i].Start.Truncate(time.Second) - list[i-1].Start.Truncate(time.Second); gap < least {
			return []string{fmt.Sprintf("each must last at least %d s, and the one at %s lasts %d", least/time.Second, chapters.FormatTimestamp(list[i-1].Start.Truncate(time.Second)), gap/time.Second)}
		}
	}
	return nil
}
