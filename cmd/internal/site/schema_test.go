package site

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSchema holds the schema, which editors complete by, against the keys and rules that there are.
func TestSchema(t *testing.T) {
	text, err := os.ReadFile("../../../docs/chapmark.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties map[string]struct {
			Properties map[string]any
		}
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(keyNames(), sorted(schema.Properties)); diff != "" {
		t.Errorf("keys (-config +schema):\n%s", diff)
	}
	rules := RuleNames()
	slices.Sort(rules)
	if diff := cmp.Diff(rules, sorted(schema.Properties["rules"].Properties)); diff != "" {
		t.Errorf("rules (-table +schema):\n%s", diff)
	}
}
