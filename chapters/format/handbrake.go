package format

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// HandBrake's table of chapters (docs/specs.md): numbers and titles. It has no times, so that it can be written and not be read.

var handbrakeLine = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^0{0,2}(\d{1,4})[,;\t]`) })

func looksHandBrake(text string) bool {
	n := 0
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		match := handbrakeLine().FindStringSubmatch(line)
		if n++; match == nil || match[1] != strconv.Itoa(n) {
			return false
		}
	}
	return n > 1
}

func encodeHandBrake(set Set) ([]byte, error) {
	var rows [][]string
	for i, c := range set.Chapters {
		rows = append(rows, []string{strconv.Itoa(i + 1), c.Title})
	}
	return writeRows(rows, ',')
}
