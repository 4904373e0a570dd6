package preview

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/chapters/limits"
	"github.com/chapmark/chapmark/cmd/internal/output"
)

// longestClose is how much of the audio is decoded at once, and closeParts into how many parts what is decoded is divided.
const (
	longestClose = 30 * time.Second
	closeParts   = 3000
)

// samples decodes a part of the audio: for each of its parts, in order, the least and the greatest sample, 16 bits each, little-endian.
func (s *Server) samples(w http.ResponseWriter, r *http.Request) {
	from, err := strconv.ParseFloat(r.FormValue("from"), 64)
	to, wrong := strconv.ParseFloat(r.FormValue("to"), 64)
	length := time.Duration((to - from) * float64(time.Second))
	if err != nil || wrong != nil || !(from >= 0 && from < 1e6) || length <= 0 || length > longestClose {
		fails(w, http.StatusBadRequest, errors.New("no times were sent"))
		return
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	content, sound, err := s.closely()
	if err != nil {
		fails(w, http.StatusNotFound, err)
		return
	}
	defer content.Close()
	start := time.Duration(from * float64(time.Second))
	list, ok, err := sound.SamplesOf(content, start, start+length)
	if err != nil || !ok {
		fails(w, http.StatusNotFound, errors.Join(errors.New("this audio cannot be decoded here"), err))
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(extremes(list, min(closeParts, len(list))))
}

// extremes are the least and the greatest sample of each of so many parts.
func extremes(list []int16, parts int) (content []byte) {
	for i := range parts {
		low, high := int16(0), int16(0)
		for _, v := range list[i*len(list)/parts : (i+1)*len(list)/parts] {
			low, high = min(low, v), max(high, v)
		}
		content = binary.LittleEndian.AppendUint16(content, uint16(low))
		content = binary.LittleEndian.AppendUint16(content, uint16(high))
	}
	return content
}

// closely opens the audio for as long as a request takes: on Windows nobody can replace a file that is open. What was found of its
// frames is kept until the file is another one.
func (s *Server) closely() (content *os.File, sound *audio.Sound, err error) {
	content, err = os.Open(s.Audio)
	if err != nil {
		return nil, nil, err
	}
	info, err := content.Stat()
	if err == nil && (s.heard == nil || s.heardOf.Size() != info.Size() || !s.heardOf.ModTime().Equal(info.ModTime())) {
		s.heard, s.heardOf, err = nil, info, nil
		if e, failed := s.Load(); failed != nil || e.Audio == nil {
			err = errors.Join(errors.New("the audio cannot be read"), failed)
		} else if s.heard, err = e.Audio.Sound(); err == nil {
			err = s.heard.Close()
		}
	}
	if err != nil {
		content.Close()
		return nil, nil, err
	}
	return content, s.heard, nil
}

// pauses are those that marks fall into: for each, its start, its end, and the place of a mark, in seconds.
func (s *Server) pauses(w http.ResponseWriter, _ *http.Request) {
	list := [][3]float64{}
	for _, p := range s.Sound.Pauses(s.Sound.Threshold(), loudness.LeastPause) {
		list = append(list, [3]float64{output.Seconds(p.From), output.Seconds(p.To), output.Seconds(p.Place())})
	}
	answer(w, http.StatusOK, list)
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

// cover hands out the picture in the tag.
func (s *Server) cover(w http.ResponseWriter, _ *http.Request) {
	s.lock.Lock()
	defer s.lock.Unlock()
	e, err := s.Load()
	if err != nil || e.Audio == nil || e.Audio.Tag == nil {
		fails(w, http.StatusNotFound, errors.New("there is no picture"))
		return
	}
	showImage(w, e.Audio.Tag.Cover())
}
