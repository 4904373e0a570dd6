package preview

import (
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/chapters/platform"
)

// notesFor is a block for a description, and what listeners of that platform would miss.
type notesFor struct {
	Name     string   `json:"name"`
	Title    string   `json:"title"`
	Text     string   `json:"text"`
	Warnings []string `json:"warnings"`
}

// notes are blocks for show notes, of the chapters as the page has them.
func (s *Server) notes(asked request) (any, error) {
	e, err := s.Load()
	if err != nil {
		return nil, err
	}
	asked.Version = version(e) // what is copied is what the page has, whatever was done to the text meanwhile
	set := e.Set("")
	if e.Document.Source != nil && e.Document.Format == "" {
		edited, err := s.edited(asked, e, false)
		if err != nil {
			return nil, err
		}
		set.Chapters = edited.Chapters
	}
	list := []notesFor{}
	for _, name := range []string{"youtube", "spotify", "apple"} { // which read chapters from a description
		to, _ := format.ByName(name)
		n := notesFor{Name: name, Title: name, Warnings: []string{}}
		if text, _, err := to.Encode(set); err == nil { // else it would be ignored, and the warnings say why
			n.Text = string(text)
		}
		for _, p := range platform.All() {
			if p.Name == name {
				n.Title = p.Title
			}
		}
		if broken := platform.Demands(name, set.Chapters); broken != nil {
			n.Warnings = broken
		}
		list = append(list, n)
	}
	return list, nil
}
