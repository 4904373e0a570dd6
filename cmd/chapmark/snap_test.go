package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
)

// TestSnapPlanted: stamps that are off by up to three seconds fall into the pauses that they were written down for, and a second run
// changes nothing.
func TestSnapPlanted(t *testing.T) {
	for name, options := range map[string][]string{
		"cbr 128": {"-b", "128", "-m", "j"}, "vbr": {"-V", "4"}, "mono 64": {"-b", "64", "-m", "m"}, "mpeg 2": {"-b", "56", "--resample", "22.05"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			wav, pauses := mp3test.Speech(t, folder, 24)
			mp3 := filepath.Join(folder, "episode.mp3")
			mp3test.Encode(t, wav, mp3, options...)
			random := rand.New(rand.NewPCG(3, 5))
			var text strings.Builder
			text.WriteString("---\ntitle: x\n---\n\n## Topics\n\n- 0:00 -- Start\n")
			for i, p := range pauses {
				stamp := p.To.Truncate(time.Second) + time.Duration(random.IntN(7)-3)*time.Second
				fmt.Fprintf(&text, "- %s -- Topic %d\n", chapters.FormatTimestamp(stamp), i+1)
			}
			md := filepath.Join(folder, "episode.md")
			if err := os.WriteFile(md, []byte(text.String()), 0o644); err != nil {
				t.Fatal(err)
			}
			out, _ := chapmark(t, 0, "snap", "--json", md, mp3)
			var got struct {
				Topics []struct {
					Start float64 `json:"start_s"`
					Pause *struct {
						Place float64 `json:"place_s"`
					} `json:"pause"`
				} `json:"topics"`
			}
			if err := json.Unmarshal([]byte(out), &got); err != nil {
				t.Fatal(err)
			}
			const near = 50 * time.Millisecond
			right := 0
			for i, p := range pauses {
				topic := got.Topics[i+1]
				if topic.Pause == nil {
					t.Logf("topic %d at %v: no pause; it is from %v to %v", i+1, topic.Start, p.From, p.To)
					continue
				}
				place := time.Duration(topic.Pause.Place * float64(time.Second))
				if place >= p.From-near && place <= p.To+near {
					right++
				} else {
					t.Logf("topic %d at %v: %+v; it is from %v to %v", i+1, topic.Start, *topic.Pause, p.From, p.To)
				}
			}
			t.Logf("%d of %d marks in their pauses", right, len(pauses))
			if right*100 < 95*len(pauses) {
				t.Errorf("%d of %d marks in their pauses", right, len(pauses))
			}
			chapmark(t, 0, "snap", "--apply", md, mp3)
			once, _ := os.ReadFile(md)
			chapmark(t, 0, "snap", "--apply", md, mp3)
			if twice, _ := os.ReadFile(md); string(twice) != string(once) {
				t.Errorf("a second run changes the text:\n%s", diffOf(string(once), string(twice)))
			}
		})
	}
}

func diffOf(a, b string) string {
	var out strings.Builder
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			out.WriteString("-" + x[i] + "\n+" + y[i] + "\n")
		}
	}
	return out.String()
}
