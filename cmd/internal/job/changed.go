package job

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// keepChanged keeps the episodes whose text or audio differs from a revision of git's, or is new.
func (s *Selection) keepChanged(revision string) error {
	if strings.HasPrefix(revision, "-") {
		return Usage("--changed-since: %q is not a revision", revision)
	}
	root, err := git(s.Root, "rev-parse", "--show-toplevel")
	if err != nil {
		return err
	}
	folder := strings.TrimSuffix(string(root), "\n")
	if err := ownRepository(s.Root, folder); err != nil {
		return err
	}
	// What has changed since the branch left the revision: what happened there meanwhile is not its business.
	changed, err := git(folder, "diff", "--name-only", "--no-ext-diff", "--no-textconv", "-z", "--merge-base", revision, "--")
	if err != nil {
		if shallow, failed := git(folder, "rev-parse", "--is-shallow-repository"); failed == nil && strings.TrimSpace(string(shallow)) == "true" {
			err = fmt.Errorf("%w; this clone is shallow: fetch the history first", err)
		}
		return err
	}
	added, err := git(folder, "ls-files", "-z", "--others", "--exclude-standard")
	if err != nil {
		return err
	}
	names := map[string]bool{}
	for _, name := range bytes.Split(append(changed, added...), []byte{0}) {
		names[filepath.Join(folder, filepath.FromSlash(string(name)))] = true
	}
	touched := func(path string) bool {
		if path == "" {
			return false
		}
		absolute, err := filepath.Abs(path)
		if resolved, failed := filepath.EvalSymlinks(filepath.Dir(absolute)); failed == nil {
			absolute = filepath.Join(resolved, filepath.Base(absolute))
		}
		return err == nil && names[absolute]
	}
	s.Jobs = slices.DeleteFunc(s.Jobs, func(j Job) bool { return !touched(j.Text) && !touched(j.Audio) })
	s.Problems = slices.DeleteFunc(s.Problems, func(d chapters.Diagnostic) bool { return d.Rule == chapters.OrphanAudio && !touched(d.Source.Name) })
	return nil
}

// ownRepository refuses what a checkout can hold in place of a repository: a folder's config tells git what to run, and a
// checkout cannot hold one that is called .git. Newer versions of git refuse it themselves, as git asks them to.
func ownRepository(root, folder string) error {
	out, err := git(root, "rev-parse", "--absolute-git-dir")
	if err != nil {
		return err
	}
	at := filepath.FromSlash(strings.TrimSuffix(string(out), "\n"))
	if site.Within(folder, at) && !slices.Contains(strings.Split(filepath.ToSlash(at), "/"), ".git") {
		return fmt.Errorf("git: %s looks like a repository inside the files of another; chapmark does not trust it", at)
	}
	return nil
}

// git asks git, which is not to run what a repository's config names.
func git(folder string, args ...string) ([]byte, error) {
	safe := []string{"-C", folder, "-c", "safe.bareRepository=explicit", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull, "-c", "diff.external="}
	command := exec.Command("git", append(safe, args...)...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("--changed-since needs git, which is not installed")
	}
	if err != nil {
		return nil, fmt.Errorf("git %s: %s", args[0], strings.SplitN(strings.TrimSpace(stderr.String()), "\n", 2)[0])
	}
	return out, nil
}
