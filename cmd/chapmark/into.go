package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

// putInto puts the chapters into an episode's text.
func (o exportOptions) putInto(name string, set format.Set, stdout, stderr io.Writer) error {
	if info, err := os.Stat(o.into); err == nil && !info.Mode().IsRegular() {
		return failureError{error: fmt.Errorf("%s is no regular file", o.into)}
	}
	place := episode.Options{Text: o.options.Text, Format: episode.Markdown}
	e, err := episode.LoadText(o.into, place)
	if err != nil {
		return failureError{error: err}
	}
	shown := report.Clean(o.into)
	var unreadable []chapters.Diagnostic
	for _, d := range e.Problems {
		if d.Rule == chapters.NotMarkdown || d.Rule == chapters.BadTimestamp || d.Rule == chapters.AmbiguousTopics || d.Rule == chapters.MissingTimestamp {
			unreadable = append(unreadable, d) // what is to be replaced would not be clear
		}
	}
	if len(unreadable) > 0 {
		report.Diagnostics(stderr, report.StyleFor(stderr), unreadable)
		fmt.Fprintf(stderr, "%s: nothing was written\n", shown)
		return errProblems
	}
	markdown, _ := format.ByName(episode.Markdown)
	_, lost, err := markdown.Encode(set)
	if err != nil {
		return o.refused(name, err, stderr)
	}
	set = visible(set)
	text, err := format.Into(e.Document, set)
	var into *format.IntoError
	if errors.As(err, &into) {
		at := e.Document.Source.Position(into.Span.Start)
		fmt.Fprintf(stderr, "%s:%d: %s; nothing was written\n", shown, at.Line, into.Reason)
		return errProblems
	}
	if err != nil {
		return o.refused(name, err, stderr)
	}
	sayLost(stderr, o.to, lost)
	switch was := e.Document.Source.Text; {
	case string(text) == string(was):
		fmt.Fprintf(stdout, "%s: unchanged: it has these %s\n", shown, report.Plural(len(set.Chapters), "topic"))
		return nil
	case o.dryRun:
		_, err = io.WriteString(stdout, report.Diff(o.into, was, text))
	default:
		if err = episode.WriteText(o.into, was, text); err == nil {
			_, err = fmt.Fprintf(stdout, "%s: wrote %s\n", shown, report.Plural(len(set.Chapters), "topic"))
		}
	}
	if err != nil {
		return failureError{error: err}
	}
	return nil
}

// visible are the chapters that a text lists.
func visible(set format.Set) format.Set {
	var list []chapters.Chapter
	for _, c := range set.Chapters {
		if !c.Hidden {
			list = append(list, c)
		}
	}
	set.Chapters = list
	return set
}
