package experiment

import (
	"fmt"
	"math"
	"testing"
)

// check compares a metric's mean with theory: within 4 standard errors, which
// must be at most the given share of the value, so that the test can fail.
func check(t *testing.T, r *Result, metric string, want, sharp float64) {
	t.Helper()
	m := r.Metric(metric)
	if 4*m.StdErr > sharp*math.Abs(want) {
		t.Errorf("%s of %s: ±%.3g tells nothing about %.4g", metric, r.settings(), 4*m.StdErr, want)
	}
	if !(math.Abs(m.Mean-want) <= 4*m.StdErr+1e-12) {
		t.Errorf("%s is %.5g at %s, want %.5g ± %.2g", metric, m.Mean, r.settings(), want, 4*m.StdErr)
	}
}

func run(t *testing.T, name string, set Set, runs int) *Result {
	t.Helper()
	r, err := Run(name, set, runs)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRetransmitFollowsTheFormulas(t *testing.T) {
	for _, p := range []struct{ there, back float64 }{{0, .2}, {.1, .1}, {.5, 0}, {.4, .6}} {
		r := run(t, "retransmit", Set{"loss": p.there, "ack_loss": p.back}, 300)
		success := (1 - p.there) * (1 - p.back)
		check(t, r, "sends", 1/success, .05)
		check(t, r, "effects", 1/(1-p.back), .05)
		if p.back > 0 {
			check(t, r, "duplicates", p.back/(1-p.back), .1)
		}
		check(t, r, "time", 21+100*(1/success-1), .1)
	}
}

// TestImpatienceCostsSends sets the timeout below the round trip of 21 ms:
// every request is then sent again although nothing is lost.
func TestImpatienceCostsSends(t *testing.T) {
	r := run(t, "retransmit", Set{"loss": 0, "timeout": "15ms", "table": "disk"}, 10)
	if sends := r.Mean("sends"); sends < 1.9 {
		t.Errorf("%g sends per operation, want about 2", sends)
	}
	if r.Mean("effects") != 1 {
		t.Errorf("%g effects per operation, want 1", r.Mean("effects"))
	}
}

// TestOnlyATableOnDiskSurvivesCrashes: with one every request takes effect
// once, whatever is lost and whenever the server crashes; a table in memory is
// good until the first crash.
func TestOnlyATableOnDiskSurvivesCrashes(t *testing.T) {
	set := func(table string, crashes int) Set { return Set{"table": table, "crashes": crashes, "loss": .4} }
	for _, good := range []Set{set("disk", 0), set("disk", 30), set("memory", 0)} {
		if r := run(t, "retransmit", good, 100); r.Metric("not_once").Max != 0 || r.Metric("effects").Min != 1 {
			t.Errorf("%s: not every effect came once\n%v", r.settings(), r)
		}
	}
	for _, bad := range []Set{set("none", 0), set("memory", 30)} {
		if r := run(t, "retransmit", bad, 100); r.Mean("not_once") < 1 || r.Mean("effects") <= 1 {
			t.Errorf("%s: duplicates took no effect\n%v", r.settings(), r)
		}
	}
}

// TestCrashInTheMiddleOfAnEvent cuts the server after each effect of its first
// operation. Without a loss only a crash between sync and reply brings the
// request back to a server that has carried it out.
func TestCrashInTheMiddleOfAnEvent(t *testing.T) {
	for k := 1; k <= 4; k++ {
		r := run(t, "retransmit", Set{"loss": 0, "operations": 1, "crash_after": k, "table": "memory"}, 40)
		again := r.Mean("not_once")
		switch k {
		case 1, 4: // nothing written yet; or the reply is already on its way
			if again != 0 {
				t.Errorf("crash after effect %d: carried out twice", k)
			}
		case 2: // the disk may keep the write or not
			if again == 0 || again == 1 {
				t.Errorf("crash before the sync: carried out twice with share %g, want some", again)
			}
		case 3:
			if again != 1 {
				t.Errorf("crash after the sync: carried out twice with share %g, want always", again)
			}
		}
	}
}

func TestClocksDriftToTheNanosecond(t *testing.T) {
	for _, ppm := range []float64{-200, -0.001, 0, 20, 50, 12.345} {
		for _, seconds := range []float64{0, 1, 86_400, 31_557_600} {
			r := run(t, "clock-drift", Set{"rate_ppm": ppm, "duration": seconds, "readings": 7}, 1)
			want := ppm / 1e6 * seconds
			// A clock shows whole nanoseconds, rounded down.
			if off := r.Mean("offset") - want; math.Abs(off) > 1.001e-9 {
				t.Errorf("%g ppm over %g s: offset %.10g, want %.10g", ppm, seconds, r.Mean("offset"), want)
			}
			if off := r.Mean("apart") - 2*want; math.Abs(off) > 2.001e-9 {
				t.Errorf("%g ppm over %g s: %.10g apart, want %.10g", ppm, seconds, r.Mean("apart"), 2*want)
			}
		}
	}
}

// TestReadingsDoNotAddUp reads a clock a hundred thousand times: an error of a
// nanosecond at each would be seen.
func TestReadingsDoNotAddUp(t *testing.T) {
	r := run(t, "clock-drift", Set{"readings": 100_000}, 1)
	if got := r.Mean("offset"); math.Abs(got-4.32) > 1e-9 {
		t.Errorf("offset %.12g, want 4.32", got)
	}
}

func TestAckChainFollowsTheFormulas(t *testing.T) {
	for _, p := range []float64{.1, .5} {
		for _, r := range []int{1, 2, 3, 6} {
			result := run(t, "ack-chain", Set{"loss": p, "messages": r}, 20_000)
			both := math.Pow(1-p, float64(r))
			alone := p * math.Pow(1-p, float64(r-1))
			check(t, result, "both", both, .3)
			check(t, result, "disagree", alone, .3)
			if rest := 1 - both - alone; rest > 1e-12 {
				check(t, result, "neither", rest, .3)
			} else if result.Mean("neither") != 0 {
				t.Errorf("r = %d: the first general has nothing to wait for and stays", r)
			}
		}
	}
}

// TestOnlyTheLastMessengerSplitsTheGenerals enumerates every loss pattern: the
// generals disagree if and only if all messengers but the last come through.
func TestOnlyTheLastMessengerSplitsTheGenerals(t *testing.T) {
	for r := 1; r <= 6; r++ {
		for pattern := range 1 << r {
			result := run(t, "ack-chain", Set{"messages": r, "pattern": pattern}, 1)
			if split := result.Mean("disagree") == 1; split != (pattern == 1<<(r-1)) {
				t.Errorf("r = %d, pattern %b: disagree is %v", r, pattern, split)
			}
		}
	}
}

// TestCristianMeansAndBound: the error is half of the difference of two draws.
// Its mean is w/6 for a uniform law of width w, m/2 for an exponential law of
// mean m, and σ/√π for a normal law.
func TestCristianMeansAndBound(t *testing.T) {
	for _, test := range []struct {
		set  Set
		want float64
	}{
		{Set{"law": "uniform", "least": 10, "most": 50}, 40. / 6},
		{Set{"law": "exponential", "mean": 20, "least": 3}, 10},
		{Set{"law": "normal", "mean": 100, "deviation": 5, "least": 0}, 5 / math.Sqrt(math.Pi)},
	} {
		r := run(t, "cristian", test.set, 300)
		check(t, r, "error", test.want, .05)
		if v := r.Metric("bound_violations").Max; v != 0 {
			t.Errorf("%s: %g violations of the bound", r.settings(), v)
		}
	}
	r := run(t, "cristian", Set{"law": "constant"}, 5)
	if m := r.Metric("max_error"); m.Max != 0 {
		t.Errorf("constant delays give an error of %g ms", m.Max)
	}
}

// TestBoundNeedsTheTrueMinimum: a client that believes in too large a minimum
// trusts a bound that is too small. Uniform delays break it when the smaller
// of two draws is below the claim: 1 − (35/40)² of the time for 15 ms.
func TestBoundNeedsTheTrueMinimum(t *testing.T) {
	r := run(t, "cristian", Set{"claimed_least": 15}, 300)
	check(t, r, "bound_violations", 100*(1-.875*.875), .05)
	if run(t, "cristian", Set{"claimed_least": 5}, 50).Metric("bound_violations").Max != 0 {
		t.Error("a claim below the true minimum must be safe")
	}
}

func TestRedundancyFollowsTheFormula(t *testing.T) {
	for _, p := range []float64{.1, .3, .6} {
		for k := 1; k <= 3; k++ {
			t.Run(fmt.Sprintf("p=%g,k=%d", p, k), func(t *testing.T) {
				r := run(t, "redundancy", Set{"loss": p, "copies": k}, 300)
				delivered := 1 - math.Pow(p, float64(k))
				check(t, r, "delivered", delivered, .05)
				if k > 1 {
					check(t, r, "surplus", float64(k)*(1-p)-delivered, .1)
				}
			})
		}
	}
}

func TestTraceShowsTheRun(t *testing.T) {
	trace, err := Trace("ack-chain", Set{"pattern": 4}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(trace.Events) < 8 || trace.Name(0) != "A" {
		t.Errorf("the trace has %d events of %v", len(trace.Events), trace.Names)
	}
	if _, err := Trace("ack-chain", Set{"messages": 0}, 1); err == nil {
		t.Error("a chain of no messages is traced")
	}
}
