package output

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// Written prints what a plan did to a file.
func Written(w *sheet, path string, plan audio.Plan) {
	if !plan.Changes() {
		w.Printf("%s: unchanged: %s\n", w.paint(bold, path), holds(plan.After))
		return
	}
	verb := "wrote " + Plural(len(plan.After), "chapter")
	if len(plan.After) == 0 {
		verb = "removed " + Plural(len(plan.Before), "chapter")
	}
	w.Printf("%s: %s\n", w.paint(bold, path), w.paint(green, verb))
	details(w, plan, "kept", "lost")
}

// WrittenBriefly prints one line about a file that changed, or would, and none about another.
func WrittenBriefly(w *sheet, path string, plan audio.Plan, stamping markdown.Stamping, dryRun bool) {
	verb, stamps := "wrote", "stamped"
	if dryRun {
		verb, stamps = "would write", "would stamp"
	}
	var parts []string
	if plan.Changes() {
		part := verb + " " + Plural(len(plan.After), "chapter")
		if len(plan.After) == 0 {
			part = strings.Replace(strings.Replace(verb, "wrote", "removed", 1), "write", "remove", 1) + " " + Plural(len(plan.Before), "chapter")
		}
		if grown := plan.BytesAfter - plan.BytesBefore; grown != 0 {
			part += fmt.Sprintf(", %+d bytes", grown)
		}
		parts = append(parts, part)
	}
	if len(stamping.Changes) > 0 {
		parts = append(parts, stamps)
	}
	if len(parts) > 0 {
		w.Printf("%s: %s\n", w.paint(bold, path), w.paint(green, strings.Join(parts, "; ")))
	}
}

// Planned prints what a plan would do.
func Planned(w *sheet, path string, plan audio.Plan) {
	if !plan.Changes() {
		w.Printf("%s: nothing to change: %s\n", w.paint(bold, path), holds(plan.After))
		return
	}
	w.Printf("%s: would change\n", w.paint(bold, path))
	diff(w, plan.Before, plan.After)
	if len(plan.Removed) > 0 {
		w.Printf("  frames %s %s\n", w.paint(red, "-"), summary(plan.Removed))
	}
	if len(plan.Added) > 0 {
		w.Printf("  frames %s %s\n", w.paint(green, "+"), summary(plan.Added))
	}
	details(w, plan, "keeps", "loses")
}

// PlanWords are the words about a plan that was carried out, or in a dry run is not, without colours.
func PlanWords(path string, plan audio.Plan, dryRun bool) string {
	w := new(sheet)
	if dryRun {
		Planned(w, path, plan)
	} else {
		Written(w, path, plan)
	}
	return w.text.String()
}

func holds(list []chapters.Chapter) string {
	if len(list) == 0 {
		return "it holds no chapters"
	}
	return "it holds these " + Plural(len(list), "chapter")
}

// details prints what else of the file is concerned.
func details(w *sheet, plan audio.Plan, kept, lost string) {
	line := func(label, format string, args ...any) {
		w.Printf("  %-6s %s\n", label, fmt.Sprintf(format, args...))
	}
	if len(plan.Kept) > 0 {
		line(kept, "%s", summary(plan.Kept))
	}
	for _, what := range plan.Lost {
		line(lost, "%s", what)
	}
	for _, what := range plan.Mended {
		line("fixes", "%s", what)
	}
	if pictures, bytes := pictures(plan.After); pictures > 0 && plan.Changes() {
		line("images", "%s, %s bytes", Plural(pictures, "chapter picture"), Thousands(bytes))
	}
	if plan.BytesBefore == plan.BytesAfter {
		line("size", "%s bytes, as before; the audio is untouched", Thousands(plan.BytesAfter))
	} else {
		line("size", "%s -> %s bytes; the audio is untouched", Thousands(plan.BytesBefore), Thousands(plan.BytesAfter))
	}
}

// pictures counts those of chapters, and their bytes.
func pictures(list []chapters.Chapter) (n int, bytes int64) {
	for _, c := range list {
		if c.Image != nil {
			n++
			bytes += int64(len(c.Image.Bytes))
		}
	}
	return n, bytes
}

// diff prints the chapters before and after, by their starts. Two that would read the same say what else differs.
func diff(w *sheet, before, after []chapters.Chapter) {
	width := max(startWidth(before), startWidth(after))
	text := func(c chapters.Chapter) string {
		text := fmt.Sprintf("%*s  %s", width, chapters.FormatTimestamp(c.Start), c.Title)
		if c.URL != "" {
			text += " <" + c.URL + ">"
		}
		return text + pictured(c)
	}
	row := func(mark, color, words string) { w.Printf("  %s\n", w.paint(color, mark+" "+words)) }
	for len(before) > 0 || len(after) > 0 {
		switch {
		case len(before) > 0 && len(after) > 0 && same(before[0], after[0]):
			w.Printf("    %s\n", text(after[0]))
			before, after = before[1:], after[1:]
		case len(before) > 0 && len(after) > 0 && text(before[0]) == text(after[0]):
			old, now := unlike(before[0], after[0])
			row("-", red, text(before[0])+old)
			row("+", green, text(after[0])+now)
			before, after = before[1:], after[1:]
		case len(after) == 0 || len(before) > 0 && before[0].Start <= after[0].Start:
			row("-", red, text(before[0]))
			before = before[1:]
		default:
			row("+", green, text(after[0]))
			after = after[1:]
		}
	}
}

// unlike is what differs between two chapters whose starts, titles and links are the same.
func unlike(a, b chapters.Chapter) (before, after string) {
	if a.End != b.End {
		before, after = " to "+chapters.FormatTimestamp(a.End), " to "+chapters.FormatTimestamp(b.End)
	}
	if !samePicture(a, b) {
		after += " (another picture)"
	}
	return before, after
}

func same(a, b chapters.Chapter) bool {
	return a.Start.Truncate(time.Millisecond) == b.Start.Truncate(time.Millisecond) && a.End == b.End && a.Title == b.Title && a.URL == b.URL &&
		a.Hidden == b.Hidden && pictured(a) == pictured(b) && samePicture(a, b)
}

// samePicture reports whether two pictures that look the same in words are the same.
func samePicture(a, b chapters.Chapter) bool {
	return a.Image == nil || b.Image == nil || bytes.Equal(a.Image.Bytes, b.Image.Bytes)
}
