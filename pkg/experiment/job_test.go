package experiment

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"runtime"
	"strings"
	"testing"
)

var rewrite = flag.Bool("rewrite", false, "write the golden files instead of comparing")

func find(t *testing.T, name string) *Experiment {
	t.Helper()
	e, err := Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// output is everything that a job can write, in one text.
func output(t *testing.T, j Job) string {
	t.Helper()
	results, err := j.Do(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for _, err := range []error{results.WriteJSON(&b, len(j.Axes) > 0), results.WriteCSV(&b), results.WriteRunsCSV(&b), results.WriteRunsJSON(&b)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// TestSameAnswerOnAnyNumberOfCores runs one job at GOMAXPROCS 1 and 8.
func TestSameAnswerOnAnyNumberOfCores(t *testing.T) {
	for _, e := range All() {
		j := Job{Experiment: e, Runs: 40, Seed: 7}
		before := runtime.GOMAXPROCS(1)
		one := output(t, j)
		runtime.GOMAXPROCS(8)
		eight := output(t, j)
		runtime.GOMAXPROCS(before)
		if one != eight {
			t.Errorf("%s: the answer depends on the number of cores", e.Name)
		}
	}
}

// TestOutputsAreAsPromised compares JSON, CSV and the lines per run with the
// golden file, a metric that a run did not measure included; -rewrite writes
// it.
func TestOutputsAreAsPromised(t *testing.T) {
	plain := *sampleParams
	plain.Perform = func(t *Trial) error {
		t.MeasureIf("hit", t.Seed%2 == 0)
		if t.Seed != 12 {
			t.Measure("x", 1.5*float64(t.Seed)+t.Number("loss"))
		}
		return nil
	}
	axes := []Axis{{Param: "loss", Values: []any{0, .25}}}
	got := output(t, Job{Experiment: &plain, Runs: 4, Seed: 10, Axes: axes}) +
		output(t, Job{Experiment: &plain, Runs: 1, Seed: 12, Set: Set{"law": "normal"}})
	const golden = "testdata/outputs.golden"
	if *rewrite {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the outputs are\n%s\nwant\n%s", got, want)
	}
}

func TestRunsAreNamedByTheirSeeds(t *testing.T) {
	e := find(t, "retransmit")
	all := do(t, Job{Experiment: e, Runs: 30, Seed: 100})
	late := do(t, Job{Experiment: e, Runs: 10, Seed: 120})
	for i, x := range late[0].Samples("sends") {
		if y := all[0].Samples("sends")[20+i]; x != y {
			t.Errorf("seed %d gives %g in one job and %g in another", 120+i, x, y)
		}
	}
}

func do(t *testing.T, j Job) Results {
	t.Helper()
	results, err := j.Do(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return results
}

// TestMergeIsConcatenation splits a swept job over two machines.
func TestMergeIsConcatenation(t *testing.T) {
	j := Job{Experiment: find(t, "ack-chain"), Axes: []Axis{{Param: "messages", Values: []any{2, 3}}}, Runs: 20, Seed: 1}
	var whole, parts bytes.Buffer
	if err := do(t, j).WriteJSON(&whole, true); err != nil {
		t.Fatal(err)
	}
	second, first := j, j
	second.Runs, second.Seed, first.Runs = 12, 9, 8
	for _, part := range []Job{second, first} {
		if err := do(t, part).WriteRunsJSON(&parts); err != nil {
			t.Fatal(err)
		}
	}
	lines := parts.String()
	merged, err := Merge(&parts)
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := merged.WriteJSON(&got, true); err != nil {
		t.Fatal(err)
	}
	if got.String() != whole.String() {
		t.Errorf("merged\n%s\nwant\n%s", got.String(), whole.String())
	}
	for text, want := range map[string]string{
		lines + lines:                 "there twice",
		"{}\n":                        "line 1: this is not a run",
		`{"experiment":"x","seed":1}`: `no experiment "x"`,
		"":                            "no runs",
	} {
		if _, err := Merge(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("merging %.40q…: %v, want %q", text, err, want)
		}
	}
}

func FuzzMerge(f *testing.F) {
	f.Add(`{"experiment":"ack-chain","seed":1,"params":{"loss":0.3},"metrics":{"both":1}}`)
	f.Add("{}\n[]")
	f.Fuzz(func(t *testing.T, text string) {
		results, err := Merge(strings.NewReader(text))
		if (err == nil) != (len(results) > 0) {
			t.Errorf("%q: %d results and error %v", text, len(results), err)
		}
	})
}

func TestAFailingRunIsNamedByItsSeed(t *testing.T) {
	broken := &Experiment{Name: "broken", Metrics: []Metric{{Name: "x"}}, Runs: 100, Perform: func(t *Trial) error {
		switch {
		case t.Seed == 42:
			panic("ouch")
		case t.Seed > 42:
			return errors.New("late")
		}
		t.Measure("x", 1)
		return nil
	}}
	for range 20 {
		_, err := Job{Experiment: broken, Seed: 1, Workers: 8}.Do(context.Background())
		if err == nil || err.Error() != "broken, seed 42: panic: ouch" {
			t.Fatalf("error %v, want that of seed 42", err)
		}
	}
}

func TestInterruptedJobSaysHowFarItGot(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	j := Job{Experiment: find(t, "ack-chain"), Runs: 100_000, Workers: 1, Progress: func(done, total int) {
		if done == 500 {
			stop()
		}
	}}
	_, err := j.Do(ctx)
	if !errors.Is(err, context.Canceled) || !strings.HasPrefix(err.Error(), "stopped after 500 of 100000 runs") {
		t.Errorf("error %v", err)
	}
}

func TestJobsThatCannotBeDoneAreRefusedAtOnce(t *testing.T) {
	e := find(t, "retransmit")
	for want, j := range map[string]Job{
		"ask for at least one":    {Experiment: e, Runs: -1},
		"ask for fewer at a time": {Experiment: e, Runs: 1 << 40},
		"pass the largest seed":   {Experiment: e, Runs: 10, Seed: 1<<64 - 5},
	} {
		if err := j.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
