// Package s3test is object storage in memory, for tests: as much of the S3 interface as chapmark speaks, with the rules that
// real services enforce. Faults stand between a client and any storage.
package s3test

import (
	"bytes"
	"cmp"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Server is the storage. Its fields may be set before it is used.
type Server struct {
	NoCopies  bool   // it takes a request to copy a part for one to send an empty part
	ReadOnly  bool   // it denies all that writes
	AccessKey string // that requests must be signed by; "" for any
	ACL       string // XML of every object's access list; "" for none
	LeastPart int    // 0: 5 MiB

	PageObjects  int  // that a listing names at a time; 0: 1,000
	NoConditions bool // it does not heed If-Match

	lock    sync.Mutex
	objects map[string]object // by "bucket/key"; buckets end with /
	uploads map[string]*upload
	count   int
}

type object struct {
	content  []byte
	header   http.Header
	tag      string
	modified time.Time
}

type upload struct {
	name   string
	header http.Header
	parts  map[int]object
	began  time.Time
}

// New is storage with one bucket.
func New(bucket string) *Server {
	return &Server{objects: map[string]object{bucket + "/": {}}, uploads: map[string]*upload{}}
}

// Store puts an object there: "bucket/key".
func (s *Server) Store(name string, content []byte, header http.Header) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.put(httptest.NewRecorder(), name, content, header)
}

// Content is an object as it is now.
func (s *Server) Content(name string) []byte {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.objects[name].content
}

// ServeHTTP answers a request in path style.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // it was cut
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	name := strings.TrimPrefix(r.URL.Path, "/")
	bucket, key, _ := strings.Cut(name, "/")
	writes := r.Method != http.MethodGet && r.Method != http.MethodHead
	switch q := r.URL.Query(); {
	case !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential="+s.AccessKey):
		refuse(w, r, http.StatusForbidden, "InvalidAccessKeyId")
	case !s.has(bucket + "/"):
		refuse(w, r, http.StatusNotFound, "NoSuchBucket")
	case writes && s.ReadOnly:
		refuse(w, r, http.StatusForbidden, "AccessDenied")
	case r.Header.Get("Content-Md5") != "" && r.Header.Get("Content-Md5") != base64.StdEncoding.EncodeToString(sum(body)):
		refuse(w, r, http.StatusBadRequest, "BadDigest")
	case key == "" && q.Has("uploads"):
		s.listUploads(w, bucket, q.Get("prefix"))
	case key == "":
		s.list(w, bucket, q)
	case q.Has("acl"):
		if s.ACL == "" {
			refuse(w, r, http.StatusNotImplemented, "NotImplemented")
			return
		}
		fmt.Fprint(w, s.ACL)
	case q.Has("tagging"):
		s.tags(w, name)
	case q.Has("uploads"):
		s.count++
		id := fmt.Sprintf("upload-%d", s.count)
		s.uploads[id] = &upload{name, r.Header.Clone(), map[int]object{}, time.Now()}
		answer(w, "InitiateMultipartUploadResult", struct{ UploadId string }{id})
	case q.Has("uploadId"):
		s.upload(w, r, name, q, body)
	case r.Method == http.MethodPut:
		if s.allows(w, r, name) {
			s.put(w, name, body, r.Header)
		}
	case r.Method == http.MethodDelete:
		delete(s.objects, name)
		w.WriteHeader(http.StatusNoContent)
	default:
		s.get(w, r, name)
	}
}

func (s *Server) has(name string) bool { _, ok := s.objects[name]; return ok }

func sum(b []byte) []byte { sum := md5.Sum(b); return sum[:] }

func refuse(w http.ResponseWriter, r *http.Request, status int, code string) {
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		fmt.Fprintf(w, "<Error><Code>%s</Code><Message>a message of the storage</Message></Error>", code)
	}
}

func answer(w http.ResponseWriter, root string, value any) {
	_ = xml.NewEncoder(w).EncodeElement(value, xml.StartElement{Name: xml.Name{Local: root}})
}

// allows heeds the conditions of a request that writes.
func (s *Server) allows(w http.ResponseWriter, r *http.Request, name string) bool {
	want, fresh := r.Header.Get("If-Match"), r.Header.Get("If-None-Match") == "*"
	if s.NoConditions {
		return true
	}
	if o, ok := s.objects[name]; want != "" && (!ok || o.tag != want) || fresh && ok {
		refuse(w, r, http.StatusPreconditionFailed, "PreconditionFailed")
		return false
	}
	return true
}

func (s *Server) put(w http.ResponseWriter, name string, content []byte, header http.Header) {
	o := object{content, header.Clone(), `"` + hex.EncodeToString(sum(content)) + `"`, time.Now()}
	s.objects[name] = o
	w.Header().Set("ETag", o.tag)
}

func (s *Server) get(w http.ResponseWriter, r *http.Request, name string) {
	o, ok := s.objects[name]
	if !ok {
		refuse(w, r, http.StatusNotFound, "NoSuchKey")
		return
	}
	if want := r.Header.Get("If-Match"); want != "" && want != o.tag && !s.NoConditions {
		refuse(w, r, http.StatusPreconditionFailed, "PreconditionFailed")
		return
	}
	r.Header.Del("If-Match")
	for _, h := range []string{"Content-Type", "Cache-Control", "X-Amz-Storage-Class"} {
		if v := o.header.Get(h); v != "" {
			w.Header().Set(h, v)
		}
	}
	for h, v := range o.header {
		if strings.HasPrefix(h, "X-Amz-Meta-") {
			w.Header()[h] = v
		}
	}
	if tags, _ := url.ParseQuery(o.header.Get("X-Amz-Tagging")); len(tags) > 0 {
		w.Header().Set("X-Amz-Tagging-Count", strconv.Itoa(len(tags)))
	}
	w.Header().Set("ETag", o.tag)
	http.ServeContent(w, r, "", o.modified, bytes.NewReader(o.content))
}

func (s *Server) tags(w http.ResponseWriter, name string) {
	type tag struct{ Key, Value string }
	var all struct {
		TagSet struct{ Tag []tag }
	}
	tags, _ := url.ParseQuery(s.objects[name].header.Get("X-Amz-Tagging"))
	for key := range tags {
		all.TagSet.Tag = append(all.TagSet.Tag, tag{key, tags.Get(key)})
	}
	answer(w, "Tagging", all)
}

// pageObjects is how many objects a listing names at a time.
const pageObjects = 1000

func (s *Server) list(w http.ResponseWriter, bucket string, q url.Values) {
	type entry struct {
		Key, ETag    string
		Size         int
		LastModified time.Time
	}
	var page struct {
		Contents              []entry
		IsTruncated           bool
		NextContinuationToken string
		EncodingType          string
	}
	page.EncodingType = "url"
	for _, name := range slices.Sorted(maps.Keys(s.objects)) {
		key, ok := strings.CutPrefix(name, bucket+"/")
		if !ok || key == "" || !strings.HasPrefix(key, q.Get("prefix")) || key <= q.Get("continuation-token") {
			continue
		}
		if len(page.Contents) == cmp.Or(s.PageObjects, pageObjects) {
			page.IsTruncated = true
			break
		}
		o := s.objects[name]
		page.Contents = append(page.Contents, entry{url.QueryEscape(key), o.tag, len(o.content), o.modified.UTC()})
		page.NextContinuationToken = key
	}
	answer(w, "ListBucketResult", page)
}
