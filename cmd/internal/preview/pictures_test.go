package preview

import "testing"

// A picture's name is one that every system takes, and that leads nowhere.
func TestPictureName(t *testing.T) {
	for asked, want := range map[string]string{
		"photo.JPEG": "photo.png", "my photo (2).png": "my-photo--2.png", "../../etc/passwd": "passwd.png", `C:\photos\a.png`: "a.png", "": "picture.png", "...": "picture.png",
		"Grüße.png": "Grüße.png", ".hidden": "picture.png", "a\x1b[31m.png": "a--31m.png", "a: b.png": "a--b.png",
		"CON.png": "picture-CON.png", "e\u0301.png": "é.png", "หน้า.png": "หน้า.png",
	} {
		if got := pictureName(asked, "image/png"); got != want {
			t.Errorf("%q: %q, not %q", asked, got, want)
		}
	}
}
