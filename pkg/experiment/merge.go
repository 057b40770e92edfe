package experiment

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// Merge reads lines that WriteRunsJSON wrote, of any number of machines in any
// order, and returns the Results that one machine would have given: a point
// per setting, in the order of first appearance, its runs in the order of
// seeds. A run that appears twice is an error.
func Merge(in io.Reader) (Results, error) {
	m := merger{index: map[string]int{}}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		if err := m.line(lines.Bytes()); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	return m.results()
}

type merger struct {
	experiment *Experiment
	index      map[string]int
	points     []*mergedPoint
}

type mergedPoint struct {
	values []Value
	runs   []mergedRun
}

type mergedRun struct {
	seed uint64
	row  []float64
}

type runLine struct {
	Experiment string              `json:"experiment"`
	Seed       *uint64             `json:"seed"`
	Params     Set                 `json:"params"`
	Metrics    map[string]*float64 `json:"metrics"`
}

func (m *merger) line(text []byte) error {
	var l runLine
	if err := json.Unmarshal(text, &l); err != nil || l.Seed == nil {
		return fmt.Errorf("this is not a run as --each --json writes it")
	}
	if m.experiment == nil {
		e, err := Find(l.Experiment)
		if err != nil {
			return err
		}
		m.experiment = e
	}
	if l.Experiment != m.experiment.Name {
		return fmt.Errorf("a run of %s among runs of %s: merge one experiment at a time", l.Experiment, m.experiment.Name)
	}
	values, err := m.experiment.Resolve(l.Params)
	if err != nil {
		return err
	}
	row := make([]float64, len(m.experiment.Metrics))
	for i, metric := range m.experiment.Metrics {
		row[i] = math.NaN()
		if x := l.Metrics[metric.Name]; x != nil {
			row[i] = *x
		}
	}
	p := m.point(values)
	p.runs = append(p.runs, mergedRun{*l.Seed, row})
	return nil
}

func (m *merger) point(values []Value) *mergedPoint {
	key := fmt.Sprint(values)
	i, known := m.index[key]
	if !known {
		i = len(m.points)
		m.index[key] = i
		m.points = append(m.points, &mergedPoint{values: values})
	}
	return m.points[i]
}

func (m *merger) results() (Results, error) {
	if len(m.points) == 0 {
		return nil, fmt.Errorf("there are no runs to merge")
	}
	var rs Results
	for _, p := range m.points {
		slices.SortStableFunc(p.runs, func(a, b mergedRun) int { return cmp.Compare(a.seed, b.seed) })
		seeds, rows := make([]uint64, len(p.runs)), make([][]float64, len(p.runs))
		for i, run := range p.runs {
			if seeds[i], rows[i] = run.seed, run.row; i > 0 && seeds[i-1] == run.seed {
				return nil, fmt.Errorf("the run with seed %d of %s is there twice: give every machine its own --seed range", run.seed, m.experiment.Name)
			}
		}
		rs = append(rs, resultOf(m.experiment, p.values, seeds, rows))
	}
	return rs, nil
}
