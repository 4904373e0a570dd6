package output

import (
	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/chapters/platform"
)

// textKinds and audioKinds are how files are called that commands take.
func textKinds() []string {
	return []string{"md", "markdown", "txt", "json", "xml", "psc", "vtt", "cue", "csv", "tsv", "ffmeta", "edl", "nhsx"}
}

func audioKinds() []string { return []string{"mp3"} }

// Complete lets shells complete the values of flags, and files by their kind.
func Complete(root *cobra.Command) {
	for _, command := range root.Commands() {
		for flag, values := range map[string]func() []cobra.Completion{"to": writable, "from": readable, "platform": platforms, "rule": rules, "id3": exactly("2.3"),
			"format": named, "decode": exactly("breaks", "all"), "timeline": exactly("25@01:00:00:00", "29.97@01:00:00;00")} {
			if command.Flags().Lookup(flag) != nil {
				_ = command.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
					return values(), cobra.ShellCompDirectiveNoFileComp
				})
			}
		}
		for flag, kinds := range map[string][]string{"report": {"json", "html"}, "config": {"yaml", "yml"}, "into": textKinds()[:2], "also": append(textKinds(), "srt"), "baseline": {"json"}, "html": {"html"}} {
			if command.Flags().Lookup(flag) != nil {
				_ = command.MarkFlagFilename(flag, kinds...)
			}
		}
		for _, flag := range []string{"backup", "images", "pages"} {
			if command.Flags().Lookup(flag) != nil {
				_ = command.MarkFlagDirname(flag)
			}
		}
		switch command.Name() {
		case "check", "write", "show", "export", "preview", "snap", "stamp", "undo", "shift", "retime":
			command.ValidArgsFunction = files(append(textKinds(), audioKinds()...))
		case "strip", "recover":
			command.ValidArgsFunction = files(audioKinds())
		case "merge":
			command.ValidArgsFunction = files([]string{"json"})
		}
	}
}

func files(kinds []string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return kinds, cobra.ShellCompDirectiveFilterFileExt
	}
}

func exactly(values ...string) func() []cobra.Completion {
	return func() []cobra.Completion { return values }
}

func named() (list []cobra.Completion) {
	for _, f := range forms {
		list = append(list, string(f.form))
	}
	return list
}

func writable() (list []cobra.Completion) {
	for _, f := range format.All() {
		if f.Writes() {
			list = append(list, cobra.CompletionWithDesc(f.Name, f.About))
		}
	}
	return list
}

func readable() []cobra.Completion {
	list := []cobra.Completion{"front-matter\tthe topics of the front matter", "body\tthe topics of the text below it", "markdown\tan episode's text", "mp3\tthe chapters of another MP3"}
	for _, f := range format.All() {
		if f.Reads() {
			list = append(list, cobra.CompletionWithDesc(f.Name, f.About))
		}
	}
	return list
}

func platforms() []cobra.Completion { return append(platform.Names(), "all") }

func rules() (list []cobra.Completion) {
	for _, info := range chapters.Rules() {
		list = append(list, cobra.CompletionWithDesc(string(info.Rule)+"=off", info.Summary))
	}
	return list
}
