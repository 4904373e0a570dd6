package markdown_test

import (
	"strings"
	"testing"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// Timestamps that were mistyped among others are reported, with a fix where the neighbours agree; prices are not.
func TestNearStamps(t *testing.T) {
	for _, test := range []struct {
		text, bad, fix string // bad: what is not a timestamp; "" where nothing is wrong
		topics         int
	}{
		{"0:00 Open\n0.53 Welcome\n3:44 Talk\n", "0.53", "0:53", 2},
		{"0:00 Open\n0,53 Welcome\n3:44 Talk\n", "0,53", "0:53", 2},
		{"0:00 Open\nO:53 Welcome\n3:44 Talk\n", "O:53", "0:53", 2},
		{"0:00 Open\n0 :53 Welcome\n3:44 Talk\n", "0 :53", "0:53", 2},
		{"0:00 Open\n0: 53 Welcome\n3:44 Talk\n", "0: 53", "0:53", 2},
		{"0:00 Open\n3:44 Talk\n1:O2:11 End\n", "1:O2:11", "1:02:11", 2},
		{"- 0:00 Open\n- 0.53 Welcome\n- 3:44 Talk\n", "0.53", "0:53", 2},
		{"- 0:00 Open\n- O:53 Welcome\n- 3:44 Talk\n", "O:53", "0:53", 2},
		{"0:00 Open\n3:44 Talk\n0 :55 late\n9:00 x\n", "0 :55", "", 3},
		{"0:00 The price went from 1 to\n9.50 dollars\n3:44 Talk\n", "", "", 2},
		{"0:00 Open\nmore about it\n3:44 Talk\n", "", "", 2},
	} {
		document, problems := markdown.Parse(chapters.NewSource("a.md", []byte("## Topics\n\n"+test.text)))
		var bad, fix string
		for _, d := range problems {
			if d.Rule == chapters.BadTimestamp {
				bad = string(document.Source.Text[d.Span.Start:d.Span.End])
				if d.Fix != nil {
					fix = d.Fix[0].Text
				}
			}
		}
		if bad != test.bad || fix != test.fix || len(document.Topics) != test.topics {
			t.Errorf("%q: %q, %q, %d topics; want %q, %q, %d", test.text, bad, fix, len(document.Topics), test.bad, test.fix, test.topics)
		}
		for _, topic := range document.Topics {
			if test.bad != "" && strings.Contains(topic.Title, "Welcome") {
				t.Errorf("%q: the title %q swallows what is below it", test.text, topic.Title)
			}
		}
	}
}
