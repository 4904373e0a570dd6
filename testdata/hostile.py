#!/usr/bin/env python3
"""Makes inputs that are hard on whoever reads them: hostile.py FOLDER.

Each file's name begins with what it is: text-, chapters-, feed-, audio-, site- (a folder with a chapmark.yaml) or many- (a
folder of files that are worked on together). A test (TestHostile in cmd/chapmark) runs commands over them, and measures memory
and time.
"""
import os
import struct
import sys

out = sys.argv[1]
os.makedirs(out, exist_ok=True)


def put(name, content):
    path = os.path.join(out, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))


def clock(i):
    return "%d:%02d:%02d" % (i // 3600, i // 60 % 60, i % 60)


MIB = 1 << 20

# Markdown: every construct, as often as a text may hold it.
put("text-nested.md", ("- " * 31 + "0:01 a\n") * 49900)
put("text-nested-allowed.md", ("- " * 31 + "0:01 a\n") * 640)
put("text-quotes.md", ("> " * 31 + "0:01 a\n") * 640)
put("text-table.md", "|" + "a|" * 14 + "\n|" + "-|" * 14 + "\n" + ("|0:01 a" + "|a" * 13 + "|\n") * 6000)
put("text-references.md", "".join("[a%d]: https://b/%d 'x'\n" % (i, i) for i in range(30000)) + "- 0:00 [a1]\n- 0:01 [a2][]\n")
put("text-many-topics.md", "".join("- %s topic [x](https://y/%d)\n" % (clock(i), i) for i in range(49000)))
put("text-emphasis.md", ("- 0:00 " + "*a " * 1300 + "\n") * 1990)
put("text-brackets.md", ("- 0:00 " + "[" * 3900 + "\n") * 990)
put("text-backticks.md", "".join("- %s " % clock(i) + "".join("`" * (k % 50 + 1) + "a" for k in range(140)) + "\n" for i in range(990)))
put("text-entities.md", ("- 0:00 " + "&#x41;" * 600 + "\n") * 990)
put("text-html.md", "<ul>" + "".join("<li>%s x<br>" % clock(i) for i in range(49000)) + "</ul>\n")
put("text-open-tags.md", "<div " * 9000 + "\n- 0:00 a\n- 0:10 b\n" + "<!--" * 20000 + "\n")
put("text-long-line.md", "- 0:00 a\n- 0:10 " + "b " * (3 * MIB) + "\n")
put("text-one-paragraph.md", "0:00 a\n" * 49900)
put("text-headings.md", "".join("## %s a\n\n" % clock(i) for i in range(24000)))
put("text-code.md", "```\n" + "".join("%s a\n" % clock(i) for i in range(49000)) + "```\n")
put("text-broken-stamps.md", "".join("- %d;%02d a\n" % (i // 60, i % 60) for i in range(40000)))
put("text-out-of-order.md", "".join("- %s a\n" % clock(40000 - i) for i in range(40000)))

# Expressions of Liquid, and what stands in braces besides.
put("text-shortcodes.md", "## T\n\n" + "{{<" * (8 * MIB // 3 - 9))
put("text-shortcode-lines.md", "## T\n\n" + ("{{% a " * 600 + "\n") * 2200)
put("text-comments.md", ("{% comment %}{%    comment" * 100 + "\n") * 3000)
lists = "---\nx:\n" + "  - [1]\n" * 4900 + "---\n"
put("text-liquid-uniq.md", lists + "- 0:00 a {{page.x" + "|uniq" * 50 + "}}\n- 0:01 b\n")
put("text-liquid-json.md", "- 0:00 a {{1" + "|json" * 98 + "}}\n- 0:01 b\n")
put("text-liquid-many.md", "---\na: b\n---\n" + "".join("- %s {{ page.a }} {{ page.b | default: 'x' }}\n" % clock(i) for i in range(30000)))
big = "---\nbig: '" + "a b " * 15000 + "'\n---\n"
for name in ("split:' '|join:' '", "append:page.big", "strip_html", "escape", "url_encode", "truncatewords:9", "upcase", "sort", "reverse", "newline_to_br"):
    word = "".join(c for c in name.split(":")[0] if c.isalpha())
    chain = ("|" + name) * max(1, 400 // (len(name) + 1))
    put("text-liquid-%s.md" % word, big + "".join("- %s a {{page.big%s}}\n" % (clock(i), chain) for i in range(1000)))
put("text-liquid-page.md", big + "".join("- %s a {{page}}\n" % clock(i) for i in range(1000)))

# Front matter.
put("text-yaml-bomb.md", "---\na: &a [x,x,x,x,x,x,x,x,x]\n" + "".join("%s: &%s [%s]\n" % (chr(98 + i), chr(98 + i), ",".join(["*" + chr(97 + i)] * 9)) for i in range(9)) + "---\n- 0:00 a\n- 0:10 b\n")
put("text-yaml-deep.md", "---\na: " + "[" * 30000 + "\n---\n- 0:00 a\n- 0:10 b\n")
put("text-yaml-list.md", "---\nchapters:\n" + "".join("  - {start: %d, title: a}\n" % i for i in range(2300)) + "---\n")
put("text-yaml-one-line.md", "---\nchapters: [" + ",".join("{start: %d, title: a}" % i for i in range(2700)) + "]\n---\n")
put("text-toml-dots.md", "+++\n" + "a." * 20000 + "a = 1\n+++\n- 0:00 a\n- 0:10 b\n")
put("text-json-front.md", '{"a":' * 15000 + "1" + "}" * 15000 + "\n- 0:00 a\n- 0:10 b\n")

# Chapter files: a line of megabytes, nesting, a number of entries, numbers that are none.
put("chapters-one-line.json", '{"version":"1.2.0","chapters":[' + ",".join('{"startTime":%d,"title":"a","x":"%s"}' % (-i, "y" * 60) for i in range(70000)) + "]}")
put("chapters-deep.json", '{"version":"1.2.0","chapters":' + "[" * 4000000)
put("chapters-numbers.json", '{"version":"1.2.0","chapters":[' + ",".join('{"startTime":1e%d,"title":"a"}' % i for i in range(100000)) + "]}")
put("chapters-one-line.psc", '<psc:chapters xmlns:psc="http://podlove.org/simple-chapters" version="1.2">' + '<psc:chapter start="-1:00" title="a"/>' * 150000 + "</psc:chapters>")
put("chapters-entities.psc", '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join('<!ENTITY a%d "%s">' % (i, "&a;" * 10) for i in range(20)) + ']><psc:chapters xmlns:psc="http://podlove.org/simple-chapters"><psc:chapter start="0" title="&a19;"/></psc:chapters>')
put("chapters-names.json", '{"x":[' + '"chapters","time_base",' * 330000 + '1],"chapters":[{"time_base":"1/1","start_time":"0"}]}')
put("chapters-nested.json", '{"chapter_info":{"chapters":[' + '{"start_offset_ms":1,"chapters":[' * 200000 + "]}" * 200000 + "]}}")
put("chapters-one-line.edl", "1 AX V C 00:00:00:00 00:00:00:00 00:00:00:00 00:00:00:00\n2 AX V C " + "00:00:00:00 " * 650000)
put("chapters-names.txt", "CHAPTER001=0:00\n" + "CHAPTER001NAME=a\n" * 450000)
put("chapters-deep.xml", '<?xml version="1.0"?><Chapters>' + "<EditionEntry>" * 400000)
put("chapters-many.vtt", "WEBVTT\n\n" + "".join("%s.000 --> 09:59:59.000\na\n\n" % clock(i).rjust(8, "0") for i in range(100000)))
put("chapters-wide.csv", "start,title," + ",".join("c%d" % i for i in range(100000)) + "\n" + ("0:00,a" + "," * 100000 + "\n") * 30)
put("chapters-quote.csv", 'start,title\n0:00,"' + "a" * (7 * MIB))
put("chapters-many.cue", 'FILE "a" MP3\n' + "".join("TRACK %d AUDIO\nTITLE \"a\"\nINDEX 01 0:0:0\n" % i for i in range(100000)))
put("chapters-many.ffmeta", ";FFMETADATA1\n" + "[CHAPTER]\nTIMEBASE=1/9999999999\nSTART=9223372036854775807\nEND=1\ntitle=a\n" * 60000)

# Feeds: one line.
item = '<item><title>e%d</title><enclosure url="https://x.example/a/%d.mp3" length="1" type="audio/mpeg"/><itunes:duration>9:59:59</itunes:duration><description>%s</description></item>'
put("feed-one-line.xml", '<rss xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>' + "".join(item % (i, i, "x" * 3500) for i in range(2500)) + "</channel></rss>")
put("feed-large.xml", '<rss xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>' + "".join(item % (i, i, "x" * 60000) for i in range(1050)) + "</channel></rss>")
put("feed-deep.xml", "<rss>" + "<channel>" * 1000000)
put("feed-attributes.xml", '<rss><channel><item><enclosure ' + "".join('a%d="%s" ' % (i, "b" * 40) for i in range(500000)) + '/></item></channel></rss>')

# MP3s.
sound = (b"\xff\xfb\x90\x64" + b"\0" * 413) * 400


def size(n):
    return bytes([n >> 21 & 127, n >> 14 & 127, n >> 7 & 127, n & 127])


def tag(version, content, flags=0):
    return b"ID3" + bytes([version, 0, flags]) + size(len(content)) + content + sound


def frame(name, body, version=3):
    return name + (size(len(body)) if version == 4 else struct.pack(">I", len(body))) + b"\0\0" + body


def chap(i, more=b""):
    return frame(b"CHAP", b"c%d\0" % i + struct.pack(">IIII", 1, 2, 2**32 - 1, 2**32 - 1) + more)


put("audio-empty-frames.mp3", tag(3, b"PRIV\0\0\0\0\0\0" * (60 * MIB // 10)))
put("audio-empty-frames-allowed.mp3", tag(3, b"PRIV\0\0\0\0\0\0" * 39000))
put("audio-chapters.mp3", tag(3, (b"CHAP\0\0\0\x11\0\0" + b"\0" + struct.pack(">IIII", 1, 2, 2**32 - 1, 2**32 - 1)) * (60 * MIB // 27)))
put("audio-chapters-allowed.mp3", tag(3, b"".join(chap(i) for i in range(99000))))
put("audio-titled-chapters.mp3", tag(3, b"".join(chap(i, frame(b"TIT2", b"\0title")) for i in range(99000))))
put("audio-sub-frames.mp3", tag(3, chap(0, frame(b"TIT2", b"\0a") * 1000000)))
put("audio-many-sub-frames.mp3", tag(3, b"".join(chap(i, frame(b"PRIV", b"") * 100) for i in range(5000))))
put("audio-tables.mp3", tag(3, b"CTOC\0\0\0\3\0\0\0\3\0" * (56 * MIB // 14)))
put("audio-table-entries.mp3", tag(3, b"".join(frame(b"CTOC", b"t%d\0\3\xff" % i + b"c0\0" * 255) for i in range(20000)) + chap(0)))
put("audio-nested-tables.mp3", tag(3, b"".join(frame(b"CTOC", b"t%d\0\0\2t%d\0t%d\0" % (i, i + 1, i + 1)) for i in range(9000)) + chap(0)))
put("audio-v22.mp3", tag(2, b"TT2\0\0\0" * (60 * MIB // 6)))
put("audio-v24.mp3", tag(4, frame(b"TIT2", b"\3" + b"a" * 200, 4) * 90000))
put("audio-unsynchronised.mp3", tag(3, frame(b"PRIV", b"\xff\0" * (20 * MIB)), 0x80))
put("audio-large-picture.mp3", tag(3, frame(b"APIC", b"\0image/png\0\3\0" + b"\x89PNG" + b"a" * (62 * MIB))))
put("audio-claims-256.mp3", b"ID3\3\0\0\x7f\x7f\x7f\x7f" + sound)
put("audio-holes.mp3", sound + (b"\xff\xfb\x90\x64" + b"\0" * 300) * 60000)
put("audio-tags-in-audio.mp3", (sound[:4170] + b"ID3\3\0\0\0\0\0\0") * 9000)
put("audio-ape-items.mp3", sound + b"".join(struct.pack("<II", 1, 0) + b"key%d\0a" % i for i in range(300000)) + b"APETAGEX" + struct.pack("<IIII", 2000, 4000000, 300000, 0) + b"\0" * 8)
put("audio-long-words.mp3", tag(3, frame(b"TIT2", b"\1\xff\xfe" + "\u202e\x1b".encode("utf-16-le") * (8 * MIB))))

# Sites.
put("site-braces/chapmark.yaml", "episodes: '" + "{a,b}" * 30 + "/**/*.md'\n")
put("site-stars/chapmark.yaml", "episodes: '" + "**/" * 200 + "*.md'\n")
put("site-deep/chapmark.yaml", "episodes: " + "[" * 30000)
put("site-many-keys/chapmark.yaml", "episodes: '*.md'\n" + "".join("k%d: 1\n" % i for i in range(7000)))
put("site-aliases/chapmark.yaml", "a: &a [x,x,x]\n" + "".join("b%d: &b%d [*%s,*%s]\n" % (i, i, "a" if i == 0 else "b%d" % (i - 1), "a" if i == 0 else "b%d" % (i - 1)) for i in range(60)) + "episodes: *b59\n")

# What an attack found that the inputs above had not tried.
put("feed-items.xml", "<rss>" + "<item/>" * (63 * MIB // 7) + "</rss>")
put("feed-namespaces.xml", "<rss " + "".join('xmlns:a%d="%d" ' % (i, i) for i in range(2000000)) + "><item/></rss>")
put("feed-line-breaks.xml", "<rss><item><title>" + "\n" * (62 * MIB) + "</title></item></rss>")
put("feed-latin1.xml", b'<?xml version="1.0" encoding="iso-8859-1"?><rss><item><title>' + b"\xe9" * (60 * MIB) + b"</title></item></rss>")
put("feed-instructions.xml", "<rss>" + "<?a?>" * (12 * MIB) + "</rss>")
put("text-yaml-keys.md", "---\n" + "? a\n" * 16000 + "---\n")
put("text-yaml-flow.md", "---\na: {" + "b," * 32000 + "}\n---\n")
put("text-yaml-anchors.md", "---\na:\n" + "".join("- &b%d c\n" % i for i in range(5000)) + "---\n")
put("text-strike.md", "- 0:00 a\n- 0:10 " + "~~a~b" * 3000 + "\n" + "".join("- %s %s\n" % (clock(i), "~~a~b" * 700) for i in range(20, 900)))
put("text-indents.md", "".join(" " * (i % 40) + "- %s a\n" % clock(i) for i in range(19000)) + "<!-- chapmark: off too-short -->\n")
put("text-emphasised-lines.md", "".join("%s *a*\n" % clock(i) for i in range(2)) + "*a* [b\n" * 45000)
put("text-definitions.md", "[a]: b\n" * 49000)
put("text-mistyped.md", "0:10-0:20 b\n00:00:01" * 20000)
put("text-mistyped-lists.md", "- 0:00 a\n" + "- 0:10 a\n- 0:1\n" * 20000)
put("text-verses.md", "".join("- %d:%02d In the beginning\n" % (i // 40 % 60, i % 40 + 1) for i in range(19000)))
put("chapters-tabs.tsv", "start\ttitle\n" + "\t" * (7 * MIB))
put("chapters-line-breaks.csv", "start,title\n" + "\n" * (7 * MIB))
put("chapters-long-cue.vtt", "WEBVTT\n\n00:00:00.000 --> 00:00:10.000\n" + "a\n" * (3 * MIB))
put("chapters-many-keys.json", '{"version":"1.2.0","chapters":[],' + ",".join('"k%d":1' % i for i in range(500000)) + "}")
put("audio-long-titles.mp3", tag(3, b"".join(chap(i, frame(b"TIT2", b"\1\xff\xfe" + "\u0436".encode("utf-16-le") * 1500)) for i in range(6000))))
put("audio-many-tags.mp3", tag(3, frame(b"PRIV", b"a" * (20 * MIB)))[:20 * MIB + 20] + b"ID3\3\0\0\0\0\0\0" * 60000 + sound)
put("site-choices/chapmark.yaml", "episodes: '**/" + ("{" + ",".join("a" * 115) + "}") * 4 + "b.md'\n")

# Files that are worked on at the same time.
for name in ("audio-large-picture.mp3", "audio-unsynchronised.mp3", "text-nested-allowed.md"):
    folder = os.path.join(out, "many-" + name.split(".")[0])
    os.makedirs(folder, exist_ok=True)
    for i in range(16):
        link = os.path.join(folder, "%d%s" % (i, os.path.splitext(name)[1]))
        if not os.path.exists(link):
            os.link(os.path.join(out, name), link)
