package sandbox

import (
	"os"
	"testing"

	"github.com/faultline-go/faultline/pkg/exercise"
)

// TestMain lets the test binary be its own helper.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == HelperVerb {
		os.Exit(Helper(os.Args[2:], []*exercise.Exercise{tally}))
	}
	os.Exit(m.Run())
}
