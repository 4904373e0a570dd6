package s3test

import (
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Start starts object storage with a bucket and the keys "key" and "secret", and returns its address: a real server over folders, where
// CHAPMARK_GATEWAY is the program (versitygw), else one in memory.
func Start(t testing.TB, bucket string) (address string) {
	program := os.Getenv("CHAPMARK_GATEWAY")
	if program == "" {
		server := httptest.NewServer(New(bucket))
		t.Cleanup(server.Close)
		return server.URL
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := listener.Addr().String()
	_ = listener.Close()
	folder := t.TempDir()
	for _, name := range []string{"objects", "versions"} {
		if err := os.Mkdir(filepath.Join(folder, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(folder, "objects", bucket), 0o700); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program, "--port", at, "--access", "key", "--secret", "secret", "--quiet", "--keep-alive",
		"posix", "--versioning-dir", filepath.Join(folder, "versions"), filepath.Join(folder, "objects"))
	command.Stderr = os.Stderr
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Process.Kill(); _ = command.Wait() })
	for range 500 {
		if connection, err := net.Dial("tcp", at); err == nil {
			_ = connection.Close()
			return "http://" + at
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%s does not listen", program)
	return ""
}
