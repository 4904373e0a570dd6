package site

import (
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
)

// placeholder is what a value stands for in a template: {number}, {enclosure.url}, {files[0].name}, {url|base}, {title|slug},
// {number|000}.
var placeholder = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\{([A-Za-z_][\w-]*(?:\.[\w-]+|\[\d+\])*)(?:\|(base|slug|0{1,9}))?\}`)
})

// expand puts values into a template. Where that is not possible, wrong says why. A value may be a path below the config's
// folder, with or without a slash in front, or part of one; a web address may be all that a template comes to.
func expand(template string, values map[string]string) (name, wrong string) {
	scheme := ""
	if rest, ok := strings.CutPrefix(template, "https://{"); ok {
		scheme, template = "https://", "{"+rest // before an address that has its own
	}
	for template != "" {
		at := placeholder().FindStringSubmatchIndex(template)
		if at == nil {
			name += template
			break
		}
		word := template[at[2]:at[3]]
		value, ok := values[fieldName(word)]
		if ok = ok && strings.TrimSpace(value) != ""; ok && at[4] >= 0 {
			value = filtered(value, template[at[4]:at[5]])
		}
		name += template[:at[0]]
		rest := template[at[1]:]
		switch local := strings.TrimPrefix(path.Clean(filepath.ToSlash(value)), "/"); {
		case !ok:
			return "", fmt.Sprintf("the audio's name needs {%s}, which this episode does not have", word)
		case remote.IsRemote(value) && name == "" && rest == "":
			return value, ""
		case strings.Contains(value, "://") && name == "" && rest == "":
			return "", fmt.Sprintf("{%s} is %s, which is not an address on the web", word, chapters.Quoted(value))
		case remote.IsObject(name) && !strings.Contains(strings.TrimPrefix(name, "s3://"), "/"):
			return "", fmt.Sprintf("{%s} would be part of a bucket's name; write a / before it", word)
		case remote.IsURL(scheme+name+"x") && !strings.Contains(strings.TrimPrefix(scheme+name, "https://"), "/") && scheme+name != "https://" && !strings.HasPrefix(value, "/"):
			return "", fmt.Sprintf("{%s} would be part of a host name; write a / before it", word)
		case strings.Contains(value, "://"):
			return "", fmt.Sprintf("{%s} is a whole address, but the audio's name needs part of a path; {%s|base} is its last part", word, word)
		case strings.ContainsRune(value, '\\'):
			return "", fmt.Sprintf("{%s} has a backslash; write / between folders", word)
		case local == "." || !filepath.IsLocal(local):
			return "", fmt.Sprintf("{%s} leads out of the folder; start `audio:` with the folder of the audio", word)
		default:
			if remote.IsURL(scheme + name + "x") {
				local = (&url.URL{Path: local}).EscapedPath()
			}
			if name != "" && !strings.HasSuffix(name, "/") && strings.HasPrefix(value, "/") {
				name += "/" // static{audio}
			}
			name += local
		}
		template = rest
	}
	return scheme + name, ""
}

// filtered is a value as a filter makes it.
func filtered(value, filter string) string {
	switch filter {
	case "base":
		return base(value)
	case "slug":
		return slugged(value)
	}
	return padded(value, len(filter))
}

// slugged is a text as addresses have it: small letters, digits and hyphens.
func slugged(value string) string {
	words := strings.FieldsFunc(strings.ToLower(value), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’' })
	return strings.NewReplacer("'", "", "’", "").Replace(strings.Join(words, "-"))
}

// padded is a whole number with zeros before it; whatever else stays as it is.
func padded(value string, width int) string {
	if value == "" || strings.Trim(value, "0123456789") != "" {
		return value
	}
	return strings.Repeat("0", max(0, width-len(value))) + value
}

// base is the last part of a path or an address.
func base(value string) string {
	if parsed, err := url.Parse(value); err == nil && parsed.Path != "" {
		value = parsed.Path
	}
	return path.Base(value)
}

// localPath is a path of the config's as the system writes it; one that begins with file: is one.
func localPath(template string) string {
	rest, ok := strings.CutPrefix(template, "file:")
	if !ok {
		return template
	}
	rest = strings.TrimPrefix(rest, "//")
	if strings.HasPrefix(rest, "localhost/") {
		rest = strings.TrimPrefix(rest, "localhost")
	}
	if len(rest) > 2 && rest[0] == '/' && rest[2] == ':' {
		rest = rest[1:] // file:///D:/audio
	}
	if unescaped, err := url.PathUnescape(rest); err == nil {
		return unescaped
	}
	return rest
}
