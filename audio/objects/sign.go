package objects

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// sign adds the signature of a request (AWS Signature Version 4, "Create a signed AWS API request"). The hash is that of its body.
func sign(request *http.Request, bodyHash string, k keys, region string, now time.Time) {
	now = now.UTC()
	date, day := now.Format("20060102T150405Z"), now.Format("20060102")
	request.Header.Set("X-Amz-Date", date)
	request.Header.Set("X-Amz-Content-Sha256", bodyHash)
	if k.Token != "" {
		request.Header.Set("X-Amz-Security-Token", k.Token)
	}
	signed := map[string]string{"host": request.URL.Host}
	for name, values := range request.Header {
		if name = strings.ToLower(name); strings.HasPrefix(name, "x-amz-") || name == "content-type" || name == "content-md5" {
			signed[name] = strings.Join(values, ",")
		}
	}
	var names []string
	for name := range signed {
		names = append(names, name)
	}
	slices.Sort(names)
	headers := ""
	for _, name := range names {
		headers += name + ":" + strings.Join(strings.Fields(signed[name]), " ") + "\n"
	}
	canonical := strings.Join([]string{request.Method, request.URL.EscapedPath(), request.URL.RawQuery, headers, strings.Join(names, ";"), bodyHash}, "\n")
	scope := day + "/" + region + "/s3/aws4_request"
	text := strings.Join([]string{"AWS4-HMAC-SHA256", date, scope, hexHash([]byte(canonical))}, "\n")
	key := []byte("AWS4" + k.Secret)
	for _, part := range []string{day, region, "s3", "aws4_request", text} {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	request.Header.Set("Authorization", fmt.Sprintf("AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%x", k.Access, scope, strings.Join(names, ";"), key))
}

func hexHash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// escape writes every byte but the unreserved characters of RFC 3986 as %XX, as signatures want it.
func escape(text string, isPath bool) string {
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-_.~", c) >= 0, isPath && c == '/':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// query writes the parameters of a request as signatures want them: sorted, and each with a value.
func query(values url.Values) string {
	var parts []string
	for name, all := range values {
		for _, value := range all {
			parts = append(parts, escape(name, false)+"="+escape(value, false))
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, "&")
}
