package facts_test

import (
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
