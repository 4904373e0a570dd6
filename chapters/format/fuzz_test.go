package format_test

import (
	"slices"
	"testing"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/chapters/markdown"
)

func parseMarkdown(source *chapters.Source) (chapters.Document, []chapters.Diagnostic) {
	return markdown.Parse(source)
}

// fuzz feeds a decoder: no panic, every place is inside the text, and what was read can be written and read again as the same,
// with no problem that was not reported the first time.
func fuzz(f *testing.F, name string, seeds ...string) {
	this, _ := format.ByName(name)
	written := this
	if !this.Writes() {
		written, _ = format.ByName("json")
	}
	content, _, err := written.Encode(format.Set{Chapters: hostile()})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range append(seeds, string(content)) {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		text, _ = format.Text(text)
		format.Recognise(text)
		document, problems := this.Decode(chapters.NewSource("x", text))
		inside := func(span chapters.Span) {
			if span.Start < 0 || span.End < span.Start || span.End > len(text) {
				t.Fatalf("%v lies outside of %d bytes", span, len(text))
			}
		}
		for _, topic := range document.Topics {
			inside(topic.Span)
			inside(topic.Stamp)
			if topic.Start < 0 || topic.End < 0 {
				t.Fatalf("%+v", topic)
			}
		}
		for _, d := range problems {
			inside(d.Span)
		}
		list, _ := chapters.Build(document, chapters.Facts{}, chapters.Options{})
		if _, blocked := chapters.Blocks(append(problems, ordered(list)...)); blocked || name == "cue" && len(list) > 99 {
			return
		}
		content, _, err := written.Encode(format.Set{Chapters: list, Members: document.Members})
		if err != nil {
			t.Fatal(err)
		}
		again, more := written.Decode(chapters.NewSource("x", content))
		if len(again.Topics) != len(carried(written, list)) {
			t.Fatalf("%d chapters became %d\n%s", len(list), len(again.Topics), content)
		}
		for _, d := range more {
			if !slices.ContainsFunc(problems, func(first chapters.Diagnostic) bool { return first.Message == d.Message }) {
				t.Fatalf("a new problem: %s\n%s", d.Message, content)
			}
		}
	})
}

// ordered reports chapters that are not in the order of time, which encoders ask for.
func ordered(list []chapters.Chapter) (found []chapters.Diagnostic) {
	for i := 1; i < len(list); i++ {
		if list[i].Start < list[i-1].Start {
			found = append(found, chapters.Report(chapters.OutOfOrder, nil, chapters.Span{}, ""))
		}
	}
	return found
}

func FuzzJSON(f *testing.F) {
	fuzz(f, "json", `{"version":"1","x":[{"a":"\\\""}],"chapters":[{"startTime":"1:00","endTime":null,"y":[]}]}`,
		`{"chapters":[{"startTime":0,"url":"https://x.exam  ?a=1&b=2"}]}`) // a link that is not a link: reported, and kept as it is, each time
}
func FuzzPSC(f *testing.F) {
	fuzz(f, "psc", `<?xml version="1.0"?><!DOCTYPE a><psc:chapters><psc:chapter start='1' title="&amp;"/><![CDATA[x]]></psc:chapters>`)
}
func FuzzPSCJSON(f *testing.F) {
	fuzz(f, "psc-json", `[{"start":"1","title":"a","href":"https://x.example"}]`)
}
func FuzzWebVTT(f *testing.F) {
	fuzz(f, "webvtt", "WEBVTT\r\n\r\nNOTE x\r\n\r\nid\r\n1:00 --> 2:00 a\r\n<i>b\r\n")
}
func FuzzFFMetadata(f *testing.F) {
	fuzz(f, "ffmetadata", ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/44100\nSTART=5\ntitle=a\\\nb\n[S]\n")
}
func FuzzMP4Chaps(f *testing.F) {
	fuzz(f, "mp4chaps", "# x\n00:00:01.5 a\n", "0:00.0 a \x0e00:00:30.500 b", "0:00.0 a\u00a000:00:30.500 b")
}
func FuzzOGM(f *testing.F) { fuzz(f, "ogm", "CHAPTER1 = 0:00\nCHAPTER1NAME=x\n") }
func FuzzMatroska(f *testing.F) {
	fuzz(f, "matroska", "<Chapters><EditionEntry><ChapterAtom><ChapterAtom><ChapterTimeStart>1</ChapterTimeStart></ChapterAtom></ChapterAtom></EditionEntry></Chapters>")
}
func FuzzCue(f *testing.F) {
	fuzz(f, "cue", "FILE a MP3\nTRACK 01 AUDIO\nTITLE x\nINDEX 00 0:0:0\nINDEX 01 00:00:01\n")
}
func FuzzAudacity(f *testing.F) { fuzz(f, "audacity", "1,5\t2,5\tx\n\\\t1\t2\n") }
func FuzzReaper(f *testing.F)   { fuzz(f, "reaper", "#,Name,Start\nM1,\"a\n\"\"b\",1:00\n") }
func FuzzAudition(f *testing.F) {
	fuzz(f, "audition", "Name\tStart\tDuration\tTime Format\nx\t0:01\t0:02\tdecimal\n")
}
func FuzzVorbis(f *testing.F) {
	fuzz(f, "vorbis", "TITLE=x\nCHAPTER000=0:00:01.5\nchapter000name=a\nCHAPTER000URL=https://x.example/\n")
}
func FuzzPodigee(f *testing.F) {
	fuzz(f, "podigee", `[{"title":"a","start_time":"00:00:01","url":"https://x.example","image":null}]`, `{"episode":{"chaptermarks":[{"start":"0:01.5","title":"b","href":""}]}}`)
}
func FuzzFFprobe(f *testing.F) {
	fuzz(f, "ffprobe", `{"streams":[],"chapters":[{"id":0,"time_base":"1/1000","start":1500,"start_time":"1.500000","end_time":"2.0","tags":{"title":"a"}}]}`)
}
func FuzzAudible(f *testing.F) {
	fuzz(f, "audible", `{"content_metadata":{"chapter_info":{"chapters":[{"chapters":[{"length_ms":1,"start_offset_ms":2,"title":"b"}],"length_ms":1,"start_offset_ms":1,"title":"a"}]}}}`, `{"chapters":[{"startOffsetMs":4294967295,"lengthMs":0,"title":"x"}]}`)
}
func FuzzTone(f *testing.F) {
	fuzz(f, "tone", `{"meta":{"chapters":[{"start":0,"length":1000,"title":"a","subtitle":"s"}]}}`)
}
func FuzzOverDrive(f *testing.F) {
	fuzz(f, "overdrive", "<Markers><Marker><Name>a</Name><Time>75:00.5</Time></Marker><Marker><Time> 1:00:00 </Time><Name>b</Name></Marker></Markers>")
}
func FuzzHindenburg(f *testing.F) {
	fuzz(f, "hindenburg", `<Session><Markers><Marker Id="1" Name="a" Time="34:46.4" Type="Chapter" URL="https://x.example"/><Marker Time="1"/></Markers></Session>`)
}
func FuzzEDL(f *testing.F) {
	fuzz(f, "edl", "FCM: DROP FRAME\n001  001  V  C  00:00:01:00 00:00:02:00 00:00:01:00 00:00:02:00\n |C:ResolveColorBlue |M:a |D:1\n* LOC: 00:00:03:00 RED b\n", "1 BL V C 00:00:00:00 00:00:02:00 00:00:00:00 00:00:02:00\n2 AX V C 00:00:00:00 00:00:02:00 00:00:02;00 00:00:03;00\n* FROM CLIP NAME: c\n* COMMENT: d\n")
}
func FuzzTimeline(f *testing.F) {
	f.Add("29.97@01:00:00;00", "01:10:00;02", true)
	f.Fuzz(func(t *testing.T, timeline, text string, drops bool) {
		on, err := format.ParseTimeline(timeline)
		if err != nil {
			return
		}
		edl, _ := format.ByName("edl")
		edl.DecodeOn(on, chapters.NewSource("x", []byte("1 AX V C "+text+" "+text+" "+text+" "+text+"\n* COMMENT: x\n")))
	})
}
func FuzzTable(f *testing.F) {
	fuzz(f, "csv", "start;end;title\n1,5;2;\"x\n\"\n", "time\ttitle\n1:00\tb\n")
}
