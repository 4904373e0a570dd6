package mp3test

import (
	"os"
	"path/filepath"
	"testing"
)

// FromEnv returns the folder that an environment variable names, from the root of the project if it is not absolute.
// Without the variable, the test is skipped.
func FromEnv(t testing.TB, name string) string {
	t.Helper()
	folder := os.Getenv(name)
	if folder == "" {
		t.Skip(name + " is not set")
	}
	if filepath.IsAbs(folder) {
		return folder
	}
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			return filepath.Join(root, folder)
		}
		if root == filepath.Dir(root) {
			t.Fatal("the root of the project was not found")
		}
		root = filepath.Dir(root)
	}
}
