package sandbox

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// repo is the folder of our go.mod.
func repo(t testing.TB) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func workshop(t testing.TB) *Workshop {
	t.Helper()
	w, err := Open(t.Context(), repo(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Warm(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w
}

// judged builds and judges a solution of tally that was changed by the edits,
// pairs of old and new.
func judged(t *testing.T, edits ...string) []Verdict {
	t.Helper()
	w := workshop(t)
	code := tallyNode
	for i := 0; i < len(edits); i += 2 {
		if !strings.Contains(code, edits[i]) {
			t.Fatalf("nothing to edit: %q", edits[i])
		}
		code = strings.ReplaceAll(code, edits[i], edits[i+1])
	}
	wasm, err := w.Build(t.Context(), Source{Code: []byte(code), Roles: tally.Roles})
	if err != nil {
		t.Fatal(err)
	}
	verdicts, err := Judge(context.Background(), Job{Exercise: tally, WASM: wasm, Compiled: w.Compiled(), EventTime: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return verdicts
}

func TestJudge(t *testing.T) {
	for _, v := range judged(t) {
		if !v.Passed {
			t.Errorf("%+v", v)
		}
	}
}

func TestLoop(t *testing.T) {
	for _, v := range judged(t, "sum := 0", "sum := 0; for { sum++ }") {
		t.Logf("%+v", v)
	}
}
