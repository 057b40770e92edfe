// Package experiment holds the named experiments: parameters in, measured
// metrics out. An [Experiment] is one pure function of (parameters, seed) that
// performs one run on pkg/sim; all the rest is shared: many seeds on all
// cores, sweeps, intervals, quantiles, CSV and JSON.
//
// Start with [Run] and [Sweep], which a notebook cell calls; [Job] is the
// whole of it. [All] lists the experiments.
//
//	r, err := experiment.Run("retransmit", experiment.Set{"loss": 0.3}, 1000)
//	fmt.Println(r)               // a table of every metric
//	fmt.Println(r.Mean("sends")) // 2.04…
//
// Run i of a job uses the seed base + i, and results are merged in the order
// of seeds, so that a job's answer is the same on any number of cores, and
// runs of several machines can be put together by concatenation (see [Merge]).
package experiment

import (
	"fmt"
	"slices"
	"strings"
)

// Experiment is a named experiment. Its function must be pure: the same
// parameters and seed give the same measurements.
type Experiment struct {
	// Name is what the command line calls it: lower case, with dashes.
	Name string
	// About says in one sentence what one run does.
	About string
	// Params are the parameters, in the order shown.
	Params []Param
	// Metrics are what a run may measure, in the order shown.
	Metrics []Metric
	// Runs is how many runs are made when nobody says.
	Runs int
	// Perform makes one run: it reads the parameters from the trial and
	// measures into it. An error stops the whole job.
	Perform func(*Trial) error
}

// Metric is one thing that a run measures.
type Metric struct {
	Name  string
	Unit  string // empty: a plain number
	About string // one sentence
	// Chance says that a run measures 0 or 1, so that the mean is a
	// proportion and its interval is Wilson's.
	Chance bool
}

var all = []*Experiment{ackChain, clockDrift, cristian, redundancy, retransmit}

// All lists the experiments, by name.
func All() []*Experiment { return slices.Clone(all) }

// Find returns the experiment of that name; the error of an unknown name
// lists those that exist.
func Find(name string) (*Experiment, error) {
	names := make([]string, len(all))
	for i, e := range all {
		if names[i] = e.Name; e.Name == name {
			return e, nil
		}
	}
	return nil, fmt.Errorf("there is no experiment %q%s: choose from %s", name, suggest(name, names), strings.Join(names, ", "))
}

// Metric returns the metric of that name; the error of an unknown name lists
// those that exist.
func (e *Experiment) Metric(name string) (Metric, error) {
	i, err := e.metric(name)
	if err != nil {
		return Metric{}, err
	}
	return e.Metrics[i], nil
}

func (e *Experiment) param(name string) (int, error) {
	names := make([]string, len(e.Params))
	for i, p := range e.Params {
		if names[i] = p.Name; p.Name == name {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%s has no parameter %q%s: choose from %s", e.Name, name, suggest(name, names), strings.Join(names, ", "))
}

func (e *Experiment) metric(name string) (int, error) {
	names := make([]string, len(e.Metrics))
	for i, m := range e.Metrics {
		if names[i] = m.Name; m.Name == name {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%s has no metric %q%s: choose from %s", e.Name, name, suggest(name, names), strings.Join(names, ", "))
}
