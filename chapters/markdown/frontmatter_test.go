package markdown_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

func TestFrontMatter(t *testing.T) {
	text := "---\nplain: text here\n'quoted': \"double\"\nsingle: 'it''s'\nclock: 1:02:04\nminutes: 12:04\nnumber: 42\nfloat: 1.5\nyes: true\nnothing:\nlist: [1, two]\nmap: {a: b}\nlong: |\n  two\n  lines\nanchor: &x v\nalias: *x\n---\n"
	document, problems := markdown.Parse(chapters.NewSource("a.md", []byte(text)))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := map[string]any{
		"plain": "text here", "quoted": "double", "single": "it's", "clock": "1:02:04", "minutes": "12:04", "number": int64(42),
		"float": 1.5, "yes": true, "nothing": nil, "list": []any{int64(1), "two"}, "map": map[string]any{"a": "b"},
		"long": "two\nlines\n", "anchor": "v", "alias": "v",
	}
	if diff := cmp.Diff(want, document.FrontMatter.Values); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
	var got []string
	for _, f := range document.FrontMatter.Fields {
		if f.Editable {
			got = append(got, fmt.Sprintf("%s %s", f.Key, text[f.Span.Start:f.Span.End]))
		}
	}
	fields := []string{"plain text here", "quoted \"double\"", "clock 1:02:04", "minutes 12:04", "number 42", "float 1.5", "yes true", "nothing ", "list.0 1", "list.1 two", "map.a b"}
	if diff := cmp.Diff(fields, got); diff != "" {
		t.Errorf("editable fields (-want +got):\n%s", diff)
	}
}

func TestFrontMatterTOML(t *testing.T) {
	text := "+++\ntitle = \"a\"\nlit = 'b'\nn = 1_000\ntime = 01:02:04\nday = 2026-01-02\nesc = \"a\\u0041\"\nlist = [1]\n[table]\nn = 2\n+++\n- 0:00 {{ page.table.n }}\n- 1:00 x\n"
	document, problems := markdown.Parse(chapters.NewSource("a.md", []byte(text)))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := map[string]any{"title": "a", "lit": "b", "n": int64(1000), "time": "01:02:04", "day": "2026-01-02", "esc": "aA",
		"list": []any{int64(1)}, "table": map[string]any{"n": int64(2)}}
	if diff := cmp.Diff(want, document.FrontMatter.Values); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
	var got []string
	for _, f := range document.FrontMatter.Fields {
		got = append(got, fmt.Sprintf("%s %s %v", f.Key, text[f.Span.Start:f.Span.End], f.Editable))
	}
	fields := []string{`title "a" true`, "lit 'b' true", "n 1_000 true", "time 01:02:04 true", "day 2026-01-02 true", `esc "a\u0041" false`, "list.0 1 true", "table.n 2 true"}
	if diff := cmp.Diff(fields, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if len(document.Topics) != 2 || document.Topics[0].Title != "2" {
		t.Errorf("topics: %v", document.Topics)
	}
}

func TestBadFrontMatter(t *testing.T) {
	deep := strings.Repeat("[", 60000)
	var indented strings.Builder
	for i := range 100 {
		fmt.Fprintf(&indented, "%sa:\n", strings.Repeat(" ", i))
	}
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c <= 'i'; c++ {
		bomb += fmt.Sprintf("%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n", c, c, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1)
	}
	for _, test := range []struct{ name, text, want string }{
		{"unclosed", "---\na: b\n\n# Title\n", "1:1 bad-front-matter"},
		{"unclosed TOML", "+++\na = 1\n", "1:1 bad-front-matter"},
		{"deep brackets", "---\na: " + deep + "\n---\n", "2:67 bad-front-matter"},
		{"deep indents", "---\n" + indented.String() + "---\n", "66:1 bad-front-matter"},
		{"deep dashes", "---\n" + strings.Repeat("- ", 60000) + "x\n---\n", "1:1 bad-front-matter"},
		{"deep dotted keys", "+++\n" + strings.Repeat("a.", 100) + "b = 1\n+++\n", "2:1 bad-front-matter"},
		{"deep TOML", "+++\na = " + strings.Repeat("[", 100) + "\n+++\n", "2:68 bad-front-matter"},
		{"bomb", "---\n" + bomb + "---\n", "2:1 bad-front-matter"},
		{"itself", "---\na: &a [*a]\n---\n", "2:1 bad-front-matter"},
		{"too long", "---\n" + strings.Repeat("a: b\n", 20000) + "---\n", "1:1 bad-front-matter"},
		{"not YAML", "---\nok: 1\ntitle: a: b\n---\n", "3:8 bad-front-matter"},
		{"not YAML, CRLF", "---\r\nok: 1\r\ntitle: a: b\r\n---\r\n", "3:8 bad-front-matter"},
		{"no fields", "---\njust text\n---\n", "2:1 bad-front-matter"},
		{"not TOML", "+++\nok = 1\ntitle = a\n+++\n", "3:1 bad-front-matter"},
		{"comment only", "---\n# nothing\n---\n", ""},
		{"empty", "---\n---\n", ""},
		{"none", "# Title\n\n---\n\ntext\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := strings.Join(describe(test.text), ", "); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestStamp(t *testing.T) {
	facts := chapters.Facts{Known: true, Bytes: 67031040, Duration: 4189184 * 1e6}
	for _, test := range []struct {
		name, text, want string
		add              bool
	}{
		{"quotes", "---\nmp3_bytes: \"1\"\nmp3_duration: '1:00:00'\n---\n", "---\nmp3_bytes: \"67031040\"\nmp3_duration: '1:09:49'\n---\n", false},
		{"plain", "---\nmp3_bytes: 1\nmp3_duration: 1:00:00\n---\n", "---\nmp3_bytes: 67031040\nmp3_duration: 1:09:49\n---\n", false},
		{"seconds and comments", "---\nmp3_bytes: 1   # size\nmp3_duration: 12 # s\n---\n", "---\nmp3_bytes: 67031040   # size\nmp3_duration: 4189 # s\n---\n", false},
		{"order, CRLF, byte order mark", "\uFEFF---\r\nz: é\r\nmp3_duration: \"00:00:01\"\r\na: 1\r\nmp3_bytes: \"1\"\r\n---\r\nbody\r\n", "\uFEFF---\r\nz: é\r\nmp3_duration: \"01:09:49\"\r\na: 1\r\nmp3_bytes: \"67031040\"\r\n---\r\nbody\r\n", false},
		{"wide characters before", "---\n{\"日本\": 1, mp3_bytes: 1, mp3_duration: \"0:01\"}\n---\n", "---\n{\"日本\": 1, mp3_bytes: 67031040, mp3_duration: \"1:09:49\"}\n---\n", false},
		{"empty", "---\nmp3_bytes:\nmp3_duration: \"\"\n---\n", "---\nmp3_bytes: \"67031040\"\nmp3_duration: \"1:09:49\"\n---\n", false},
		{"null", "---\nmp3_bytes: null\nmp3_duration: ~\n---\n", "---\nmp3_bytes: \"67031040\"\nmp3_duration: \"1:09:49\"\n---\n", false},
		{"swapped", "---\nmp3_bytes: \"1:00:00\"\nmp3_duration: \"67026944\"\n---\n", "---\nmp3_bytes: \"67031040\"\nmp3_duration: \"1:09:49\"\n---\n", false},
		{"words", "---\nmp3_bytes: 64 MB\nmp3_duration: soon\n---\n", "---\nmp3_bytes: \"67031040\"\nmp3_duration: \"1:09:49\"\n---\n", false},
		{"a number in base 16", "+++\nmp3_bytes = 0x10\nmp3_duration = 12\n+++\n", "+++\nmp3_bytes = 67031040\nmp3_duration = 4189\n+++\n", false},
		{"right already", "---\nmp3_bytes: \"67031040\"\nmp3_duration: \"1:09:49\"\n---\n", "---\nmp3_bytes: \"67031040\"\nmp3_duration: \"1:09:49\"\n---\n", false},
		{"missing", "---\na: 1\n---\n", "---\na: 1\n---\n", false},
		{"added", "---\na: 1\nb: |\n  x\n---\nbody\n", "---\na: 1\nb: |\n  x\nmp3_bytes: \"67031040\"\nmp3_duration: \"1:09:49\"\n---\nbody\n", true},
		{"added, CRLF", "---\r\nmp3_bytes: 1\r\n---\r\n", "---\r\nmp3_bytes: 67031040\r\nmp3_duration: \"1:09:49\"\r\n---\r\n", true},
		{"TOML", "+++\nmp3_bytes = 1_000\nmp3_duration = 01:00:00\n[x]\ny = 1\n+++\n", "+++\nmp3_bytes = 67_031_040\nmp3_duration = 01:09:49\n[x]\ny = 1\n+++\n", false},
		{"added to TOML", "+++\na = 1\n[x]\ny = 1\n+++\n", "+++\na = 1\nmp3_bytes = \"67031040\"\nmp3_duration = \"1:09:49\"\n[x]\ny = 1\n+++\n", true},
		{"nested TOML", "+++\na = 1\n[[parts]]\nx = 1\n[[parts]]\nx = 2\n[parts.audio]\nlength = 1_000_000\n[audio]\nduration = \"1:00\"\n+++\n", "+++\na = 1\n[[parts]]\nx = 1\n[[parts]]\nx = 2\n[parts.audio]\nlength = 1_000_000\n[audio]\nduration = \"1:09:49\"\n+++\n", false},
		{"JSON", "{\n  \"n\": [1, {\"a\": null}],\n  \"podcast_bytes\": 5, \"podcast_duration\": \"00:01:00\"\n}\nText.\n", "{\n  \"n\": [1, {\"a\": null}],\n  \"podcast_bytes\": 67031040, \"podcast_duration\": \"01:09:49\"\n}\nText.\n", false},
		{"added to JSON", "{\n  \"a\": \"x\"\n}\n", "{\n  \"a\": \"x\",\n  \"mp3_bytes\": \"67031040\",\n  \"mp3_duration\": \"1:09:49\"\n}\n", true},
		{"added to one line of JSON", "{\"a\": {\"b\": 1}}\n", "{\"a\": {\"b\": 1}, \"mp3_bytes\": \"67031040\", \"mp3_duration\": \"1:09:49\"}\n", true},
		{"nested", "---\nenclosure:\n  url: https://a.example\n  length: 98031212\nduration: 1:02:00\n---\n", "---\nenclosure:\n  url: https://a.example\n  length: 67031040\nduration: 1:09:49\n---\n", false},
		{"blanks after", "---\nmp3_bytes: 1   \nmp3_duration: \"0:01\"\t \n---\n", "---\nmp3_bytes: 67031040   \nmp3_duration: \"1:09:49\"\t \n---\n", false},
		{"added to nothing in JSON", "{}\nText\n", "{ \"mp3_bytes\": \"67031040\", \"mp3_duration\": \"1:09:49\"}\nText\n", true},
		{"a key after a question mark", "---\n? mp3_bytes\n: 1\n---\n", "---\n? mp3_bytes\n: 67031040\n---\n", false},
		{"rounded up", "---\nduration: 1:09:50\n---\n", "---\nduration: 1:09:50\n---\n", false},
		{"a duration alone", "---\nduration: 1:00\n---\n", "---\nduration: 1:09:49\nmp3_bytes: \"67031040\"\n---\n", true},
		{"hours and minutes", "---\nduration: 1:09\n---\n", "---\nduration: 1:09\n---\n", false},
		{"added to empty front matter", "---\n---\n", "---\nmp3_bytes: \"67031040\"\nmp3_duration: \"1:09:49\"\n---\n", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			document, problems := markdown.Parse(chapters.NewSource("a.md", []byte(test.text)))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			got, err := markdown.Stamp(document, facts, test.add)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, string(got.Text)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			again, _ := markdown.Parse(chapters.NewSource("a.md", got.Text))
			if twice, err := markdown.Stamp(again, facts, test.add); err != nil || string(twice.Text) != string(got.Text) {
				t.Errorf("again: %v\n%s", err, twice.Text)
			}
			if changed := test.want != test.text; changed != (len(got.Changes) > 0) {
				t.Errorf("changes: %v", got.Changes)
			}
		})
	}
}

func TestStampRefuses(t *testing.T) {
	for _, test := range []struct{ name, text string }{
		{"no front matter", "text\n"},
		{"folded value", "---\nmp3_bytes: >\n  1\nmp3_duration: 1\n---\n"},
		{"anchored value", "---\nmp3_bytes: &a 1\nb: *a\nmp3_duration: 1\n---\n"},
		{"escaped value", "---\nmp3_bytes: \"\\x31\"\nmp3_duration: 1\n---\n"},
		{"flow mapping", "---\n{a: 1}\n---\n"},
		{"indented mapping", "---\n  a: 1\n---\n"},
		{"a list under the name", "---\nmp3_bytes: [1]\nmp3_duration: 1\n---\n"},
		{"the name twice", "---\nmp3_bytes: 1\nmp3_duration: 1\nmp3_bytes: 2\n---\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			document, _ := markdown.Parse(chapters.NewSource("a.md", []byte(test.text)))
			if got, err := markdown.Stamp(document, chapters.Facts{Known: true, Bytes: 9, Duration: 1e9}, true); err == nil {
				t.Errorf("wrote %q", got.Text)
			}
		})
	}
}

// JSON has no infinity; a text may.
func TestNoInfinities(t *testing.T) {
	for _, text := range []string{"+++\nx = inf\ny = nan\n+++\n", "---\nx: .inf\ny: .nan\nz: 1e999\n---\n"} {
		document, _ := markdown.Parse(chapters.NewSource("a.md", []byte(text)))
		if _, err := json.Marshal(document.FrontMatter.Values); err != nil || len(document.FrontMatter.Values) < 2 {
			t.Errorf("%q: %v, %v", text, document.FrontMatter.Values, err)
		}
	}
}

// FuzzStamp: whatever the front matter, either the two values change and nothing else, or nothing does.
func FuzzStamp(f *testing.F) {
	f.Add([]byte("---\nmp3_bytes: \"1\"\nmp3_duration: '0:01' # c\nx: {a: [1]}\n---\n- 0:00 a\n"), true)
	f.Add([]byte("+++\nmp3_bytes = 1\nmp3_duration = 00:00:01\n[x]\n+++\n"), false)
	f.Add([]byte("\xEF\xBB\xBF---\r\nmp3_bytes:\r\nmp3_duration: &a 1\r\n---\r\n"), true)
	f.Fuzz(func(t *testing.T, text []byte, add bool) {
		document, problems := markdown.Parse(chapters.NewSource("fuzz.md", text))
		if _, blocked := chapters.Blocks(problems); blocked {
			return
		}
		facts := chapters.Facts{Known: true, Bytes: 67031040, Duration: 4189184 * 1e6}
		got, err := markdown.Stamp(document, facts, add)
		if err != nil {
			return
		}
		again, _ := markdown.Parse(chapters.NewSource("fuzz.md", got.Text))
		if claims := chapters.CheckClaims(again, facts, chapters.Options{}); len(claims) > 0 && len(got.Missing) == 0 {
			t.Errorf("stamped, and still: %v\n%q", claims, got.Text)
		}
		twice, err := markdown.Stamp(again, facts, add)
		if err != nil || len(twice.Changes) > 0 {
			t.Errorf("stamped twice: %v, %v\n%q", twice.Changes, err, got.Text)
		}
		for _, change := range got.Changes {
			if change.Added {
				return
			}
		}
		values := document.FrontMatter.Values
		delete(values, again.Fields.Bytes)
		delete(values, again.Fields.Duration)
		delete(again.FrontMatter.Values, again.Fields.Bytes)
		delete(again.FrontMatter.Values, again.Fields.Duration)
		if diff := cmp.Diff(values, again.FrontMatter.Values); diff != "" && !strings.Contains(string(text), "NaN") && !strings.Contains(strings.ToLower(string(text)), "nan") {
			t.Errorf("other values changed:\n%s", diff)
		}
	})
}
