package versions_test

import (
	"flag"
	"slices"
	"strings"
	"testing"

	"github.com/faultline-go/faultline/pkg/check"
	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions"
)

var seeds = flag.Int("seeds", 300, "how many runs of each check a right version must pass")

// TestVersions judges every version with the public seeds and with others: it
// must fail the same checks, each with a hint that names its mistake.
func TestVersions(t *testing.T) {
	for _, v := range versions.All {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			for _, first := range []uint64{1, 1001, 2001, 3001} {
				report := exactlyonce.Exercise.Judge(exercise.Native(v.Nodes), exercise.Options{First: first})
				for _, result := range report.Results {
					judge(t, v, first, result)
				}
			}
		})
	}
}

func judge(t *testing.T, v versions.Version, first uint64, r check.Result) {
	t.Helper()
	fails := slices.Contains(v.Fails, r.Name)
	also := v.Also != "" && slices.Contains(v.AlsoIn, r.Name) && strings.Contains(r.Hint, v.Also)
	switch {
	case r.Passed == fails:
		t.Errorf("seeds from %d: %s: passed is %v: %s", first, r.Name, r.Passed, r.Message)
	case r.Passed && (r.Seed != 0 || r.Hint != "" || r.Trace != nil):
		t.Errorf("seeds from %d: %s passed with %+v", first, r.Name, r)
	case r.Passed:
	case !strings.Contains(r.Hint, v.Hint) && !also:
		t.Errorf("seeds from %d: %s: wrong hint for %q: %s", first, r.Name, r.Message, r.Hint)
	case r.Seed < first || r.Seed >= first+20:
		t.Errorf("seeds from %d: %s: failed with seed %d", first, r.Name, r.Seed)
	case r.Trace == nil || len(r.Trace.Events) == 0 || len(r.Trace.Events) > 100:
		t.Errorf("seeds from %d: %s: no trace that can be drawn", first, r.Name)
	case r.At < r.Trace.Events[0].At || r.At > r.Trace.Events[len(r.Trace.Events)-1].At:
		t.Errorf("seeds from %d: %s: the trace does not show the moment %v", first, r.Name, r.At)
	}
}

// TestRightVersionsOverManySeeds looks for a run in which a right version is
// judged wrong, over -seeds runs of each check.
func TestRightVersionsOverManySeeds(t *testing.T) {
	for _, v := range versions.All {
		if len(v.Fails) > 0 {
			continue
		}
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			report := exactlyonce.Exercise.Judge(v.Nodes, exercise.Options{First: 1 << 40, Runs: *seeds})
			for _, r := range report.Results {
				if !r.Passed {
					t.Errorf("%s: %s Hint: %s", r.Name, r.Message, r.Hint)
				}
			}
		})
	}
}

func TestEnoughVersions(t *testing.T) {
	right, wrong := 0, 0
	for _, v := range versions.All {
		if source, err := versions.Source(v.Name); err != nil || !strings.Contains(source, "type Client struct") {
			t.Errorf("%s: no source: %v", v.Name, err)
		}
		switch {
		case len(v.Fails) == 0:
			right++
		case v.Hint == "":
			t.Errorf("%s is wrong and names no hint", v.Name)
		default:
			wrong++
		}
	}
	if right < 4 || wrong < 7 {
		t.Errorf("%d right and %d wrong versions", right, wrong)
	}
}
