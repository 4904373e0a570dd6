package feed

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	utf16 "golang.org/x/text/encoding/unicode"
)

// otherLabels are names of encodings that do not contain their own (WHATWG Encoding, "Names and labels").
var otherLabels = map[string]string{
	"latin1": "windows1252", "l1": "windows1252", "iso88591": "windows1252", "usascii": "windows1252", "ascii": "windows1252", "cp1252": "windows1252",
	"latin2": "iso88592", "cp1250": "windows1250", "cp1251": "windows1251", "latin5": "windows1254", "iso88599": "windows1254", "iso885911": "windows874", "tis620": "windows874",
	"sjis": "shiftjis", "windows31j": "shiftjis", "mskanji": "shiftjis", "xsjis": "shiftjis", "xeucjp": "eucjp",
	"gb2312": "gbk", "xgbk": "gbk", "chinese": "gbk", "euccn": "gbk", "ksc56011987": "euckr", "ksc5601": "euckr", "korean": "euckr", "windows949": "euckr",
	"big5hkscs": "big5", "cnbig5": "big5", "mac": "macintosh", "xmacroman": "macintosh", "xmaccyrillic": "macintoshcyrillic", "koi8": "koi8r", "ibm866": "ibmcodepage866", "cp866": "ibmcodepage866",
}

// encodingOf is the encoding that a feed names.
func encodingOf(label string) (encoding.Encoding, bool) {
	label = plainLabel(label)
	if other, ok := otherLabels[label]; ok {
		label = other
	}
	switch label {
	case "utf16le":
		return utf16.UTF16(utf16.LittleEndian, utf16.IgnoreBOM), true
	case "utf16be":
		return utf16.UTF16(utf16.BigEndian, utf16.IgnoreBOM), true
	}
	for _, list := range [][]encoding.Encoding{charmap.All, japanese.All, korean.All, simplifiedchinese.All, traditionalchinese.All} {
		for _, e := range list {
			if name, ok := e.(fmt.Stringer); ok && plainLabel(name.String()) == label {
				return e, true
			}
		}
	}
	return nil, false
}

// plainLabel is a label as far as it counts: its letters and digits.
func plainLabel(label string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, label)
}
