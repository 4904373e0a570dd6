package objects

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/chapmark/chapmark/audio"
)

// FuzzAnswer lets storage answer whatever it wants: nothing panics, nothing is written that was not planned, and no message moves a
// cursor.
func FuzzAnswer(f *testing.F) {
	f.Add(200, `<ListBucketResult><Contents><Key>a%20b</Key><ETag>"x"</ETag><Size>12</Size></Contents><EncodingType>url</EncodingType></ListBucketResult>`)
	f.Add(200, `<AccessControlPolicy><Owner><ID>a</ID></Owner><AccessControlList><Grant><Grantee><ID>b</ID></Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>`)
	f.Add(200, `<ListMultipartUploadsResult><Upload><Key>a</Key><UploadId>x</UploadId></Upload></ListMultipartUploadsResult>`)
	f.Add(403, "<Error><Code>Access\x1b[2J</Code><Message>\x1b[31m\u202e</Message><Region>x</Region></Error>")
	f.Add(503, "")
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 200 || status > 599 {
			return
		}
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", `"x"`)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}))
		defer server.Close()
		c := NewClient(Options{Endpoint: server.URL, Wait: time.Microsecond, Timeout: time.Second, Folder: t.TempDir()})
		_, list := c.LookUp([]string{"s3://bucket/a", "s3://bucket/b"})
		_, _, open := c.Open(new(audio.Reader), "s3://bucket/a")
		_, recovered := c.Recover("s3://bucket/", false)
		_, access := c.operation().grants(Address{"bucket", "a"})
		for _, err := range []error{list, open, recovered, access} {
			if err != nil && strings.ContainsFunc(err.Error(), func(r rune) bool { return r != '\n' && unicode.IsControl(r) || r == '\u202e' }) {
				t.Errorf("%q", err)
			}
		}
	})
}
