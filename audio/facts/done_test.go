package facts_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/chapmark/chapmark/audio/facts"
)

func TestDone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "done")
	one, two := facts.HashOf([]byte("a"), []byte("b")), facts.HashOf([]byte("ab"))
	if one == two {
		t.Error("parts run into each other")
	}
	for round, hash := range []string{one, two} {
		d := facts.NewDone(path)
		if d.Has("") || d.Has(hash) || round == 1 && !d.Has(one) {
			t.Errorf("round %d", round)
		}
		d.Add(hash)
		d.Add(hash)
		if err := d.Save(); err != nil || !d.Has(hash) {
			t.Fatal(err)
		}
	}
	for name, content := range map[string]string{"another version": "chapmark done 0\n" + one + "\n", "nothing": "", "cut short": "chapmark done 1\n" + one[:20]} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		d := facts.NewDone(path)
		if d.Has(one) {
			t.Errorf("%s is believed", name)
		}
		d.Add(one)
		if err := d.Save(); err != nil || !facts.NewDone(path).Has(one) || facts.NewDone(path).Has("") {
			t.Errorf("%s: %v", name, err)
		}
	}
	var none *facts.Done
	none.Add(one)
	if none.Has(one) || none.Save() != nil {
		t.Error("nothing remembers something")
	}
}

// What stands elsewhere is neither read nor written where a link to it is in the file's place.
func TestDoneUnderALink(t *testing.T) {
	elsewhere, path := filepath.Join(t.TempDir(), "done"), filepath.Join(t.TempDir(), "done")
	one, two := facts.HashOf([]byte("one")), facts.HashOf([]byte("two"))
	theirs := facts.NewDone(elsewhere)
	theirs.Add(one)
	if err := theirs.Save(); err != nil {
		t.Fatal(err)
	}
	content, _ := os.ReadFile(elsewhere)
	if err := os.Symlink(elsewhere, path); err != nil {
		t.Skip("this system has no links")
	}
	ours := facts.NewDone(path)
	if ours.Has(one) {
		t.Error("it was read")
	}
	ours.Add(two)
	if err := ours.Save(); err != nil || !facts.NewDone(path).Has(two) {
		t.Errorf("not remembered: %v", err)
	}
	if now, _ := os.ReadFile(elsewhere); !bytes.Equal(now, content) {
		t.Error("it was written")
	}
}
