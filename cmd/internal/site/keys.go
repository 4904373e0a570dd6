package site

import (
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/goccy/go-yaml/ast"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

// reporter notes a problem at a node.
type reporter func(node ast.Node, format string, args ...any)

// keys are what a config may hold, and how each value is read.
var keys = map[string]func(*Config, ast.Node, reporter){
	"episodes": func(c *Config, node ast.Node, report reporter) {
		for _, pattern := range texts(node, report) {
			if !doublestar.ValidatePattern(pattern) || !inside(pattern) {
				report(node, "%s is no pattern for paths inside this folder", chapters.Quoted(pattern))
				continue
			}
			c.Episodes = append(c.Episodes, pattern)
		}
	},
	"audio": func(c *Config, node ast.Node, report reporter) {
		c.Audio = text(node, report)
		if strings.ContainsAny(placeholder().ReplaceAllString(c.Audio, ""), "{}*?[]\\") {
			report(node, "this should be a path, with names in braces for what differs, such as {number}")
		}
	},
	"section": func(c *Config, node ast.Node, report reporter) { c.Text.Section = text(node, report) },
	"from": func(c *Config, node ast.Node, report reporter) {
		c.Text.From = markdown.Place(oneOf(node, report, string(markdown.FromFrontMatter), string(markdown.FromBody)))
	},
	"intro":    func(c *Config, node ast.Node, report reporter) { c.Intro = text(node, report) },
	"in_place": func(c *Config, node ast.Node, report reporter) { c.InPlace = truth(node, report) },
	"stamp":    func(c *Config, node ast.Node, report reporter) { c.Stamp = truth(node, report) },
	"rules":    readRules,
}

// inside reports whether a pattern stays in the config's folder.
func inside(pattern string) bool {
	clean := path.Clean(pattern)
	return pattern != "" && !path.IsAbs(clean) && clean != ".." && !strings.HasPrefix(clean, "../")
}

// text reads a value that is one text.
func text(node ast.Node, report reporter) string {
	if value, ok := node.(*ast.StringNode); ok {
		return value.Value
	}
	report(node, "this should be a text")
	return ""
}

// texts reads a text, or a list of them.
func texts(node ast.Node, report reporter) []string {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		return []string{text(node, report)}
	}
	var all []string
	for _, item := range list.Values {
		all = append(all, text(item, report))
	}
	return all
}

func truth(node ast.Node, report reporter) bool {
	if value, ok := node.(*ast.BoolNode); ok {
		return value.Value
	}
	report(node, "this should be true or false")
	return false
}

func oneOf(node ast.Node, report reporter, values ...string) string {
	value := text(node, report)
	if value != "" && !slices.Contains(values, value) {
		report(node, "this should be %s", or(values))
		return ""
	}
	return value
}

func or(values []string) string {
	all := values[0]
	for i, value := range values[1:] {
		if all += ", "; i == len(values)-2 {
			all = all[:len(all)-2] + " or "
		}
		all += value
	}
	return all
}

// levels are the words for severities.
var levels = map[string]Level{
	"off": {Off: true}, "advice": {Severity: chapters.Advice}, "warning": {Severity: chapters.Warning}, "error": {Severity: chapters.Error},
}

// ParseLevel reads a word for a severity.
func ParseLevel(word string) (Level, bool) {
	level, ok := levels[word]
	return level, ok
}

// readRules reads a map from rules to severities.
func readRules(c *Config, node ast.Node, note reporter) {
	entries, ok := mapping(node)
	if !ok {
		note(node, "this should be a map from rules to off, advice, warning or error")
		return
	}
	for _, entry := range entries {
		rule := chapters.Rule(entry.Key.String())
		if !slices.ContainsFunc(chapters.Rules(), func(info chapters.RuleInfo) bool { return info.Rule == rule }) {
			near := ""
			if name := report.Nearest(string(rule), ruleNames()); name != "" {
				near = "; did you mean " + name + "?"
			}
			note(entry.Key, "there is no rule %s%s", chapters.Quoted(string(rule)), near)
			continue
		}
		word := entry.Value.GetToken().Value // `off` may be a truth value to YAML
		level, ok := ParseLevel(word)
		if !ok {
			note(entry.Value, "this should be off, advice, warning or error")
			continue
		}
		c.Rules[rule] = level
	}
}

func ruleNames() []string {
	var names []string
	for _, info := range chapters.Rules() {
		names = append(names, string(info.Rule))
	}
	return names
}
