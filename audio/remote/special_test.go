package remote

import (
	"net/netip"
	"os"
	"strings"
	"testing"
)

// Each block of the registry is refused or asked as a whole: its first and last address, and as an address of IPv4 within
// IPv6.
func TestSpecialAddresses(t *testing.T) {
	content, err := os.ReadFile("testdata/special.tsv")
	if err != nil {
		t.Fatal(err)
	}
	blocks := 0
	for line := range strings.Lines(string(content)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") || len(fields) != 3 {
			continue
		}
		blocks++
		block, want := netip.MustParsePrefix(fields[0]), fields[1] == "yes"
		first := block.Masked().Addr()
		last := first.AsSlice()
		for i := block.Bits(); i < 8*len(last); i++ {
			last[i/8] |= 1 << (7 - i%8)
		}
		end, _ := netip.AddrFromSlice(last)
		for _, address := range []netip.Addr{first, end} {
			forms := []netip.Addr{address}
			if address.Is4() {
				forms = append(forms, netip.AddrFrom16(address.As16()))
			}
			for _, form := range forms {
				if public(form) != want {
					t.Errorf("%s (%s): %v is asked: %v", fields[0], fields[2], form, !want)
				}
			}
		}
	}
	if blocks < 50 {
		t.Errorf("%d blocks were read", blocks)
	}
}
