package feed

import (
	"testing"

	"golang.org/x/text/encoding/htmlindex"
)

// Feeds are read in the encodings that browsers know, by the names that they have for them.
func TestEncodings(t *testing.T) {
	for _, label := range []string{"windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-1258", "windows-874",
		"iso-8859-1", "ISO-8859-1", "latin1", "us-ascii", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-9", "iso-8859-10", "iso-8859-13",
		"iso-8859-14", "iso-8859-15", "iso-8859-16", "koi8-r", "koi8-u", "macintosh", "x-mac-cyrillic", "ibm866", "shift_jis", "sjis", "windows-31j", "euc-jp", "iso-2022-jp", "euc-kr", "ks_c_5601-1987",
		"gbk", "gb2312", "gb18030", "big5", "Big5-HKSCS"} {
		want, err := htmlindex.Get(label)
		if err != nil {
			t.Fatal(label, err)
		}
		got, ok := encodingOf(label)
		if !ok || got != want {
			t.Errorf("%s: %v, want %v", label, got, want)
		}
	}
	if e, ok := encodingOf("no such thing"); ok {
		t.Error(e)
	}
}
