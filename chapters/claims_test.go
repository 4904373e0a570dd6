package chapters_test

import (
	"testing"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

func TestFieldsKnown(t *testing.T) {
	front := func(pairs ...string) chapters.FrontMatter {
		var f chapters.FrontMatter
		for i := 0; i < len(pairs); i += 2 {
			f.Fields = append(f.Fields, chapters.Field{Key: pairs[i], Value: pairs[i+1]})
		}
		return f
	}
	own := chapters.Fields{Bytes: "mp3_bytes", Duration: "mp3_duration"}
	tests := []struct {
		name  string
		given chapters.Fields
		front chapters.FrontMatter
		want  chapters.Fields
	}{
		{"none", chapters.Fields{}, front("title", "x"), own},
		{"chapmark's", chapters.Fields{}, front("mp3_bytes", "1"), own},
		{"Hugo's", chapters.Fields{}, front("podcast_duration", "1:00"), chapters.Fields{Bytes: "podcast_bytes", Duration: "podcast_duration"}},
		{"both", chapters.Fields{}, front("podcast_bytes", "1", "mp3_duration", "1:00"), own},
		{"a length that is a size", chapters.Fields{}, front("length", "41285632", "duration", "00:42:06"), chapters.Fields{Bytes: "length", Duration: "duration"}},
		{"a length that is a time", chapters.Fields{}, front("length", "42:06", "duration", "42:06"), chapters.Fields{Bytes: "mp3_bytes", Duration: "duration"}},
		{"a length of seconds", chapters.Fields{}, front("length", "2526", "duration", "42:06"), chapters.Fields{Bytes: "mp3_bytes", Duration: "duration"}},
		{"a duration of words", chapters.Fields{}, front("length", "41285632", "duration", "42 min"), own},
		{"a duration alone", chapters.Fields{}, front("duration", "00:42:06"), chapters.Fields{Bytes: "mp3_bytes", Duration: "duration"}},
		{"a duration beside chapmark's bytes", chapters.Fields{}, front("duration", "00:42:06", "mp3_bytes", "1"), chapters.Fields{Bytes: "mp3_bytes", Duration: "duration"}},
		{"a nested length", chapters.Fields{}, front("enclosure.length", "41285632"), chapters.Fields{Bytes: "enclosure.length", Duration: "mp3_duration"}},
		{"given", chapters.Fields{Bytes: "size"}, front("size", "1", "mp3_duration", "1:00"), chapters.Fields{Bytes: "size", Duration: "mp3_duration"}},
	}
	for _, test := range tests {
		if got := test.given.Known(test.front); got != test.want {
			t.Errorf("%s: %+v", test.name, got)
		}
	}
}

func TestTolerance(t *testing.T) {
	d := withField(document("0:00"), "mp3_duration", "1:00")
	facts := chapters.Facts{Known: true, Duration: 63 * time.Second}
	for tolerance, want := range map[time.Duration]int{0: 1, 2 * time.Second: 1, 3 * time.Second: 0} {
		if got := chapters.CheckClaims(d, facts, chapters.Options{Tolerance: tolerance}); len(got) != want {
			t.Errorf("%v: %v", tolerance, got)
		}
	}
}

// TestHoursAndMinutes reads a duration of an hour and five minutes as people write it who mean no seconds.
func TestHoursAndMinutes(t *testing.T) {
	facts := chapters.Facts{Known: true, Duration: 65*time.Minute + 12*time.Second}
	for field, want := range map[string]int{"duration": 0, "mp3_duration": 1} {
		d := withField(document("0:00", "50:00"), field, "1:05")
		d.Fields = chapters.Fields{}.Known(d.FrontMatter)
		if got := chapters.CheckClaims(d, facts, chapters.Options{}); len(got) != want {
			t.Errorf("%s: %v", field, got)
		}
	}
	d := withField(document("0:00", "50:00"), "duration", "1:05")
	d.Fields = chapters.Fields{}.Known(d.FrontMatter)
	if claimed, ok := chapters.ClaimedDuration(d); ok {
		t.Errorf("%v", claimed)
	}
}
