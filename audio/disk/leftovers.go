package disk

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Leftovers removes the temporary files that killed Replaces left, and lists each folder once: for thousands of files in one
// folder, that matters. What is left while they are worked on stays until the next run. A nil Leftovers lists the folder each time.
type Leftovers struct {
	lock    sync.Mutex
	folders map[string]map[string][]string // names of temporary files, by folder and what they are named for
}

// Remove removes those beside a file. Only a holder of the file's lock may call it.
func (l *Leftovers) Remove(system System, path string) error {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		target = path // it is not there yet
	}
	folder, name := filepath.Split(target)
	folder = filepath.Clean(folder)
	var found map[string][]string
	if l == nil {
		found = temporaries(folder)
	} else {
		l.lock.Lock()
		if l.folders == nil {
			l.folders = map[string]map[string][]string{}
		}
		known := false
		if found, known = l.folders[folder]; !known {
			found = temporaries(folder)
			l.folders[folder] = found
		}
		l.lock.Unlock()
	}
	for _, temporary := range found[hidden(name)] {
		if err := system.Remove(filepath.Join(folder, temporary)); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return nil
}

// temporaries lists the temporary files of a folder. One that cannot be listed hides them, and harms nobody.
func temporaries(folder string) map[string][]string {
	file, err := os.Open(folder)
	if err != nil {
		return nil
	}
	defer file.Close()
	names, err := file.Readdirnames(-1)
	if err != nil {
		return nil
	}
	found := map[string][]string{}
	for _, name := range names {
		i := strings.LastIndex(name, tempSuffix)
		if i < 0 {
			continue
		}
		number := name[i+len(tempSuffix):]
		info, err := os.Lstat(filepath.Join(folder, name))
		if number != "" && strings.Trim(number, "0123456789") == "" && err == nil && info.Mode().IsRegular() {
			found[name[:i]] = append(found[name[:i]], name)
		}
	}
	return found
}
