package job

import (
	"cmp"
	"regexp"
	"runtime"
	"strings"
	"sync"

	"github.com/chapmark/chapmark/audio/remote"
)

var plainWord = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[\w./+@%:,=~][\w./+@%:,=~-]*$`) })

// Shell quotes a file's name for a command that a person may copy.
func Shell(name string) string {
	if strings.HasPrefix(name, "-") {
		name = "./" + name
	}
	if plainWord().MatchString(name) {
		return name
	}
	if runtime.GOOS == "windows" { // no name contains a quotation mark there
		return `"` + name + `"`
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}

// Commands completes the commands in a hint with the job's files: `chapmark check --fix` becomes `chapmark check --fix
// episode.md`. A file that the job does not have is EPISODE.md or AUDIO.mp3.
func (j Job) Commands(hint string) string {
	if !strings.Contains(hint, "`chapmark ") {
		return hint
	}
	parts := strings.Split(hint, "`")
	for i := 1; i < len(parts); i += 2 {
		parts[i] = j.Command(parts[i])
	}
	return strings.Join(parts, "`")
}

// Command completes one command, if it is one of chapmark's that works on an episode or an MP3.
func (j Job) Command(command string) string {
	words := strings.Fields(command)
	if len(words) < 2 || words[0] != "chapmark" {
		return command
	}
	switch words[1] {
	case "check", "write", "stamp":
		return j.withFiles(command)
	case "strip", "recover":
		return command + " " + Shell(cmp.Or(j.Audio, "AUDIO.mp3"))
	}
	return command
}

// withFiles completes a command that works on an episode. In a site, the text alone says which audio is meant.
func (j Job) withFiles(command string) string {
	audio := "AUDIO.mp3"
	if j.Audio != "" && !remote.IsURL(j.Audio) {
		audio = Shell(j.Audio)
	}
	if strings.Contains(command, "FILE.mp3") {
		return strings.ReplaceAll(command, "FILE.mp3", audio)
	}
	text := "EPISODE.md"
	if j.Text != "" && j.Text != StandardInput {
		text = Shell(j.Text)
	}
	if strings.Contains(command, "EPISODE.md") {
		return strings.ReplaceAll(command, "EPISODE.md", text)
	}
	if command += " " + text; j.Site != nil && j.Text != "" || j.Audio == "" && j.Text != "" {
		return command
	}
	return command + " " + audio
}
