package id3

import (
	"fmt"
	"strings"

	"github.com/chapmark/chapmark/chapters/limits"
)

// successors names the frames of ID3v2.3 that took the place of those of ID3v2.2 (ID3v2.2 §4, ID3v2.3 §4), and of those
// that iTunes added. Their bodies are the same, but for PIC. CRM, which was encrypted, and LNK, which names other
// frames, have none.
var successors = map[string]string{
	"BUF": "RBUF", "CNT": "PCNT", "COM": "COMM", "CRA": "AENC", "ETC": "ETCO", "EQU": "EQUA", "GEO": "GEOB", "IPL": "IPLS",
	"MCI": "MCDI", "MLL": "MLLT", "PIC": "APIC", "POP": "POPM", "REV": "RVRB", "RVA": "RVAD", "SLT": "SYLT", "STC": "SYTC",
	"TAL": "TALB", "TBP": "TBPM", "TCM": "TCOM", "TCO": "TCON", "TCR": "TCOP", "TDA": "TDAT", "TDY": "TDLY", "TEN": "TENC",
	"TFT": "TFLT", "TIM": "TIME", "TKE": "TKEY", "TLA": "TLAN", "TLE": "TLEN", "TMT": "TMED", "TOA": "TOPE", "TOF": "TOFN",
	"TOL": "TOLY", "TOR": "TORY", "TOT": "TOAL", "TP1": "TPE1", "TP2": "TPE2", "TP3": "TPE3", "TP4": "TPE4", "TPA": "TPOS",
	"TPB": "TPUB", "TRC": "TSRC", "TRD": "TRDA", "TRK": "TRCK", "TSI": "TSIZ", "TSS": "TSSE", "TT1": "TIT1", "TT2": "TIT2",
	"TT3": "TIT3", "TXT": "TEXT", "TXX": "TXXX", "TYE": "TYER", "UFI": "UFID", "ULT": "USLT", "WAF": "WOAF", "WAR": "WOAR",
	"WAS": "WOAS", "WCM": "WCOM", "WCP": "WCOP", "WPB": "WPUB", "WXX": "WXXX",
	"GP1": "GRP1", "MVI": "MVIN", "MVN": "MVNM", "PCS": "PCST", "RVR": "RVRB", "TCP": "TCMP", "TCT": "TCAT", "TDR": "TDRL",
	"TDS": "TDES", "TID": "TGID", "TKW": "TKWD", "TS2": "TSO2", "TSA": "TSOA", "TSC": "TSOC", "TSP": "TSOP", "TST": "TSOT",
	"WFD": "WFED",
}

// oldHeaderBytes is the length of a frame's header in ID3v2.2: 3 bytes of ID, 3 of size (§3.2).
const oldHeaderBytes = 6

// readOld reads the frames of ID3v2.2 and makes them those of ID3v2.3, which can hold chapters.
func (t *Tag) readOld(content []byte) error {
	at := 0
	var orphans []string
	for len(content)-at >= oldHeaderBytes && validID(content[at:at+3]) {
		id, size := string(content[at:at+3]), int(content[at+3])<<16|int(content[at+4])<<8|int(content[at+5])
		if size > len(content)-at-oldHeaderBytes {
			return &DamagedError{int64(HeaderBytes + at), fmt.Sprintf("frame %s claims more bytes than the tag has left", id)}
		}
		f := Frame{ID: successors[id], Offset: HeaderBytes + at, Body: content[at+oldHeaderBytes : at+oldHeaderBytes+size]}
		if id == "PIC" {
			f.Body, f.ID = upgradePicture(f.Body)
		}
		if len(t.Frames) >= limits.TagFrames {
			return tooManyError(limits.TagFrames, "frames")
		}
		if f.ID == "" {
			orphans = append(orphans, id)
		}
		t.Frames = append(t.Frames, f)
		at += oldHeaderBytes + size
	}
	if len(orphans) > 0 {
		return &UnsupportedError{Offset: HeaderBytes, Reason: "the tag is ID3v2.2, and has frames that ID3v2.3 does not know: " + strings.Join(orphans, ", ")}
	}
	if !zeros(content[at:]) {
		return &DamagedError{int64(HeaderBytes + at), fmt.Sprintf("after the last frame are %d bytes that are not padding", len(content)-at)}
	}
	t.Padding, t.Version, t.revision = len(content)-at, 3, 0
	t.Mended = append(t.Mended, "ID3v2.2, which cannot hold chapters, becomes ID3v2.3")
	return nil
}

// upgradePicture puts a MIME type in the place of PIC's three letters of format (ID3v2.2 §4.15, ID3v2.3 §4.15). The ID
// is "" where they are none.
func upgradePicture(b []byte) (body []byte, id string) {
	if len(b) < 5 {
		return b, ""
	}
	// 1 byte: encoding; 3: format; then as in APIC
	mimeType := map[string]string{"JPG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "BMP": "image/bmp", "-->": "-->"}[strings.ToUpper(string(b[1:4]))]
	if mimeType == "" {
		return b, ""
	}
	body = append([]byte{b[0]}, mimeType...)
	body = append(body, 0)
	return append(body, b[4:]...), "APIC"
}
