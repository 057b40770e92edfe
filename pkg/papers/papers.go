// Package papers reproduces published results: each [Row] reruns a named
// experiment with the paper's set-up and compares what it measured with the
// published figures. Start with [Rows] and [Reproduce].
//
// A figure's verdict is "reproduced" if ours lies within its tolerance of the
// published one, else "off". A tolerance so wide that the comparison would
// mean nothing is "off" as well: see [Figure].
package papers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/faultline-go/faultline/pkg/experiment"
)

// Row is one published result.
type Row struct {
	ID     string // what --only calls it
	Paper  string // authors and year, or what follows in closed form
	Place  string // where in the paper, or why it holds
	Setups []Setup
}

// Setup is an experiment as the paper had it, and the figures read off it.
type Setup struct {
	Experiment string
	Set        experiment.Set
	Axes       []experiment.Axis
	// Quick and Full are how many runs each point gets: at a size that takes
	// moments, and at the size that the result is judged at.
	Quick, Full int
	Figures     []Figure
}

// Figure is one published number.
type Figure struct {
	Name      string // what it is, with its unit
	Published float64
	Of        func(experiment.Results) Estimate
	Judge     Judge
	// Sharp is the widest tolerance that still tells something, as a share of
	// the published number. Zero: 5 %. It has no meaning if that number is 0.
	Sharp float64
}

const defaultSharp = 0.05

// Rows lists all rows, in the order of the subject.
func Rows() []*Row {
	return []*Row{drift(), cristian(), retransmit(), exactlyOnce(), redundancy(), ackChain()}
}

// Select returns the rows of the given IDs, in the order of Rows; no ID means
// all. The error of an unknown one lists those that exist.
func Select(ids []string) ([]*Row, error) {
	all := Rows()
	if len(ids) == 0 {
		return all, nil
	}
	names := make([]string, len(all))
	for i, r := range all {
		names[i] = r.ID
	}
	for _, id := range ids {
		if !slices.Contains(names, id) {
			return nil, fmt.Errorf("there is no published result %q: choose from %s", id, strings.Join(names, ", "))
		}
	}
	return slices.DeleteFunc(all, func(r *Row) bool { return !slices.Contains(ids, r.ID) }), nil
}
