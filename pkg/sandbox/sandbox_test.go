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

// edited is tallyNode changed by the edits, pairs of old and new.
func edited(t testing.TB, edits []string) string {
	t.Helper()
	code := tallyNode
	for i := 0; i < len(edits); i += 2 {
		if !strings.Contains(code, edits[i]) {
			t.Fatalf("nothing to edit: %q", edits[i])
		}
		code = strings.ReplaceAll(code, edits[i], edits[i+1])
	}
	return code
}

// judgedBy builds and judges a changed tallyNode.
func judgedBy(t *testing.T, w *Workshop, edits ...string) []Verdict {
	t.Helper()
	wasm, err := w.Build(t.Context(), Source{Code: []byte(edited(t, edits)), Roles: tally.Roles})
	if err != nil {
		t.Fatal(err)
	}
	verdicts, err := Judge(context.Background(), Job{Exercise: tally, WASM: wasm})
	if err != nil {
		t.Fatal(err)
	}
	if len(verdicts) != len(tally.Checks) {
		t.Fatalf("%d verdicts", len(verdicts))
	}
	return verdicts
}

func TestJudge(t *testing.T) {
	for _, v := range judgedBy(t, workshop(t)) {
		if !v.Passed || v.Message == "" {
			t.Errorf("%+v", v)
		}
	}
}

// TestTotalTime stops a submission whose time is over, whatever it is doing.
func TestTotalTime(t *testing.T) {
	w := workshop(t)
	wasm, err := w.Build(t.Context(), Source{Code: []byte(edited(t, []string{receive, "for {}\n" + receive})), Roles: tally.Roles})
	if err != nil {
		t.Fatal(err)
	}
	verdicts, err := Judge(t.Context(), Job{Exercise: tally, WASM: wasm, EventTime: time.Hour, TotalTime: 2 * time.Second})
	if err != nil || len(verdicts) != len(tally.Checks) {
		t.Fatalf("%d verdicts, %v", len(verdicts), err)
	}
	for _, v := range verdicts {
		if v.Passed || !strings.Contains(v.Message, "took longer than 2s and was stopped") {
			t.Errorf("%+v", v)
		}
	}
}
