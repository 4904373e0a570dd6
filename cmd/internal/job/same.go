package job

import (
	"os"
	"slices"
)

// SameFile reports whether a path leads to the same file as one of others.
func SameFile(path string, others ...string) bool {
	there, err := os.Stat(path)
	return err == nil && slices.ContainsFunc(others, func(other string) bool {
		info, err := os.Stat(other)
		return err == nil && os.SameFile(there, info)
	})
}
