package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
)

func newMan(console *output.Console) *cobra.Command {
	return &cobra.Command{
		Use:     "man FOLDER",
		GroupID: "more",
		Short:   "Write the manual pages into a folder",
		Long:    `Man writes manual pages for chapmark and each of its commands, for man(1).`,
		Example: `  chapmark man man1
  man ./man1/chapmark-write.1`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return job.Usage("man needs a folder for the pages")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return failed(err)
			}
			root := newRoot(console) // without what cobra added to the one that runs
			pages := append([]*cobra.Command{root}, root.Commands()...)
			for _, page := range pages {
				path := filepath.Join(args[0], output.ManualName(page)+".1")
				if err := os.WriteFile(path, []byte(output.Manual(page, version(), output.Built())), 0o644); err != nil {
					return failed(err)
				}
			}
			return failed(console.Say("%s: %d pages", args[0], len(pages)))
		},
	}
}
