package remote

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/mp3test"
)

// episode is an MP3 with a tag, chapters and an ID3v1 tag.
func episode(length time.Duration) []byte {
	tag := mp3test.Tag(3, 500, mp3test.Contents("toc", 3, "a"), mp3test.Chapter("a", 0, 1000, "One"))
	return append(append(tag, mp3test.Seconds(length)...), mp3test.ID3v1()...)
}

// counting counts what a handler sends.
type counting struct {
	http.ResponseWriter
	sent *atomic.Int64
}

func (c counting) Write(b []byte) (int, error) {
	n, err := c.ResponseWriter.Write(b)
	c.sent.Add(int64(n))
	return n, err
}

func (c counting) ReadFrom(r io.Reader) (int64, error) {
	n, err := io.Copy(struct{ io.Writer }{c.ResponseWriter}, r)
	c.sent.Add(n)
	return n, err
}

// serve starts a server, and returns its address and how much it has sent.
func serve(t *testing.T, handler http.HandlerFunc) (string, *atomic.Int64) {
	sent := new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler(counting{w, sent}, r) }))
	t.Cleanup(server.Close)
	return server.URL, sent
}

// whole is a server as it should be.
func whole(content []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "audio/mpeg")
		w.Header().Set("ETag", fmt.Sprintf(`"%d"`, len(content)))
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	}
}

func client(t *testing.T, o Options) *Client {
	o.AllowPrivate = o.exempt == "" && !o.AllowPrivate
	if o.Timeout == 0 {
		o.Timeout = 300 * time.Millisecond
	}
	o.Wait = time.Millisecond
	return NewClient(o)
}

// Servers that misbehave: each has its clear outcome, or is coped with.
func TestServers(t *testing.T) {
	content := episode(20 * time.Second)
	want, err := new(audio.Reader).Read(bytes.NewReader(content), int64(len(content)), "x")
	if err != nil {
		t.Fatal(err)
	}
	typed := func(w http.ResponseWriter) { w.Header().Set("Content-Type", "audio/mpeg") }
	var tries atomic.Int64
	for _, test := range []struct {
		name    string
		handler http.HandlerFunc
		want    string // in the error or the problem; "": none
		quick   string // with Quick, where that is another
	}{
		{"a good one", whole(content), "", ""},
		{"no ranges", func(w http.ResponseWriter, r *http.Request) {
			typed(w)
			w.Header().Set("Content-Length", fmt.Sprint(len(content)))
			w.Write(content)
		}, "", ""},
		{"no length", func(w http.ResponseWriter, r *http.Request) {
			typed(w)
			w.(counting).ResponseWriter.(http.Flusher).Flush()
			w.Write(content)
		}, "", "does not say how large it is"},
		{"a type that is none", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			w.Header().Set("Content-Length", fmt.Sprint(len(content)))
			w.Write(content)
		}, `calls it "text/plain"`, `calls it "text/plain"`},
		{"a page", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("<!doctype html><p>Log in, please")) }, "it is an HTML page", "it is an HTML page"},
		{"nothing", func(w http.ResponseWriter, r *http.Request) { typed(w) }, "the file is empty", "the file is empty"},
		{"not there", http.NotFound, "the server answers 404 Not Found", "the server answers 404 Not Found"},
		{"gone", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(410) }, "410 Gone", "410 Gone"},
		{"forbidden", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(403) }, "the server refuses access: 403", "the server refuses access: 403"},
		{"broken", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(500) }, "the server answers 500", "the server answers 500"},
		{"too busy at first", func(w http.ResponseWriter, r *http.Request) {
			if tries.Add(1)%3 != 0 {
				w.WriteHeader(503)
				return
			}
			whole(content)(w, r)
		}, "", ""},
		{"compressed", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(content)
		}, `compresses it ("gzip")`, `compresses it ("gzip")`},
		{"cut short every time", func(w http.ResponseWriter, r *http.Request) {
			typed(w)
			w.Header().Set("Content-Length", fmt.Sprint(len(content)))
			w.Write(content[:len(content)/2])
		}, "EOF", ""},
		{"cut short, and with ranges", func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Range") == "" {
				typed(w)
				w.Header().Set("ETag", fmt.Sprintf(`"%d"`, len(content)))
				w.Header().Set("Content-Length", fmt.Sprint(len(content)))
				w.Write(content[:len(content)/3])
				return
			}
			whole(content)(w, r)
		}, "", ""},
		{"the wrong part", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes 7-99/%d", len(content)))
			w.WriteHeader(206)
			w.Write(content[7:100])
		}, "the wrong part", "the wrong part"},
		{"stalled", func(w http.ResponseWriter, r *http.Request) {
			typed(w)
			w.Header().Set("Content-Length", fmt.Sprint(len(content)))
			w.Write(content[:1000])
			w.(counting).ResponseWriter.(http.Flusher).Flush()
			<-r.Context().Done()
		}, "stopped sending", "stopped sending"},
		{"silent", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "stopped sending", "stopped sending"},
		{"a circle", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/again", http.StatusFound) }, "redirected more than 10 times", "redirected more than 10 times"},
		{"away from the web", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		}, "not on the web", "not on the web"},
		{"elsewhere first", func(w http.ResponseWriter, r *http.Request) {
			if !strings.HasPrefix(r.URL.Path, "/real") {
				http.Redirect(w, r, "/real.mp3", http.StatusFound)
				return
			}
			if r.Header.Get("Referer") != "" {
				w.WriteHeader(400)
			}
			whole(content)(w, r)
		}, "", ""},
		{"too long", func(w http.ResponseWriter, r *http.Request) {
			typed(w)
			w.Header().Set("Content-Length", "99999999999")
			w.Write(content)
		}, "reads at most 1000000", "reads at most 1000000"},
		{"a redirect that cannot be read", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "http://u:secret@h/%zz?secret")
			w.WriteHeader(http.StatusFound)
		}, "redirected to an address that cannot be read", "redirected to an address that cannot be read"},
		{"stalled with an error", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "4000")
			w.WriteHeader(500)
			w.Write([]byte("abc"))
			w.(counting).ResponseWriter.(http.Flusher).Flush()
			<-r.Context().Done()
		}, "the server", "the server"},
		{"come back tomorrow", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "86400")
			w.WriteHeader(503)
		}, "503", "503"},
		{"in drops", func(w http.ResponseWriter, r *http.Request) {
			typed(w)
			w.Header().Set("Content-Length", fmt.Sprint(len(content)))
			for i := range content {
				if _, err := w.Write(content[i : i+1]); err != nil || r.Context().Err() != nil {
					return
				}
				w.(counting).ResponseWriter.(http.Flusher).Flush()
				time.Sleep(20 * time.Millisecond)
			}
		}, "stopped sending", "stopped sending"},
		{"another version in the middle", func(w http.ResponseWriter, r *http.Request) {
			typed(w)
			if r.Header.Get("If-Range") != "" {
				w.Header().Set("ETag", `"b"`)
				w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", len(content)/3, len(content)-1, len(content)))
				w.WriteHeader(206)
				w.Write(make([]byte, len(content)-len(content)/3))
				return
			}
			w.Header().Set("ETag", `"a"`)
			w.Header().Set("Content-Length", fmt.Sprint(len(content)))
			w.Write(content[:len(content)/3])
		}, "it changed while it was read", ""},
		{"unchanged, unasked", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(304) }, "to a request without conditions", "to a request without conditions"},
		{"a range beyond everything", func(w http.ResponseWriter, r *http.Request) {
			typed(w)
			w.Header().Set("Content-Range", "bytes 0-65535/9223372036854775807")
			w.WriteHeader(206)
			w.Write(content[:65536])
		}, "reads at most 1000000", "reads at most 1000000"},
		{"without end", func(w http.ResponseWriter, r *http.Request) {
			for range 1 << 10 {
				if _, err := w.Write(content); err != nil {
					return
				}
			}
		}, "more than 1000000 bytes", "does not say how large it is"},
	} {
		for _, quick := range []bool{false, true} {
			t.Run(fmt.Sprint(test.name, quick), func(t *testing.T) {
				address, _ := serve(t, test.handler)
				c := client(t, Options{MaxBytes: 1_000_000})
				c.Quick = quick
				f, problems, err := c.Open(new(audio.Reader), strings.Replace(address, "://", "://user:secret@", 1)+"/a.mp3?token=secret")
				got := ""
				switch {
				case err != nil:
					got = err.Error()
				case len(problems) > 0:
					got = problems[0].Message
				case !quick && (f.Duration() != want.Duration() || f.Size != want.Size || len(f.Chapters()) != 1 || len(f.Tails) != 1):
					t.Errorf("%+v", f)
				case quick && (!f.Claimed || (f.Duration()-want.Duration()).Abs() > 50*time.Millisecond || len(f.Chapters()) != 1):
					t.Errorf("%v instead of %v; %+v", f.Duration(), want.Duration(), f.Stream)
				}
				expected := test.want
				if quick {
					expected = test.quick
				}
				if expected == "" && got != "" || !strings.Contains(got, expected) {
					t.Errorf("%q, want %q", got, expected)
				}
				if strings.Contains(got, "secret") || f != nil && strings.Contains(f.Name, "secret") {
					t.Errorf("a secret is told: %s", got)
				}
			})
		}
	}
}

// Without counting the frames, little is transferred, and a file that did not change is not transferred again.
func TestTransfers(t *testing.T) {
	content := episode(70 * time.Minute)
	address, sent := serve(t, whole(content))
	c := client(t, Options{Folder: t.TempDir()})
	c.Quick = true
	f, _, err := c.Open(new(audio.Reader), address)
	if err != nil || sent.Load() > 200<<10 {
		t.Fatalf("%v: %d bytes", err, sent.Load())
	}
	if off := (f.Duration() - 70*time.Minute).Abs(); off > time.Second {
		t.Errorf("the claim is off by %v", off)
	}
	c.Quick = false
	first, _, err := c.Open(new(audio.Reader), address)
	if err != nil || sent.Load() < int64(len(content)) {
		t.Fatalf("%v: %d bytes", err, sent.Load())
	}
	before := sent.Load()
	second, problems, err := c.Open(new(audio.Reader), address)
	if err != nil || sent.Load() != before || len(problems) > 0 {
		t.Fatalf("%v: %d bytes more, %v", err, sent.Load()-before, problems)
	}
	if second.Duration() != first.Duration() || len(second.Chapters()) != 1 || len(second.Tails) != 1 || second.Size != first.Size || !second.Remembered {
		t.Errorf("remembered: %+v", second)
	}
}

// What changes at the host is read again.
func TestChanged(t *testing.T) {
	var content atomic.Pointer[[]byte]
	short, long := episode(time.Minute), episode(2*time.Minute)
	content.Store(&short)
	address, _ := serve(t, func(w http.ResponseWriter, r *http.Request) { whole(*content.Load())(w, r) })
	c := client(t, Options{Folder: t.TempDir(), Timeout: 5 * time.Second})
	for _, now := range []*[]byte{&short, &short, &long, &short} {
		content.Store(now)
		f, _, err := c.Open(new(audio.Reader), address)
		if err != nil || f.Size != int64(len(*now)) {
			t.Fatal(f, err)
		}
	}
}

// A tag that is longer than what is asked for at first takes one more request.
func TestLargeTag(t *testing.T) {
	picture := mp3test.Frame("APIC", 0, append([]byte("\x00image/jpeg\x00\x03\x00"), make([]byte, 300<<10)...))
	content := append(mp3test.Tag(3, 0, picture, mp3test.Contents("toc", 3, "a"), mp3test.Chapter("a", 0, 1000, "One")), mp3test.Seconds(time.Minute)...)
	var requests atomic.Int64
	address, _ := serve(t, func(w http.ResponseWriter, r *http.Request) { requests.Add(1); whole(content)(w, r) })
	c := client(t, Options{})
	c.Quick = true
	f, _, err := c.Open(new(audio.Reader), address)
	if err != nil || len(f.Chapters()) != 1 || requests.Load() != 2 {
		t.Fatal(f, err, requests.Load())
	}
}

// Addresses in private networks are refused, whatever leads to them.
func TestPrivate(t *testing.T) {
	content := episode(time.Second)
	address, sent := serve(t, whole(content))
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(address, "http://"))
	for _, private := range []string{address, "http://localhost:" + port, "http://[::1]:" + port, "http://[::ffff:127.0.0.1]:" + port, "http://0.0.0.0:" + port, "http://2130706433:" + port} {
		_, _, err := client(t, Options{AllowPrivate: true}).Open(new(audio.Reader), private+"/a.mp3") // the helper turns it round
		if err == nil || !errors.As(err, new(privateError)) && !strings.Contains(err.Error(), "no such host") && !strings.Contains(err.Error(), "unreachable") && !strings.Contains(err.Error(), "lookup") {
			t.Errorf("%s: %v", private, err)
		}
	}
	if sent.Load() > 0 {
		t.Error("something was sent")
	}
	redirect, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
	})
	c := NewClient(Options{exempt: strings.TrimPrefix(redirect, "http://"), Timeout: time.Second})
	if _, _, err := c.Open(new(audio.Reader), redirect+"/a.mp3"); err == nil || !strings.Contains(err.Error(), "169.254.169.254 is in a private network; --allow-private") {
		t.Errorf("redirected: %v", err)
	}
}

func TestPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"8.8.8.8": true, "2606:4700:4700::1111": true, "127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false,
		"169.254.169.254": false, "100.100.100.200": false, "0.0.0.0": false, "255.255.255.255": false, "224.0.0.1": false, "::1": false,
		"fe80::1": false, "fd00::1": false, "::ffff:10.0.0.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "::": false, "::127.0.0.1": false, "198.18.0.1": false,
	} {
		if got := public(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}

// A cache that is damaged, or holds what cannot be, is not a cache.
func FuzzCache(f *testing.F) {
	f.Add([]byte(checksum([]byte(`{"version":2,"size":10,"head":2,"tail":2}`+"\nabcd")) + ` {"version":2,"size":10,"head":2,"tail":2}` + "\nabcd"))
	f.Fuzz(func(t *testing.T, content []byte) {
		c := Cache{t.TempDir(), 10}
		if err := writeFile(c.path("x"), content); err != nil {
			t.Fatal(err)
		}
		if e, ok := c.Find("x"); ok {
			_, _ = new(audio.Reader).ReadKnown(known{e.Start, e.End, e.Size}, e.Size, "x", e.Stream)
		}
	})
}

func writeFile(path string, content []byte) error { return os.WriteFile(path, content, 0o600) }

// A server that sends just enough to go on is ended, whatever is fetched.
func TestDrip(t *testing.T) {
	content := episode(10 * time.Minute)
	url, sent := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(len(content)))
		for at := 0; at+1024 <= len(content) && r.Context().Err() == nil; at += 1024 {
			if _, err := w.Write(content[at : at+1024]); err != nil {
				return
			}
			w.(counting).ResponseWriter.(http.Flusher).Flush()
			time.Sleep(150 * time.Millisecond)
		}
	})
	c := client(t, Options{})
	if _, _, err := c.Open(new(audio.Reader), url); err == nil || !strings.Contains(err.Error(), "too slowly") {
		t.Errorf("audio: %v", err)
	}
	if _, err := c.Fetch(url, 64<<20); err == nil || !strings.Contains(err.Error(), "too slowly") {
		t.Errorf("a document: %v", err)
	}
	if sent.Load() > 64<<10 {
		t.Errorf("%d bytes were waited for", sent.Load())
	}
}
