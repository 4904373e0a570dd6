package output

import (
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// ManualName is the name of a command's page.
func ManualName(command *cobra.Command) string {
	return strings.ReplaceAll(command.CommandPath(), " ", "-")
}

// Manual is a page in roff's macros for manuals (man(7)).
func Manual(command *cobra.Command, version string, built time.Time) string {
	var b strings.Builder
	name := ManualName(command)
	b.WriteString(fmt.Sprintf(".TH %s 1 %s %s \"User commands\"\n", roff(strings.ToUpper(name)), built.Format(time.DateOnly), roffQuoted("chapmark "+version)))
	b.WriteString(fmt.Sprintf(".SH NAME\n%s \\- %s\n", roff(name), roff(command.Short)))
	b.WriteString(fmt.Sprintf(".SH SYNOPSIS\n\\fB%s\\fR%s\n", roff(command.CommandPath()), roff(strings.TrimPrefix(command.UseLine(), command.CommandPath()))))
	b.WriteString(fmt.Sprintf(".SH DESCRIPTION\n%s\n", strings.ReplaceAll(roff(command.Long), "\n\n", "\n.PP\n")))
	if command.HasSubCommands() {
		b.WriteString(".SH COMMANDS\n")
		for _, sub := range command.Commands() {
			b.WriteString(fmt.Sprintf(".TP\n\\fB%s\\fR(1)\n%s\n", roff(ManualName(sub)), roff(sub.Short)))
		}
	}
	b.WriteString(".SH OPTIONS\n.TP\n\\fB\\-h\\fR, \\fB\\-\\-help\\fR\nhelp\n")
	command.LocalFlags().VisitAll(func(flag *pflag.Flag) {
		if flag.Name == "help" || flag.Hidden {
			return
		}
		value, usage := pflag.UnquoteUsage(flag)
		b.WriteString(".TP\n")
		if flag.Shorthand != "" {
			b.WriteString(fmt.Sprintf("\\fB\\-%s\\fR, ", roff(flag.Shorthand)))
		}
		b.WriteString(fmt.Sprintf("\\fB\\-\\-%s\\fR", roff(flag.Name)))
		if value != "" {
			b.WriteString(fmt.Sprintf(" \\fI%s\\fR", roff(value)))
		}
		b.WriteString(fmt.Sprintf("\n%s\n", roff(usage)))
	})
	if command.Example != "" {
		b.WriteString(fmt.Sprintf(".SH EXAMPLES\n.nf\n%s\n.fi\n", roff(command.Example)))
	}
	b.WriteString(".SH EXIT STATUS\n0: clean; 1: problems found; 2: wrong flags or arguments; 3: a path is missing, or reading or writing failed; 130: interrupted.\n")
	if command.HasParent() {
		b.WriteString(".SH SEE ALSO\n\\fBchapmark\\fR(1)\n")
	}
	return b.String()
}

// roff escapes text: hyphens stay hyphens, and no line begins with what would be a command.
func roff(text string) string {
	lines := strings.Split(strings.NewReplacer(`\`, `\e`, "-", `\-`, "`", `\(ga`).Replace(text), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}

func roffQuoted(text string) string { return `"` + strings.ReplaceAll(roff(text), `"`, `\(dq`) + `"` }

// Built is when the program's source was committed, as far as the build recorded it: the same source gives the same pages.
func Built() time.Time {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			if date, err := time.Parse(time.RFC3339, setting.Value); setting.Key == "vcs.time" && err == nil {
				return date
			}
		}
	}
	return time.Unix(0, 0).UTC()
}
