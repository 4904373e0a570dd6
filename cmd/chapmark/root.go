package main

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
)

func newRoot(console *output.Console) *cobra.Command {
	root := &cobra.Command{
		Use:   "chapmark",
		Short: "Chapters for podcast MP3s, from the timestamps in an episode's Markdown",
		Long: `Chapmark reads the topic timestamps in an episode's Markdown, checks them against
the real duration of the MP3, and writes them into the MP3 as ID3 chapters.
It keeps every other tag frame and every byte of audio as it is.`,
		Example: `  chapmark check episode.md episode.mp3
  chapmark write episode.md episode.mp3
  chapmark show episode.mp3`,
		Version:                    version(),
		SilenceUsage:               true,
		SilenceErrors:              true,
		SuggestionsMinimumDistance: 2,
	}
	root.SetVersionTemplate("chapmark {{.Version}}\n")
	root.Flags().BoolP("version", "v", false, "print the version")
	root.RunE = func(*cobra.Command, []string) error { return failed(console.Welcome(output.Help(root))) }
	root.AddGroup(&cobra.Group{ID: "work", Title: "Commands:"}, &cobra.Group{ID: "more", Title: "More:"})
	root.SetCompletionCommandGroupID("more")
	root.SetFlagErrorFunc(output.FlagError)
	root.SetHelpCommand(newHelp())
	root.SetHelpFunc(func(command *cobra.Command, _ []string) {
		_ = console.Content([]byte(output.Help(command)))
	})
	for _, command := range []func(*output.Console) *cobra.Command{newCheck, newWrite, newShow, newStamp, newStrip, newExport, newSnap, newShift, newRetime,
		newPreview, newInit, newMerge, newMan, newRecover, newUndo} {
		root.AddCommand(command(console))
	}
	output.Suggest(root)
	return root
}

// newHelp is cobra's help command, but for a topic that does not exist, which is a mistake.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		GroupID: "more",
		Short:   "Help about any command",
		RunE: func(command *cobra.Command, args []string) error {
			found, rest, err := command.Root().Find(args)
			if err == nil && len(rest) > 0 {
				err = fmt.Errorf("there is no command %q", strings.Join(args, " "))
			}
			if err != nil {
				return job.Usage("%w", err)
			}
			return found.Help()
		},
	}
}

// version is the module's version, as the build recorded it.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(unknown)"
}

// atLeastOne demands an argument.
func atLeastOne(name string) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		if len(args) == 0 {
			return job.Usage("%s needs at least one %s", command.Name(), name)
		}
		return nil
	}
}
