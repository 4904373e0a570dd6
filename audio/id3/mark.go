package id3

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"

	"github.com/chapmark/chapmark/chapters"
)

// A picture that a text put into a chapter is marked, so that it can go when the text names it no more: a PRIV sub-frame (ID3v2.4
// §4.27) with the text's id and the beginning of the picture's SHA-256. Where another picture stands by now, the mark is void.

const (
	markOwner = "https://github.com/chapmark/chapmark#picture"
	markBytes = 8
)

// PictureMark is the mark of a picture that a text with this id put into a chapter (chapters.TextID).
func PictureMark(text string, picture []byte) Frame {
	id, _ := hex.DecodeString(text)
	sum := sha256.Sum256(picture)
	return Frame{ID: "PRIV", Body: append(append(append([]byte(markOwner), 0), id...), sum[:markBytes]...)}
}

// IsPictureMark reports whether the frame is such a mark.
func (f Frame) IsPictureMark() bool {
	owner, data, ok := bytes.Cut(f.Body, []byte{0})
	return f.ID == "PRIV" && ok && string(owner) == markOwner && len(data) == chapters.TextIDBytes+markBytes
}

// putBy is the id of the text that put a picture into the chapter; "" where none did.
func putBy(subs []Frame, picture []byte) string {
	for _, sub := range subs {
		if !sub.IsPictureMark() {
			continue
		}
		data := sub.Body[len(markOwner)+1:]
		if sum := sha256.Sum256(picture); bytes.Equal(data[chapters.TextIDBytes:], sum[:markBytes]) {
			return hex.EncodeToString(data[:chapters.TextIDBytes])
		}
	}
	return ""
}
