//go:build !portable

package disk

import (
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// Names is how many names (hard links) a file has; 0 where that is not known.
func Names(file *os.File, _ fs.FileInfo) int {
	var known windows.ByHandleFileInformation
	if windows.GetFileInformationByHandle(windows.Handle(file.Fd()), &known) != nil {
		return 0
	}
	return int(known.NumberOfLinks)
}
