package cli

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestListNamesEverything(t *testing.T) {
	var out, errs bytes.Buffer
	if code := Main([]string{"list"}, &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, &errs)
	}
	for _, want := range []string{"notebooks/00-start-here.ipynb", "Exactly once: 100 points in 8 checks", "retransmit"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in:\n%s", want, &out)
		}
	}
}

func TestListJSON(t *testing.T) {
	var out, errs bytes.Buffer
	if code := Main([]string{"list", "--json"}, &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, &errs)
	}
	var got inventory
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Notebooks) == 0 || got.Notebooks[0].Title != "Start here" || len(got.Experiments) == 0 || len(got.Experiments[0].Params) == 0 {
		t.Errorf("%+v", got)
	}
	if e := got.Exercises[0]; e.Path != "exercises/03a-exactly-once.ipynb" || e.Points != 100 || len(e.Checks) != 8 {
		t.Errorf("%+v", e)
	}
}

func TestReleaseCheck(t *testing.T) {
	var out, errs bytes.Buffer
	if code := Main([]string{"release", "--check"}, &out, &errs); code != 0 || !strings.Contains(out.String(), "1 of 1 exercises") {
		t.Errorf("exit %d: %s%s", code, &out, &errs)
	}
	if code := Main([]string{"release", "--check", "--students", "x"}, &out, &errs); code != 2 {
		t.Errorf("exit %d for two contrary flags", code)
	}
}

// TestReleaseCheckFails runs in a copy of the clone's exercises and solutions
// in which an exercise was changed, and one in which it is missing.
func TestReleaseCheckFails(t *testing.T) {
	for change, want := range map[string]string{"change": "is not what its solution gives", "remove": "is missing"} {
		t.Chdir(changedClone(t, change))
		var out, errs bytes.Buffer
		if code := Main([]string{"release", "--check"}, &out, &errs); code != 1 || !strings.Contains(errs.String(), want) {
			t.Errorf("%s: exit %d: %s%s", change, code, &out, &errs)
		}
		errs.Reset()
		if code := Main([]string{"release"}, &out, &errs); code != 0 || strings.Contains(out.String(), "backup") != (change == "change") {
			t.Errorf("%s: exit %d: %s%s", change, code, &out, &errs)
		}
		out.Reset()
		if code := Main([]string{"release"}, &out, &errs); code != 0 || !strings.Contains(out.String(), "up to date") {
			t.Errorf("%s: a second time: exit %d: %s%s", change, code, &out, &errs)
		}
	}
}
