package main

import (
	"bytes"
	"flag"
	"os"
	"runtime"
	"strings"
	"testing"
)

const file = "testdata/table.txt"

var update = flag.Bool("update", false, "rewrite "+file)

// wantTable compares a printed table with the released one.
func wantTable(t *testing.T, where, got string) {
	t.Helper()
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	now := strings.Split(got, "\n")
	for i, line := range strings.Split(string(want), "\n") {
		if i >= len(now) || now[i] != line {
			t.Fatalf("%s differs in line %d: want %q, got\n%s", where, i+1, line, got)
		}
	}
}

func printed(t *testing.T) string {
	t.Helper()
	var text bytes.Buffer
	if err := table(&text); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// A difference means that released results, seeds and schedules lose their
// meaning. If that is meant: go test ./pkg/sim/golden -update
func TestTheTableIsAsReleased(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, procs := range []int{1, 8} {
		runtime.GOMAXPROCS(procs)
		got := printed(t)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		wantTable(t, "this machine", got)
	}
}

func TestTheTableHasAtLeastTwentyScenariosOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range scenarios() {
		world, err := s.run(s.config, s.oppose)
		if err != nil {
			t.Fatal(err)
		}
		seen[s.name] = true
		if world.Stats().Delivered < 50 {
			t.Errorf("%s: %v: too little happens", s.name, world.Stats())
		}
	}
	if len(seen) < 20 {
		t.Errorf("%d scenarios", len(seen))
	}
}
