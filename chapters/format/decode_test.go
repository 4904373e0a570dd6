package format_test

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/chapters/limits"
)

// told is what was read, a line for each chapter and each problem.
func told(document chapters.Document, problems []chapters.Diagnostic) string {
	var b strings.Builder
	for _, t := range document.Topics {
		fmt.Fprintf(&b, "%v", t.Start)
		if t.End > 0 {
			fmt.Fprintf(&b, "-%v", t.End)
		}
		fmt.Fprintf(&b, " %s", t.Title)
		if t.URL != "" {
			fmt.Fprintf(&b, " <%s>", t.URL)
		}
		if t.Image != nil {
			fmt.Fprintf(&b, " [%s]", t.Image.Source)
		}
		if t.Hidden {
			b.WriteString(" hidden")
		}
		for _, m := range t.Members {
			fmt.Fprintf(&b, " %s=%s", m.Name, m.JSON)
		}
		b.WriteByte('\n')
	}
	for _, m := range document.Members {
		fmt.Fprintf(&b, "%s=%s\n", m.Name, m.JSON)
	}
	for _, d := range problems {
		at := d.Source.Position(d.Span.Start)
		fmt.Fprintf(&b, "%d:%d %s: %s\n", at.Line, at.Column, d.Rule, d.Message)
	}
	return b.String()
}

func TestDecode(t *testing.T) {
	for _, test := range []struct{ name, format, text, want string }{
		{"every field", "json", `{"version":"1.2.0","author":"Ann","waypoints":true,"chapters":[
			{"startTime":0,"title":"One"},
			{"startTime":30.5,"endTime":40,"title":"Two & <b>","url":"https://x.example/ä","img":"two.jpg","toc":false,"location":{"name":"Kiel","geo":"geo:54,10"}},
			{"title":"Three","startTime":1e2,"toc":true,"url":"mailto:a@x.example"}]}`,
			"0s One\n30.5s-40s Two & <b> <https://x.example/%C3%A4> [two.jpg] hidden location={\"name\":\"Kiel\",\"geo\":\"geo:54,10\"}\n1m40s Three url=\"mailto:a@x.example\"\nauthor=\"Ann\"\nwaypoints=true\n4:54 bad-link: the link \"mailto:a@x.example\" is not a web address, so chapmark skips it\n"},
		{"times as text, nulls", "json", `{"version":"1.1.0","chapters":[{"startTime":"90","title":null,"endTime":null},{"startTime":"1:02:03.5"}]}`, "1m30s  title=null\n1h2m3.5s \n"},
		{"a byte order mark", "json", "\ufeff" + `{"version":"1.2.0","chapters":[{"startTime":1}]}`, "1s \n"},
		{"escapes", "json", `{"version":"1.2.0","chapters":[{"startTime":1,"title":"a\"]}\u00e4\n\u001b[31mb"}]}`, "1s a\"]}ä b\n1:45 unsafe-text: this title contains control characters; chapmark removes them\n"},
		{"cut off", "json", "{\"version\":\"1.2.0\",\n\"chapters\":[{\"startTime\":1},", "2:28 bad-chapter-file: this is not JSON: unexpected end of JSON input\n"},
		{"a comma too many", "json", "{\"version\":\"1.2.0\",\n\"chapters\":[{\"startTime\":1},]}", "2:29 bad-chapter-file: this is not JSON: unexpected ']' looking for beginning of value\n"},
		{"no start", "json", "{\"version\":\"1.2.0\",\"chapters\":[\n{\"title\":\"x\"}]}", "2:1 bad-chapter-file: this chapter has no startTime\n"},
		{"a negative start", "json", `{"version":"1.2.0","chapters":[{"startTime":-1},{"startTime":2}]}`, "2s \n1:45 bad-timestamp: \"-1\" is not a time\n"},
		{"an end before the start", "json", `{"version":"1.2.0","chapters":[{"startTime":9,"endTime":3}]}`, "9s \n1:57 bad-timestamp: this chapter ends at 0:03, before it starts at 0:09\n"},
		{"no objects", "json", `{"version":"1.2.0","chapters":[7]}`, "1:32 bad-chapter-file: this chapter is not an object\n"},
		{"no list", "json", `{"version":"1.2.0","chapters":{}}`, "1:31 bad-chapter-file: there is no list of chapters in it\n"},
		{"too deep", "json", `{"version":"1.2.0","x":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `,"chapters":[]}`, "1:87 bad-chapter-file: the document is nested deeper than 64 levels\n"},

		{"as its authors write it", "psc", `<?xml version="1.0" encoding="UTF-8"?>
<psc:chapters version="1.2" xmlns:psc="http://podlove.org/simple-chapters">
  <psc:chapter start="00:00:00.000" title="Welcome" />
  <psc:chapter start='3:07' title="Podlove &amp; &#228;" href="http://podlove.org/" image='http://x.example/i.jpg'/>
  <psc:chapter start="1:02:03,5" title="" />
</psc:chapters>`, "0s Welcome\n3m7s Podlove & ä <http://podlove.org/> [http://x.example/i.jpg]\n1h2m3.5s \n"},
		{"in a feed", "psc", `<rss xmlns:p="http://podlove.org/simple-chapters"><channel><title>x</title><item><p:chapters><p:chapter start="1" title="a"/></p:chapters></item></channel></rss>`, "1s a\n"},
		{"two in a feed", "psc", `<rss xmlns:p="http://podlove.org/simple-chapters"><p:chapters/><p:chapters/></rss>`, "1:64 bad-chapter-file: there is a second list of chapters: delete one of them\n"},
		{"a bad time", "psc", "<chapters xmlns=\"http://podlove.org/simple-chapters\">\n<chapter start=\"1:75\" title=\"a\"/></chapters>", "2:17 bad-timestamp: \"1:75\" is not a time\n"},
		{"entities of its own", "psc", "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n<psc:chapters><psc:chapter start=\"1\" title=\"&b;\"/></psc:chapters>", "2:48 bad-chapter-file: this is not XML: invalid character entity &b;\n"},
		{"another encoding", "psc", `<?xml version="1.0" encoding="ISO-8859-1"?><psc:chapters/>`, "1:44 bad-chapter-file: this is not XML: opening charset \"ISO-8859-1\": the document is in ISO-8859-1: save it as UTF-8\n"},
		{"not closed", "psc", "<psc:chapters>\n<psc:chapter start=\"1\" title=\"a\">", "1s a\n2:33 bad-chapter-file: this is not XML: unexpected EOF\n"},

		{"a list", "psc-json", `[{"start":"00:00:00.000","title":"a","href":"https://x.example","image":"i.png"},{"start":"0:30.25","title":"b"}]`, "0s a <https://x.example> [i.png]\n30.25s b\n"},
		{"no times", "psc-json", `[{"start":"x","title":"a"},{"title":"b"}]`, "1:12 bad-timestamp: \"x\" is not a time\n1:28 bad-timestamp: there is no time here\n"},

		{"cues", "webvtt", "WEBVTT Some title\nKind: chapters\n\nNOTE a remark\nof two lines --> \n\nSTYLE\n::cue{}\n\n1\n00:00.000 --> 00:10.500 align:start\nOne\n\nintro\n00:10.500 --> 1:00:00.000\n<b>Two</b> &amp; &lt;more&gt;\nof it\n\n00:59:00.000 --> 00:59:00.000\n",
			"0s-10.5s One\n10.5s-1h0m0s Two & <more> of it\n59m0s \n"},
		{"CRLF and a mark", "webvtt", "\ufeffWEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\nOne\r\n", "1s-2s One\n"},
		{"no arrow", "webvtt", "WEBVTT\n\n00:01.000 - 00:02.000\nOne\n", "3:1 bad-chapter-file: this is not a cue: a line of the form start --> end is missing\n"},
		{"a bad time", "webvtt", "WEBVTT\n\n00:61.000 --> 00:02.000\nOne\n\n5 --> 6\nx\n", "3:1 bad-timestamp: \"00:61.000\" is not a time\n6:1 bad-timestamp: \"5\" is not a time\n"},

		{"ffmpeg's own", "ffmetadata", ";FFMETADATA1\nmajor_brand=isom\n\\[x\\]=y\n# note\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=30500\ntitle=A \\= b\\; \\# c \\\\ d\\\ne\n[STREAM]\ntitle=audio\n[CHAPTER]\nTIMEBASE=1/44100\nSTART=1345050\nEND=1345050\n",
			"0s-30.5s A = b; # c \\ d e\n30.5s \n"},
		{"nanoseconds", "ffmetadata", ";FFMETADATA1\n[CHAPTER]\nSTART=60000000000\n", "1m0s \n"},
		{"a time base that is missing", "ffmetadata", ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\n[CHAPTER]\nTIMEBAS=1/1000\nSTART=60000\n", "0s \n5:1 bad-chapter-file: only some chapters have a TIMEBASE: what the times of this one count is unclear\n"},
		{"a section that there is not", "ffmetadata", ";FFMETADATA1\n[CHAPTR]\nTIMEBASE=1/1000\nSTART=0\n", "2:1 bad-chapter-file: there is no section \"[CHAPTR]\" in ffmpeg's metadata\n"},
		{"a track that is missing", "cue", "FILE a MP3\n TRACK 01 AUDIO\n  INDEX 01 00:00:00\n TRACK 03 AUDIO\n  INDEX 01 00:01:00\n", "0s \n4:8 bad-chapter-file: the tracks are not numbered one after the other\n"},
		{"two in one track", "cue", "FILE a MP3\n TRACK 01 AUDIO\n  TITLE A\n  INDEX 01 00:00:00\n  INDEX 01 00:01:00\n", "5:1 bad-chapter-file: there is a second INDEX 01 in this track\n"},
		{"two titles", "cue", "FILE a MP3\n TRACK 01 AUDIO\n  TITLE A\n  INDEX 01 00:00:00\n  TITLE B\n", "5:1 bad-chapter-file: there is a second title in this track, or one whose quotation mark does not end\n"},
		{"a quotation mark that does not end", "cue", "FILE a MP3\n TRACK 01 AUDIO\n  TITLE \"A\n  INDEX 01 00:00:00\n", "3:1 bad-chapter-file: there is a second title in this track, or one whose quotation mark does not end\n"},
		{"two rows in one", "reaper", "#,Name,Start\nM1,One,0:00.000\nM2,Two,0:10.000,M3,Three,0:20.000\n", "3:17 bad-chapter-file: this row has more cells than the header has names\n"},
		{"a cell too many", "csv", "start,title\n0:00,A\n1:00,B,extra\n", "3:8 bad-chapter-file: this row has more cells than the header has names\n"},
		{"empty cells too many", "csv", "start,title\n0:00,A,,\n", "0s A\n"},
		{"two rows in one", "audition", "Name\tStart\tDuration\tTime Format\nA\t0:00.0\t0:00.0\tdecimal\tB\t0:10.0\n", "2:25 bad-chapter-file: this row has more cells than the header has names\n"},
		{"another element", "hindenburg", "<Session><Markers>\n<Markr Name=\"x\"/></Markers></Session>", "2:1 bad-chapter-file: \"Markr\" is not allowed in a list of markers\n"},
		{"another root", "overdrive", "<x><Marker><Time>0:01</Time></Marker></x><!-- <Markers><Marker> -->", "1:1 bad-chapter-file: there is no element Markers in it\n"},
		{"words between", "overdrive", "<Markers>\n<Marker><Name>a</Name><Time>0:01</Time></Marker>oops</Markers>", "1s a\n1:1 bad-chapter-file: there is text in \"Markers\" outside its entries\n"},
		{"words between", "psc", "<psc:chapters>oops<psc:chapter start=\"1\" title=\"a\"/></psc:chapters>", "1s a\n1:1 bad-chapter-file: there is text in \"chapters\" outside its entries\n"},
		{"another element", "psc", "<psc:chapters>\n<psc:chaptr start=\"1\" title=\"a\"/></psc:chapters>", "2:1 bad-chapter-file: \"chaptr\" is not allowed in a list of chapters\n"},
		{"words between", "matroska", "<Chapters><EditionEntry><ChapterAtom>\n<ChapterTimeStart>0:01</ChapterTimeStart><ChapterDisplay>oops</ChapterDisplay></ChapterAtom></EditionEntry></Chapters>", "2:42 bad-chapter-file: there is text in \"ChapterDisplay\" outside its entries\n"},
		{"no end", "webvtt", "WEBVTT\n\n00:00.000 -->\n00:10.000\nA\n", "3:1 bad-chapter-file: this cue has no end\n"},
		{"no blank line after the header", "webvtt", "WEBVTT\noops\n00:00.000 --> 00:10.000\nA\n", "3:1 bad-chapter-file: there is no blank line above this cue\n"},
		{"two lines in one", "mp4chaps", "00:00:00.000 A\n00:00:10.000 B 00:00:20.000 C\n", "0s A\n2:1 bad-chapter-file: there are two times in this line\n"},
		{"two lines in one", "audacity", "0.000000\t1.000000\tA1.000000\t2.000000\tB\n", "1:1 bad-chapter-file: there are two labels in this line\n"},
		{"a marker after an event", "edl", "001  AX V C 00:00:00:00 00:00:12:00 00:00:00:00 00:00:12:00\n|C:x |M:A |D:1\n002  AX V C 00:00:12:00 00:00:13:00 00:00:12:00 00:00:13:00 |C:x |M:B |D:1\n", "3:1 bad-chapter-file: this line is not an event with four times, a comment or a marker\n"},
		{"no start", "ffmetadata", ";FFMETADATA1\n[CHAPTER]\nEND=1\n", "2:1 bad-chapter-file: this chapter has no START\n"},
		{"a bad base", "ffmetadata", ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/0\nSTART=1\n", "3:10 bad-chapter-file: \"1/0\" is not a time base such as 1/1000\n"},
		{"a bad start", "ffmetadata", ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=99999999999\n[CHAPTER]\nSTART=-1\n", "4:7 bad-timestamp: \"99999999999\" is not a time\n6:7 bad-timestamp: \"-1\" is not a time\n"},

		{"lines", "mp4chaps", "# by mp4chaps\n00:00:00.000 One\n\n00:00:30.500\tTwo, three\r\n100:00:00.000\n", "0s One\n30.5s Two, three\n100h0m0s \n"},
		{"a bad line", "mp4chaps", "00:00:00.000 One\nx y\n", "0s One\n2:1 bad-timestamp: \"x\" is not a time\n"},
		{"as mp3chaps has them", "mp3chaps", "00:00:00.000 One\n", "0s One\n"},

		{"pairs", "ogm", "CHAPTER01=00:00:00.000\nCHAPTER01NAME=One = 1\nCHAPTER02=00:01:00.000\nCHAPTER02NAME=\n", "0s One = 1\n1m0s \n"},
		{"a name without a time", "ogm", "CHAPTER01=00:00:00.000\nCHAPTER02NAME=x\n", "0s \n2:1 bad-chapter-file: there is no CHAPTER02= above this name\n"},
		{"a second one", "ogm", "CHAPTER01=00:00:00.000\nCHAPTER01=00:00:01.000\n", "0s \n2:1 bad-chapter-file: there is a second CHAPTER01\n"},
		{"a bad time", "ogm", "CHAPTER01=soon\nCHAPTER01NAME=x\n", "1:11 bad-timestamp: \"soon\" is not a time\n"},

		{"as mkvextract writes it", "matroska", `<?xml version="1.0"?>
<!-- <!DOCTYPE Chapters SYSTEM "matroskachapters.dtd"> -->
<Chapters>
  <EditionEntry>
    <EditionFlagHidden>0</EditionFlagHidden>
    <ChapterAtom>
      <ChapterUID>1</ChapterUID>
      <ChapterTimeStart>00:00:00.000000000</ChapterTimeStart>
      <ChapterTimeEnd>00:00:30.500000000</ChapterTimeEnd>
      <ChapterDisplay><ChapterString>One &amp; only</ChapterString><ChapterLanguage>eng</ChapterLanguage></ChapterDisplay>
      <ChapterDisplay><ChapterString>Eins</ChapterString><ChapterLanguage>ger</ChapterLanguage></ChapterDisplay>
      <ChapterAtom><ChapterTimeStart>00:00:10.000000001</ChapterTimeStart><ChapterFlagHidden>1</ChapterFlagHidden></ChapterAtom>
    </ChapterAtom>
  </EditionEntry>
  <EditionEntry><ChapterAtom><ChapterTimeStart>00:00:09.0</ChapterTimeStart></ChapterAtom></EditionEntry>
</Chapters>`, "0s-30.5s One & only\n10.000000001s  hidden\n15:17 left-out: chapmark skips 1 chapter: it reads only the first edition\n"},
		{"no start", "matroska", "<Chapters><EditionEntry>\n<ChapterAtom></ChapterAtom></EditionEntry></Chapters>", "2:1 bad-chapter-file: this chapter has no ChapterTimeStart\n"},
		{"a bad start", "matroska", "<Chapters><EditionEntry><ChapterAtom>\n<ChapterTimeStart> x </ChapterTimeStart></ChapterAtom></EditionEntry></Chapters>", "2:20 bad-timestamp: \"x\" is not a time\n"},

		{"a sheet", "cue", "REM DATE 2026\r\nPERFORMER \"Mara\"\r\nTITLE \"Tides\"\r\nFILE \"e.mp3\" MP3\r\n  TRACK 01 AUDIO\r\n    TITLE \"One\"\r\n    INDEX 01 00:00:00\r\n  TRACK 02 AUDIO\r\n    INDEX 00 00:28:00\r\n    INDEX 01 75:30:37\r\n    TITLE Two words\r\n", "0s One\n1h15m30.493333333s Two words\n"},
		{"two files", "cue", "FILE a MP3\n TRACK 01 AUDIO\n  INDEX 01 00:00:00\nFILE b MP3\n TRACK 02 AUDIO\n  INDEX 01 00:00:00\n", "4:1 bad-chapter-file: there is a second FILE: chapters are those of one file\n"},
		{"a bad index", "cue", "FILE a MP3\n TRACK 01 AUDIO\n  INDEX 01 00:00:75\n TRACK 02 AUDIO\n  INDEX 01 00:01:00\n", "1s \n3:12 bad-timestamp: \"00:00:75\" is not a time\n"},
		{"no index", "cue", "FILE a MP3\n TRACK 01 AUDIO\n  INDEX 01 00:00:00\n TRACK 02 AUDIO\n", "0s \n4:1 bad-chapter-file: this track has no INDEX 01\n"},

		{"labels", "audacity", "0.000000\t30.500000\tOne\ttab\n\\\t100.0\t200.0\n30.500000\t30.500000\tTwo\n", "0s-30.5s One tab\n30.5s Two\n"},
		{"decimal commas, CRLF, a mark", "audacity", "\ufeff0,000000\t30,500000\tEins\r\n61,25\t61,25\t\r\n", "0s-30.5s Eins\n1m1.25s \n"},
		{"a bad label", "audacity", "0.0\t1.0\tOne\nx\t1\tTwo\nthree\n", "0s-1s One\n2:1 bad-timestamp: \"x\" is not a time\n3:1 bad-chapter-file: this line is not a label: it has no tab\n"},

		{"markers and regions", "reaper", "#,Name,Start,End,Length,Color\nM1,\"One, two\",0:00.000,,,FF0000\nR1,Three,1:01:30.500,1:02:00.000,0:29.500,\nM2,,12.5,,\n", "0s One, two\n12.5s \n3:1 left-out: chapmark skips 1 region: only markers are chapters here\n"},
		{"regions alone", "reaper-regions", "#,Name,Start,End,Length,Color\nR1,One,1:01:30.500,1:02:00.000,0:29.500,\n\"R2\",Two,1:02:00.500,,,\n", "1h1m30.5s-1h2m0s One\n1h2m0.5s Two\n"},
		{"bars and beats", "reaper", "#,Name,Start,End,Length\nM1,One,3.1.00,,\n", "2:8 bad-timestamp: \"3.1.00\" is not a time\n"},
		{"samples", "reaper", "#,Name,Start,End,Length\nM1,One,44100,,\n", "2:8 bad-timestamp: \"44100\" is not a time\n"},

		{"markers", "audition", "Name\tStart\tDuration\tTime Format\tType\tDescription\nOne \"quoted\t0:00.000\t0:00.000\tdecimal\tCue\t\nTwo\t1:44:53.111\t0:10.000\tdecimal\tCue\n", "0s One \"quoted\n1h44m53.111s-1h45m3.111s Two\n"},
		{"another time format", "audition", "Name\tStart\tDuration\tTime Format\tType\tDescription\nOne\t00:00:12\t00:00:00\t75 fps\tCue\t\n", "2:23 bad-chapter-file: the times are in \"75 fps\": in Audition, choose the time format Decimal, and export again\n"},

		{"a table", "csv", "Title,Start,End,URL,Image,Hidden\n\"One, \"\"1\"\"\",0:00,0:30.5,https://x.example/,a.png,FALSE\nTwo,90,,,,true\n", "0s-30.5s One, \"1\" <https://x.example/> [a.png]\n1m30s Two hidden\n"},
		{"as spreadsheets elsewhere write it", "csv", "\ufeffstart;title\r\n0,5;\"a\r\nb\"\r\n1:30;c\r\n", "500ms a b\n1m30s c\n"},
		{"a bad row", "csv", "start,title\n0:00,One\nlater,Two\n", "0s One\n3:1 bad-timestamp: \"later\" is not a time\n"},
		{"an open quote", "csv", "start,title\n0:00,\"One\n", "3:1 bad-chapter-file: this is not a table: extraneous or missing \" in quoted-field\n"},
		{"tabs", "tsv", "start\ttitle\n0:00\tOne \"x\n", "0s One \"x\n"},

		{"comments above and between", "mp4chaps", "# total-length 00:01:00.000\n00:00:00.000 Intro\n# part two\n00:00:20.000 The <Lost> World\n00:00:40.000 {{ Three }} and *four*\n", "0s Intro\n20s The <Lost> World\n40s {{ Three }} and *four*\n"},
		{"links after titles", "mp4chaps", "00:00:00.000 Intro\n00:00:20.000 The tower <https://tower.example/>\n00:00:40.000 <https://lamp.example/> and <this>\n", "0s Intro\n20s The tower <https://tower.example/>\n40s <https://lamp.example/> and <this>\n"},
		{"no links there", "mp3chaps", "00:00:20.000 The tower <https://tower.example/>\n", "20s The tower <https://tower.example/>\n"},
		{"a line of prose", "mp4chaps", "00:00:00.000 Intro\nand so on\n00:00:40.000 Two\n", "0s Intro\n40s Two\n2:1 bad-timestamp: \"and\" is not a time\n"},
		{"no header", "ffmetadata", "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\ntitle=x\n", "1:1 bad-chapter-file: the first line is not ;FFMETADATA1\n"},
		{"no header", "webvtt", "00:00.000 --> 00:10.000\nOne\n", "1:1 bad-chapter-file: the first line is not WEBVTT\n"},
		{"a line above the header", "webvtt", "\nWEBVTT\n\n00:00.000 --> 00:10.000\nOne\n", "1:1 bad-chapter-file: the first line is not WEBVTT\n"},
		{"what is not a command", "cue", "FILE a MP3\n TRACK 01 AUDIO\n  INDEX 01 00:00:00\n Made with love\n TRACK 02 AUDIO\n  INDEX 01 00:01:00\n", "4:1 bad-chapter-file: this line is not a command of a CUE sheet\n"},

		{"as ffprobe prints it", "ffprobe", `{"streams":[],"chapters":[{"id":0,"time_base":"1/1","start":0,"start_time":"0.000000","end":20,"end_time":"20.000000","tags":{"title":"One"}},{"id":-7,"time_base":"1/44100","start":1345050,"start_time":"30.500000","end":0},{"time_base":"1/1","start_time":"1:02:03.500000","tags":{"artist":"x"}}],"format":{"tags":{"title":"All"}}}`,
			"0s-20s One\n30.5s \n1h2m3.5s \n"},
		{"no start_time", "ffprobe", "{\"chapters\":[\n{\"time_base\":\"1/1000\",\"start\":20000,\"end\":60000}]}", "2:1 bad-chapter-file: this chapter has no start_time\n"},
		{"an end before the start", "ffprobe", `{"chapters":[{"time_base":"1/1","start_time":"5.0","end_time":"4.0"}]}`, "5s \n1:64 bad-timestamp: this chapter ends at 0:04, before it starts at 0:05\n"},
		{"in parts", "audible", `{"content_metadata":{"chapter_info":{"brandIntroDurationMs":2000,"chapters":[
			{"length_ms":12000,"start_offset_ms":0,"start_offset_sec":0,"title":"Opening"},
			{"chapters":[{"length_ms":60000,"start_offset_ms":15000,"start_offset_sec":15,"title":"The pier "}],"length_ms":3000,"start_offset_ms":12000,"start_offset_sec":12,"title":"Part I"}]}}}`,
			"0s-12s Opening\n12s-15s Part I\n15s-1m15s The pier\n"},
		{"as audnexus spells it", "audible", `{"asin":"X","chapters":[{"lengthMs":4294967,"startOffsetMs":0,"startOffsetSec":0,"title":"One"},{"lengthMs":0,"startOffsetMs":2073600000,"title":"Two"}],"isAccurate":true}`, "0s-1h11m34.967s One\n576h0m0s Two\n"},
		{"fractions", "audible", `{"chapters":[{"start_offset_ms":1.5,"title":"x"}]}`, "1:33 bad-timestamp: \"1.5\" is not a time\n"},
		{"no start", "audible", "{\"chapter_info\":{\"chapters\":[{\"start_offset_ms\":1,\"title\":\"a\"},\n{\"start_offset_sec\":5}]}}", "1ms a\n2:1 bad-chapter-file: this chapter has no start_offset_ms\n"},
		{"a whole dump", "tone", `{"audio":{"duration":255920.0},"meta":{"album":"A","chapters":[{"start":0,"length":15154,"title":"Intro"},{"start":15154,"title":"One","subtitle":"s","length":60000}]},"file":{}}`, "0s-15.154s Intro\n15.154s-1m15.154s One subtitle=\"s\"\n"},
		{"as it stands in a tag", "overdrive", "<Markers><Marker><Name>Sea</Name><Time>0:00.000</Time></Marker><Marker><Time>60:15.50</Time><Name>      Sea (05:58)</Name></Marker><Marker><Name>&quot;x&quot;</Name><Time>1:00:20</Time></Marker></Markers>", "0s Sea\n1h0m15.5s Sea (05:58)\n1h0m20s \"x\"\n"},
		{"a marker without a time", "overdrive", "<Markers>\n<Marker><Name>Sea</Name></Marker></Markers>", "2:1 bad-chapter-file: this marker has no Time\n"},
		{"in any order", "hindenburg", `<?xml version="1.0"?>
<Session Version="1" Samplerate="48000"><Markers>
<Marker Id="2" Name="Two &amp; more" Time="34:46.400" Type="Chapter" URL="https://x.example/"/>
<Marker Id="1" Name="One" Time="1.200" Type="Chapter"/>
<Marker Id="3" Name="cut here" Time="40.400"/>
</Markers></Session>`, "1.2s One\n34m46.4s Two & more <https://x.example/>\n5:1 left-out: chapmark skips 1 marker: only markers of the type Chapter are chapters\n"},
		{"no chapters among the markers", "hindenburg", "<Session><Markers>\n<Marker Id=\"3\" Name=\"x\" Time=\"40.400\"/></Markers></Session>", "2:1 bad-chapter-file: none of the markers is of the type Chapter\n"},
		{"of the service", "podigee", `[{"title":"Hafen","start_time":"00:00:00"},{"id":3,"title":"Ebbe","start_time":"00:01:52.250","url":"https://x.example","image":"i.png","created_at":"x"}]`, "0s Hafen\n1m52.25s Ebbe <https://x.example> [i.png]\n"},
		{"of the player", "podigee", `{"options":{},"episode":{"title":"x","chaptermarks":[{"start":"00:00:41.018","title":"Ebbe","href":"https://x.example"}]}}`, "41.018s Ebbe <https://x.example>\n"},
		{"no start", "podigee", "{\"chapter_marks\":[\n{\"title\":\"x\"}]}", "2:1 bad-timestamp: there is no time here\n"},
		{"among other comments, in any order", "vorbis", "TITLE=Tides\nchapter001name=One\nCHAPTER001=00:00:00.000\n\tCHAPTER002=0:01:00.5\nCHAPTER002URL=https://x.example/\n", "0s One\n1m0.5s  <https://x.example/>\n"},
		{"a name without a time", "vorbis", "CHAPTER001=00:00:00.000\nCHAPTER002NAME=x\n", "0s \n2:1 bad-chapter-file: there is no time of this chapter\n"},
		{"twice", "vorbis", "CHAPTER001=00:00:00.000\nCHAPTER001=00:00:01.000\n", "2:1 bad-chapter-file: there is a second CHAPTER001\n"},
		{"markers of Resolve", "edl", "TITLE: Tides\nFCM: NON-DROP FRAME\n\n001  001      V     C        00:00:00:00 00:00:00:01 00:00:00:00 00:00:00:01  \n |C:ResolveColorBlue |M:Intro |D:1\n\n002  001      V     C        00:01:30:00 00:01:30:01 00:01:30:00 00:01:30:01  \n |C:ResolveColorBlue |M:The pier |D:1\n", "0s Intro\n1m30s The pier\n"},
		{"clips, with their sound", "edl", "TITLE: Tides\n001  AX       V     C        01:00:00:00 01:00:10:00 00:00:00:00 00:00:10:00\n* FROM CLIP NAME: intro.wav\n002  AX       A     C        01:00:00:00 01:00:10:00 00:00:00:00 00:00:10:00\n* FROM CLIP NAME: intro.wav\n003  BL       V     C        00:00:00:00 00:00:05:00 00:00:10:00 00:00:15:00\n004  AX       V     C        02:00:00:00 02:00:10:00 00:00:15:00 00:00:25:00\n* FROM CLIP NAME: pier.wav\n* COMMENT: The pier\n", "0s intro.wav\n15s The pier\n"},
		{"locators", "edl", "001  AX       V     C        00:00:00:00 00:10:00:00 00:00:00:00 00:10:00:00\n* FROM CLIP NAME: all.wav\n* LOC: 00:00:05:00 RED     The pier\n* LOC: 00:01:05:00 GREEN\n", "5s The pier\n1m5s \n1:1 left-out: chapmark skips 1 event: in this list, only markers are chapters\n"},
		{"frames", "edl", "001  AX       V     C        00:00:00:12 00:10:00:00 00:00:00:12 00:10:00:00\n* FROM CLIP NAME: a\n", "1:54 bad-timestamp: what time 00:00:00:12 is depends on the timeline\n"},
		{"a timeline that starts late", "edl", "001  AX       V     C        00:00:00:00 00:10:00:00 01:00:00:00 01:10:00:00\n* FROM CLIP NAME: a\n", "1:54 bad-timestamp: what time 01:00:00:00 is depends on the timeline\n"},
		{"no names", "edl", "001  AX       V     C        00:00:00:00 00:10:00:00 00:00:00:00 00:10:00:00\n", "1:1 bad-chapter-file: this event has no clip name, no comment and no marker\n"},

		{"a cue without a blank line above it", "webvtt", "WEBVTT\n\n00:00.000 --> 00:10.000\nA\n00:10.000 --> 00:20.000\nB\n", "5:1 bad-chapter-file: there is no blank line above this cue\n"},
		{"labels without a header", "mp4chaps", "00:00:00.000\t00:00:12.345\tIntro\n00:00:12.345\t00:00:20.000\tTwo\n", "1:1 bad-chapter-file: there are two times in this line\n"},
		{"a link alone, and a number", "mp4chaps", "00:00:00.000 <https://x.example>\n00:00:01.000 B\n123\n", "0s https://x.example <https://x.example>\n1s B\n3:1 bad-timestamp: \"123\" is not a time\n"},
		{"a section that is not closed", "ffmetadata", ";FFMETADATA1\n[CHAPTER\nSTART=1\n", "2:1 bad-chapter-file: this section's name does not end in ]\n"},
		{"a key twice", "ffmetadata", ";FFMETADATA1\n[CHAPTER]\nSTART=1\nstart=2\n", "4:1 bad-chapter-file: there is a second \"START\" in this chapter\n"},
		{"a name twice", "ogm", "CHAPTER01=00:00:00.000\nCHAPTER01NAME=a\nCHAPTER01NAME=b\n", "0s a\n3:1 bad-chapter-file: there is a second CHAPTER01NAME\n"},
		{"a misspelt name", "vorbis", "CHAPTER001=00:00:00.000\nCHAPTER-001NAME=a\n", "2:1 bad-chapter-file: this line is neither CHAPTERnnn=, nor CHAPTERnnnNAME= or CHAPTERnnnURL=\n"},
		{"a time twice", "overdrive", "<Markers><Marker><Name>a</Name><Time>0:01</Time>\n<Time>0:02</Time></Marker></Markers>", "2:1 bad-chapter-file: \"Time\" is not allowed in a list of markers\n"},
		{"a name in parts", "overdrive", "<Markers><Marker><Name>a <b>b</b></Name><Time>0:01</Time></Marker></Markers>", "1:26 bad-chapter-file: \"b\" is not allowed in a list of markers\n"},
		{"a broken event", "edl", "001  AX V C 00:00:00:00 00:00:12:00 00:00:00:00 00:00:12:00\n* FROM CLIP NAME: Intro\n* FROM CLIP NAME: other\n002 AX V C 00:00:00:00 00:00:12:00 00:00:20:0O 00:00:30:00\n", "4:1 bad-chapter-file: this line is not an event with four times, a comment or a marker\n"},
		{"a broken locator", "edl", "001  AX V C 00:00:00:00 00:00:12:00 00:00:00:00 00:00:12:00\n* LOC: soon RED x\n", "2:1 bad-chapter-file: this line is not an event with four times, a comment or a marker\n"},

		{"a quote before a title", "audition", "Name\tStart\tDuration\tTime Format\tType\tDescription\n\"One\" and\t0:08.000\t0:00.000\tdecimal\tCue\t\nTwo \"x\"\t0:22.000\t0:00.000\tdecimal\tCue\t\n", "8s \"One\" and\n22s Two \"x\"\n"},
		{"a quote that does not end", "tsv", "start\ttitle\n0:08\t\"One\n0:22\tTwo\n", "8s \"One\n22s Two\n"},
		{"a spreadsheet's line about itself, and empty rows", "csv", "sep=;\r\nstart;title;hidden\r\n0:08;A;x\r\n;;\r\n0:22;B;no\r\n", "8s A hidden\n22s B\n"},
		{"a comma in the header", "csv", "\"Notes, internal\",start,title\nx,0:08,A\n", "8s A\n"},
		{"hidden, in other words", "csv", "start,title,hidden\n0:08,A,wahr\n", "2:8 bad-chapter-file: hidden is yes or no, not \"wahr\"\n"},
		{"no web address", "csv", "start,title,url\n0:08,A,example.com\n", "8s A\n2:8 bad-link: the link \"example.com\" is not a web address, so chapmark skips it\n"},
		{"no web address", "psc", "<psc:chapters>\n<psc:chapter start=\"1\" title=\"a\" href=\"mailto:x\"/></psc:chapters>", "1s a\n2:1 bad-link: the link \"mailto:x\" is not a web address, so chapmark skips it\n"},
		{"an attribute twice", "psc", "<psc:chapters>\n<psc:chapter start=\"1\" start=\"2\" title=\"a\"/></psc:chapters>", "2:1 bad-chapter-file: the attribute start is there twice\n"},
		{"a name twice", "json", `{"version":"1.2.0","chapters":[{"startTime":1,"title":"a","startTime":2}]}`, "1:59 bad-chapter-file: \"startTime\" is there twice\n"},
		{"hexadecimal", "json", `{"version":"1.2.0","chapters":[{"startTime":"0x1p4"}]}`, "1:45 bad-timestamp: \"\\\"0x1p4\\\"\" is not a time\n"},
		{"arrows without blanks", "webvtt", "WEBVTT\n\n00:00.000-->00:05.000\nOne\n", "0s-5s One\n"},
		{"whole numbers", "audacity", "0\t0\tA\n5\t9\tB\n", "0s A\n5s-9s B\n"},
		{"quotes within quotes, an index of one digit", "cue", "FILE \"a.mp3\" MP3\n TRACK 1 AUDIO\n  TITLE \"He said \"hi\"\"\n  INDEX 1 00:05:00\n", "5s He said \"hi\"\n"},
		{"links in Markdown", "mp4chaps", "00:00:00.000 [x](y)\n", "0s [x](y)\n"},
		{"after much else", "json", `{"version":"1.2.0","description":"` + strings.Repeat("d", 70_000) + `","chapters":[{"startTime":1}]}`, "1s \ndescription=\"" + strings.Repeat("d", 70_000) + "\"\n"},

		{"no UTF-8", "mp4chaps", "00:00:00.000 Zw\xf6lf\n", "1:16 bad-chapter-file: byte 0xF6 is not UTF-8\n"},
		{"a NUL", "mp4chaps", "00:00:00.000 x\n\x00", "2:1 bad-chapter-file: the file contains a NUL byte, so it is not text\n"},
	} {
		f, ok := format.ByName(test.format)
		if !ok {
			t.Fatal(test.format)
		}
		if got := told(f.Decode(chapters.NewSource("x", []byte(test.text)))); got != test.want {
			t.Errorf("%s, %s:\n%s", test.format, test.name, cmp.Diff(test.want, got))
		}
		found, ok := format.Recognise([]byte(test.text))
		if strings.Contains(test.want, "UTF-8\n") || test.format == "mp3chaps" || test.name == "entities of its own" || test.name == "no list" || test.name == "no arrow" {
			continue
		}
		if !ok || found.Name != test.format {
			t.Errorf("%s, %s is recognised as %q", test.format, test.name, found.Name)
		}
	}
}

// A list of edits on its timeline: frames, numbers that are dropped, a start that is not 0.
func TestTimeline(t *testing.T) {
	edl, _ := format.ByName("edl")
	for _, test := range []struct{ timeline, times, want string }{
		{"25", "00:00:01:12", "1.48s"}, {"25@01:00:00:00", "01:00:01:12", "1.48s"}, {"30", "24:00:00:15", "24h0m0.5s"},
		{"29.97", "00:01:00:00", "1m0.06s"}, {"29.97", "00:01:00;02", "1m0.06s"}, {"29.97", "00:10:00;00", "9m59.9994s"}, {"29.97@01:00:00;00", "01:10:00;00", "9m59.9994s"},
		{"59.94", "00:01:00;04", "1m0.06s"}, {"23.976", "01:00:00:00", "1h0m3.6s"},
		{"25", "00:00:01;00", ""}, {"29.97", "00:01:00;00", ""}, {"25", "00:00:01:25", ""}, {"25@01:00:00:00", "00:59:00:00", ""},
	} {
		on, err := format.ParseTimeline(test.timeline)
		if err != nil {
			t.Fatal(err)
		}
		document, problems := edl.DecodeOn(on, chapters.NewSource("x", []byte("1 AX V C 00:00:00:00 00:00:00:00 "+test.times+" 99:00:00:00\n* COMMENT: x\n")))
		if test.want == "" {
			if len(problems) != 1 || len(document.Topics) != 0 {
				t.Errorf("%s on %s: %v, %v", test.times, test.timeline, document.Topics, problems)
			}
		} else if len(document.Topics) != 1 || document.Topics[0].Start.String() != test.want {
			t.Errorf("%s on %s: %v, %v", test.times, test.timeline, document.Topics, problems)
		}
	}
	for _, bad := range []string{"", "0", "x", "25@", "25@1:00", "25@00:00:00:25", "29.9", "241", "25@00:60:00:00"} {
		if _, err := format.ParseTimeline(bad); err == nil {
			t.Errorf("%q is a timeline", bad)
		}
	}
}

// What is for programs, and of no kind that is known, is refused, and not read as somebody's prose.
func TestRefused(t *testing.T) {
	for text, want := range map[string]string{
		`{"chapters":["0:00 One"]}`:                  "1:1 bad-chapter-file: it is JSON, but no known kind of chapter file\n",
		`[{"from":"0:00","what":"One"}]`:             "1:1 bad-chapter-file: it is JSON, but no known kind of chapter file\n",
		"<?xml version=\"1.0\"?>\n<list></list>":     "1:1 bad-chapter-file: it is XML, but no known kind of chapter file\n",
		"1,Opening\n2,\"War, and peace\"\n3,x\n":     "1:1 bad-chapter-file: it names chapters, but gives no times\n",
		"# HandBrake\n001,Opening\n002,War\\, peace": "1:1 bad-chapter-file: it names chapters, but gives no times\n",
	} {
		f, ok := format.Recognise([]byte(text))
		if !ok {
			t.Errorf("%q is not recognised", text)
			continue
		}
		if got := told(f.Decode(chapters.NewSource("x", []byte(text)))); got != want {
			t.Errorf("%q: %s", text, got)
		}
	}
}

// What is not a chapter file is left to the parser of Markdown.
func TestNotRecognised(t *testing.T) {
	for _, text := range []string{
		"", "x", "---\ntitle: x\n---\n- 0:00 -- One\n", "{\n\"title\": \"x\"\n}\n\n- 0:00 One\n",
		"{\"title\": \"x\", \"chapters\": [\"0:00 One\"]}\n\nText\n", // a front matter with chapters
		"Some notes\n\n    001  AX V C 00:00:00:00 00:00:12:00 00:00:00:00 00:00:12:00\n\n- 0:00 One\n", "Notes\n\n```\n;FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\n```\n",
		"Listen now\n\n00:00:00.000 One\n00:01:00.000 Two\n00:02:00.000 Three\n", "Notes\n\n```\nFILE \"a\" MP3\n  TRACK 01 AUDIO\n    TITLE \"x\"\n    INDEX 01 00:00:00\n```\n", "Title, Start\nWe talk about much.\n",
		"[@0:00] One\n", "WEBVTTish\n", "0:00 One\n1:00 Two\n",
		"00:00:12.168 [One](https://x.example)\n", "# A cue sheet\n\n    TRACK 01 AUDIO\n    INDEX 01 00:00:00\n",
		"sep=;\n", "WEBVTT is the topic of today\n", ";FFMETADATA is a header\n",
		"<div>x</div>\n\n    <psc:chapters>\n", "<p>Chapters</p>", "Time, title and all\n", "1.5 2.5 x\n",
	} {
		if f, ok := format.Recognise([]byte(text)); ok {
			t.Errorf("%q is recognised as %s", text, f.Name)
		}
	}
}

func TestText(t *testing.T) {
	const want = "WEBVTT\n\n00:01.000 --> 00:02.000\nZwölf 日本 🎧\n"
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, mark := range []string{"", "\ufeff"} {
			var content []byte
			for _, unit := range utf16.Encode([]rune(mark + want)) {
				content = order.AppendUint16(content, unit)
			}
			if text, was := format.Text(content); string(text) != mark+want || !was {
				t.Errorf("%v %q: %q", order, mark, text)
			}
		}
	}
	for _, text := range []string{"", "a", "abc", "\xff\xfea", want} {
		if got, was := format.Text([]byte(text)); was || string(got) != text {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// TestHostile: a place in a long line was counted anew for each of many problems, and XML's text was joined anew at each
// comment.
func TestHostile(t *testing.T) {
	for name, text := range map[string]string{
		"psc":        `<psc:chapters>` + strings.Repeat(`<psc:chapter start="x"/>`, 300_000) + `</psc:chapters>`,
		"psc-json":   `[{"start":"0:01","title":"x"}` + strings.Repeat(",{}", 90_000) + "]",
		"audacity":   "1.0\t2.0\ta\n" + strings.Repeat("x\t\n", 45_000),
		"ffmetadata": ";FFMETADATA1\n" + strings.Repeat("[CHAPTER]\nSTART=x\n", 24_000),
		"matroska":   "<Chapters><EditionEntry>" + strings.Repeat("x<!---->", 900_000) + "</EditionEntry></Chapters>",
	} {
		f, _ := format.ByName(name)
		_, problems := f.Decode(chapters.NewSource("x", []byte(text)))
		if n := len(problems); n > 101 || name != "matroska" && n < 100 {
			t.Errorf("%s: %d problems", name, n)
		}
		for _, d := range problems {
			d.Source.Position(d.Span.Start)
		}
	}
}

func TestTooMany(t *testing.T) {
	f, _ := format.ByName("mp4chaps")
	document, problems := f.Decode(chapters.NewSource("x", []byte(strings.Repeat("00:00:00.000 x\n", 1001))))
	if len(document.Topics) != 1000 || len(problems) != 1 || problems[0].Rule != chapters.BadChapterFile {
		t.Error(len(document.Topics), problems)
	}
	document, problems = f.Decode(chapters.NewSource("x", make([]byte, limits.TextBytes+1)))
	if len(document.Topics) != 0 || len(problems) != 1 {
		t.Error(problems)
	}
	cue, _ := format.ByName("cue")
	if _, _, err := cue.Encode(format.Set{Chapters: make([]chapters.Chapter, 100)}); err == nil || err.Error() != "a CUE sheet has room for 99 chapters, and there are 100" {
		t.Error(err)
	}

}

// A table has so many columns and no more; what stands in quotation marks makes none.
func TestWideTables(t *testing.T) {
	f, _ := format.ByName("csv")
	many := strings.Repeat(",", 5000)
	for text, want := range map[string]int{
		"start,title\n0:00,\"Ropes" + many + "\"\n0:10,Knots\n": 2,
		"start,title\n0:00,\"a \"\"b\"\"" + many + "\nc\"\n":    1,
		"start,title\n0:00,Ropes" + many + "\n":                 0,
	} {
		document, problems := f.Decode(chapters.NewSource("a.csv", []byte(text)))
		if len(document.Topics) != want || (want == 0) != (len(problems) > 0) {
			t.Errorf("%.40q: %d chapters, %v", text, len(document.Topics), problems)
		}
	}
}
