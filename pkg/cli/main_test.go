package cli

import (
	"os"
	"testing"

	"github.com/faultline-go/faultline/pkg/sandbox"
)

// TestMain lets the test binary be the sandbox's helper.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == sandbox.HelperVerb {
		os.Exit(sandbox.Helper(os.Args[2:], exercises))
	}
	os.Exit(m.Run())
}
