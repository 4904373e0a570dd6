package objects

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/audio/objects/s3test"
	"github.com/chapmark/chapmark/chapters"
)

func storage(t *testing.T) string { return s3test.Start(t, "bucket") }

func TestMain(m *testing.M) {
	for key, value := range map[string]string{"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull} {
		_ = os.Setenv(key, value)
	}
	m.Run()
}

// user is a client with the keys of the tests.
func user(t *testing.T, endpoint string, change ...func(*Options)) *Client {
	o := Options{Endpoint: endpoint, Wait: time.Millisecond, Timeout: 10 * time.Second, Folder: t.TempDir()}
	for _, f := range change {
		f(&o)
	}
	return NewClient(o)
}

// store puts an object there, as another program would.
func (c *Client) store(t *testing.T, name string, content []byte, header http.Header) {
	address := Address{Bucket: name}
	method := http.MethodPut
	if parsed, err := Parse(name); err == nil {
		address = parsed
	}
	if _, err := c.operation().do(context.Background(), call{method: method, address: address, body: content, header: header}); err != nil {
		t.Fatal(err)
	}
}

// fetch is an object as it is now.
func (c *Client) fetch(t *testing.T, name string) []byte {
	address, _ := Parse(name)
	content, _, err := c.operation().read(context.Background(), call{method: http.MethodGet, address: address}, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func episode(length time.Duration, pictures int) []byte {
	frames := [][]byte{mp3test.Frame("TIT2", 0, []byte("\x00Title"))}
	for i := range pictures {
		frames = append(frames, mp3test.Frame("APIC", 0, append([]byte(fmt.Sprintf("\x00image/jpeg\x00\x03%d\x00", i)), make([]byte, 300<<10)...)))
	}
	return append(append(mp3test.Tag(3, 500, frames...), mp3test.Seconds(length)...), mp3test.ID3v1()...)
}

var list = []chapters.Chapter{{Title: "One", End: time.Minute}, {Title: "Two", Start: time.Minute, End: 2 * time.Minute}}

// written is what a plan makes of content, on a disk.
func written(t *testing.T, content []byte) []byte {
	path := filepath.Join(t.TempDir(), "a.mp3")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := audio.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := f.Plan(list, audio.Options{})
	if err == nil {
		err = plan.Apply()
	}
	if err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return after
}

// plan opens an object, and plans its chapters.
func (c *Client) plan(t *testing.T, name string) audio.Plan {
	f, _, err := c.Open(new(audio.Reader), name)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := f.Plan(list, audio.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// left are the unfinished uploads.
func (c *Client) left(t *testing.T) []Unfinished {
	left, err := c.operation().unfinished("bucket", "")
	if err != nil {
		t.Fatal(err)
	}
	return left
}
