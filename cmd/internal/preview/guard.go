package preview

import (
	"crypto/subtle"
	"mime"
	"net/http"
	"strings"
	"time"
)

// policy lets the page load its own three files and nothing else, whatever a title may try.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guard answers only requests that can come from the page itself: other sites can make a browser send requests to this machine, and
// can give their own names its address (DNS rebinding), but they do not know the token, nor can they forge Host and Origin.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := s.listener.Addr().String()
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cache-Control", "no-store")
		token, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		origin, site := r.Header.Get("Origin"), r.Header.Get("Sec-Fetch-Site")
		kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		switch {
		case r.Host != host:
			http.Error(w, "this is not the address of the page", http.StatusMisdirectedRequest)
		case origin != "" && origin != "http://"+host, site != "" && site != "same-origin" && site != "none":
			http.Error(w, "another site asked for this", http.StatusForbidden)
		case rest == "" && r.Method == http.MethodGet && s.admits(token):
			http.Redirect(w, r, "/"+s.token+"/", http.StatusSeeOther)
		case subtle.ConstantTimeCompare([]byte(token), []byte(s.token)) != 1:
			http.Error(w, "there is nothing here: use the whole address that chapmark printed", http.StatusNotFound)
		case r.Method == http.MethodPost && (origin == "" || kind != "application/json"):
			http.Error(w, "only the page itself may change files", http.StatusForbidden)
		default:
			s.lock.Lock()
			s.touched = time.Now()
			s.lock.Unlock()
			r.URL.Path = "/" + rest
			next.ServeHTTP(w, r)
		}
	})
}
