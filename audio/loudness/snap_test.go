package loudness

import (
	"testing"
	"time"
)

const ms = time.Millisecond

func pause(from, to time.Duration) Pause { return Pause{from * ms, to * ms, -6000} }

func TestBest(t *testing.T) {
	for _, test := range []struct {
		name   string
		pauses []Pause
		mark   time.Duration
		place  time.Duration // 0: none
	}{
		{"it stands there", []Pause{pause(9000, 10200)}, 9900, 9950},
		{"before it", []Pause{pause(7000, 8000)}, 10000, 7750},
		{"after it", []Pause{pause(12000, 13000)}, 10000, 12750},
		{"too far", []Pause{pause(5000, 5900)}, 10000, 0},
		{"the longer one", []Pause{pause(9000, 9300), pause(11000, 12000)}, 10000, 11750},
		{"rather before than after", []Pause{pause(7250, 8250), pause(11750, 12750)}, 10000, 8000},
		{"a short one, in its middle", []Pause{pause(9800, 10000)}, 10000, 9900},
		{"too short", []Pause{pause(9900, 10000)}, 10000, 0},
		{"none", nil, 10000, 0},
		{"near by its edge alone: the mark would pass the music it starts with", []Pause{pause(12000, 17000)}, 10000, 0},
		{"long before, and it ends near", []Pause{pause(1000, 6900)}, 10000, 0},
	} {
		best, ok := Best(test.pauses, -4000, test.mark*ms, 3*time.Second)
		if ok != (test.place > 0) || ok && best.Place() != test.place*ms {
			t.Errorf("%s: %v, %v", test.name, best.Place(), ok)
		}
	}
}

// A mark that was moved stays, even if there is a better pause within reach of where it came to.
func TestBestStays(t *testing.T) {
	pauses := []Pause{pause(1000, 1300), pause(4000, 4500), pause(7000, 7900), pause(9500, 11000), pause(20000, 20400)}
	for mark := time.Duration(0); mark < 25*time.Second; mark += 500 * ms {
		best, ok := Best(pauses, -4000, mark, 3*time.Second)
		if !ok {
			continue
		}
		second := best.Place().Truncate(time.Second)
		if again, ok := Best(pauses, -4000, second, 3*time.Second); !ok || again != best {
			t.Errorf("from %v to %v, and then to %v", mark, best.Place(), again.Place())
		}
	}
}

func TestOffset(t *testing.T) {
	var pauses []Pause
	var marks []time.Duration
	for i, at := range []time.Duration{31, 74, 122, 185, 241, 302, 377, 428} {
		pauses = append(pauses, pause(at*1000-900, at*1000+100*time.Duration(i%3)), pause(at*1000+7000, at*1000+7300))
		marks = append(marks, at*time.Second)
	}
	shifted := func(by time.Duration) (list []time.Duration) {
		for _, m := range marks {
			list = append(list, m-by)
		}
		return list
	}
	for by, want := range map[time.Duration]time.Duration{0: 0, 16 * time.Second: 16 * time.Second, -95 * time.Second: -95 * time.Second, time.Second: 0} {
		if got, ok := Offset(pauses, shifted(by), 3*time.Minute); got != want || ok != (want != 0) {
			t.Errorf("off by %v: %v, %v", by, got, ok)
		}
	}
	if _, ok := Offset(pauses, shifted(16 * time.Second)[:4], 3*time.Minute); ok {
		t.Error("four marks tell too little")
	}
	if _, ok := Offset(nil, marks, 3*time.Minute); ok {
		t.Error("without pauses")
	}
}
