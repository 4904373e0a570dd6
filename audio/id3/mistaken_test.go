package id3_test

import (
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/audio/mp3test"
)

func TestMistakenTitles(t *testing.T) {
	in := func(c *charmap.Charmap, text string) string {
		b, err := c.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	utf16be := func(text string) string {
		b, err := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, test := range []struct {
		name     string
		encoding string
		titles   []string
		is       string // "" where nothing is wrong
		want     []string
	}{
		{"8-bit text marked UTF-16BE", "\x02", []string{"Intro", "Contacto"}, "8-bit text", []string{"Intro", "Contacto"}},
		{"8-bit text marked UTF-16", "\x01", []string{"Intro\x00", "Secci\xF3n uno\x00"}, "8-bit text", []string{"Intro", "Sección uno"}},
		{"8-bit text marked UTF-16, two terminators", "\x01", []string{"Opening words\x00\x00"}, "8-bit text", []string{"Opening words"}},
		{"UTF-8 marked UTF-16", "\x01", []string{"Sección uno", "Dos"}, "UTF-8", []string{"Sección uno", "Dos"}},
		{"Windows-1251 marked UTF-16", "\x01", []string{in(charmap.Windows1251, "Новости недели"), "Go"}, "Windows-1251", []string{"Новости недели", "Go"}},
		{"UTF-8 marked ISO-8859-1", "\x00", []string{"Über uns", "Plain"}, "UTF-8", []string{"Über uns", ""}},
		{"CJK in UTF-8 marked ISO-8859-1", "\x00", []string{"音楽の話"}, "UTF-8", []string{"音楽の話"}},
		{"Windows-1251 marked ISO-8859-1", "\x00", []string{in(charmap.Windows1251, "Вступление"), in(charmap.Windows1251, "Темы слушателей"), "iPhone 15"}, "Windows-1251", []string{"Вступление", "Темы слушателей", ""}},
		{"Ukrainian in Windows-1251", "\x00", []string{in(charmap.Windows1251, "Привіт, Україно")}, "Windows-1251", []string{"Привіт, Україно"}},
		{"KOI8-R marked ISO-8859-1", "\x00", []string{in(charmap.KOI8R, "Вступление и новости")}, "KOI8-R", []string{"Вступление и новости"}},
		{"Windows-1253 marked ISO-8859-1", "\x00", []string{in(charmap.Windows1253, "Καλημέρα σε όλους"), in(charmap.Windows1253, "Τα νέα της εβδομάδας")}, "Windows-1253", []string{"Καλημέρα σε όλους", "Τα νέα της εβδομάδας"}},
		{"little-endian marked UTF-16BE", "\x02", []string{"I\x00n\x00t\x00r\x00o\x00"}, "UTF-16 in the other byte order", []string{"Intro"}},

		{"ASCII", "\x00", []string{"Intro", "Contact"}, "", nil},
		{"French", "\x00", []string{in(charmap.ISO8859_1, "L'été dernier à Orléans"), in(charmap.ISO8859_1, "Où est née l'idée ?")}, "", nil},
		{"German", "\x00", []string{in(charmap.ISO8859_1, "Über Öl, Äpfel und Füße"), "Ende"}, "", nil},
		{"Swedish capitals", "\x00", []string{in(charmap.ISO8859_1, "ÅÄÖ"), in(charmap.ISO8859_1, "FRÅGOR OCH ÄMNEN")}, "", nil},
		{"Icelandic", "\x00", []string{in(charmap.ISO8859_1, "Það er þörf á íðorðum"), in(charmap.ISO8859_1, "Góðan daginn")}, "", nil},
		{"UTF-16 with a mark", "\x01", []string{"\xFF\xFEI\x00n\x00", "\xFE\xFF\x04\x1F\x04\x40"}, "", nil},
		{"UTF-16BE", "\x02", []string{"\x00I\x00n\x00t\x00r\x00o", "\x04\x1F\x04\x40\x04\x38"}, "", nil},
		{"Chinese in UTF-16BE", "\x02", []string{"\x59\x27\x5B\x66\x75\x1F\x6D\x3B", "\x4E\x2D\x6587"}, "", nil},
		{"Chinese that could be letters", "\x02", []string{utf16be("历史故事"), utf16be("科技前沿"), utf16be("片头")}, "", nil},
		{"Korean that could be letters", "\x02", []string{utf16be("클로징"), utf16be("시작하며")}, "", nil},
		{"one, one, eleven", "\x02", []string{utf16be("一"), utf16be("一"), utf16be("一一")}, "", nil},
		{"Polish in Windows-1250 marked UTF-16", "\x01", []string{in(charmap.Windows1250, "Wiadomości tygodnia"), "Koniec"}, "", nil},
		{"Czech in Windows-1250 marked UTF-16", "\x01", []string{in(charmap.Windows1250, "Příliš"), "Konec dnes"}, "", nil},
		{"Hebrew in Windows-1255 marked UTF-16", "\x01", []string{in(charmap.Windows1255, "פתיחה וחדשות")}, "", nil},
		{"UTF-8", "\x03", []string{"Über", "Привет"}, "", nil},
		{"empty", "\x01", []string{"", "\x00\x00"}, "", nil},
	} {
		var frames [][]byte
		for i, title := range test.titles {
			frames = append(frames, mp3test.Frame("CHAP", 0, append([]byte{'a' + byte(i), 0, 0, 0, 0, byte(i), 0, 0, 0, 9, 255, 255, 255, 255, 255, 255, 255, 255},
				mp3test.Frame("TIT2", 0, []byte(test.encoding+title))...)))
		}
		tag, err := id3.Parse(mp3test.Tag(3, 0, frames...))
		if err != nil {
			t.Fatal(test.name, err)
		}
		for i, c := range tag.Chapters() {
			switch {
			case c.Mistaken == nil && test.want != nil && test.want[i] != "", c.Mistaken != nil && test.want == nil:
				t.Errorf("%s: %q: %+v", test.name, test.titles[i], c.Mistaken)
			case c.Mistaken != nil && (c.Mistaken.Is != test.is || c.Mistaken.Text != test.want[i]):
				t.Errorf("%s: %q: %+v, want %s, %q", test.name, test.titles[i], *c.Mistaken, test.is, test.want[i])
			}
		}
	}
}
