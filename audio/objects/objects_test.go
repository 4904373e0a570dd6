package objects

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/objects/s3test"
	"github.com/chapmark/chapmark/audio/remote"
)

const name = "s3://bucket/podcast/a b+ü.mp3"

// An object becomes what a file would, and keeps all that it has besides its bytes.
func TestApply(t *testing.T) {
	for _, test := range []struct {
		name     string
		length   time.Duration
		pictures int
	}{{"small", time.Minute, 0}, {"two parts", 6 * time.Minute, 0}, {"parts", 20 * time.Minute, 0}, {"a tag larger than a part", 12 * time.Minute, 20}} {
		for _, all := range []bool{false, true} {
			t.Run(test.name, func(t *testing.T) {
				c := user(t, storage(t), func(o *Options) { o.VerifyAll = all })
				content := episode(test.length, test.pictures)
				c.store(t, name, content, http.Header{"Content-Type": {"audio/mpeg"}, "Cache-Control": {"max-age=60"}, "X-Amz-Meta-Show": {"tides"}, "X-Amz-Tagging": {"a=b%20c"}})
				w, err := c.Apply(c.plan(t, name))
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(c.fetch(t, name), written(t, content)) {
					t.Error("the object is not what a file would be")
				}
				a, _ := Parse(name)
				p, err := c.operation().head(a, "")
				if err != nil || p.header.Get("Content-Type") != "audio/mpeg" || p.header.Get("Cache-Control") != "max-age=60" || p.header.Get("X-Amz-Meta-Show") != "tides" || p.header.Get("X-Amz-Tagging-Count") != "1" {
					t.Errorf("%+v %v", p, err)
				}
				again, _, err := c.Open(new(audio.Reader), name)
				if err != nil || !again.Remembered || len(again.Chapters()) != 2 {
					t.Errorf("%v %v", again, err)
				}
				if len(c.left(t)) > 0 {
					t.Error("an upload is left")
				}
				if !all && w.Sent+w.Received > int64(10<<20+2*len(again.Head())+80<<10) {
					t.Errorf("%+v", w)
				}
			})
		}
	}
}

// What a dry run expects is what comes.
func TestExpect(t *testing.T) {
	for _, length := range []time.Duration{time.Minute, 20 * time.Minute} {
		c := user(t, storage(t))
		c.store(t, name, episode(length, 1), nil)
		plan := c.plan(t, name)
		w, err := c.Apply(plan)
		if err != nil {
			t.Fatal(err)
		}
		want, answers := c.Expect(plan), w.Received
		if w.Received = want.Received; w.OldVersion != "" || w.Requests != want.Requests || w.Sent < want.Sent || w.Sent > want.Sent+4<<10 || w.Copied != want.Copied || answers < want.Received || answers > want.Received+8<<10 {
			t.Errorf("%+v instead of %+v; %d", w, want, answers)
		}
	}
}

// However long the audio is, little of it moves: 70 minutes and 3 hours.
func TestTraffic(t *testing.T) {
	for _, length := range []time.Duration{70 * time.Minute, 3 * time.Hour} {
		proxy := s3test.NewProxy(t, storage(t))
		c := user(t, proxy.URL)
		content := episode(length, 1)
		c.store(t, name, content, nil)
		plan := c.plan(t, name)
		proxy.Reset()
		if _, err := c.Apply(plan); err != nil {
			t.Fatal(err)
		}
		requests, in, out := proxy.Counts()
		t.Logf("%v, %d bytes: %d requests, %d bytes there, %d back", length, len(content), requests, in, out)
		if most := int64(10<<20 + 2*len(plan.Head())); in+out > most {
			t.Errorf("%d bytes moved, more than %d", in+out, most)
		}
	}
}

// Whatever fails at whichever request, the object is the old or the new one, an error says which, and the next run gets through and
// leaves nothing.
func TestFaults(t *testing.T) {
	content := episode(11*time.Minute, 0)
	after := written(t, content)
	for mode, from := range map[string]func(n, at int64) s3test.Fault{
		"cut from then on": func(n, at int64) s3test.Fault { return choose(n >= at, s3test.Cut) },
		"killed after":     func(n, at int64) s3test.Fault { return choose(n == at, s3test.Lost) | choose(n > at, s3test.Cut) },
		"answer lost":      func(n, at int64) s3test.Fault { return choose(n == at, s3test.Lost) },
		"half an answer":   func(n, at int64) s3test.Fault { return choose(n == at, s3test.Half) },
		"busy once":        func(n, at int64) s3test.Fault { return choose(n == at, s3test.Busy) },
		"stalls once":      func(n, at int64) s3test.Fault { return choose(n == at, s3test.Stall) },
		"busy for long":    func(n, at int64) s3test.Fault { return choose(n >= at, s3test.Busy) },
	} {
		t.Run(mode, func(t *testing.T) {
			if os.Getenv("CHAPMARK_GATEWAY") == "" && mode != "killed after" && mode != "answer lost" {
				t.Skip("CHAPMARK_GATEWAY is not set")
			}
			t.Parallel()
			address := storage(t)
			direct := user(t, address)
			notes := t.TempDir()
			for at := int64(1); ; at++ {
				direct.store(t, name, content, nil)
				proxy := s3test.NewProxy(t, address)
				patience := 10 * time.Second
				if mode == "stalls once" {
					patience = time.Second / 2
				}
				c := user(t, proxy.URL, func(o *Options) { o.Folder, o.Timeout = notes, patience })
				plan := c.plan(t, name)
				proxy.Reset()
				proxy.Make(func(n int64, _ *http.Request) s3test.Fault { return from(n, at) })
				_, err := c.Apply(plan)
				now := direct.fetch(t, name)
				torn := !bytes.Equal(now, content) && !bytes.Equal(now, after)
				passing := strings.Contains(mode, "once") || strings.Contains(mode, "lost") || strings.Contains(mode, "half")
				if torn || err == nil && !bytes.Equal(now, after) || passing && err != nil {
					t.Fatalf("request %d (%v): torn %v, new %v, %v", at, proxy.Log(), torn, bytes.Equal(now, after), err)
				}
				requests, _, _ := proxy.Counts()
				// The next run, on the same machine: its address is the same, and so are its notes.
				proxy.Make(nil)
				next := user(t, proxy.URL, func(o *Options) { o.Folder = notes })
				if _, err := next.Apply(next.plan(t, name)); err != nil {
					t.Fatalf("request %d: the next run: %v", at, err)
				}
				if !bytes.Equal(direct.fetch(t, name), after) {
					t.Fatalf("request %d: the next run has not written it", at)
				}
				if _, err := next.Recover(name, false); err != nil || len(direct.left(t)) > 0 {
					t.Fatalf("request %d: %v is left, %v", at, direct.left(t), err)
				}
				if requests < at {
					t.Logf("%d requests", requests)
					break
				}
			}
		})
	}
}

func choose(yes bool, fault s3test.Fault) s3test.Fault {
	if yes {
		return fault
	}
	return s3test.Pass
}

// An object that changes meanwhile stays as it is then.
func TestConflict(t *testing.T) {
	other := episode(21*time.Minute, 0)
	for _, moment := range []string{"", "?uploads", "partNumber=1&", "partNumber=3&", "?uploadId"} {
		t.Run(moment, func(t *testing.T) {
			address := storage(t)
			direct := user(t, address)
			direct.store(t, name, episode(20*time.Minute, 0), nil)
			proxy := s3test.NewProxy(t, address)
			c := user(t, proxy.URL)
			plan := c.plan(t, name)
			var once sync.Once
			change := func() { once.Do(func() { direct.store(t, name, other, nil) }) }
			if moment == "" {
				change()
			}
			proxy.Make(func(_ int64, r *http.Request) s3test.Fault {
				if moment != "" && strings.Contains(r.URL.String(), moment) && (moment != "?uploadId" || r.Method == http.MethodPost) {
					change()
				}
				return s3test.Pass
			})
			_, err := c.Apply(plan)
			if !errors.Is(err, disk.ErrChanged) || !strings.Contains(err.Error(), "412") && moment != "" {
				t.Errorf("%v", err)
			}
			if !bytes.Equal(direct.fetch(t, name), other) {
				t.Error("the other change is lost")
			}
			if len(direct.left(t)) > 0 {
				t.Error("an upload is left")
			}
		})
	}
}

// Each failure has its words, and none of them holds a secret.
func TestRefusals(t *testing.T) {
	for _, test := range []struct {
		name   string
		server func(*s3test.Server)
		env    map[string]string
		object string
		want   string
	}{
		{"no object", nil, nil, "s3://bucket/nothing.mp3", "s3://bucket/nothing.mp3: the storage has no such object"},
		{"no bucket", nil, nil, "s3://other/nothing.mp3", "there is no bucket other (404 NoSuchBucket)"},
		{"no credentials", nil, map[string]string{"AWS_ACCESS_KEY_ID": "", "AWS_EC2_METADATA_DISABLED": "true"}, name, "there are no credentials"},
		{"wrong key", func(s *s3test.Server) { s.AccessKey = "another/" }, nil, name, "does not know this access key (403 InvalidAccessKeyId)"},
		{"read only", func(s *s3test.Server) { s.ReadOnly = true }, nil, name, "access denied (403 AccessDenied)"},
		{"no copies", func(s *s3test.Server) { s.NoCopies = true }, nil, name, "cannot copy parts of objects; --allow-upload"},
		{"unknown permission", func(s *s3test.Server) { s.ACL = accessXML("WRITE") }, nil, name, `does not know the permission "WRITE"`},
		{"no name", nil, nil, "s3://bucket", "an object is named s3://BUCKET/KEY"},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := s3test.New("bucket")
			at := httptest.NewServer(server)
			t.Cleanup(at.Close)
			user(t, at.URL).store(t, name, episode(20*time.Minute, 0), nil)
			if test.server != nil {
				test.server(server)
			}
			c := user(t, at.URL)
			for key, value := range test.env {
				t.Setenv(key, value)
			}
			f, _, err := c.Open(new(audio.Reader), test.object)
			if err == nil {
				plan, failed := f.Plan(list, audio.Options{})
				if failed != nil {
					t.Fatal(failed)
				}
				_, err = c.Apply(plan)
			}
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("%v, want %s", err, test.want)
			}
		})
	}
}

// Who may access an object may access the new one.
func TestAccess(t *testing.T) {
	server := s3test.New("bucket")
	server.ACL = accessXML("READ")
	at := httptest.NewServer(server)
	t.Cleanup(at.Close)
	proxy := s3test.NewProxy(t, at.URL)
	c := user(t, proxy.URL)
	c.store(t, name, episode(20*time.Minute, 0), nil)
	plan := c.plan(t, name)
	got := http.Header{}
	proxy.Make(func(_ int64, r *http.Request) s3test.Fault {
		if r.Method == http.MethodPost && r.URL.Query().Has("uploads") {
			got = r.Header.Clone()
		}
		return s3test.Pass
	})
	if _, err := c.Apply(plan); err != nil {
		t.Fatal(err)
	}
	if got.Get("X-Amz-Grant-Read") != `uri="http://acs.amazonaws.com/groups/global/AllUsers"` || got.Get("X-Amz-Grant-Full-Control") != `id="me"` {
		t.Errorf("%v", got)
	}
}

func accessXML(permission string) string {
	return `<AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>me</ID></Owner><AccessControlList>` +
		`<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>me</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant>` +
		`<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee><Permission>` +
		permission + `</Permission></Grant></AccessControlList></AccessControlPolicy>`
}

// Storage that cannot copy gets all of it, if that is allowed.
func TestAllowUpload(t *testing.T) {
	server := s3test.New("bucket")
	server.NoCopies = true
	at := httptest.NewServer(server)
	t.Cleanup(at.Close)
	c := user(t, at.URL, func(o *Options) { o.AllowUpload = true })
	content := episode(20*time.Minute, 0)
	c.store(t, name, content, nil)
	w, err := c.Apply(c.plan(t, name))
	if err != nil || w.Copied != 0 || w.Sent < int64(len(content)) {
		t.Errorf("%+v %v", w, err)
	}
	if !bytes.Equal(c.fetch(t, name), written(t, content)) {
		t.Error("the object is not what a file would be")
	}
}

// An archive that did not change costs a request for a thousand objects, and nothing of any of them.
func TestListing(t *testing.T) {
	proxy := s3test.NewProxy(t, storage(t))
	c := user(t, proxy.URL)
	content := episode(5*time.Second, 0)
	var names []string
	for i := range 1500 {
		names = append(names, "s3://bucket/podcast/"+strings.Repeat("x", 1+i%7)+"/"+fmt.Sprint(i)+".mp3")
		c.store(t, names[i], content, nil)
	}
	if _, err := c.LookUp(names); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if _, _, err := c.Open(new(audio.Reader), name); err != nil {
			t.Fatal(err)
		}
	}
	next := user(t, proxy.URL, func(o *Options) { o.Folder = c.options.Folder })
	proxy.Reset()
	complete, err := next.LookUp(names)
	if err != nil || !complete["bucket"] {
		t.Fatal(complete, err)
	}
	for _, name := range names {
		f, _, err := next.Open(new(audio.Reader), name)
		if err != nil || !f.Remembered {
			t.Fatal(f, err)
		}
	}
	if requests, in, _ := proxy.Counts(); requests != 2 || in != 0 {
		t.Errorf("%d requests: %v", requests, proxy.Log()[:4])
	}
	c.store(t, "s3://bucket/podcast/x/[1]1.mp3", content, nil)
	if found, err := next.Glob("s3://bucket/podcast/x/[1]1.mp3"); err != nil || len(found) != 1 || found[0] != "s3://bucket/podcast/x/[1]1.mp3" {
		t.Errorf("%v %v", found, err)
	}
	found, err := next.Glob("s3://bucket/podcast/x*/*1.mp3")
	if err != nil || len(found) == 0 || len(found) > 200 {
		t.Errorf("%d %v", len(found), err)
	}
}

// Uploads of others are left alone as long as they may be at work.
func TestRecover(t *testing.T) {
	server := s3test.New("bucket")
	at := httptest.NewServer(server)
	t.Cleanup(at.Close)
	c := user(t, at.URL)
	begin := func(key string) {
		c.store(t, "s3://bucket/"+key, []byte("x"), nil)
		o := c.operation()
		if _, _, err := o.read(t.Context(), call{method: http.MethodPost, address: Address{"bucket", key}, query: map[string][]string{"uploads": {""}}}, 1<<20); err != nil {
			t.Fatal(err)
		}
	}
	begin("podcast/a.mp3")
	begin("other/b.mp3")
	if found, err := c.Recover("S3://bucket/", true); err != nil || len(found) != 2 {
		t.Error(found, err)
	}
	if _, err := c.Recover("bucket/podcast", true); err == nil {
		t.Error("a folder of this machine is taken for one in storage")
	}
	found, err := c.Recover("s3://bucket/podcast/", false)
	if err != nil || len(found) != 1 || found[0].Ends() || len(c.left(t)) != 2 {
		t.Fatal(found, err)
	}
	server.Age(2 * time.Hour)
	if found, err = c.Recover("s3://bucket/podcast/", true); err != nil || len(found) != 1 || !found[0].Ends() || len(c.left(t)) != 2 {
		t.Fatal(found, err)
	}
	if found, err = c.Recover("s3://bucket/podcast/a.mp3", false); err != nil || len(found) != 1 || len(c.left(t)) != 1 {
		t.Fatal(found, err)
	}
}

// Bytes come as they are, whoever asks for whichever of them.
func TestRanged(t *testing.T) {
	proxy := s3test.NewProxy(t, storage(t))
	c := user(t, proxy.URL)
	content := make([]byte, 5<<20+12345)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range content {
		content[i] = byte(random.Uint32())
	}
	c.store(t, name, content, nil)
	a, _ := Parse(name)
	p, err := c.operation().head(a, "")
	if err != nil {
		t.Fatal(err)
	}
	proxy.Make(func(n int64, _ *http.Request) s3test.Fault { return choose(n%5 == 0 && n < 20, s3test.Half) })
	r := c.operation().ranged(a, p.object.Version, p.object.Size)
	whole, err := io.ReadAll(io.NewSectionReader(r, 0, p.object.Size))
	if err != nil || !bytes.Equal(whole, content) {
		t.Fatalf("%d bytes, %v", len(whole), err)
	}
	var wait sync.WaitGroup
	for seed := range uint64(8) {
		wait.Go(func() {
			random := rand.New(rand.NewPCG(seed, 3))
			for range 50 {
				at := random.Int64N(int64(len(content)))
				b := make([]byte, random.IntN(1<<20))
				n, err := r.ReadAt(b, at)
				if want := content[at:min(at+int64(len(b)), int64(len(content)))]; !bytes.Equal(b[:n], want) || err != nil && (err != io.EOF || n == len(b)) {
					t.Errorf("%d at %d: %d, %v", len(b), at, n, err)
				}
			}
		})
	}
	wait.Wait()
	if err := r.Close(); err != nil || len(c.spare) != 0 {
		t.Errorf("%d pieces are held; %v", len(c.spare), err)
	}
	if _, err := r.ReadAt(make([]byte, 1), 0); err == nil {
		t.Error("it reads on")
	}
}

// The web's errors are told apart: nothing there is no failure of the machine's.
func TestMissing(t *testing.T) {
	c := user(t, storage(t))
	var missing *remote.MissingError
	if _, _, err := c.Open(new(audio.Reader), "s3://bucket/nothing.mp3"); !errors.As(err, &missing) {
		t.Errorf("%v", err)
	}
	if _, _, err := c.Get("s3://bucket/nothing", 100); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if err := c.Put("s3://bucket/new", []byte("a"), ""); err != nil {
		t.Fatal(err)
	}
	if err := c.Put("s3://bucket/new", []byte("b"), ""); !errors.Is(err, disk.ErrChanged) {
		t.Errorf("%v", err)
	}
	content, version, err := c.Get("s3://bucket/new", 100)
	if err != nil || string(content) != "a" {
		t.Fatal(content, err)
	}
	if err := c.Put("s3://bucket/new", []byte("b"), version); err != nil {
		t.Error(err)
	}
}

// Of two programs of one machine, the second waits for an object, and recover leaves what the first is at.
func TestLock(t *testing.T) {
	address := storage(t)
	c := user(t, address)
	c.store(t, name, []byte("x"), nil)
	other := user(t, address, func(o *Options) { o.Folder = c.options.Folder })
	unlock, err := c.Lock(name, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Lock(name, 50*time.Millisecond); !errors.Is(err, disk.ErrBusy) || !strings.HasPrefix(err.Error(), "lock "+name+":") {
		t.Errorf("%v", err)
	}
	a, _ := Parse(name)
	o := c.operation()
	if _, _, err := o.read(t.Context(), call{method: http.MethodPost, address: a, query: map[string][]string{"uploads": {""}}}, 1<<20); err != nil {
		t.Fatal(err)
	}
	c.note(uploadNote{Address: a, Began: time.Now()})
	if found, err := other.Recover(name, false); err != nil || len(found) != 1 || found[0].Ends() || len(c.left(t)) != 1 {
		t.Errorf("%v %v", found, err)
	}
	done := make(chan error)
	go func() {
		unlock, err := other.Lock(name, 10*time.Second)
		if err == nil {
			err = unlock()
		}
		done <- err
	}()
	if err := errors.Join(unlock(), <-done); err != nil {
		t.Error(err)
	}
	if found, err := other.Recover(name, false); err != nil || len(found) != 1 || !found[0].Ends() || len(c.left(t)) != 0 {
		t.Errorf("%v %v", found, err)
	}
}
