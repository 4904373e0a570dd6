package chapters

import (
	"bytes"
	"fmt"
	"time"
)

// CheckEmbedded compares the chapters in a tag with those that the text asks for, to the millisecond, which is all
// that a tag can hold. A picture counts where the text names one whose bytes are known.
func CheckEmbedded(document Document, want []Chapter, facts Facts) []Diagnostic {
	if !facts.Known || len(want) == 0 {
		return nil
	}
	const fix = "`chapmark write` embeds them"
	if len(facts.Embedded) == 0 {
		return []Diagnostic{Report(ChaptersMissing, facts.Source, Span{}, "no chapters are embedded yet").WithHint(fix)}
	}
	if difference, at := firstDifference(want, facts.Embedded, document); difference != "" {
		d := Report(ChaptersStale, facts.Source, Span{}, "the embedded chapters differ from %s: %s", document.Source.Name, difference)
		if at < len(want) && !want[at].Span.IsWhole() {
			d.Source, d.Span = document.Source, want[at].Span
			d.Message = fmt.Sprintf("the chapters in %s differ from here on: %s", facts.Source.Name, difference)
		}
		d.Hint = "`chapmark write` embeds these"
		if first := facts.Embedded[0]; first.Start == 0 && want[0].Start > 0 {
			if other, _ := firstDifference(want, facts.Embedded[1:], document); other == "" {
				d.Hint = fmt.Sprintf("they were written with --intro %s; use the same --intro here", Quoted(first.Title))
			}
		}
		return []Diagnostic{d}
	}
	return nil
}

// firstDifference says what differs first, and at which of the wanted chapters; "" where nothing does.
func firstDifference(want, have []Chapter, document Document) (difference string, at int) {
	for i, w := range want {
		if i >= len(have) {
			break
		}
		h := have[i]
		number := i + 1
		switch {
		case ms(w.Start) != ms(h.Start):
			return fmt.Sprintf("chapter %d starts at %s there", number, FormatTimestamp(h.Start)), i
		case w.Title != h.Title:
			return fmt.Sprintf("chapter %d is called %s there", number, Quoted(h.Title)), i
		case w.URL != h.URL && h.URL == "":
			return fmt.Sprintf("chapter %d has no link there", number), i
		case w.URL != h.URL:
			return fmt.Sprintf("chapter %d links to %s there", number, Quoted(h.URL)), i
		case ms(w.End) != ms(h.End):
			return fmt.Sprintf("chapter %d ends at %s there, not at %s", number, FormatTimestamp(h.End), FormatTimestamp(w.End)), i
		case w.Hidden != h.Hidden && h.Hidden:
			return fmt.Sprintf("chapter %d is in no table of contents there", number), i
		case w.Hidden != h.Hidden:
			return fmt.Sprintf("chapter %d is in the table of contents there", number), i
		case w.Image.Embeddable() && h.Image == nil:
			return fmt.Sprintf("chapter %d has no picture there", number), i
		case w.Image.Embeddable() && !bytes.Equal(w.Image.Bytes, h.Image.Bytes):
			return fmt.Sprintf("chapter %d has another picture there", number), i
		case w.Image == nil && h.Image != nil && h.Image.PutBy == TextID(document.Source.Name):
			return fmt.Sprintf("chapter %d still has its old picture there", number), i
		}
	}
	if len(want) != len(have) {
		return fmt.Sprintf("there are %d there, and %d in the text", len(have), len(want)), min(len(want), len(have))
	}
	return "", 0
}

func ms(t time.Duration) int64 { return t.Milliseconds() }
