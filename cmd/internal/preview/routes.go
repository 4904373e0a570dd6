package preview

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"path"
	"time"

	"github.com/chapmark/chapmark/chapters/limits"
)

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		content, err := page.ReadFile("page/page.html")
		if err != nil {
			fails(w, http.StatusInternalServerError, err)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		content = bytes.Replace(content, []byte("<!--head-->"), []byte(head), 1)
		_, _ = w.Write(bytes.Replace(content, []byte("<!--foot-->"), []byte(`<script type="module" src="page.js"></script>`), 1))
	})
	mux.HandleFunc("GET /{file}", func(w http.ResponseWriter, r *http.Request) {
		name := r.PathValue("file")
		content, err := page.ReadFile("page/" + name)
		if name == "page.js" {
			content, err = bundle()
		}
		kind := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}[path.Ext(name)]
		if err != nil || kind == "" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write(content)
	})
	mux.HandleFunc("GET /state", s.state)
	mux.HandleFunc("GET /levels", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write(s.levels)
	})
	if s.Against != nil {
		levels := levelsOf(s.Against.Sound)
		mux.HandleFunc("GET /against", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/octet-stream")
			_, _ = w.Write(levels)
		})
	}
	mux.HandleFunc("GET /alive", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /audio", s.audio)
	mux.HandleFunc("GET /samples", s.samples)
	mux.HandleFunc("GET /pauses", s.pauses)
	mux.HandleFunc("GET /cover", s.cover)
	mux.HandleFunc("GET /picture", s.showPicture)
	mux.HandleFunc("POST /picture", func(w http.ResponseWriter, r *http.Request) { s.change(w, r, s.picture) })
	mux.HandleFunc("POST /snap", s.snap)
	mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) { s.change(w, r, s.save) })
	mux.HandleFunc("POST /write", func(w http.ResponseWriter, r *http.Request) { s.change(w, r, s.write) })
	mux.HandleFunc("POST /fix", func(w http.ResponseWriter, r *http.Request) { s.change(w, r, s.fix) })
	mux.HandleFunc("POST /notes", func(w http.ResponseWriter, r *http.Request) { s.change(w, r, s.notes) })
	return mux
}

// head lets the browser ask for the episode at once, and not only when the script is there.
const head = `<link rel="stylesheet" href="page.css"><link rel="icon" href="icon.svg">` +
	`<link rel="preload" as="fetch" href="state" crossorigin><link rel="preload" as="fetch" href="levels" crossorigin>`

func answer(w http.ResponseWriter, code int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(value)
}

// fails answers with words for a person.
func fails(w http.ResponseWriter, code int, err error) {
	answer(w, code, map[string]any{"error": err.Error(), "stale": errors.Is(err, errStale)})
}

func (s *Server) state(w http.ResponseWriter, _ *http.Request) {
	s.lock.Lock()
	defer s.lock.Unlock()
	e, err := s.Load()
	if err != nil {
		fails(w, http.StatusInternalServerError, err)
		return
	}
	answer(w, http.StatusOK, s.stateOf(e))
}

// audio hands out the audio, or the ranges of it that a player asks for. Nothing is copied into memory.
func (s *Server) audio(w http.ResponseWriter, r *http.Request) {
	file, err := lend(s.Audio)
	if err != nil {
		fails(w, http.StatusNotFound, err)
		return
	}
	w.Header().Set("Content-Type", "audio/mpeg")
	http.ServeContent(w, r, "", time.Time{}, file)
}

// change does what a person asked for, one after the other.
func (s *Server) change(w http.ResponseWriter, r *http.Request, do func(request) (any, error)) {
	var asked request
	most := int64(limits.PageBytes)
	if r.URL.Path == "/picture" { // as base64
		most += limits.ImageBytes * 4 / 3
	}
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	if err == nil {
		err = json.Unmarshal(content, &asked)
	}
	if err != nil {
		fails(w, http.StatusBadRequest, errors.New("this is not a list of chapters"))
		return
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	result, err := do(asked)
	if err != nil {
		fails(w, http.StatusConflict, err)
		return
	}
	answer(w, http.StatusOK, result)
}
