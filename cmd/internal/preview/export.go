package preview

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"

	"github.com/yuin/goldmark"

	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/cmd/internal/episode"
)

// HTML is an episode as one page that needs nothing else: waveform, chapters, show notes, and a player if the audio has an address.
func HTML(e episode.Episode, sound loudness.Envelope, audioURL string) ([]byte, error) {
	now := stateOf(e)
	now.Problems = []problem{} // they are the producer's
	now.Editable, now.CanSave, now.CanWrite, now.AudioURL = false, false, false, audioURL
	data, err := json.Marshal(map[string]any{"state": now, "levels": base64.StdEncoding.EncodeToString(levelsOf(sound))}) // which escapes <
	if err != nil {
		return nil, err
	}
	var parts [3][]byte
	for i, name := range []string{"page.html", "page.css", "page.js"} {
		if parts[i], err = page.ReadFile("page/" + name); err != nil {
			return nil, err
		}
	}
	var notes bytes.Buffer
	if source := e.Document.Source; source != nil && e.Document.Format == "" {
		// Markup in the text is left out, and so are links to anything but the web.
		if err := goldmark.Convert(source.Text[e.Document.FrontMatter.Span.End:], &notes); err != nil {
			return nil, err
		}
	}
	hash := func(content []byte) string {
		sum := sha256.Sum256(content)
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	media := ""
	if audioURL != "" {
		media = "; media-src https: http:"
	}
	policy := fmt.Sprintf("default-src 'none'; script-src %s; style-src %s; img-src https:%s; base-uri 'none'; form-action 'none'", hash(parts[2]), hash(parts[1]), media)
	head := fmt.Sprintf("<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n<style>%s</style>", html.EscapeString(policy), parts[1])
	foot := fmt.Sprintf("<script type=\"application/json\" id=\"data\">%s</script>\n<script>%s</script>", data, parts[2])
	content := parts[0]
	for _, part := range []struct {
		place string
		with  []byte
	}{{"<!--head-->", []byte(head)}, {"<!--notes-->", cleanNotes(notes.Bytes())}, {"<!--foot-->", []byte(foot)}} {
		content = bytes.Replace(content, []byte(part.place), part.with, 1)
	}
	return content, nil
}

// cleanNotes leaves out what is left of a front matter's last line, and the places where markup was.
func cleanNotes(notes []byte) []byte {
	return bytes.ReplaceAll(bytes.TrimPrefix(notes, []byte("<hr>\n")), []byte("<!-- raw HTML omitted -->"), nil)
}
