package papers

import (
	"context"
	"testing"
)

// TestEveryRowIsReproduced runs each row at its quick size.
func TestEveryRowIsReproduced(t *testing.T) {
	outcomes, err := Reproduce(context.Background(), Rows(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range outcomes {
		t.Logf("%-14s %-60s %10.6g %10.6g ±%.3g %s", o.Row.ID, o.Figure.Name, o.Figure.Published, o.Ours.Value, o.Tolerance, o.Verdict)
		if o.Verdict != Reproduced {
			t.Errorf("%s, %s: %s", o.Row.ID, o.Figure.Name, o.Why)
		}
	}
}
