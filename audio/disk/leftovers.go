package disk

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Leftovers knows what killed writes left beside files, and lists each folder once: for thousands of files in one folder, that
// matters. What is left while they are worked on stays until the next run. A nil Leftovers lists the folder each time.
type Leftovers struct {
	lock    sync.Mutex
	folders map[string]leftovers
}

// leftovers are the files of this program in a folder, by the hidden names of what they stand beside.
type leftovers struct {
	temporaries map[string][]string
	others      map[string]bool // locks and journals
}

// Remove removes the temporary files beside a file. Only a holder of the file's lock may call it.
func (l *Leftovers) Remove(system System, path string) error {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		target = path // it is not there yet
	}
	folder, name := filepath.Split(target)
	folder = filepath.Clean(folder)
	for _, temporary := range l.in(folder).temporaries[hidden(name)] {
		if err := system.Remove(filepath.Join(folder, temporary)); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return nil
}

// Beside reports whether there was anything of this program beside a file, which is not a link, when its folder was listed.
func (l *Leftovers) Beside(path string) bool {
	folder, name := filepath.Split(path)
	found := l.in(filepath.Clean(folder))
	return found.others[hidden(name)] || len(found.temporaries[hidden(name)]) > 0
}

// in lists a folder, if it was not listed before.
func (l *Leftovers) in(folder string) leftovers {
	if l == nil {
		return listed(folder)
	}
	l.lock.Lock()
	defer l.lock.Unlock()
	found, known := l.folders[folder]
	if !known {
		if l.folders == nil {
			l.folders = map[string]leftovers{}
		}
		found = listed(folder)
		l.folders[folder] = found
	}
	return found
}

// listed lists the files of this program in a folder. One that cannot be listed hides them, and harms nobody.
func listed(folder string) (found leftovers) {
	file, err := os.Open(folder)
	if err != nil {
		return found
	}
	defer file.Close()
	names, err := file.Readdirnames(-1)
	if err != nil {
		return found
	}
	found = leftovers{map[string][]string{}, map[string]bool{}}
	for _, name := range names {
		i := strings.LastIndex(name, tempSuffix)
		if i < 0 {
			continue
		}
		number := name[i+len(tempSuffix):]
		info, err := os.Lstat(filepath.Join(folder, name))
		switch {
		case number == "" || strings.Trim(number, "0123456789") != "":
			found.others[name[:i]] = true
		case err == nil && info.Mode().IsRegular():
			found.temporaries[name[:i]] = append(found.temporaries[name[:i]], name)
		}
	}
	return found
}
