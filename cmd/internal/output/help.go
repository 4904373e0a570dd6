package output

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// mainCommands are the names of the commands in the order of help: what most people need first.
var mainCommands = []string{"check", "write", "show", "undo", "export", "preview", "snap", "shift", "retime", "stamp", "strip", "init"}

// flagGroup is a part of the flags, the most usual ones first.
type flagGroup struct {
	title string
	names []string
}

// flagGroups are those of all commands. What is in none of them is a mistake (TestHelpGroupsFlags).
var flagGroups = []flagGroup{
	{"What to do", []string{"to", "fix", "dry-run", "apply", "write", "into", "stamp", "snap", "in-place", "images", "output", "list", "add", "merge", "fresh", "id3", "template", "within", "after",
		"again", "drop-removed", "also", "strict", "platform", "decode", "baseline", "update-baseline", "only-episodes", "require-audio", "rule", "feed", "feed-url", "audio-url", "force", "as-is", "fail-fast", "exit-code",
		"backup", "no-undo", "lock-timeout", "fetch-images"}},
	{"What to read", []string{"from", "from-parts", "intro", "section", "against", "fix-titles", "timeline", "no-cache"}},
	{"Output", []string{"json", "format", "report", "pages", "html", "why", "tag", "wave", "port", "no-open", "idle"}},
	{"A whole site", []string{"all", "config", "changed-since", "jobs", "shard", "allow-outside"}},
	{"Audio on the web", []string{"offline", "quick", "timeout", "allow-private"}},
	{"Object storage", []string{"s3-endpoint", "s3-region", "verify", "allow-upload"}},
}

// helpWidth is how long lines of help are.
const helpWidth = 80

// Help is what a command says of itself: what it is for, how it is called, examples, the words after them, its flags.
func Help(command *cobra.Command) string {
	var b strings.Builder
	if command.HasParent() {
		fmt.Fprintf(&b, "%s\n\n", command.Short)
	} else {
		fmt.Fprintf(&b, "%s\n\n", paragraphs(command.Long))
	}
	b.WriteString(Usage(command))
	if command.HasParent() && command.Long != "" {
		fmt.Fprintf(&b, "\n%s\n", paragraphs(command.Long))
	}
	if command.HasSubCommands() {
		writeCommands(&b, command)
	}
	writeFlags(&b, command)
	if command.HasSubCommands() {
		fmt.Fprintf(&b, "\n`%s COMMAND --help` says more about a command.\nExit codes: 0 clean, 1 problems found, 2 wrong usage, 3 failure.\nDocumentation: https://github.com/chapmark/chapmark\n", command.CommandPath())
	}
	return b.String()
}

// paragraphs wraps text to the width of help.
func paragraphs(text string) string {
	var all []string
	for p := range strings.SplitSeq(text, "\n\n") {
		all = append(all, strings.Join(wrapped(p, helpWidth), "\n"))
	}
	return strings.Join(all, "\n\n")
}

// Usage is how a command is called, with examples.
func Usage(command *cobra.Command) string {
	var b strings.Builder
	line := strings.TrimSuffix(command.UseLine(), " [flags]")
	if command.HasSubCommands() {
		line = command.CommandPath() + " COMMAND"
	}
	fmt.Fprintf(&b, "Usage:\n  %s\n", line)
	if command.Example != "" {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", command.Example)
	}
	return b.String()
}

func writeCommands(b *strings.Builder, root *cobra.Command) {
	rank := func(c *cobra.Command) int {
		if i := slices.Index(mainCommands, c.Name()); i >= 0 {
			return i
		}
		return len(mainCommands)
	}
	list := slices.DeleteFunc(slices.Clone(root.Commands()), func(c *cobra.Command) bool { return !c.IsAvailableCommand() && c.Name() != "help" })
	slices.SortStableFunc(list, func(a, b *cobra.Command) int { return rank(a) - rank(b) })
	width := 0
	for _, c := range list {
		width = max(width, len(c.Name()))
	}
	for i, c := range list {
		switch {
		case i == 0:
			b.WriteString("\nCommands:\n")
		case rank(c) == len(mainCommands) && rank(list[i-1]) < rank(c):
			b.WriteString("\nMore:\n")
		}
		fmt.Fprintf(b, "  %-*s  %s\n", width, c.Name(), c.Short)
	}
}

func writeFlags(b *strings.Builder, command *cobra.Command) {
	taken := map[string]bool{"help": true}
	group := func(title string, flags []*pflag.Flag) {
		if len(flags) > 0 {
			fmt.Fprintf(b, "\n%s:\n", title)
		}
		for _, flag := range flags {
			writeFlag(b, flag)
		}
	}
	for _, g := range flagGroups {
		var flags []*pflag.Flag
		for _, name := range g.names {
			if flag := command.Flags().Lookup(name); flag != nil && !flag.Hidden {
				flags = append(flags, flag)
				taken[name] = true
			}
		}
		group(g.title, flags)
	}
	var rest []*pflag.Flag
	command.Flags().VisitAll(func(flag *pflag.Flag) {
		if !taken[flag.Name] && !flag.Hidden {
			rest = append(rest, flag)
		}
	})
	group("Other", rest)
}

// flagColumn is where the words about a flag begin.
const flagColumn = 26

func writeFlag(b *strings.Builder, flag *pflag.Flag) {
	head := "      --" + flag.Name
	if flag.Shorthand != "" {
		head = "  -" + flag.Shorthand + ", --" + flag.Name
	}
	words := flag.Usage
	if flag.Value.Type() != "bool" { // what stands in backticks is the value's name
		var value string
		value, words = pflag.UnquoteUsage(flag)
		if value == strings.ToLower(value) {
			value = strings.ToUpper(value)
		}
		switch {
		case flag.NoOptDefVal == "":
			head += " " + value
		case value != "":
			head += "[=" + value + "]"
		}
	}
	if d := flag.DefValue; d != "" && d != "false" && d != "[]" && d != "0" && d != "0s" && d != "-" {
		words += fmt.Sprintf(" (default %s)", d)
	}
	lines := wrapped(words, helpWidth-flagColumn)
	if len(head)+2 > flagColumn {
		fmt.Fprintf(b, "%s\n", head)
		head = ""
	}
	for _, line := range lines {
		fmt.Fprintf(b, "%-*s%s\n", flagColumn, head, line)
		head = ""
	}
}

// wrapped breaks words into lines of a width.
func wrapped(text string, width int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
