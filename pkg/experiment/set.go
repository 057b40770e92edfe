package experiment

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Set gives parameters by name: a number, a time.Duration for a parameter with
// a unit of time, or text. What is not in it keeps its default.
type Set map[string]any

// ParseSet reads settings of the form name=value; naming one twice is an
// error. Names and values are checked when the job starts.
func ParseSet(settings []string) (Set, error) {
	set := Set{}
	for _, s := range settings {
		name, value, ok := strings.Cut(s, "=")
		if name = strings.TrimSpace(name); !ok || name == "" {
			return nil, fmt.Errorf("cannot read the setting %q: write name=value, such as loss=0.3", s)
		}
		if _, twice := set[name]; twice {
			return nil, fmt.Errorf("%s is set twice: set it once", name)
		}
		set[name] = strings.TrimSpace(value)
	}
	return set, nil
}

// Resolve returns the value of every parameter, in the order of Params.
func (e *Experiment) Resolve(set Set) ([]Value, error) {
	given := make([]bool, len(e.Params))
	values := make([]Value, len(e.Params))
	for _, name := range slices.Sorted(maps.Keys(set)) {
		i, err := e.param(name)
		if err != nil {
			return nil, err
		}
		if values[i], err = e.Params[i].of(set[name]); err != nil {
			return nil, fmt.Errorf("%s: %w", e.Name, err)
		}
		given[i] = true
	}
	for i, p := range e.Params {
		if !given[i] {
			values[i] = e.fallback(p, values[:i])
		}
	}
	return values, nil
}

func (e *Experiment) fallback(p Param, earlier []Value) Value {
	if p.Kind == Choice {
		return Value{Text: p.Choices[0]}
	}
	for i, v := range earlier {
		if e.Params[i].Name == p.Same {
			return v
		}
	}
	return Value{Number: p.Default}
}
