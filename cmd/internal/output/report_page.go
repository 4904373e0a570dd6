package output

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"maps"
	neturl "net/url"
	"slices"
	"strings"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

//go:embed page/page.html
var pageHTML string

//go:embed page/page.css
var pageCSS string

//go:embed page/page.js
var pageJS string

// page is what the template shows. All text in it is escaped there.
type page struct {
	Policy   string
	Style    template.CSS
	Script   template.JS
	Command  string
	Episodes string
	Facts    []string
	Counts   []label
	Rules    []string // that episodes have problems of
	Problems []problemView
	Rows     []row
}

// label is a text with the class of its colour.
type label struct{ Class, Text string }

// row is one episode. Numbers are what the columns are sorted by.
type row struct {
	Order                   int
	Title, File, Status     string
	Class, Worst, Error     string
	Weight                  int // of the problems
	Counts                  []label
	Seconds                 float64
	Duration, Bytes, Listed string
	Count                   int
	Rules                   string // of its problems, with blanks between them
	Covered                 string // the part of the audio that lies in chapters, 0 to 1
	Coverage                string
	Size                    int64
	Segments                []segment
	Chapters                []chapterView
	Problems                []problemView
	Advice                  []problemView
}

// segment is a chapter as a stretch of 1000 units.
type segment struct {
	X, Width    string
	Class, Text string
}

type chapterView struct{ Time, Title, URL string }

type problemView struct {
	Class, Place, Message, Rule, Hint string
	HasLine                           bool
	Before, Marked, After             string
}

// page writes the report as one page that needs nothing else: no other file, no network.
func (r Report) page(w io.Writer) error {
	parsed, err := template.New("page").Parse(pageHTML)
	if err != nil {
		return err
	}
	p := page{Style: template.CSS(pageCSS), Script: template.JS(pageJS), Command: r.Command, Problems: problemViews(r.Problems)}
	p.Policy = fmt.Sprintf("default-src 'none'; style-src %s; script-src %s; base-uri 'none'; form-action 'none'", policySource(pageCSS), policySource(pageJS))
	p.Episodes = Plural(r.Summary.Episodes, "episode")
	p.Facts = []string{Plural(r.Summary.Chapters, "chapter")}
	if r.Summary.Bytes > 0 {
		p.Facts = append(p.Facts, clock(r.Summary.DurationS)+" of audio", Bytes(r.Summary.Bytes))
	}
	for _, status := range []string{"ok", "problems", "written", "unchanged", "skipped", "refused", "failed", "no-audio", "not-begun"} {
		if n := r.Summary.Statuses[status]; n > 0 {
			p.Facts = append(p.Facts, fmt.Sprintf("%d %s", n, statusWords(status)))
		}
	}
	p.Counts = counts(r.Summary.Problems)
	rules := map[string]bool{}
	for i, e := range r.Episodes {
		p.Rows = append(p.Rows, e.row(i))
		for _, problem := range e.Problems {
			rules[problem.Rule] = true
		}
	}
	p.Rules = slices.Sorted(maps.Keys(rules))
	return parsed.Execute(w, p)
}

// source is what a content security policy calls a text that may run (CSP3 §2.3.1).
func policySource(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// words is a status as people say it.
func statusWords(status string) string {
	if status == "problems" {
		return "with problems"
	}
	return strings.Replace(strings.ReplaceAll(status, "-", " "), "no audio", "without audio", 1)
}

func (e ReportEpisode) row(order int) row {
	r := row{Order: order, Title: Clean(e.Title), File: Clean(e.File), Status: statusWords(e.Status), Error: Clean(e.Error),
		Seconds: e.DurationS, Count: len(e.Chapters), Size: e.Bytes}
	switch e.Status {
	case "ok", "written", "unchanged":
		r.Class = "good"
	case "no-audio", "skipped", "not-begun":
		r.Class = "advice"
	default:
		r.Class = "error"
	}
	if e.Bytes > 0 {
		r.Duration, r.Bytes = clock(e.DurationS), Bytes(e.Bytes)
	}
	severities, broken := map[string]int{}, map[string]bool{}
	for _, p := range e.Problems {
		severities[p.Severity.String()]++
		broken[p.Rule] = true
		r.Weight += []int{1, 1_000, 1_000_000}[p.Severity]
	}
	r.Counts, r.Rules = counts(severities), strings.Join(slices.Sorted(maps.Keys(broken)), " ")
	if len(r.Counts) > 0 {
		r.Worst = r.Counts[0].Class
	}
	// Advice stays folded: on a page of hundreds of episodes it would hide what has to be done.
	var serious, advice []ReportProblem
	for _, p := range e.Problems {
		if p.Severity == chapters.Advice {
			advice = append(advice, p)
		} else {
			serious = append(serious, p)
		}
	}
	r.Problems, r.Advice = problemViews(serious), problemViews(advice)
	if len(e.Chapters) > 0 || len(advice) > 0 {
		r.Listed = Plural(len(e.Chapters), "chapter")
	}
	if len(advice) > 0 {
		r.Listed += fmt.Sprintf(", %d advice", len(advice))
	}
	r.Covered = "0"
	e.draw(&r)
	return r
}

// draw lays the chapters out over the length of the audio, or where there is none, of the chapters.
func (e ReportEpisode) draw(r *row) {
	total := e.DurationS
	for _, c := range e.Chapters {
		total = max(total, c.End, c.Start)
	}
	covered := 0.0
	for i, c := range e.Chapters {
		url := c.URL
		if parsed, err := neturl.Parse(url); err != nil || parsed.Scheme != "https" && parsed.Scheme != "http" {
			url = "" // nothing that could do anything but lead to another page
		}
		r.Chapters = append(r.Chapters, chapterView{clock(c.Start), Clean(c.Title), url})
		if total <= 0 || c.End <= c.Start {
			continue
		}
		covered += min(c.End, total) - c.Start
		r.Segments = append(r.Segments, segment{X: fmt.Sprintf("%.2f", 1000*c.Start/total), Width: fmt.Sprintf("%.2f", 1000*(c.End-c.Start)/total),
			Class: []string{"one", "two"}[i%2], Text: clock(c.Start) + " " + Clean(c.Title)})
	}
	if total > 0 {
		r.Covered = fmt.Sprintf("%.4f", covered/total)
		r.Coverage = fmt.Sprintf("%s cover %.0f %% of %s", Plural(len(e.Chapters), "chapter"), 100*covered/total, clock(total))
	}
}

func counts(bySeverity map[string]int) []label {
	var all []label
	for _, s := range []chapters.Severity{chapters.Error, chapters.Warning, chapters.Advice} {
		n := bySeverity[s.String()]
		switch {
		case n > 0 && s == chapters.Advice:
			all = append(all, label{s.String(), fmt.Sprintf("%d advice", n)})
		case n > 0:
			all = append(all, label{s.String(), Plural(n, s.String())})
		}
	}
	return all
}

func problemViews(all []ReportProblem) []problemView {
	var list []problemView
	for _, p := range all {
		v := problemView{Class: p.Severity.String(), Place: Clean(p.File), Message: Clean(p.Message), Rule: p.Rule, Hint: Clean(p.Hint)}
		if p.Line > 0 {
			v.Place = fmt.Sprintf("%s:%d:%d", v.Place, p.Line, p.Column)
			line := []rune(Clean(p.Text))
			from := min(max(p.Column-1, 0), len(line))
			to := len(line)
			if p.EndLine == p.Line {
				to = min(max(p.EndColumn-1, from), len(line))
			}
			v.HasLine, v.Before, v.Marked, v.After = true, string(line[:from]), string(line[from:to]), string(line[to:])
		}
		list = append(list, v)
	}
	return list
}

// clock is a time in seconds as people write it.
func clock(seconds float64) string {
	return chapters.FormatTimestamp(time.Duration(seconds) * time.Second)
}
