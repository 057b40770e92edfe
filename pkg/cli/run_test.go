package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/faultline-go/faultline/pkg/papers"
)

// call runs the command line as a user would.
func call(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = Main(args, &out, &errs)
	return code, out.String(), errs.String()
}

func mustCall(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := call(args...)
	if code != 0 || errs != "" {
		t.Fatalf("faultline %s: exit %d, %s", strings.Join(args, " "), code, errs)
	}
	return out
}

func TestRunMisuseIsOneSentence(t *testing.T) {
	dir := t.TempDir()
	for args, want := range map[string]string{
		"run retransmitt":                                                          "there is no experiment \"retransmitt\" (did you mean retransmit?)",
		"run retransmit cristian":                                                  "run takes one experiment, not 2",
		"run retransmit --set los=.3":                                              "did you mean loss?",
		"run retransmit --set loss=1.2":                                            "loss is a number from 0 to 0.95, not 1.2",
		"run retransmit --set loss=NaN":                                            "not NaN",
		"run retransmit --set loss":                                                "write name=value",
		"run retransmit --set loss=.1 --set loss=.2":                               "loss is set twice",
		"run retransmit --set loss=.1 --sweep loss=.1,.2":                          "loss is given twice",
		"run retransmit --sweep loss=0:1":                                          "write from:to:step",
		"run retransmit --sweep loss=0:.5:0":                                       "change the step",
		"run retransmit --runs 0":                                                  "ask for at least one",
		"run retransmit --runs -3":                                                 "ask for at least one",
		"run retransmit --runs 1000000000000":                                      "ask for fewer",
		"run retransmit --seed -1":                                                 "seed",
		"run retransmit --json --csv":                                              "choose one",
		"run retransmit --each":                                                    "--each needs --json or --csv",
		"run retransmit --metric sends":                                            "give --plot too",
		"run retransmit --plot x.pdf":                                              "ends in .svg, .png or .html",
		"run retransmit --plot " + dir + "/no/x.svg":                               "cannot write",
		"run retransmit --out " + dir:                                              "it is not a file",
		"run retransmit --metric cost --plot x.svg":                                "retransmit has no metric \"cost\"",
		"run retransmit --from nowhere.jsonl":                                      "cannot read the runs",
		"run retransmit --from x --runs 3":                                         "leave out --set, --sweep and --runs",
		"run cristian --runs 3 --set least=60":                                     "make most the larger",
		"run retransmit --set loss=.95 --set timeout=1 --set delay=10000 --runs 1": "make the timeout longer",
		"papers --only drift,paxos":                                                "there is no published result \"paxos\": choose from drift",
		"papers drift":                                                             "papers",
	} {
		code, out, errs := call(strings.Fields(args)...)
		if code != 2 || out != "" || !strings.Contains(errs, want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("faultline %s: exit %d, stdout %q, stderr %q; want one sentence with %q", args, code, out, errs, want)
		}
	}
}

// TestPlotIsRefusedBeforeRunning asks for a job that would take hours.
func TestPlotIsRefusedBeforeRunning(t *testing.T) {
	code, _, errs := call("run", "retransmit", "--runs", "10000000", "--plot", filepath.Join(t.TempDir(), "no", "x.svg"))
	if code != 2 || !strings.Contains(errs, "give a name in a folder that you may write to") {
		t.Errorf("exit %d, %s", code, errs)
	}
}

func TestRunAsJSON(t *testing.T) {
	var one struct {
		Experiment string
		Params     map[string]any
		Runs       int
		Seed       uint64
		Metrics    map[string]struct {
			Unit                                       *string
			N                                          int
			Mean, StdErr, Min, P10, P50, P90, P99, Max *float64
			CI95                                       []float64
		}
	}
	out := mustCall(t, "run", "retransmit", "--set", "loss=0.3", "--runs", "20", "--seed", "5", "--json")
	if err := json.Unmarshal([]byte(out), &one); err != nil {
		t.Fatal(err)
	}
	sends := one.Metrics["sends"]
	if one.Experiment != "retransmit" || one.Params["ack_loss"] != .3 || one.Params["table"] != "none" || one.Runs != 20 || one.Seed != 5 ||
		sends.N != 20 || sends.Unit == nil || len(sends.CI95) != 2 || *sends.Mean < 1.5 || *sends.P10 > *sends.P90 {
		t.Errorf("unexpected\n%s", out)
	}
	var list []json.RawMessage
	out = mustCall(t, "run", "retransmit", "--sweep", "loss=0:0.2:0.1", "--sweep", "table=none,disk", "--runs", "2", "--json")
	if err := json.Unmarshal([]byte(out), &list); err != nil || len(list) != 6 {
		t.Errorf("%d points (%v), want 6", len(list), err)
	}
	out = mustCall(t, "run", "retransmit", "--sweep", "loss=0.1", "--runs", "2", "--json")
	if err := json.Unmarshal([]byte(out), &list); err != nil || len(list) != 1 {
		t.Errorf("a sweep of one value is no list: %v", err)
	}
}

func TestRunAsCSV(t *testing.T) {
	for args, want := range map[string]int{
		"--csv":                                1 + 5,
		"--csv --sweep loss=0:.2:.1":           1 + 3*5,
		"--csv --each":                         1 + 7,
		"--csv --each --sweep table=none,disk": 1 + 14,
	} {
		out := mustCall(t, append([]string{"run", "retransmit", "--runs", "7"}, strings.Fields(args)...)...)
		rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
		if err != nil || len(rows) != want {
			t.Errorf("%s: %d rows (%v), want %d", args, len(rows), err, want)
		}
	}
}

func TestRunsOfTwoMachinesMerge(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	mustCall(t, "run", "cristian", "--runs", "5", "--seed", "1", "--each", "--json", "--out", a)
	mustCall(t, "run", "cristian", "--runs", "7", "--seed", "6", "--each", "--json", "--out", b)
	if merged, whole := mustCall(t, "run", "cristian", "--from", b, "--from", a), mustCall(t, "run", "cristian", "--runs", "12"); merged != whole {
		t.Errorf("merged\n%s\nwant\n%s", merged, whole)
	}
	if code, _, errs := call("run", "retransmit", "--from", a); code != 2 || !strings.Contains(errs, "holds runs of cristian, not of retransmit") {
		t.Errorf("exit %d, %s", code, errs)
	}
}

func TestPlots(t *testing.T) {
	dir := t.TempDir()
	for i, args := range []string{
		"retransmit", "retransmit --metric not_once --set table=disk", "ack-chain", "clock-drift --runs 1",
		"retransmit --sweep loss=0:.4:.2", "retransmit --sweep loss=0,.4 --sweep table=none,disk --metric effects",
		"cristian --sweep law=uniform,normal", "clock-drift --sweep rate_ppm=0:100:20 --runs 1", "cristian --sweep law=uniform --runs 1",
	} {
		for _, format := range []string{"svg", "png", "html"} {
			path := filepath.Join(dir, fmt.Sprintf("%d.%s", i, format))
			words := strings.Fields(args)
			if !strings.Contains(args, "--runs") {
				words = append(words, "--runs", "20")
			}
			mustCall(t, append([]string{"run"}, append(words, "--plot", path)...)...)
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			checkPicture(t, args, format, data)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("temporary files are left: %v", left)
	}
}

func checkPicture(t *testing.T, what, format string, data []byte) {
	t.Helper()
	text := string(data)
	good := false
	switch format {
	case "svg":
		good = strings.Contains(text, "<svg") && strings.HasSuffix(strings.TrimSpace(text), "</svg>")
	case "png":
		_, err := png.Decode(bytes.NewReader(data))
		good = err == nil
	case "html":
		page := strings.ReplaceAll(text, "http://www.w3.org/", "")
		good = strings.HasPrefix(text, "<!doctype html>") && strings.Contains(text, "<svg") && strings.Contains(text, "<pre>") &&
			!strings.Contains(page, "http") && !strings.Contains(page, "<script")
	}
	if !good {
		t.Errorf("%s: a poor %s: %.200s", what, format, text)
	}
}

// TestAFailedRunLosesNothing lets a run fail whose output files exist already.
func TestAFailedRunLosesNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.svg")
	if err := os.WriteFile(path, []byte("precious"), 0o644); err != nil {
		t.Fatal(err)
	}
	code, _, _ := call("run", "cristian", "--runs", "3", "--set", "least=60", "--plot", path, "--out", filepath.Join(dir, "y"))
	data, _ := os.ReadFile(path)
	left, _ := os.ReadDir(dir)
	if code != 2 || string(data) != "precious" || len(left) != 1 {
		t.Errorf("exit %d, %q, %v", code, data, left)
	}
}

func TestListAndHelp(t *testing.T) {
	out := mustCall(t, "run")
	help := mustCall(t, "run", "retransmit", "--help")
	for _, name := range []string{"ack-chain", "clock-drift", "cristian", "redundancy", "retransmit"} {
		if !strings.Contains(out, name) {
			t.Errorf("%s is not listed", name)
		}
	}
	for _, word := range []string{"ack_loss", "as loss", "a number from 0 to 0.95", "not_once", "--sweep"} {
		if !strings.Contains(help, word) {
			t.Errorf("the help does not say %q", word)
		}
	}
}

func TestPapersReproduces(t *testing.T) {
	out := mustCall(t, "papers", "--only", "drift,redundancy")
	for _, want := range []string{"Quartz drift", "rate × time", "4.32", "reproduced", "6 of 6 figures reproduced"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
	var list []map[string]any
	if err := json.Unmarshal([]byte(mustCall(t, "papers", "--only", "drift", "--json")), &list); err != nil || len(list) != 3 {
		t.Fatalf("%v: %v", list, err)
	}
	for _, key := range []string{"id", "paper", "published", "ours", "ci95", "verdict"} {
		if _, ok := list[0][key]; !ok || len(list[0]) != 6 {
			t.Errorf("%v: want exactly id, paper, published, ours, ci95, verdict", list[0])
		}
	}
}

// TestPapersFailsOnAnOffRow: the exit code is 1, and the table says why.
func TestPapersFailsOnAnOffRow(t *testing.T) {
	row := &papers.Row{ID: "drift", Paper: "Quartz drift", Place: "here"}
	off := papers.Outcome{
		Row: row, Figure: &papers.Figure{Name: "offset", Published: 4.4}, Ours: papers.Estimate{Value: 4.32},
		Verdict: papers.Off, Why: "0.08 away, 0 allowed",
	}
	var out bytes.Buffer
	for _, asJSON := range []bool{false, true} {
		if err := reportPapers(&out, []papers.Outcome{off}, asJSON); err != ErrFailed {
			t.Errorf("error %v, want ErrFailed", err)
		}
	}
	for _, want := range []string{"off: 0.08 away", "0 of 1 figures reproduced", `"verdict": "off"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
}
