package site

import "github.com/spf13/cobra"

// Nearest is the name that a mistyped one was probably meant to be, or "". Cobra knows how to compare names of commands:
// let it compare others.
func Nearest(name string, names []string) string {
	all := &cobra.Command{SuggestionsMinimumDistance: 2}
	for _, candidate := range names {
		all.AddCommand(&cobra.Command{Use: candidate, Run: func(*cobra.Command, []string) {}})
	}
	if near := all.SuggestionsFor(name); len(near) > 0 {
		return near[0]
	}
	return ""
}
