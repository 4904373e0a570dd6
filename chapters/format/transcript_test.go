package format

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/chapters"
)

// cutAndPut is what became of a recording from which 10 to 20 s were cut, and into which 5 s were put at 30 s.
func cutAndPut(from, to time.Duration) (start, end time.Duration, ok bool) {
	at := func(t time.Duration) time.Duration {
		switch {
		case t <= 10*time.Second:
			return t
		case t < 20*time.Second:
			return 10 * time.Second
		case t < 30*time.Second:
			return t - 10*time.Second
		}
		return t - 5*time.Second
	}
	return at(from), at(to), at(to) > at(from)
}

func TestTranscripts(t *testing.T) {
	for name, test := range map[string]struct {
		text, want string
		gone       int
	}{
		"SubRip": {
			"\uFEFF1\r\n00:00:01,000 --> 00:00:05,000\r\nHello 00:00:01,000 --> x\r\n\r\n2\r\n00:00:09,500 --> 00:00:21,5\r\nAcross\r\n\r\n3\r\n00:00:12,000 --> 00:00:14,000\r\nGone\r\nwholly\r\n\r\n4\r\n00:00:31,250 --> 01:00:00,000 X1:1\r\n<i>Late</i>",
			"\uFEFF1\r\n00:00:01,000 --> 00:00:05,000\r\nHello 00:00:01,000 --> x\r\n\r\n2\r\n00:00:09,500 --> 00:00:11,5\r\nAcross\r\n\r\n4\r\n00:00:26,250 --> 00:59:55,000 X1:1\r\n<i>Late</i>", 1},
		"WebVTT": {
			"WEBVTT - a title\nKind: captions\n\nNOTE 00:12.000 --> 00:13.000\n\nSTYLE\n::cue { color: red }\n\na name\n00:12.000 --> 00:13.000 align:start\n<v Ann>Gone\n\n00:08.000 --> 00:22.000\n<00:09.000>in <00:12.000>gone <00:21.000>late\n\n00:31.000 --> 59:59.000\nLast\n",
			"WEBVTT - a title\nKind: captions\n\nNOTE 00:12.000 --> 00:13.000\n\nSTYLE\n::cue { color: red }\n\n00:08.000 --> 00:12.000\n<00:09.000>in gone <00:11.000>late\n\n00:26.000 --> 59:54.000\nLast\n", 1},
		"JSON": {
			`{"version": "1.0.0", "segments": [ {"speaker":"A","startTime":0.5,"endTime":1,"body":"x"}, {"startTime":12,"endTime":13,"body":"gone, {"}, {"startTime": 21.25, "body":"no end"},
 {"startTime":15,"endTime":16} ], "more": {"startTime": 31}}`,
			`{"version": "1.0.0", "segments": [ {"speaker":"A","startTime":0.5,"endTime":1,"body":"x"}, {"startTime": 11.25, "body":"no end"} ], "more": {"startTime": 31}}`, 2},
	} {
		transcript, err := ParseTranscript(chapters.NewSource("x", []byte(test.text)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, gone, err := transcript.Retime(cutAndPut)
		if diff := cmp.Diff(test.want, string(got)); diff != "" || gone != test.gone || err != nil {
			t.Errorf("%s: %d gone, %v (-want +got):\n%s", name, gone, err, diff)
		}
		same, _, _ := transcript.Retime(func(from, to time.Duration) (time.Duration, time.Duration, bool) { return from, to, true })
		if string(same) != test.text {
			t.Errorf("%s: the same times change it:\n%s", name, cmp.Diff(test.text, string(same)))
		}
	}
	for name, text := range map[string]string{
		"nothing":         "",
		"words":           "Hello\n",
		"another JSON":    `{"chapters":[{"startTime":1}]}`,
		"broken JSON":     `{"segments":[{"startTime":1}`,
		"an end too soon": "1\n00:00:05,000 --> 00:00:04,000\nx\n",
		"no start":        `{"segments":[{"endTime":1}]}`,
	} {
		if _, err := ParseTranscript(chapters.NewSource("x", []byte(text))); err == nil {
			t.Errorf("%s is read", name)
		}
	}
	late, _ := ParseTranscript(chapters.NewSource("x", []byte("WEBVTT\n\n59:31.000 --> 59:32.000\nOne\n")))
	moved, _, err := late.Retime(func(from, to time.Duration) (time.Duration, time.Duration, bool) {
		return from + time.Minute, to + time.Minute, true
	})
	if want := "WEBVTT\n\n01:00:31.000 --> 01:00:32.000\nOne\n"; string(moved) != want || err != nil {
		t.Errorf("past an hour: %q, %v", moved, err)
	}
	transcript, _ := ParseTranscript(chapters.NewSource("x", []byte("1\n00:00:12,000 --> 00:00:13,000\nx\n")))
	if _, _, err := transcript.Retime(cutAndPut); err == nil || !strings.Contains(err.Error(), "none of its 1 cues") {
		t.Error(err)
	}
}

// FuzzTranscript: whatever is read stays as it is where nothing moves, and is read again with the times that it was given.
func FuzzTranscript(f *testing.F) {
	for _, text := range []string{"1\n00:00:01,000 --> 00:00:05,000\nHello\n\n2\n00:00:12,000 --> 00:00:13,000\nGone\n", "WEBVTT\n\n00:01.000 --> 00:02.000\nx\n", `{"segments":[{"startTime":0.5,"endTime":1},{"startTime":12},{"startTime":40}]}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		transcript, err := ParseTranscript(chapters.NewSource("x", text))
		if err != nil {
			return
		}
		same, _, err := transcript.Retime(func(from, to time.Duration) (time.Duration, time.Duration, bool) { return from, to, true })
		if err != nil || string(same) != string(text) && !strings.Contains(string(text), "{") {
			t.Fatalf("%v\n%q\n%q", err, text, same)
		}
		moved, gone, err := transcript.Retime(func(from, to time.Duration) (time.Duration, time.Duration, bool) {
			return from + time.Second, to + time.Second, from.Milliseconds()%3 > 0
		})
		if err != nil {
			return
		}
		again, err := ParseTranscript(chapters.NewSource("x", moved))
		if err != nil || len(again.Cues) != len(transcript.Cues)-gone {
			t.Fatalf("%v: %d cues, %d gone\n%q\n%q", err, len(transcript.Cues), gone, text, moved)
		}
	})
}
