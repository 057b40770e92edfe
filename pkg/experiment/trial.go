package experiment

import (
	"fmt"
	"math"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// Trial is one run of an experiment: it gives the parameters and takes the
// measurements. Asking for a parameter or metric that the experiment does not
// declare panics.
type Trial struct {
	// Seed names the run.
	Seed uint64

	experiment *Experiment
	values     []Value
	measured   []float64
	record     sim.Recording
	world      *sim.World
}

func newTrial(e *Experiment, values []Value, seed uint64) *Trial {
	t := &Trial{Seed: seed, experiment: e, values: values, measured: make([]float64, len(e.Metrics))}
	for i := range t.measured {
		t.measured[i] = math.NaN()
	}
	return t
}

func (t *Trial) value(name string) (Param, Value) {
	i, err := t.experiment.param(name)
	if err != nil {
		panic(err)
	}
	return t.experiment.Params[i], t.values[i]
}

// Number is the value of a Number.
func (t *Trial) Number(name string) float64 {
	_, v := t.value(name)
	return v.Number
}

// Int is the value of an Integer.
func (t *Trial) Int(name string) int { return int(t.Number(name)) }

// Choice is the value of a Choice.
func (t *Trial) Choice(name string) string {
	_, v := t.value(name)
	return v.Text
}

// Time is the value of a parameter with a unit of time, to the nanosecond.
func (t *Trial) Time(name string) time.Duration {
	p, v := t.value(name)
	unit, ok := units[p.Unit]
	if !ok {
		panic(fmt.Sprintf("experiment: %s has no unit of time", name))
	}
	return time.Duration(math.Round(v.Number * float64(unit)))
}

// Measure records a metric of this run. A metric never measured, or measured
// as NaN, does not count among the metric's values.
func (t *Trial) Measure(name string, x float64) {
	i, err := t.experiment.metric(name)
	if err != nil {
		panic(err)
	}
	t.measured[i] = x
}

// Measured is what Measure recorded last, or NaN.
func (t *Trial) Measured(name string) float64 {
	i, err := t.experiment.metric(name)
	if err != nil {
		panic(err)
	}
	return t.measured[i]
}

// MeasureIf records 1 or 0.
func (t *Trial) MeasureIf(name string, holds bool) {
	if holds {
		t.Measure(name, 1)
	} else {
		t.Measure(name, 0)
	}
}

// Rand is a random stream for what the experiment itself draws, such as a
// schedule of faults; the world's own streams do not depend on it.
func (t *Trial) Rand() *sim.Rand { return sim.NewRand(^t.Seed) }

// World makes the run's world: it fills in the seed, and the recording when a
// trace is wanted.
func (t *Trial) World(c sim.Config, newNode func(sim.ID) sim.Node) (*sim.World, error) {
	c.Seed, c.Record = t.Seed, t.record
	w, err := sim.New(c, newNode)
	t.world = w
	return w, err
}

// perform makes the run; a panic in it becomes an error that names the seed.
func (t *Trial) perform() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
		if err != nil {
			err = fmt.Errorf("%s, seed %d: %w", t.experiment.Name, t.Seed, err)
		}
	}()
	return t.experiment.Perform(t)
}

// Trace makes one run of the experiment and returns all that happened in it.
func Trace(name string, set Set, seed uint64) (*sim.Trace, error) {
	e, err := Find(name)
	if err != nil {
		return nil, err
	}
	values, err := e.Resolve(set)
	if err != nil {
		return nil, err
	}
	t := newTrial(e, values, seed)
	t.record = sim.Everything
	if err := t.perform(); err != nil {
		return nil, err
	}
	return t.world.Trace(), nil
}
