package experiment

import (
	"math"
	"strings"
	"testing"
	"time"
)

var sampleParams = &Experiment{
	Name: "sample",
	Params: []Param{
		{Name: "loss", Default: .1, Max: .95},
		{Name: "ack_loss", Same: "loss", Max: .95},
		{Name: "timeout", Unit: "ms", Default: 100, Min: 1, Max: 1e6},
		{Name: "copies", Kind: Integer, Default: 2, Min: 1, Max: 10},
		{Name: "law", Kind: Choice, Choices: []string{"uniform", "normal"}},
	},
	Metrics: []Metric{{Name: "x", Unit: "ms"}, {Name: "hit", Chance: true}},
	Runs:    10,
}

func TestResolveTakesWhatGoCodeAndTheCommandLineGive(t *testing.T) {
	tests := []struct {
		set  Set
		want string
	}{
		{nil, "0.1 0.1 100 2 uniform"},
		{Set{"loss": .3}, "0.3 0.3 100 2 uniform"},
		{Set{"loss": "0.3", "ack_loss": 0}, "0.3 0 100 2 uniform"},
		{Set{"timeout": 2 * time.Second}, "0.1 0.1 2000 2 uniform"},
		{Set{"timeout": "1m"}, "0.1 0.1 60000 2 uniform"},
		{Set{"timeout": "2.5"}, "0.1 0.1 2.5 2 uniform"},
		{Set{"copies": int64(3), "law": "normal"}, "0.1 0.1 100 3 normal"},
		{Set{"copies": Value{Number: 7}}, "0.1 0.1 100 7 uniform"},
	}
	for _, test := range tests {
		values, err := sampleParams.Resolve(test.set)
		if err != nil {
			t.Errorf("%v: %v", test.set, err)
			continue
		}
		var words []string
		for _, v := range values {
			words = append(words, v.String())
		}
		if got := strings.Join(words, " "); got != test.want {
			t.Errorf("%v gives %s, want %s", test.set, got, test.want)
		}
	}
}

func TestResolveNamesTheMistakeAndTheCure(t *testing.T) {
	tests := []struct {
		set  Set
		want string
	}{
		{Set{"los": .3}, `sample has no parameter "los" (did you mean loss?): choose from loss, ack_loss, timeout, copies, law`},
		{Set{"loss": 1.2}, "sample: loss is a number from 0 to 0.95, not 1.2"},
		{Set{"loss": math.NaN()}, "sample: loss is a number from 0 to 0.95, not NaN"},
		{Set{"loss": "inf"}, "sample: loss is a number from 0 to 0.95, not +Inf"},
		{Set{"loss": "much"}, `sample: loss is a number from 0 to 0.95, not "much"`},
		{Set{"loss": time.Second}, `sample: loss is a number from 0 to 0.95, not "1s"`},
		{Set{"loss": []int{1}}, "sample: loss is a number from 0 to 0.95, not a []int"},
		{Set{"copies": 1.5}, "sample: copies is a whole number from 1 to 10, not 1.5"},
		{Set{"timeout": "0.1us"}, "sample: timeout is a number of ms from 1 to 1000000, not 0.0001"},
		{Set{"law": "normel"}, `sample: law is one of uniform, normal, not "normel" (did you mean normal?)`},
		{Set{"law": 3}, "sample: law is one of uniform, normal, not 3"},
	}
	for _, test := range tests {
		if _, err := sampleParams.Resolve(test.set); err == nil || err.Error() != test.want {
			t.Errorf("%v: %v\nwant: %s", test.set, err, test.want)
		}
	}
}

func TestFindSuggests(t *testing.T) {
	for name, want := range map[string]string{
		"retransmitt": "did you mean retransmit?", "clockdrift": "did you mean clock-drift?",
		"chain": "choose from ack-chain", "crist": "did you mean cristian?",
	} {
		if _, err := Find(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Find(%q): %v, want %q", name, err, want)
		}
	}
}

func TestParseSetRefuses(t *testing.T) {
	for _, bad := range [][]string{{"loss"}, {"=3"}, {"loss=.1", "loss=.2"}} {
		if set, err := ParseSet(bad); err == nil {
			t.Errorf("%q is accepted as %v", bad, set)
		}
	}
}

// TestDeclarationsAreSound looks at every experiment's own table.
func TestDeclarationsAreSound(t *testing.T) {
	for _, e := range All() {
		if e.Runs < 1 || e.About == "" || len(e.Metrics) == 0 {
			t.Errorf("%s: runs, sentence or metrics are missing", e.Name)
		}
		if _, err := e.Resolve(nil); err != nil {
			t.Errorf("%s: %v", e.Name, err)
		}
		for _, p := range e.Params {
			if _, err := p.Parse(p.DefaultText()); p.Same == "" && err != nil {
				t.Errorf("%s: the default of %s is out of its range: %v", e.Name, p.Name, err)
			}
			if !strings.HasSuffix(p.About, ".") {
				t.Errorf("%s: %s has no sentence", e.Name, p.Name)
			}
		}
		for _, m := range e.Metrics {
			if !strings.HasSuffix(m.About, ".") {
				t.Errorf("%s: %s has no sentence", e.Name, m.Name)
			}
		}
	}
}
