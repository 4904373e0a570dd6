package markdown

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/text"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

var optOutComment = compiled(`<!--[ \t]*chapmark:([^\n]*?)-->`)

// readOptOuts reads comments such as <!-- chapmark: off too-short -->, unless they stand in code. One that is alone on its
// line concerns the whole text, one after other text its line or topic.
func readOptOuts(document *chapters.Document, body int) []chapters.Diagnostic {
	content := document.Source.Text
	if !bytes.Contains(content[body:], []byte("chapmark:")) {
		return nil
	}
	codes := readOutline(readable(asMarkdown(document.Source.Name, content[body:]))).codes
	var problems []chapters.Diagnostic
	for _, match := range optOutComment().FindAllSubmatchIndex(content[body:], limits.TextTopics) {
		span := chapters.Span{Start: match[0] + body, End: match[1] + body}
		line, start := document.Source.Line(span.Start)
		inCode := inCodeSpan(line, span.Start-start) ||
			slices.ContainsFunc(codes, func(s text.Segment) bool { return s.Start <= match[0] && match[0] < s.Stop })
		if inCode {
			continue
		}
		words := string(content[match[2]+body : match[3]+body])
		if strings.TrimSpace(words) == "any-order" {
			document.AnyOrder = true
			continue
		}
		out, wrong := readOptOut(words)
		if wrong != "" {
			problems = append(problems, chapters.Report(chapters.UnknownOptOut, document.Source, span, "%s", wrong).
				WithHint("write the rules after off: <!-- chapmark: off too-short -->"))
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

// inCodeSpan reports whether an offset of a line lies between two equal runs of backticks (CommonMark §6.1).
func inCodeSpan(line []byte, at int) bool {
	for i := 0; i < at; {
		run := len(line[i:]) - len(bytes.TrimLeft(line[i:], "`"))
		if run == 0 {
			i++
			continue
		}
		end := i + run
		for end < len(line) {
			closing := len(line[end:]) - len(bytes.TrimLeft(line[end:], "`"))
			if end += max(closing, 1); closing == run {
				break
			}
		}
		if end > at && (end < len(line) || bytes.HasSuffix(line, bytes.Repeat([]byte("`"), run))) {
			return true
		}
		if end >= len(line) {
			end = i + run // it is never closed: the backticks are text
		}
		i = end
	}
	return false
}

// readOptOut reads what stands after the colon.
func readOptOut(words string) (out chapters.OptOut, wrong string) {
	names := strings.FieldsFunc(words, func(r rune) bool { return r == ' ' || r == '\t' || r == ',' })
	if len(names) < 2 || names[0] != "off" {
		return out, "this comment contains no instruction that chapmark knows"
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
