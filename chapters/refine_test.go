package chapters

import (
	"testing"
	"time"
)

// A text of whole seconds keeps the exact starts that the tag has, whatever else was done to it.
func TestRefine(t *testing.T) {
	at := func(seconds float64, title string) Chapter {
		return Chapter{Start: time.Duration(seconds * float64(time.Second)), Title: title, Span: Span{Start: 1, End: 2}}
	}
	embedded := []Chapter{at(0, "Hello"), at(59.4, "Harbour"), at(120.25, "News"), at(300.7, "Bye")}
	for _, test := range []struct {
		name string
		list []Chapter
		want []float64
	}{
		{"as it was", []Chapter{at(0, "Hello"), at(60, "Harbour"), at(120, "News"), at(300, "Bye")}, []float64{0, 59.4, 120.25, 300.7}},
		{"one renamed", []Chapter{at(0, "Hello"), at(60, "Port"), at(120, "News"), at(300, "Bye")}, []float64{0, 59.4, 120.25, 300.7}},
		{"one moved", []Chapter{at(0, "Hello"), at(60, "Harbour"), at(180, "News"), at(300, "Bye")}, []float64{0, 59.4, 180, 300.7}},
		{"one added", []Chapter{at(0, "Hello"), at(30, "Greetings"), at(60, "Harbour"), at(120, "News"), at(300, "Bye")}, []float64{0, 30, 59.4, 120.25, 300.7}},
		{"one taken out", []Chapter{at(0, "Hello"), at(120, "News"), at(300, "Bye")}, []float64{0, 120.25, 300.7}},
		{"two that changed their names", []Chapter{at(0, "Hello"), at(60, "News"), at(120, "Harbour"), at(300, "Bye")}, []float64{0, 60, 120, 300.7}},
		{"another list", []Chapter{at(0, "A"), at(60, "B"), at(120, "C"), at(300, "D")}, []float64{0, 60, 120, 300}},
	} {
		for i, c := range Refine(test.list, embedded) {
			if c.Start.Seconds() != test.want[i] {
				t.Errorf("%s: chapter %d starts at %v", test.name, i+1, c.Start)
			}
		}
	}
}
