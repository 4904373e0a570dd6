package site

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/goccy/go-yaml/ast"

	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// reporter notes a problem at a node.
type reporter func(node ast.Node, format string, args ...any)

// keys are what a config may hold, and how each value is read.
var keys = map[string]func(*Config, ast.Node, reporter){
	"episodes": func(c *Config, node ast.Node, report reporter) { c.Episodes = readGlobs(node, report) },
	"exclude":  func(c *Config, node ast.Node, report reporter) { c.Exclude = readGlobs(node, report) },
	"audio": func(c *Config, node ast.Node, report reporter) {
		c.Audio = localPath(text(node, report))
		if scheme, _, ok := strings.Cut(c.Audio, "://"); ok && !remote.IsRemote(c.Audio) {
			report(node, "chapmark cannot read audio at %s://; use a path, or an address that starts with https:// or s3://", scheme)
			return
		}
		switch rest := placeholder().ReplaceAllString(c.Audio, ""); {
		case strings.ContainsRune(rest, '\\'):
			report(node, "write / between folders, on Windows, too: %s", chapters.Quoted(strings.ReplaceAll(c.Audio, "\\", "/")))
		case strings.ContainsAny(rest, "{}") || !remote.IsRemote(c.Audio) && strings.ContainsAny(rest, "*?[]"):
			report(node, "this should be a path or a web address, with names in braces such as {number}")
		}
	},
	"sections": func(c *Config, node ast.Node, report reporter) { c.Text.Sections = texts(node, report) },
	"from": func(c *Config, node ast.Node, report reporter) {
		c.Text.From = markdown.Place(oneOf(node, report, string(markdown.FromFrontMatter), string(markdown.FromBody)))
	},
	"order": func(c *Config, node ast.Node, report reporter) {
		c.Text.AnyOrder = oneOf(node, report, "any") == "any"
	},
	"intro":     func(c *Config, node ast.Node, report reporter) { c.Build.Intro = text(node, report) },
	"tolerance": func(c *Config, node ast.Node, report reporter) { c.Build.Tolerance = seconds(node, report) },
	"fields":    readFields,
	"id3": func(c *Config, node ast.Node, report reporter) {
		if node.GetToken().Value != "2.3" { // a number to YAML
			report(node, "this should be 2.3, which more players read than 2.4; without the key, each tag keeps its version")
			return
		}
		c.ID3 = 3
	},
	"in_place": func(c *Config, node ast.Node, report reporter) { c.InPlace = truth(node, report) },
	"undo":     func(c *Config, node ast.Node, report reporter) { c.Undo = truth(node, report) },
	"stamp":    func(c *Config, node ast.Node, report reporter) { c.Stamp = truth(node, report) },
	"rules":    readRules,
	"storage":  readStorage,
}

// readGlobs reads patterns of paths.
func readGlobs(node ast.Node, report reporter) (globs []string) {
	for _, pattern := range texts(node, report) {
		switch {
		case strings.ContainsRune(pattern, '\\'):
			report(node, "write / between folders, on Windows, too: %s", chapters.Quoted(strings.ReplaceAll(pattern, "\\", "/")))
		case !validGlob(pattern):
			report(node, "%s is not a pattern for paths inside this folder", chapters.Quoted(pattern))
		default:
			globs = append(globs, pattern)
		}
	}
	return globs
}

// validGlob reports whether a pattern can be matched, in a sensible time, and stays in the config's folder.
func validGlob(pattern string) bool {
	return doublestar.ValidatePattern(pattern) && inside(pattern) && choices(pattern) <= limits.PatternChoices && len(pattern) < 1000
}

// choices is how many patterns the braces of one stand for, at most.
func choices(pattern string) int {
	all := 1
	for _, part := range strings.Split(pattern, "{")[1:] {
		if all *= 1 + strings.Count(part, ","); all > limits.PatternChoices {
			break
		}
	}
	return all
}

// inside reports whether a pattern stays in the config's folder.
func inside(pattern string) bool {
	clean := path.Clean(pattern)
	return pattern != "" && !path.IsAbs(clean) && clean != ".." && !strings.HasPrefix(clean, "../")
}

// text reads a value that is one text.
func text(node ast.Node, report reporter) string {
	switch value := node.(type) {
	case *ast.StringNode:
		return value.Value
	case *ast.LiteralNode: // after | or >
		return strings.TrimSpace(value.Value.Value)
	}
	report(node, "this should be a text")
	return ""
}

// texts reads a text, or a list of them.
func texts(node ast.Node, report reporter) []string {
	items := []ast.Node{node}
	if list, ok := node.(*ast.SequenceNode); ok {
		items = list.Values
	}
	var all []string
	for _, item := range items {
		wrong := false
		value := text(item, func(node ast.Node, format string, args ...any) { wrong = true; report(node, format, args...) })
		if !wrong {
			all = append(all, value)
		}
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
		rule := chapters.Rule(keyText(entry))
		if !slices.ContainsFunc(chapters.Rules(), func(info chapters.RuleInfo) bool { return info.Rule == rule }) {
			note(entry.Key, "there is no rule %s%s", chapters.Quoted(string(rule)), didYouMean(string(rule), RuleNames()))
			continue
		}
		globs, ok := mapping(entry.Value)
		if !ok {
			c.addLevel(rule, "", entry.Value, note)
		}
		for _, entry := range globs {
			glob := keyText(entry)
			if !validGlob(glob) {
				note(entry.Key, "%s is not a pattern for paths inside this folder", chapters.Quoted(glob))
				continue
			}
			c.addLevel(rule, glob, entry.Value, note)
		}
	}
}

func (c *Config) addLevel(rule chapters.Rule, glob string, node ast.Node, note reporter) {
	level, ok := ParseLevel(node.GetToken().Value) // `off` may be a truth value to YAML
	if !ok {
		note(node, "this should be off, advice, warning or error, or a map from globs to these")
		return
	}
	c.Rules[rule] = append(c.Rules[rule], Scope{glob, level})
}

// keyText is a key without its quotes.
func keyText(entry *ast.MappingValueNode) string {
	if key, ok := entry.Key.(*ast.StringNode); ok {
		return key.Value
	}
	return entry.Key.String()
}

func didYouMean(word string, words []string) string {
	if near := Nearest(word, words); near != "" {
		return "; did you mean " + near + "?"
	}
	return ""
}

// readFields reads the names of the front matter's fields.
func readFields(c *Config, node ast.Node, note reporter) {
	entries, ok := mapping(node)
	if !ok {
		note(node, "this should name fields of the front matter: bytes: NAME, duration: NAME")
		return
	}
	c.fieldNames = map[string]chapters.Span{}
	for _, entry := range entries {
		key := keyText(entry)
		if name, ok := entry.Value.(*ast.StringNode); ok {
			c.fieldNames[fieldName(name.Value)] = c.span(name.GetToken())
		}
		switch key {
		case "bytes":
			c.Text.Fields.Bytes = fieldName(text(entry.Value, note))
		case "duration":
			c.Text.Fields.Duration = fieldName(text(entry.Value, note))
		default:
			note(entry.Key, "there is no field %s%s", chapters.Quoted(key), didYouMean(key, []string{"bytes", "duration"}))
		}
	}
	if f := c.Text.Fields; f.Bytes != "" && f.Bytes == f.Duration {
		note(node, "one field cannot be both the size and the duration")
	}
}

// fieldName is the way to a field: files.0.length for files[0].length.
func fieldName(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "[", "."), "]", "")
}

// maxTolerance is more than any two programs differ by.
const maxTolerance = time.Hour

// seconds reads a number of seconds, or a text such as 2s.
func seconds(node ast.Node, report reporter) time.Duration {
	value := node.GetToken().Value
	length, err := time.ParseDuration(value)
	if number, failed := strconv.ParseFloat(value, 64); failed == nil && number < maxTolerance.Seconds() {
		length, err = time.Duration(number*float64(time.Second)), nil
	}
	if err != nil || length < chapters.MinTolerance || length > maxTolerance {
		report(node, "this should be a time from 1s to 1h: front matter holds whole seconds")
		return 0
	}
	return length
}

// RuleNames are the names of all rules.
func RuleNames() []string {
	var names []string
	for _, info := range chapters.Rules() {
		names = append(names, string(info.Rule))
	}
	return names
}
