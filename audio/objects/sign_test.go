package objects

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// The examples of Amazon's own document ("Signature Calculations for the Authorization Header").
func TestSign(t *testing.T) {
	k := keys{Access: "AKIAIOSFODNN7EXAMPLE", Secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}
	now := time.Date(2013, 5, 24, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		query url.Values
		want  string
	}{
		{url.Values{"lifecycle": {""}}, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"},
		{url.Values{"max-keys": {"2"}, "prefix": {"J"}}, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"},
	} {
		request, err := http.NewRequest(http.MethodGet, "https://examplebucket.s3.amazonaws.com/", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.URL.RawQuery = query(test.query)
		sign(request, hexHash(nil), k, "us-east-1", now)
		if got := request.Header.Get("Authorization"); !strings.HasSuffix(got, "SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature="+test.want) {
			t.Errorf("%v: %s", test.query, got)
		}
	}
}

func TestEscape(t *testing.T) {
	for text, want := range map[string]string{"a b+ü/~-_.": "a%20b%2B%C3%BC/~-_.", "%?#&=": "%25%3F%23%26%3D"} {
		if got := escape(text, true); got != want {
			t.Errorf("%s instead of %s", got, want)
		}
	}
	if got := escape("a/b", false); got != "a%2Fb" {
		t.Error(got)
	}
}

// Where an object is asked for: in the host's name at Amazon's, in the path elsewhere, or as the config says.
func TestURL(t *testing.T) {
	for _, test := range []struct {
		endpoint string
		place    Place
		address  Address
		want     string
	}{
		{"", Place{}, Address{"show", "a b.mp3"}, "https://show.s3.eu-central-1.amazonaws.com/a%20b.mp3"},
		{"", Place{}, Address{"show.example", "a"}, "https://s3.eu-central-1.amazonaws.com/show.example/a"},
		{"https://account.r2.example", Place{}, Address{"show", "x/y"}, "https://account.r2.example/show/x/y"},
		{"https://account.r2.example/base/", Place{}, Address{"show", ""}, "https://account.r2.example/base/show/"},
		{"https://s3.example", Place{VirtualHosts: true}, Address{"show", "x//y"}, "https://show.s3.example/x//y"},
	} {
		c := NewClient(Options{Endpoint: test.endpoint, Region: "eu-central-1"})
		c.At(test.place)
		if err := c.started(); err != nil {
			t.Fatal(err)
		}
		if got := c.url(test.address).String(); got != test.want {
			t.Errorf("%s instead of %s", got, test.want)
		}
	}
	for _, wrong := range []string{"s3.example", "ftp://s3.example", "https://", "https://user:secret@s3.example", "https://s3.example?x"} {
		if err := NewClient(Options{Endpoint: wrong}).started(); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", wrong, err)
		}
	}
}
