package preview

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"sync"

	"github.com/yuin/goldmark"

	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/episode"
)

// HTML is an episode as one page that needs nothing else: waveform, chapters, show notes, and a player if the audio has an address.
func HTML(e episode.Episode, sound loudness.Envelope, audioURL string) ([]byte, error) {
	now := stateOf(e)
	now.Problems = []problem{} // they are the producer's
	now.Editable, now.CanSave, now.Cover, now.Static, now.AudioURL = false, false, false, true, audioURL
	data, err := json.Marshal(map[string]any{"state": now, "levels": base64.StdEncoding.EncodeToString(levelsOf(sound))}) // which escapes <
	if err != nil {
		return nil, err
	}
	var parts [2][]byte
	for i, name := range []string{"page.html", "page.css"} {
		if parts[i], err = page.ReadFile("page/" + name); err != nil {
			return nil, err
		}
	}
	script, err := bundle()
	if err != nil {
		return nil, err
	}
	var notes bytes.Buffer
	if source := e.Document.Source; source != nil && e.Document.Format == "" {
		// Markup in the text is left out, and so are links to anything but the web.
		if err := goldmark.Convert(withoutTopics(e.Document), &notes); err != nil {
			return nil, err
		}
	}
	hash := func(content []byte) string {
		sum := sha256.Sum256(content)
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	media := ""
	if audioURL != "" {
		media = "; media-src 'self' https: http: file:"
	}
	policy := fmt.Sprintf("default-src 'none'; script-src %s; style-src %s; img-src 'self' https: http: data:%s; base-uri 'none'; form-action 'none'", hash(script), hash(parts[1]), media)
	head := fmt.Sprintf("<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n<style>%s</style>", html.EscapeString(policy), parts[1])
	foot := fmt.Sprintf("<script type=\"application/json\" id=\"data\">%s</script>\n<script type=\"module\">%s</script>", data, script)
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

// withoutTopics is a text after its front matter, without its topics and the heading above them: the page lists them.
func withoutTopics(document chapters.Document) []byte {
	text := document.Source.Text
	body := document.FrontMatter.Span.End
	spans := []chapters.Span{document.Section}
	for _, t := range document.Topics {
		if !t.Heading {
			spans = append(spans, t.Span)
		}
	}
	var rest []byte
	for _, span := range spans {
		if span.IsWhole() || span.Start < body {
			continue
		}
		lines := document.Source.Lines(span)
		rest = append(rest, text[body:lines.Start]...)
		body = min(lines.End+1, len(text))
	}
	return append(rest, text[body:]...)
}

// imports finds what a module takes from others, and before what it gives them.
var imports = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?m)^import \{[^}]*\} from "\./([a-z]+)\.js";\n|^export `)
})

// bundle is all modules of the page as one: each after those that it imports. Their names differ.
func bundle() ([]byte, error) {
	var all bytes.Buffer
	known := map[string]bool{}
	var add func(name string) error
	add = func(name string) error {
		if known[name] {
			return nil
		}
		known[name] = true
		content, err := page.ReadFile("page/" + name + ".js")
		if err != nil {
			return err
		}
		for _, found := range imports().FindAllSubmatch(content, -1) {
			if len(found[1]) > 0 {
				if err := add(string(found[1])); err != nil {
					return err
				}
			}
		}
		all.Write(imports().ReplaceAll(content, nil))
		return nil
	}
	err := add("page")
	all.WriteString("export { model, player, snapshot, sound, view };\n") // for who tries the page
	return all.Bytes(), err
}
