// Package platform knows what podcast platforms and players demand of chapters, and what they advise. In go an episode's
// chapters, out come problems that say what a listener there will see. The rules are data: docs/formats.md lists them with
// their sources, and how sure they are.
package platform

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// Confidence says how well a rule is known.
type Confidence string

// What a rule rests on: the platform's own words, or reports of its users.
const (
	High   Confidence = "high"
	Medium Confidence = "medium"
)

// Platform is one row of the table.
type Platform struct {
	Name  string
	Title string
	Reads string // where it takes chapters from
	Rule  chapters.Rule
	Rules []Rule
}

// Rule is one demand, or one advice.
type Rule struct {
	What       string // should be, in a few words
	Sees       string // the listener, where it is not
	Fix        string // what to do about it, or ""
	Demand     bool   // without it there are no chapters at all
	Source     string // of the rule
	Confidence Confidence
	// What an episode breaks: a place in the list of its chapters, or -1, and words; "" where it does not.
	broken func(e Episode) (at int, words string)
}

// Episode is what the rules look at.
type Episode struct {
	Chapters []chapters.Chapter // in the order of time
	Duration time.Duration      // 0 where it is not known
	Problems []chapters.Diagnostic
}

// Names lists the platforms.
func Names() (names []string) {
	for _, p := range All() {
		names = append(names, p.Name)
	}
	return names
}

// Demands says what keeps a platform from showing chapters, in words; nothing for "" or a name that is none.
func Demands(name string, list []chapters.Chapter) (broken []string) {
	for _, p := range All() {
		for _, r := range p.Rules {
			if p.Name != name || !r.Demand {
				continue
			}
			if _, words := r.broken(Episode{Chapters: list}); words != "" {
				if r.Fix != "" {
					words += "; " + r.Fix
				}
				broken = append(broken, words)
			}
		}
	}
	return broken
}

// Check finds what listeners on some platforms will miss. The problems are advice, in the order of the table.
func Check(names []string, source *chapters.Source, e Episode) (found []chapters.Diagnostic) {
	if len(e.Chapters) == 0 {
		return nil
	}
	for _, p := range All() {
		if !slices.Contains(names, p.Name) {
			continue
		}
		for _, r := range p.Rules {
			at, words := r.broken(e)
			if words == "" {
				continue
			}
			span := chapters.Span{}
			if at >= 0 {
				span = e.Chapters[at].Span
			}
			d := chapters.Report(p.Rule, source, span, "on %s, %s: %s", p.Title, r.Sees, words)
			d.Hint = r.Fix
			found = append(found, d)
		}
	}
	return found
}

func stamp(t time.Duration) string { return chapters.FormatTimestamp(t.Truncate(time.Second)) }

// visible are the places of the chapters that a description lists.
func visible(list []chapters.Chapter) (at []int) {
	for i, c := range list {
		if !c.Hidden {
			at = append(at, i)
		}
	}
	return at
}

func atLeast(n int) func(Episode) (int, string) {
	return func(e Episode) (int, string) {
		if have := len(visible(e.Chapters)); have < n {
			return -1, fmt.Sprintf("there must be at least %d, not %d", n, have)
		}
		return 0, ""
	}
}

func firstAtZero(e Episode) (int, string) {
	if at := visible(e.Chapters); len(at) > 0 && e.Chapters[at[0]].Start >= time.Second {
		return at[0], fmt.Sprintf("the first must start at 0:00, not %s", stamp(e.Chapters[at[0]].Start))
	}
	return 0, ""
}

// lasting finds a chapter that is over too soon, in whole seconds, the last one included where the episode's end is known.
func lasting(least time.Duration, must string) func(Episode) (int, string) {
	return func(e Episode) (int, string) {
		first, short, length := 0, 0, time.Duration(0)
		at := visible(e.Chapters)
		for i, place := range at {
			end := e.Duration
			if i+1 < len(at) {
				end = e.Chapters[at[i+1]].Start
			} else if end == 0 {
				break
			}
			if gap := end.Truncate(time.Second) - e.Chapters[place].Start.Truncate(time.Second); gap < least {
				if short++; short == 1 {
					first, length = place, gap
				}
			}
		}
		if short == 0 {
			return 0, ""
		}
		words := fmt.Sprintf("each %s last %d s; the one at %s lasts only %d s", must, least/time.Second, stamp(e.Chapters[first].Start), length/time.Second)
		return first, words + others(short)
	}
}

// others counts what else breaks the same rule.
func others(n int) string {
	switch n {
	case 1:
		return ""
	case 2:
		return ", and one more is too short"
	}
	return fmt.Sprintf(", and %d more are too short", n-1)
}

// titlesUpTo finds titles that are too long.
func titlesUpTo(most int) func(Episode) (int, string) {
	return func(e Episode) (int, string) {
		first, long, length := 0, 0, 0
		for i, c := range e.Chapters {
			if n := len([]rune(c.Title)); n > most && !c.Hidden {
				if long++; long == 1 {
					first, length = i, n
				}
			}
		}
		switch long {
		case 0:
			return 0, ""
		case 1:
			return first, fmt.Sprintf("a title should have at most %d characters, and this one has %d", most, length)
		}
		return first, fmt.Sprintf("a title should have at most %d characters, and %d have more, this one %d", most, long, length)
	}
}

func sixAnHour(e Episode) (int, string) {
	hours := max(e.Duration.Hours(), 1)
	if n := len(visible(e.Chapters)); float64(n) > 6*hours && e.Duration > 0 {
		return -1, fmt.Sprintf("there should be at most 6 an hour, and there are %d in %s", n, stamp(e.Duration))
	}
	return 0, ""
}

func wholeSeconds(e Episode) (int, string) {
	for i, c := range e.Chapters {
		if c.Start%time.Second != 0 {
			return i, fmt.Sprintf("chapters from a feed start at whole seconds, and this one at %s", chapters.FormatTimestamp(c.Start))
		}
	}
	return 0, ""
}

// found passes on a problem of one of some kinds, since a listener will notice it there.
func found(rules ...chapters.Rule) func(Episode) (int, string) {
	return func(e Episode) (int, string) {
		for _, d := range e.Problems {
			if slices.Contains(rules, d.Rule) {
				return -1, d.Message
			}
		}
		return 0, ""
	}
}

// Choose returns the platforms that a person names, or all of them for "all". A name that is none is an error; nearest
// finds the one that was probably meant, or "".
func Choose(asked []string, nearest func(name string, names []string) string) ([]string, error) {
	if slices.Contains(asked, "all") {
		return Names(), nil
	}
	for _, name := range asked {
		if slices.Contains(Names(), name) {
			continue
		}
		near := ""
		if meant := nearest(name, Names()); meant != "" {
			near = fmt.Sprintf("; did you mean %s?", meant)
		}
		return nil, fmt.Errorf("%q is not one of %s, or all%s", name, strings.Join(Names(), ", "), near)
	}
	return asked, nil
}
