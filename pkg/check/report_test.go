package check_test

import (
	"encoding/json"
	"testing"

	"github.com/faultline-go/faultline/pkg/check"
	"github.com/faultline-go/faultline/pkg/sim"
)

var half = check.Report{Exercise: "01a-example", Results: []check.Result{
	{Name: "loss", Points: 30, Passed: true, Message: "20 runs"},
	{Name: "crash", Points: 70, Message: "the value is gone", Hint: "sync", Seed: 7, At: 5, Trace: &sim.Trace{}},
}}

func TestReportAddsPoints(t *testing.T) {
	if half.Score() != 30 || half.Max() != 100 || half.Passed() {
		t.Errorf("score %d of %d, passed %v; want 30 of 100, not passed", half.Score(), half.Max(), half.Passed())
	}
	if (check.Report{}).Passed() {
		t.Error("a report without checks passed")
	}
}

func TestReportJSON(t *testing.T) {
	got, err := json.Marshal(half)
	want := `{"exercise":"01a-example","score":30,"max_score":100,"checks":[` +
		`{"name":"loss","points":30,"passed":true,"message":"20 runs","hint":"","seed":0},` +
		`{"name":"crash","points":70,"passed":false,"message":"the value is gone","hint":"sync","seed":7}]}`
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v\nwant %s", got, err, want)
	}
	if got, _ := json.Marshal(check.Report{}); string(got) != `{"exercise":"","score":0,"max_score":0,"checks":[]}` {
		t.Errorf("empty report: %s", got)
	}
}
