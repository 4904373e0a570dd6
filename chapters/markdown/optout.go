package markdown

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/text"

	"github.com/chapmark/chapmark/chapters"
)

var optOutComment = compiled(`<!--[ \t]*chapmark:([^\n]*?)-->`)

// readOptOuts reads comments such as <!-- chapmark: off too-short -->, unless they stand in code. One that is alone on its
// line concerns the whole text, one behind other text its line or topic.
func readOptOuts(document *chapters.Document, body int) []chapters.Diagnostic {
	content := document.Source.Text
	if !bytes.Contains(content[body:], []byte("chapmark:")) {
		return nil
	}
	codes := readOutline(readable(content[body:])).codes
	var problems []chapters.Diagnostic
	for _, match := range optOutComment().FindAllSubmatchIndex(content[body:], maxTopics) {
		span := chapters.Span{Start: match[0] + body, End: match[1] + body}
		line, start := document.Source.Line(span.Start)
		before := content[start:span.Start]
		inCode := bytes.Count(before, []byte("`"))%2 == 1 ||
			slices.ContainsFunc(codes, func(s text.Segment) bool { return s.Start <= match[0] && match[0] < s.Stop })
		if inCode {
			continue
		}
		out, wrong := readOptOut(string(content[match[2]+body : match[3]+body]))
		if wrong != "" {
			problems = append(problems, chapters.Report(chapters.UnknownOptOut, document.Source, span, "%s", wrong).
				WithHint("write the rules behind off: <!-- chapmark: off too-short -->"))
		}
		if len(bytes.TrimSpace(line)) > span.End-span.Start {
			out.Line = chapters.Span{Start: start, End: start + len(line)}
			for _, topic := range document.Topics { // which may take several lines
				if topic.Span.Start <= span.Start && span.Start < topic.Span.End {
					out.Line = topic.Span
				}
			}
		}
		document.OptOuts = append(document.OptOuts, out)
	}
	return problems
}

// readOptOut reads what stands behind the colon.
func readOptOut(words string) (out chapters.OptOut, wrong string) {
	names := strings.FieldsFunc(words, func(r rune) bool { return r == ' ' || r == '\t' || r == ',' })
	if len(names) < 2 || names[0] != "off" {
		return out, "this comment asks for nothing that there is"
	}
	for _, name := range names[1:] {
		rule := chapters.Rule(name)
		if !slices.ContainsFunc(chapters.Rules(), func(info chapters.RuleInfo) bool { return info.Rule == rule }) {
			return out, "there is no rule " + chapters.Quoted(name)
		}
		out.Rules = append(out.Rules, rule)
	}
	return out, ""
}
