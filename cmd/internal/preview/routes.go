package preview

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/chapters/limits"
	"github.com/chapmark/chapmark/cmd/internal/output"
)

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for path, file := range map[string]struct{ name, kind string }{
		"/{$}": {"page/page.html", "text/html; charset=utf-8"}, "/page.css": {"page/page.css", "text/css; charset=utf-8"},
		"/page.js": {"page/page.js", "text/javascript; charset=utf-8"}, "/against.js": {"page/against.js", "text/javascript; charset=utf-8"},
	} {
		content, err := page.ReadFile(file.name)
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			w.Header().Set("Content-Type", file.kind)
			content := bytes.Replace(content, []byte("<!--head-->"), []byte(`<link rel="stylesheet" href="page.css">`), 1)
			_, _ = w.Write(bytes.Replace(content, []byte("<!--foot-->"), []byte(`<script src="against.js"></script><script src="page.js"></script>`), 1))
		})
	}
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
	mux.HandleFunc("POST /snap", s.snap)
	mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) { s.change(w, r, s.save) })
	mux.HandleFunc("POST /write", func(w http.ResponseWriter, r *http.Request) { s.change(w, r, s.write) })
	return mux
}

func answer(w http.ResponseWriter, code int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(value)
}

// fails answers with words for a person.
func fails(w http.ResponseWriter, code int, err error) {
	answer(w, code, map[string]string{"error": err.Error()})
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

// snap finds the pause near a time.
func (s *Server) snap(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Start float64 `json:"start_s"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, limits.PageBytes)).Decode(&asked); err != nil || !(asked.Start >= 0 && asked.Start < 1e6) {
		fails(w, http.StatusBadRequest, errors.New("no time was sent"))
		return
	}
	threshold := s.Sound.Threshold()
	mark := time.Duration(asked.Start * float64(time.Second))
	best, ok := loudness.Best(s.Sound.Pauses(threshold, loudness.LeastPause), threshold, mark, 3*time.Second)
	answer(w, http.StatusOK, map[string]any{"found": ok, "place_s": output.Seconds(best.Place())})
}

// change does what a person asked for, one after the other.
func (s *Server) change(w http.ResponseWriter, r *http.Request, do func(request) (any, error)) {
	var asked request
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limits.PageBytes))
	if err == nil {
		err = json.Unmarshal(content, &asked)
	}
	if err != nil {
		fails(w, http.StatusBadRequest, errors.New("this is no list of chapters"))
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
