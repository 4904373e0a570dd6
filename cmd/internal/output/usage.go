package output

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// FlagError says in plain words what is wrong with a flag: that there is none of this name, and which was perhaps meant, or that it
// cannot have this value.
func FlagError(command *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var value *pflag.InvalidValueError
	var missing *pflag.ValueRequiredError
	switch {
	case errors.As(err, &unknown):
		var names []string
		command.Flags().VisitAll(func(flag *pflag.Flag) { names = append(names, flag.Name) })
		name, owner := unknown.GetSpecifiedName(), ""
		for _, other := range command.Root().Commands() { // of several, most people mean write
			if len(name) > 1 && other.Flags().Lookup(name) != nil && (owner == "" || other.Name() == "write") {
				owner = other.CommandPath()
			}
		}
		if owner != "" {
			return fmt.Errorf("--%s is a flag of `%s`", name, owner)
		}
		if near := site.Nearest(name, names); near != "" {
			return fmt.Errorf("%w; did you mean --%s?", err, near)
		}
	case errors.As(err, &value):
		return fmt.Errorf("--%s %s: %s", value.GetFlag().Name, value.GetValue(), needed(value))
	case errors.As(err, &missing):
		name, _ := pflag.UnquoteUsage(missing.GetFlag())
		return fmt.Errorf("--%s needs a value: %s", missing.GetFlag().Name, name)
	}
	return err
}

// exclusive is what cobra says of flags that rule each other out.
var exclusive = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^if any flags in the group .* none of the others can be; \[(\S+) (\S+)\] were all set$`)
})

// unknownCommand is what cobra says of a command that does not exist.
var unknownCommand = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?s)^unknown command (".*?") for "([a-z ]*)"(?:\s+Did you mean this\?\s+(\S+).*)?$`)
})

// usageWords are the words of a mistake in the command line.
func usageWords(err error) string {
	if found := unknownCommand().FindStringSubmatch(err.Error()); found != nil {
		words := "there is no command " + Clean(found[1])
		if strings.Contains(found[2], " ") {
			words = found[2] + " takes no arguments such as " + Clean(found[1])
		}
		if found[3] != "" {
			words += "; did you mean " + found[3] + "?"
		}
		return words
	}
	return exclusive().ReplaceAllString(CleanLines(err.Error()), "--$1 cannot be combined with --$2")
}

// needed is what a flag's value has to be.
func needed(value *pflag.InvalidValueError) string {
	switch value.GetFlag().Value.Type() {
	case "duration":
		if given := value.GetValue(); given != "" && strings.Trim(given, "0123456789.") == "" {
			return "it needs a unit, such as " + given + "s"
		}
		return "it is not a length of time such as 2s, 500ms or 1m30s"
	case "int", "uint", "int64":
		return "it is not a whole number"
	case "bool":
		return "it is yes or no: =true or =false"
	}
	return value.Unwrap().Error()
}

// otherNames are what people type who look for a command.
var otherNames = map[string][]string{
	"check": {"lint", "validate", "verify", "fix", "test"}, "write": {"add", "embed", "tag", "set", "apply"}, "show": {"info", "list", "print", "read", "dump"},
	"export": {"convert", "extract"}, "strip": {"remove", "delete", "clear"}, "undo": {"restore", "revert", "rollback"}, "preview": {"edit", "open", "play", "view"},
	"shift": {"move", "offset"}, "retime": {"align", "sync"}, "stamp": {"update"},
}

// Suggest lets cobra propose commands by these names.
func Suggest(root *cobra.Command) {
	for _, command := range root.Commands() {
		command.SuggestFor = otherNames[command.Name()]
	}
}

// Shells adds cobra's completion command, after the command's writers are set. For a shell that it does not know, cobra would print
// help, as if all were well.
func Shells(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	if completion, _, err := root.Find([]string{"completion"}); err == nil {
		completion.Args = cobra.ArbitraryArgs
		completion.RunE = func(command *cobra.Command, args []string) error {
			if len(args) > 0 {
				return job.Usage("%s knows no %q: bash, fish, powershell and zsh", command.CommandPath(), args[0])
			}
			return command.Help()
		}
	}
}
