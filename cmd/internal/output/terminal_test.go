//go:build linux

package output

import (
	"bufio"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// On a terminal a bar is drawn, the lines about files stand above it, none is lost, and at the end the bar is gone.
func TestBar(t *testing.T) {
	t.Setenv("TERM", "xterm")
	screen, terminal, err := pty.Open()
	if err != nil {
		t.Skip("no terminal is to be had: ", err)
	}
	defer screen.Close()
	if err := pty.Setsize(terminal, &pty.Winsize{Rows: 24, Cols: 100}); err != nil {
		t.Fatal(err)
	}
	shown := make(chan string)
	go func() {
		var all strings.Builder
		for reader := bufio.NewReader(screen); ; {
			line, err := reader.ReadString('\n')
			if all.WriteString(line); err != nil || strings.Contains(line, "the end") {
				break
			}
		}
		shown <- all.String()
	}()
	const files = 30
	p := NewProgress(terminal, "checked", files, files*1_000_000)
	p.begin = p.begin.Add(-time.Second)
	for i := range files {
		p.Add(1_000_000)
		p.Print(terminal, fmt.Appendf(nil, "line %d.\n", i))
		time.Sleep(10 * time.Millisecond)
	}
	p.Close()
	fmt.Fprintln(terminal, "the end")
	all := <-shown
	terminal.Close()
	for i := range files {
		if n := strings.Count(all, fmt.Sprintf("line %d.\r\n", i)); n != 1 {
			t.Errorf("line %d is there %d times", i, n)
		}
	}
	if !strings.Contains(all, " of 30 files ") || !strings.Contains(all, "MB/s") || !strings.HasSuffix(all, "\x1b[Jthe end\r\n") {
		t.Errorf("%q", all)
	}
}
