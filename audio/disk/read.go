package disk

import (
	"fmt"
	"io"
	"os"
)

// ReadFile reads a file of at most so many bytes. A larger one is an error, and is not read to its end.
func ReadFile(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(content)) > most {
		err = fmt.Errorf("read %s: it has more than %s, which is what is read at most", path, size(most))
	}
	return content, err
}

// size writes a bound.
func size(n int64) string {
	for _, unit := range []string{"bytes", "KiB", "MiB"} {
		if n%1024 != 0 || unit == "MiB" {
			return fmt.Sprintf("%d %s", n, unit)
		}
		n /= 1024
	}
	return ""
}
