package output

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// codeQuality is a finding as GitLab's merge requests show it (docs.gitlab.com, Code Quality, "Code Quality report format").
type codeQuality struct {
	Description string              `json:"description"`
	CheckName   string              `json:"check_name"`
	Fingerprint string              `json:"fingerprint"`
	Severity    string              `json:"severity"`
	Location    codeQualityLocation `json:"location"`
}

type codeQualityLocation struct {
	Path  string           `json:"path"`
	Lines codeQualityLines `json:"lines"`
}

type codeQualityLines struct {
	Begin int `json:"begin"`
}

// qualities are GitLab's words for severities.
var qualities = map[chapters.Severity]string{chapters.Error: "major", chapters.Warning: "minor", chapters.Advice: "info"}

// findings are those of all outcomes. Fingerprints do not depend on lines, so that a finding stays the same one when the text
// above it grows.
func findings(folder string, outcomes []keptOutcome) []codeQuality {
	list, seen := []codeQuality{}, map[string]int{}
	add := func(name, rule, severity, text string, line int) {
		path := clean(from(folder, name))
		key := fmt.Sprintf("%s\x00%s\x00%s", rule, path, text)
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", key, seen[key]))
		seen[key]++
		list = append(list, codeQuality{clean(text), rule, hex.EncodeToString(sum[:16]), severity, codeQualityLocation{path, codeQualityLines{max(line, 1)}}})
	}
	for _, o := range outcomes {
		for _, p := range o.problems {
			text := p.Message
			if p.Hint != "" {
				text += " (" + p.Hint + ")"
			}
			add(p.File, p.Rule, qualities[p.Severity], text, p.Line)
		}
		if o.err != nil {
			add(o.name, "failure", "blocker", o.err.Error(), 1)
		}
	}
	return list
}

// gitLab prints all findings as one array.
type gitLab struct{ kept }

func newGitLab(o Options) run.Printer { return &gitLab{kept{collected: collected{Options: o}}} }

// Close prints them.
func (g *gitLab) Close(s run.Summary) error {
	all := g.all(s)
	text, err := json.MarshalIndent(findings(os.Getenv("CI_PROJECT_DIR"), all), "", "  ")
	if err == nil {
		_, err = fmt.Fprintf(g.Console.Out, "%s\n", escapedJSON(text))
	}
	finished(g.collected, s)
	return err
}
