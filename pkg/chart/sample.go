package chart

import (
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat"
)

// Sample is a list of measured values, one per run, in any order.
type Sample struct {
	// Name is what the legend says. Empty: not in the legend.
	Name string
	// Values are those of the runs that finished; at least one.
	Values []float64
	// Unfinished is how many further runs gave no value, such as those that
	// hit their time limit. They count: a cumulative distribution then stops
	// below 1, and a histogram says how many they were.
	Unfinished int
}

func checkSamples(kind string, spec Spec, samples []Sample) error {
	if err := spec.check(); err != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	if len(samples) == 0 {
		return fmt.Errorf("%s: there is no sample: give at least one", kind)
	}
	for i, s := range samples {
		if len(s.Values) == 0 {
			return fmt.Errorf("%s: sample %s has no values: give at least one", kind, named(s.Name, i))
		}
		if s.Unfinished < 0 {
			return fmt.Errorf("%s: sample %s has %d unfinished runs: give 0 or more", kind, named(s.Name, i), s.Unfinished)
		}
		for k, v := range s.Values {
			if err := spec.X.admits(v); err != nil {
				return fmt.Errorf("%s: sample %s: value %d %w", kind, named(s.Name, i), k, err)
			}
		}
	}
	return nil
}

func samplesText(spec Spec, kind string, samples []Sample) string {
	var parts []string
	for i, s := range samples {
		sorted := slices.Sorted(slices.Values(s.Values))
		quantile := func(p float64) float64 { return stat.Quantile(p, stat.Empirical, sorted, nil) }
		name := clean(s.Name)
		if name == "" {
			name = fmt.Sprintf("sample %d", i+1)
		}
		part := fmt.Sprintf("%s: %d values, median %.4g, 10%% below %.4g, 90%% below %.4g, from %.4g to %.4g",
			name, len(sorted), quantile(0.5), quantile(0.1), quantile(0.9), sorted[0], sorted[len(sorted)-1])
		if s.Unfinished > 0 {
			part += fmt.Sprintf(", %d not finished", s.Unfinished)
		}
		parts = append(parts, part)
	}
	return headline(spec) + fmt.Sprintf("%s of %s. ", kind, spec.X.name()) + strings.Join(parts, "; ") + "."
}
