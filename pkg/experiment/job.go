package experiment

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
)

// Job is an experiment to be run many times.
type Job struct {
	Experiment *Experiment
	Set        Set
	// Axes are swept: every combination of their values is a point, with a
	// Result of its own. None: one point.
	Axes []Axis
	// Runs is how many runs each point gets. Zero: as the experiment says.
	Runs int
	// Seed is the seed of the first run; run i of every point has Seed + i.
	Seed uint64
	// Workers is how many runs are made at once. Zero: one per core. The
	// answer does not depend on it.
	Workers int
	// Progress, if not nil, is told how many runs of how many are done. Calls
	// do not overlap.
	Progress func(done, total int)
}

// mostValues bounds the measurements that one job keeps in memory: 800 MB.
const mostValues = 100_000_000

// Check says what is wrong with the job, if anything, without a single run.
func (j Job) Check() error {
	_, err := j.points()
	return err
}

// Do makes all runs. A mistake in the job is found before the first run. When
// the context ends, the error says how far it got and wraps context.Cause.
func (j Job) Do(ctx context.Context) (Results, error) {
	points, err := j.points()
	if err != nil {
		return nil, err
	}
	if j.Runs == 0 {
		j.Runs = j.Experiment.Runs
	}
	rows, err := j.perform(ctx, points)
	if err != nil {
		return nil, err
	}
	results := make(Results, len(points))
	for i, values := range points {
		results[i] = newResult(j.Experiment, values, j.Seed, rows[i*j.Runs:(i+1)*j.Runs])
	}
	return results, nil
}

// points are the values of every point of the job, once all of it is checked.
func (j Job) points() ([][]Value, error) {
	points, err := j.Experiment.points(j.Set, j.Axes)
	if err != nil {
		return nil, err
	}
	runs := j.Runs
	if runs == 0 {
		runs = j.Experiment.Runs
	}
	if runs < 1 {
		return nil, fmt.Errorf("%d runs: ask for at least one", runs)
	}
	if j.Seed > math.MaxUint64-uint64(runs) {
		return nil, fmt.Errorf("%d runs from seed %d on pass the largest seed: start lower", runs, j.Seed)
	}
	if values := float64(len(points)) * float64(runs) * float64(len(j.Experiment.Metrics)); values > mostValues {
		return nil, fmt.Errorf("%d points of %d runs are more than memory should hold: ask for fewer at a time", len(points), runs)
	}
	return points, nil
}

// perform makes the runs of all points, point by point, and returns what each
// measured. The error is that of the first run that fails, in this order.
func (j Job) perform(ctx context.Context, points [][]Value) ([][]float64, error) {
	var (
		total  = len(points) * j.Runs
		rows   = make([][]float64, total)
		next   atomic.Int64
		report = &reporter{tell: j.Progress, total: total, failedAt: total}
		wait   sync.WaitGroup
	)
	for range min(j.workers(), total) {
		wait.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= report.end() {
					return
				}
				t := newTrial(j.Experiment, points[i/j.Runs], j.Seed+uint64(i%j.Runs))
				err := t.perform()
				rows[i] = t.measured
				report.add(i, err)
			}
		})
	}
	wait.Wait()
	switch {
	case report.err != nil:
		return nil, report.err
	case report.done < total:
		return nil, fmt.Errorf("stopped after %d of %d runs: %w", report.done, total, context.Cause(ctx))
	}
	return rows, nil
}

func (j Job) workers() int {
	if j.Workers > 0 {
		return j.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// reporter counts what is done and keeps the failure that comes first in the
// order of runs, whichever worker met it first.
type reporter struct {
	tell  func(done, total int)
	total int

	sync.Mutex
	done     int
	failedAt int
	err      error
}

func (r *reporter) add(i int, err error) {
	r.Lock()
	defer r.Unlock()
	if err != nil && i < r.failedAt {
		r.failedAt, r.err = i, err
	}
	r.done++
	if r.tell != nil {
		r.tell(r.done, r.total)
	}
}

// end is the run before which workers still have something to do.
func (r *reporter) end() int {
	r.Lock()
	defer r.Unlock()
	return r.failedAt
}

// Run makes the given number of runs, with the seeds from 1, and returns what
// they measured. Zero runs: as the experiment says.
func Run(name string, set Set, runs int) (*Result, error) {
	e, err := Find(name)
	if err != nil {
		return nil, err
	}
	results, err := Job{Experiment: e, Set: set, Runs: runs, Seed: 1}.Do(context.Background())
	if err != nil {
		return nil, err
	}
	return results[0], nil
}

// Sweep does what Run does at each of the values of one parameter; Results
// gives the lines of a chart.
func Sweep(name string, set Set, param string, values []float64, runs int) (Results, error) {
	e, err := Find(name)
	if err != nil {
		return nil, err
	}
	axis := Axis{Param: param}
	for _, v := range values {
		axis.Values = append(axis.Values, v)
	}
	return Job{Experiment: e, Set: set, Axes: []Axis{axis}, Runs: runs, Seed: 1}.Do(context.Background())
}

// Must returns the value, or panics with the error: for a notebook's cell,
// which has nobody to return an error to.
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
