package s3test

import (
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const usualLeastPart = 5 << 20

// upload answers requests about one upload in parts.
func (s *Server) upload(w http.ResponseWriter, r *http.Request, name string, q url.Values, body []byte) {
	u, ok := s.uploads[q.Get("uploadId")]
	switch {
	case !ok || u.name != name:
		refuse(w, r, http.StatusNotFound, "NoSuchUpload")
	case r.Method == http.MethodDelete:
		delete(s.uploads, q.Get("uploadId"))
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodGet:
		s.listParts(w, u)
	case r.Method == http.MethodPost:
		s.complete(w, r, q.Get("uploadId"), u, body)
	default:
		s.part(w, r, u, q.Get("partNumber"), body)
	}
}

func (s *Server) part(w http.ResponseWriter, r *http.Request, u *upload, number string, body []byte) {
	n, _ := strconv.Atoi(number)
	source := r.Header.Get("X-Amz-Copy-Source")
	copies := source != "" && !s.NoCopies
	if copies {
		source, _ = url.PathUnescape(strings.TrimPrefix(source, "/"))
		o, ok := s.objects[source]
		var from, to int
		_, err := fmt.Sscanf(r.Header.Get("X-Amz-Copy-Source-Range"), "bytes=%d-%d", &from, &to)
		switch {
		case !ok || o.tag != r.Header.Get("X-Amz-Copy-Source-If-Match") && !s.NoConditions:
			refuse(w, r, http.StatusPreconditionFailed, "PreconditionFailed")
			return
		case err != nil || to >= len(o.content) || from > to:
			refuse(w, r, http.StatusBadRequest, "InvalidRange")
			return
		}
		body = o.content[from : to+1]
	}
	p := object{content: body, tag: `"` + hex.EncodeToString(sum(body)) + `"`, modified: time.Now()}
	u.parts[n] = p
	if copies {
		answer(w, "CopyPartResult", struct{ ETag string }{p.tag})
		return
	}
	w.Header().Set("ETag", p.tag)
}

func (s *Server) listParts(w http.ResponseWriter, u *upload) {
	type part struct {
		PartNumber int
		ETag       string
		Size       int
	}
	var all struct{ Part []part }
	for _, n := range slices.Sorted(maps.Keys(u.parts)) {
		all.Part = append(all.Part, part{n, u.parts[n].tag, len(u.parts[n].content)})
	}
	answer(w, "ListPartsResult", all)
}

func (s *Server) complete(w http.ResponseWriter, r *http.Request, id string, u *upload, body []byte) {
	var want struct {
		Part []struct {
			PartNumber int
			ETag       string
		}
	}
	if xml.Unmarshal(body, &want) != nil || len(want.Part) == 0 {
		refuse(w, r, http.StatusBadRequest, "MalformedXML")
		return
	}
	if !s.allows(w, r, u.name) {
		return
	}
	var content, sums []byte
	least := s.LeastPart
	if least == 0 {
		least = usualLeastPart
	}
	for i, p := range want.Part {
		part, ok := u.parts[p.PartNumber]
		switch {
		case !ok || part.tag != p.ETag || p.PartNumber != i+1:
			refuse(w, r, http.StatusBadRequest, "InvalidPart")
			return
		case i < len(want.Part)-1 && (len(part.content) < least || len(part.content) != len(u.parts[1].content)):
			refuse(w, r, http.StatusBadRequest, "EntityTooSmall")
			return
		}
		content, sums = append(content, part.content...), append(sums, sum(part.content)...)
	}
	delete(s.uploads, id)
	o := object{content, u.header, fmt.Sprintf(`"%x-%d"`, sum(sums), len(want.Part)), time.Now()}
	s.objects[u.name] = o
	answer(w, "CompleteMultipartUploadResult", struct{ ETag string }{o.tag})
}

func (s *Server) listUploads(w http.ResponseWriter, bucket, prefix string) {
	type entry struct {
		Key, UploadId string
		Initiated     time.Time
	}
	var all struct {
		Upload       []entry
		EncodingType string
	}
	all.EncodingType = "url"
	for id, u := range s.uploads {
		if key, ok := strings.CutPrefix(u.name, bucket+"/"); ok && strings.HasPrefix(key, prefix) {
			all.Upload = append(all.Upload, entry{url.QueryEscape(key), id, u.began.UTC()})
		}
	}
	answer(w, "ListMultipartUploadsResult", all)
}

// Age makes all unfinished uploads older.
func (s *Server) Age(by time.Duration) {
	s.lock.Lock()
	defer s.lock.Unlock()
	for _, u := range s.uploads {
		u.began = u.began.Add(-by)
	}
}
