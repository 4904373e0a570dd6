package id3

import "github.com/chapmark/chapmark/chapters"

// frontCover is the picture type of a cover (ID3v2.4 §4.14).
const frontCover = 3

// Cover is the picture of the whole file: its front cover, else its first picture; nil where there is none.
func (t *Tag) Cover() (cover *chapters.Image) {
	for _, f := range t.Frames {
		if f.ID != "APIC" || f.Encoded(t.Version) {
			continue
		}
		content := f.content()
		mimeType, picture, ok := readPicture(content)
		if !ok || len(picture) == 0 {
			continue
		}
		_, behind := cutText(latin1, content[1:])
		if isFront := behind[0] == frontCover; cover == nil || isFront {
			if cover = (&chapters.Image{MIMEType: mimeType, Bytes: picture}); isFront {
				return cover
			}
		}
	}
	return cover
}
