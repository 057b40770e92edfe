package exactlyonce_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/noretry"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions/reference"
	"github.com/faultline-go/faultline/pkg/sim"
)

func ExampleCheck() {
	report := exactlyonce.Check(new(noretry.Client), new(noretry.Server), "perfect", "loss")
	for _, result := range report.Results {
		fmt.Printf("%s: %v. %.23s\n", result.Name, result.Passed, result.Hint+"-")
	}
	// Output:
	// perfect: true. -
	// loss: false. A message was lost, and
}

type (
	Client struct{ exactlyonce.Idle }
	Server struct{ exactlyonce.Idle }
)

func TestMisuseIsNamed(t *testing.T) {
	for want, misuse := range map[string]func(){
		"the client comes first": func() { exactlyonce.Check(new(Server), new(Client)) },
		"a node is nil":          func() { exactlyonce.Check(nil, new(Server)) },
		"no check \"los\"":       func() { exactlyonce.Run("los", 1, new(Client), new(Server)) },
		"has no check \"los\"":   func() { exactlyonce.Check(new(Client), new(Server), "los") },
	} {
		func() {
			defer func() {
				if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), want) {
					t.Errorf("want a panic with %q, got %v", want, r)
				}
			}()
			misuse()
		}()
	}
}

// TestRunShowsTheWholeRun expects every check's run to have both clients'
// deposits and outputs in it, and the same seed to give the same run.
func TestRunShowsTheWholeRun(t *testing.T) {
	for _, name := range exactlyonce.Exercise.Names() {
		trace := exactlyonce.Run(name, 5, new(reference.Client), new(reference.Server))
		done := 0
		for _, e := range trace.Events {
			if _, ok := e.Value.(exactlyonce.Done); ok && e.Kind == sim.EventOutput {
				done++
			}
		}
		again := exactlyonce.Run(name, 5, new(reference.Client), new(reference.Server))
		if done < 10 || len(again.Events) != len(trace.Events) {
			t.Errorf("%s: %d deposits done; %d events, then %d", name, done, len(trace.Events), len(again.Events))
		}
	}
}

func TestPointsAddUp(t *testing.T) {
	if e := exactlyonce.Exercise; e.Max() != 100 || len(e.Checks) < 6 {
		t.Errorf("%d points in %d checks", e.Max(), len(e.Checks))
	}
}
