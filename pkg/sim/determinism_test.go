package sim

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// richReport is everything that a rich run shows: checksum, counts, trace.
func richReport(t testing.TB, seed uint64) string {
	w := newWorld(t, richConfig(seed), richNode)
	if stop := w.Run(time.Second); stop.Why != TimeUp {
		t.Fatalf("run stopped: %v: %v", stop.Why, stop.Err)
	}
	return fmt.Sprintf("%016x %+v\n%s", w.Checksum(), w.Stats(), traceText(w))
}

func TestRichScenarioIsRich(t *testing.T) {
	w := newWorld(t, richConfig(1), richNode)
	w.Run(time.Second)
	s := w.Stats()
	for what, n := range map[string]uint64{"duplicated": s.Duplicated, "reordered": s.Reordered, "lost": s.Lost, "cut": s.Cut, "down": s.Down} {
		if n == 0 {
			t.Errorf("no message was %s", what)
		}
	}
	seen := map[EventKind]bool{}
	for _, e := range w.Trace().Events {
		seen[e.Kind] = true
	}
	for kind := EventStart; kind <= EventFault; kind++ {
		if !seen[kind] {
			t.Errorf("nothing of kind %v happened", kind)
		}
	}
	if strings.Contains(traceText(w), "forged") {
		t.Error("a correct signature did not verify")
	}
}

func TestSameConfigSameTrace(t *testing.T) {
	for seed := range uint64(5) {
		if again := richReport(t, seed); again != richReport(t, seed) {
			t.Errorf("seed %d: two runs differ", seed)
		}
	}
}

func TestOtherSeedOtherRun(t *testing.T) {
	seen := map[string]bool{}
	for seed := range uint64(20) {
		seen[richReport(t, seed)[:16]] = true
	}
	if len(seen) != 20 {
		t.Errorf("20 seeds gave %d checksums", len(seen))
	}
}

const childVariable = "SIM_TEST_CHILD"

// TestMain lets the test binary print a report as a process of its own.
func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		for seed := range uint64(3) {
			fmt.Print(richReport(&testing.B{}, seed))
		}
		os.Exit(0)
	}
	flag.Parse()
	os.Exit(m.Run())
}

func TestSameTraceInTwoProcessesAtAnyGOMAXPROCS(t *testing.T) {
	want := ""
	for seed := range uint64(3) {
		want += richReport(t, seed)
	}
	for _, procs := range []string{"1", "8"} {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childVariable+"=1", "GOMAXPROCS="+procs)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("GOMAXPROCS=%s: %v", procs, err)
		}
		if string(out) != want {
			t.Errorf("GOMAXPROCS=%s: another process ran differently", procs)
		}
	}
}

func TestConcurrentWorldsDoNotTouchEachOther(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(8))
	want := richReport(t, 7)
	reports := make(chan string)
	for range 8 {
		go func() { reports <- richReport(t, 7) }()
	}
	for range 8 {
		if <-reports != want {
			t.Error("a world beside others ran differently")
		}
	}
}

// Looking at a run, or not, changes nothing in it.
func TestRecordingDoesNotChangeTheRun(t *testing.T) {
	want := newWorld(t, richConfig(3), richNode)
	want.Run(time.Second)
	for _, change := range []func(*Config){
		func(c *Config) { c.Record = 0 },
		func(c *Config) { c.Record = 7 },
		func(c *Config) { c.Check = false },
		func(c *Config) { c.Names = nil },
	} {
		c := richConfig(3)
		change(&c)
		w := newWorld(t, c, richNode)
		w.Run(time.Second)
		if w.Checksum() != want.Checksum() || w.Stats() != want.Stats() {
			t.Errorf("Record %d, Check %v: the run changed", c.Record, c.Check)
		}
	}
}

// In pieces, by steps, or at once: the same run.
func TestHowARunIsDrivenDoesNotMatter(t *testing.T) {
	want := newWorld(t, richConfig(3), richNode)
	want.Run(time.Second)
	pieces := newWorld(t, richConfig(3), richNode)
	for range 1000 {
		pieces.Run(ms)
	}
	steps := newWorld(t, richConfig(3), richNode)
	for steps.Steps() < want.Steps() && steps.Step() {
	}
	for name, w := range map[string]*World{"pieces": pieces, "steps": steps} {
		if w.Checksum() != want.Checksum() || traceText(w) != traceText(want) {
			t.Errorf("driven in %s the run differs", name)
		}
	}
}
