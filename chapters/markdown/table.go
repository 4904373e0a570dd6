package markdown

import (
	"strings"

	"github.com/yuin/goldmark/text"

	"github.com/chapmark/chapmark/chapters/limits"
)

// Words of a table's first row that say what a column holds.
var (
	titleColumn = compiled(`(?i)topic|title|chapter|subject|what|thema|titel|kapitel|inhalt|sujet|titre|tema|título|тема|タイトル|内容|话题|標題|标题`)
	endColumn   = compiled(`(?i)\b(?:end|to|until|ende|bis|fin|hasta)\b|конец|終了|结束`)
	otherColumn = compiled(`(?i)duration|length|dauer|länge|durée|duración|длительность|長さ|时长`)
)

// columns says what the columns of a table hold; -1 where there is no such column.
type columns struct{ start, end, title int }

// rows notes the rows of a table: the stamp is in the first column of stamps, the end perhaps in the second, and the title
// in the column that is called so, else in the one with the most different texts.
func (o *outline) rows(rows [][]text.Segment) {
	c := o.columns(rows)
	if c.start < 0 {
		return
	}
	index := o.add(group{kind: tableRows, outer: -1})
	for _, row := range rows {
		if c.start >= len(row) {
			continue
		}
		s, ok := readStamp(o.line(row[c.start]))
		if !ok || !o.nothingElse(row[c.start], s) {
			continue
		}
		if c.end >= 0 && c.end < len(row) {
			if end, ok := o.cell(row[c.end]); ok && end.start > s.start {
				s.end = end.start
			}
		}
		s.marked, s.trailing = true, false
		lines := []text.Segment{row[c.start]}
		if c.title >= 0 && c.title < len(row) && row[c.title].Len() > 0 {
			lines = append(lines, row[c.title])
		}
		o.stamped(s, index, lines...)
	}
}

// cell reads a cell that holds a stamp and nothing else.
func (o *outline) cell(cell text.Segment) (stamp, bool) {
	s, ok := readStamp(o.line(cell))
	return s, ok && s.ok && o.nothingElse(cell, s)
}

// nothingElse reports whether a cell holds its stamp and nothing else.
func (o *outline) nothingElse(cell text.Segment, s stamp) bool {
	return strings.Trim(s.withoutStamp(visible(o.line(cell))), "()[]*_` ") == ""
}

func (o *outline) columns(rows [][]text.Segment) columns {
	found := columns{-1, -1, -1}
	width := 0
	for _, row := range rows {
		width = max(width, len(row))
	}
	most := 0
	for column := range min(width, limits.LineBars) {
		stamps, different, heading := 0, map[string]bool{}, ""
		for i, row := range rows {
			if column >= len(row) {
				continue
			}
			if _, ok := o.cell(row[column]); ok {
				stamps++
			} else if text := o.line(row[column]); i == 0 {
				heading = text
			} else {
				different[text] = true
			}
		}
		switch {
		case 2*stamps >= len(rows)-1 && stamps > 0:
			switch {
			case otherColumn().MatchString(heading):
			case found.start < 0 && !endColumn().MatchString(heading):
				found.start = column
			case found.end < 0:
				found.end = column
			}
		case titleColumn().MatchString(heading):
			found.title, most = column, len(rows)+1
		case len(different) > most:
			found.title, most = column, len(different)
		}
	}
	return found
}
