package preview

import (
	"os/exec"
	"runtime"
)

// OpenBrowser asks the system to show a page. Where it cannot, the address was printed.
func OpenBrowser(url string) {
	command := exec.Command("xdg-open", url)
	switch runtime.GOOS {
	case "darwin":
		command = exec.Command("open", url)
	case "windows":
		command = exec.Command("rundll32", "url.dll,FileProtocolHandler", url)
	}
	if command.Start() == nil {
		go func() { _ = command.Wait() }()
	}
}
