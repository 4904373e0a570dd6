package markdown

import "strings"

var (
	rangeTo = compiled(`^` + until + `[` + opener + `]*\d{1,3}(?::\d\d){1,2}(?:\.\d+)?[` + closer + `]*`)
	inFront = compiled(`[` + blank + `]*[,，;]?[` + blank + `]*(?:[-–—|:…]|\.{2,})*[` + opener + `]*$`)
	atEnd   = compiled(`^` + orUntil + `[~〜～]?[` + closer + `]*[.,;]*$`)
)

// withoutStamp is an entry's visible text without its stamp and what marks it.
func (s stamp) withoutStamp(text string) string {
	if s.inside {
		if at := inside().FindStringIndex(text); at != nil {
			return strings.TrimRight(text[:at[0]], " \t") + text[at[1]:]
		}
		words, rest, _ := strings.Cut(text, s.text) // that of a link
		return strings.TrimRight(words, " \t") + rest
	}
	if s.trailing {
		text = strings.TrimSpace(text)
		i := strings.LastIndex(text, s.text)
		if i < 0 || !atEnd().MatchString(text[i+len(s.text):]) {
			return text
		}
		return text[:inFront().FindStringIndex(text[:i])[0]]
	}
	rest := text[beforeBytes(text):]
	if !strings.HasPrefix(rest, s.text) {
		return text
	}
	rest = rest[len(s.text):]
	rest = rest[behindBytes(rest):]
	if s.end > 0 {
		rest = rest[len(rangeTo().FindString(rest)):]
	}
	return rest[separatorBytes(rest):]
}
