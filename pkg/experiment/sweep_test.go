package experiment

import (
	"fmt"
	"strings"
	"testing"
)

func TestParseAxis(t *testing.T) {
	tests := []struct{ text, want string }{
		{"loss=0:0.5:0.1", "0 0.1 0.2 0.3 0.4 0.5"},
		{"loss=0.5:0:-0.25", "0.5 0.25 0"},
		{"loss=0:0.5:0.2", "0 0.2 0.4"},
		{"loss=.3:.3:.1", "0.3"},
		{"loss=0.1,0.3", "0.1 0.3"},
		{" loss = 0.1 , 0.3", "0.1 0.3"},
		{"timeout=100ms:1s:300ms", "100 400 700 1000"},
		{"copies=1:3:1", "1 2 3"},
		{"law=uniform,normal", "uniform normal"},
	}
	for _, test := range tests {
		axis, err := sampleParams.ParseAxis(test.text)
		if got := strings.Trim(fmt.Sprint(axis.Values), "[]"); err != nil || got != test.want {
			t.Errorf("%s: %s (%v), want %s", test.text, got, err, test.want)
		}
	}
}

func TestParseAxisRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"loss":                    "name=from:to:step",
		"loss=":                   "name=from:to:step",
		"lss=0:1:.1":              "did you mean loss",
		"loss=0:0.5":              "from:to:step",
		"loss=0:0.5:0.1:7":        "from:to:step",
		"loss=0:0.5:0":            "change the step",
		"loss=0:0.5:-0.1":         "change the step",
		"loss=0:0.5:NaN":          "step",
		"loss=0:0.5:x":            "step",
		"loss=0:2:0.1":            "not 2",
		"loss=0:0.5:1e-9":         "larger step",
		"loss=0.1,,0.2":           `not ""`,
		"law=uniform:normal:step": "one of uniform, normal",
	} {
		if axis, err := sampleParams.ParseAxis(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v; want an error with %q", text, axis, err, want)
		}
	}
}

func FuzzParseAxis(f *testing.F) {
	for _, seed := range []string{"loss=0:0.5:0.1", "loss=1,2", "timeout=1ms:2s:1us", "law=normal", "copies=1:3:1", "=", "loss=::"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		axis, err := sampleParams.ParseAxis(text)
		if err != nil {
			if strings.Contains(err.Error(), "\n") && !strings.Contains(text, "\n") {
				t.Errorf("%q: more than one line: %v", text, err)
			}
			return
		}
		if len(axis.Values) == 0 || len(axis.Values) > mostPoints {
			t.Errorf("%q has %d values", text, len(axis.Values))
		}
		p := sampleParams.Params[must(sampleParams.param(axis.Param))]
		for _, v := range axis.Values {
			if x := v.(Value); p.Kind != Choice && (x.Number < p.Min-1e-9 || x.Number > p.Max+1e-9) {
				t.Errorf("%q leaves the range of %s: %v", text, p.Name, x)
			}
		}
	})
}

func must(i int, err error) int {
	if err != nil {
		panic(err)
	}
	return i
}

func TestPointsAreTheProduct(t *testing.T) {
	axes := []Axis{{"loss", []any{.1, .2}}, {"law", []any{"uniform", "normal"}}}
	points, err := sampleParams.points(Set{"copies": 3}, axes)
	if err != nil {
		t.Fatal(err)
	}
	want := "[[0.1 0.1 100 3 uniform] [0.1 0.1 100 3 normal] [0.2 0.2 100 3 uniform] [0.2 0.2 100 3 normal]]"
	if got := fmt.Sprint(points); got != want {
		t.Errorf("points %s\nwant   %s", got, want)
	}
	for _, bad := range []struct {
		set  Set
		axes []Axis
		want string
	}{
		{Set{"loss": .1}, axes, "loss is given twice"},
		{nil, append(axes, axes[0]), "loss is given twice"},
		{nil, []Axis{{"loss", nil}}, "no values"},
		{nil, []Axis{{"lose", []any{1}}}, "did you mean loss"},
		{nil, []Axis{{"loss", []any{.1, 1.5}}}, "not 1.5"},
	} {
		if _, err := sampleParams.points(bad.set, bad.axes); err == nil || !strings.Contains(err.Error(), bad.want) {
			t.Errorf("%v %v: %v, want %q", bad.set, bad.axes, err, bad.want)
		}
	}
}
