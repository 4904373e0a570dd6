package output

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"maps"
	"math"
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
type label struct {
	Class string `json:"c"`
	Text  string `json:"t"`
}

// row is one episode, as the page's script reads it. Names are short: there may be fifty thousand.
type row struct {
	Title    string        `json:"t"`
	File     string        `json:"f"`
	Page     string        `json:"l,omitempty"` // its address
	Status   string        `json:"s"`
	Class    string        `json:"k"`
	Worst    string        `json:"w"`
	Error    string        `json:"e,omitempty"`
	Weight   int           `json:"g"` // of the problems
	Counts   []label       `json:"n"` // of each severity
	Seconds  float64       `json:"d,omitempty"`
	Size     int64         `json:"z,omitempty"`
	Bytes    string        `json:"y,omitempty"`
	Covered  float64       `json:"v"` // the part of the audio that lies in chapters, 0 to 1
	Chapters [][]any       `json:"c"` // start and end in seconds, title, and address if there is one
	Problems []problemView `json:"p,omitempty"`
	Advice   []problemView `json:"a,omitempty"`
}

// problemView is a problem, with its line in three parts: before the place, at it and after.
type problemView struct {
	Class   string `json:"s"`
	Place   string `json:"p"`
	Message string `json:"m"`
	Rule    string `json:"r"`
	Hint    string `json:"h,omitempty"`
	HasLine bool   `json:"l,omitempty"`
	Before  string `json:"x,omitempty"`
	Marked  string `json:"y,omitempty"`
	After   string `json:"z,omitempty"`
}

// page writes the report as one page that needs nothing else: no other file, no network.
func (r Report) page(w io.Writer) error {
	parsed, err := template.New("page").Parse(pageHTML)
	if err != nil {
		return err
	}
	p := page{Rows: []row{}, Style: template.CSS(pageCSS), Script: template.JS(pageJS), Command: r.Command, Problems: problemViews(r.Problems)}
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
	if s := r.Storage; s != nil {
		p.Facts = append(p.Facts, "object storage: "+s.words())
	}
	p.Counts = counts(r.Summary.Problems)
	rules := map[string]bool{}
	for _, e := range r.Episodes {
		p.Rows = append(p.Rows, e.row())
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

func (e ReportEpisode) row() row {
	r := row{Title: Clean(e.Title), File: Clean(e.File), Status: statusWords(e.Status), Error: Clean(e.Error), Seconds: e.DurationS, Size: e.Bytes,
		Counts: []label{}, Chapters: [][]any{}}
	if parsed, err := neturl.Parse(e.Page); err == nil && !parsed.IsAbs() && parsed.Host == "" && !strings.Contains(e.Page, `\`) { // a merged report may be a stranger's
		r.Page = e.Page
	}
	switch e.Status {
	case "ok", "written", "unchanged":
		r.Class = "good"
	case "no-audio", "skipped", "not-begun":
		r.Class = "advice"
	default:
		r.Class = "error"
	}
	if e.Bytes > 0 {
		r.Bytes = Bytes(e.Bytes)
	}
	severities := map[string]int{}
	for _, p := range e.Problems {
		severities[p.Severity.String()]++
		r.Weight += []int{1, 1_000, 1_000_000}[p.Severity]
	}
	r.Counts = append(r.Counts, counts(severities)...)
	if len(r.Counts) > 0 {
		r.Worst = r.Counts[0].Class
	}
	// Advice stays folded: on a page of hundreds of episodes it would hide what has to be done.
	for i, v := range problemViews(e.Problems) {
		if e.Problems[i].Severity == chapters.Advice {
			r.Advice = append(r.Advice, v)
		} else {
			r.Problems = append(r.Problems, v)
		}
	}
	total, covered := e.DurationS, 0.0
	for _, c := range e.Chapters {
		total = max(total, c.End, c.Start)
	}
	for _, c := range e.Chapters {
		entry := []any{c.Start, c.End, Clean(c.Title)}
		// Nothing that could do anything but lead to another page.
		if parsed, err := neturl.Parse(c.URL); err == nil && (parsed.Scheme == "https" || parsed.Scheme == "http") {
			entry = append(entry, c.URL)
		}
		r.Chapters = append(r.Chapters, entry)
		covered += max(min(c.End, total)-c.Start, 0)
	}
	if total > 0 {
		r.Covered = math.Round(1e4*covered/total) / 1e4
	}
	return r
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
