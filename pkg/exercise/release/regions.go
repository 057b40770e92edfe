package release

import (
	"fmt"
	"strings"

	"github.com/faultline-go/faultline/pkg/exercise"
)

// region is a kind of marked lines, and what stands in their place.
type region struct{ begin, end, stub string }

var regions = []region{
	{"BEGIN SOLUTION", "END SOLUTION", `panic("` + exercise.NotImplemented + `")`},
	{"BEGIN HIDDEN TESTS", "END HIDDEN TESTS", ""},
}

// withoutRegions replaces each marked region, its marker lines included, by
// its stub, indented like the first marker, as nbgrader does.
func withoutRegions(source string) (string, error) {
	var kept []string
	var open *region
	for i, line := range strings.Split(source, "\n") {
		begins, ends := marker(line)
		switch {
		case begins != nil && open != nil:
			return "", fmt.Errorf("line %d: %s within a region: write %s first", i+1, begins.begin, open.end)
		case begins != nil:
			open = begins
			if open.stub != "" {
				kept = append(kept, indentation(line)+open.stub)
			}
		case ends != nil && ends != open:
			return "", fmt.Errorf("line %d: %s without its %s: write that before it", i+1, ends.end, ends.begin)
		case ends != nil:
			open = nil
		case open == nil:
			kept = append(kept, line)
		}
	}
	if open != nil {
		return "", fmt.Errorf("%s has no %s: write that after the region's last line", open.begin, open.end)
	}
	return strings.Join(kept, "\n"), nil
}

func marker(line string) (begins, ends *region) {
	for i := range regions {
		if strings.Contains(line, regions[i].begin) {
			begins = &regions[i]
		}
		if strings.Contains(line, regions[i].end) {
			ends = &regions[i]
		}
	}
	return begins, ends
}

func indentation(line string) string {
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}
