package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/chapmark/chapmark/audio/objects/s3test"
)

// storage is object storage in memory with a bucket, and what programs must know to use it.
func storage(bucket string) (*s3test.Server, *httptest.Server, map[string]string) {
	server := s3test.New(bucket)
	at := httptest.NewServer(server)
	return server, at, map[string]string{"AWS_ENDPOINT_URL": at.URL, "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull}
}

// startStorage is `storage BUCKET [FILE KEY]...`: object storage with files.
func startStorage(ts *testscript.TestScript, _ bool, args []string) {
	server, at, env := storage(args[0])
	ts.Defer(at.Close)
	for i := 1; i+1 < len(args); i += 2 {
		server.Store(args[0]+"/"+args[i+1], []byte(ts.ReadFile(args[i])), http.Header{"Content-Type": {"audio/mpeg"}})
	}
	for key, value := range env {
		ts.Setenv(key, value)
	}
}

// sameObject is `object [!] s3://BUCKET/KEY FILE`: the object is the file, or is not.
func sameObject(ts *testscript.TestScript, neg bool, args []string) {
	response, err := http.DefaultClient.Do(func() *http.Request {
		request, err := http.NewRequest(http.MethodGet, ts.Getenv("AWS_ENDPOINT_URL")+"/"+strings.TrimPrefix(args[0], "s3://"), nil)
		ts.Check(err)
		request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=key/")
		return request
	}())
	ts.Check(err)
	defer response.Body.Close()
	var content bytes.Buffer
	_, err = content.ReadFrom(response.Body)
	ts.Check(err)
	if same := content.String() == ts.ReadFile(args[1]); same == neg {
		ts.Fatalf("%s is %s: %v", args[0], args[1], same)
	}
}

// storeSample gives the sections of a document that are about object storage some.
func storeSample(t *testing.T) {
	server, at, env := storage("harbour-radio")
	t.Cleanup(at.Close)
	content, err := os.ReadFile("episode.mp3")
	if err != nil {
		t.Fatal(err)
	}
	server.Store("harbour-radio/podcast/7.mp3", content, http.Header{"Content-Type": {"audio/mpeg"}})
	server.Store("harbour-radio/podcast/8.mp3", silence(660, "old", "v3"), http.Header{"Content-Type": {"audio/mpeg"}})
	env["XDG_CACHE_HOME"] = t.TempDir()
	for key, value := range env {
		t.Setenv(key, value)
	}
}
