package objects

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/objects/s3test"
)

// Storage that answers otherwise than it should: either the write comes about and all is kept, or it is refused, and the object stays.
func TestLies(t *testing.T) {
	body := func(a *httptest.ResponseRecorder, text string) { a.Body.Reset(); a.Body.WriteString(text) }
	unquoted := func(a *httptest.ResponseRecorder) {
		a.Header().Set("ETag", strings.Trim(a.Header().Get("ETag"), `"`))
		body(a, strings.ReplaceAll(a.Body.String(), "&#34;", ""))
	}
	for _, test := range []struct {
		name  string
		alter func(r *http.Request, a *httptest.ResponseRecorder)
		want  string // of the error; "" where it is written
	}{
		{"no number of tags", func(r *http.Request, a *httptest.ResponseRecorder) { a.Header().Del("X-Amz-Tagging-Count") }, ""},
		{"tags that are none", func(r *http.Request, a *httptest.ResponseRecorder) {
			if r.URL.Query().Has("tagging") {
				body(a, "<html>log in</html>")
			}
		}, "read its tags: the storage answers with something else"},
		{"fewer tags", func(r *http.Request, a *httptest.ResponseRecorder) {
			if r.URL.Query().Has("tagging") {
				body(a, "<Tagging><TagSet></TagSet></Tagging>")
			}
		}, "the storage lists 0 tags of 1"},
		{"hidden metadata", func(r *http.Request, a *httptest.ResponseRecorder) { a.Header().Set("X-Amz-Missing-Meta", "1") }, "it has metadata that cannot be read"},
		{"quotation marks", func(r *http.Request, a *httptest.ResponseRecorder) { unquoted(a) }, ""},
		{"an end that is none", func(r *http.Request, a *httptest.ResponseRecorder) {
			if r.Method == http.MethodPost && r.URL.Query().Has("uploadId") {
				body(a, "<html></html>")
			}
		}, ""}, // it came about
		{"an error that is none", func(r *http.Request, a *httptest.ResponseRecorder) {
			if r.Method == http.MethodPost && r.URL.Query().Has("uploadId") && a.Code == http.StatusOK {
				body(a, "<Error><Code>InternalError</Code></Error>")
			}
		}, ""},
		{"another part", func(r *http.Request, a *httptest.ResponseRecorder) {
			if r.Method == http.MethodGet && r.URL.Query().Has("uploadId") {
				body(a, strings.Replace(a.Body.String(), "<Size>5242880</Size>", "<Size>5242881</Size>", 1))
			}
		}, "part 1 has 5242881 bytes instead of 5242880"},
		{"another version", func(r *http.Request, a *httptest.ResponseRecorder) {
			if r.Method == http.MethodGet && r.Header.Get("Range") != "" {
				a.Header().Set("ETag", `"another"`)
			}
		}, disk.ErrChanged.Error()},
	} {
		t.Run(test.name, func(t *testing.T) {
			address := storage(t)
			direct := user(t, address)
			content := episode(11*time.Minute, 0)
			direct.store(t, name, content, http.Header{"X-Amz-Tagging": {"a=b%20c"}, "X-Amz-Meta-Show": {"tides"}})
			proxy := s3test.NewProxy(t, address)
			c := user(t, proxy.URL)
			plan := c.plan(t, name)
			proxy.Alter(test.alter)
			_, err := c.Apply(plan)
			want := written(t, content)
			if test.want != "" {
				want = content
			}
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want %s", err, test.want)
			}
			if !bytes.Equal(direct.fetch(t, name), want) {
				t.Error("the object is another one")
			}
			a, _ := Parse(name)
			if tags, err := direct.operation().tags(a); err != nil || tags.Get("a") != "b c" {
				t.Errorf("%v %v", tags, err)
			}
			if left := direct.left(t); len(left) > 0 {
				t.Errorf("%v is left", left)
			}
		})
	}
}

// An end of an upload that did not come about is a failure, and nothing is left.
func TestFalseEnd(t *testing.T) {
	address := storage(t)
	direct := user(t, address)
	content := episode(11*time.Minute, 0)
	direct.store(t, name, content, nil)
	proxy := s3test.NewProxy(t, address)
	c := user(t, proxy.URL)
	plan := c.plan(t, name)
	ends := func(r *http.Request) bool { return r.Method == http.MethodPost && r.URL.Query().Has("uploadId") }
	proxy.Make(func(_ int64, r *http.Request) s3test.Fault { return choose(ends(r), s3test.Busy) })
	proxy.Alter(nil)
	if _, err := c.Apply(plan); err == nil {
		t.Error("it is said to be written")
	}
	if !bytes.Equal(direct.fetch(t, name), content) || len(direct.left(t)) > 0 {
		t.Error("something changed")
	}
}

// Small objects are safe in storage that does not heed conditions, too, but for an instant.
func TestNoConditions(t *testing.T) {
	server := s3test.New("bucket")
	server.NoConditions = true
	at := httptest.NewServer(server)
	t.Cleanup(at.Close)
	direct := user(t, at.URL)
	for _, minutes := range []time.Duration{1, 11} {
		content, other := episode(minutes*time.Minute, 0), episode((minutes+1)*time.Minute, 0)
		direct.store(t, name, content, nil)
		proxy := s3test.NewProxy(t, at.URL)
		c := user(t, proxy.URL)
		plan := c.plan(t, name)
		proxy.Make(func(_ int64, r *http.Request) s3test.Fault {
			if r.URL.Query().Has("acl") {
				direct.store(t, name, other, nil)
			}
			return s3test.Pass
		})
		if _, err := c.Apply(plan); !errors.Is(err, disk.ErrChanged) || !bytes.Equal(direct.fetch(t, name), other) {
			t.Errorf("%v", err)
		}
	}
}

// Listings that are not what they should be are errors, and not archives without audio.
func TestListings(t *testing.T) {
	server := s3test.New("bucket")
	server.PageObjects = 3
	at := httptest.NewServer(server)
	t.Cleanup(at.Close)
	direct := user(t, at.URL)
	var names []string
	for _, key := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"} {
		names = append(names, "s3://bucket/podcast//"+key+".mp3")
		direct.store(t, names[len(names)-1], []byte("x"), nil)
	}
	if complete, err := direct.LookUp(names); err != nil || complete["bucket"] { // after two pages
		t.Errorf("%v %v", complete, err)
	}
	if found, err := direct.Glob("s3://bucket/podcast/**/*.mp3"); err != nil || len(found) != len(names) {
		t.Errorf("%v %v", found, err)
	}
	for text, wants := range map[string][3]string{
		"<html>log in</html>": {"something else", "something else", "something else"},
		"<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>":                                                                  {"how the list goes on", "how the list goes on", "something else"},
		"<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken></ListBucketResult>":                  {"how the list goes on", "how the list goes on", "something else"},
		"<ListMultipartUploadsResult><IsTruncated>true</IsTruncated><NextKeyMarker>x</NextKeyMarker></ListMultipartUploadsResult>":              {"something else", "something else", "how the list goes on"},
		"<ListBucketResult>" + strings.Repeat("<Contents><Key>a</Key></Contents>", 1001) + "<IsTruncated>true</IsTruncated></ListBucketResult>": {"how the list goes on", "how the list goes on", "something else"},
	} {
		proxy := s3test.NewProxy(t, at.URL)
		proxy.Alter(func(_ *http.Request, a *httptest.ResponseRecorder) { a.Body.Reset(); a.Body.WriteString(text) })
		c := user(t, proxy.URL)
		_, one := c.LookUp(names)
		_, two := c.Glob("s3://bucket/podcast/*.mp3")
		_, three := c.Recover("s3://bucket/", false)
		for i, err := range []error{one, two, three} {
			if err == nil || !strings.Contains(err.Error(), wants[i]) {
				t.Errorf("%.40s, %d: %v, want %s", text, i, err, wants[i])
			}
		}
	}
	if _, _, err := direct.Open(new(audio.Reader), "S3://bucket/podcast//a.mp3"); err == nil || strings.Contains(err.Error(), "no such object") {
		t.Errorf("%v", err)
	}
}
