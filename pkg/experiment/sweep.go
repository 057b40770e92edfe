package experiment

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Axis is a parameter and the values that it takes in a sweep.
type Axis struct {
	Param  string
	Values []any // as in a Set
}

// mostPoints bounds how many values one axis, and how many points one sweep,
// may have.
const mostPoints = 100_000

// ParseAxis reads a sweep of the form name=from:to:step, both ends included,
// or name=value,value,….
func (e *Experiment) ParseAxis(text string) (Axis, error) {
	name, list, ok := strings.Cut(text, "=")
	name = strings.TrimSpace(name)
	if !ok || name == "" || strings.TrimSpace(list) == "" {
		return Axis{}, fmt.Errorf("cannot read the sweep %q: write name=from:to:step or name=value,value", text)
	}
	i, err := e.param(name)
	if err != nil {
		return Axis{}, err
	}
	p := e.Params[i]
	if p.Kind != Choice && strings.Contains(list, ":") {
		return p.parseRange(list)
	}
	axis := Axis{Param: name}
	for part := range strings.SplitSeq(list, ",") {
		v, err := p.Parse(strings.TrimSpace(part))
		if err != nil {
			return Axis{}, fmt.Errorf("%s: %w", e.Name, err)
		}
		axis.Values = append(axis.Values, v)
	}
	return axis, nil
}

func (p Param) parseRange(text string) (Axis, error) {
	parts := strings.Split(text, ":")
	if len(parts) != 3 {
		return Axis{}, fmt.Errorf("cannot read the range %q of %s: write from:to:step, such as 0:0.5:0.1", text, p.Name)
	}
	from, err := p.Parse(strings.TrimSpace(parts[0]))
	if err != nil {
		return Axis{}, err
	}
	to, err := p.Parse(strings.TrimSpace(parts[1]))
	if err != nil {
		return Axis{}, err
	}
	free := p // a step is a difference, which the parameter's range does not bound
	free.Min, free.Max = -math.MaxFloat64, math.MaxFloat64
	step, err := free.Parse(strings.TrimSpace(parts[2]))
	if err != nil {
		return Axis{}, fmt.Errorf("the step of %s is a number, not %q", p.Name, parts[2])
	}
	count := (to.Number-from.Number)/step.Number + 1e-9
	if step.Number == 0 || !(count >= 0) {
		return Axis{}, fmt.Errorf("the range %q of %s never gets from %v to %v: change the step", text, p.Name, from, to)
	}
	if count >= mostPoints {
		return Axis{}, fmt.Errorf("the range %q of %s has more than %d values: take a larger step", text, p.Name, mostPoints)
	}
	axis := Axis{Param: p.Name}
	for i := range int(count) + 1 {
		axis.Values = append(axis.Values, Value{Number: decimal(from.Number + float64(i)*step.Number)})
	}
	return axis, nil
}

// decimal takes the binary dust off a sum of decimal steps: 0.1 + 2·0.1 is
// 0.3 and not 0.30000000000000004.
func decimal(x float64) float64 {
	y, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 12, 64), 64)
	return y
}

// points are the settings of every point of a sweep: the product of its axes,
// the last of which changes fastest. No axis gives one point.
func (e *Experiment) points(set Set, axes []Axis) ([][]Value, error) {
	sets := []Set{set}
	for _, axis := range axes {
		if _, err := e.param(axis.Param); err != nil {
			return nil, err
		}
		if _, twice := sets[0][axis.Param]; twice {
			return nil, fmt.Errorf("%s is given twice: either set it or sweep it, once", axis.Param)
		}
		if len(axis.Values) == 0 {
			return nil, fmt.Errorf("the sweep of %s has no values: give at least one", axis.Param)
		}
		if len(sets)*len(axis.Values) > mostPoints {
			return nil, fmt.Errorf("the sweep has more than %d points: take larger steps", mostPoints)
		}
		sets = cross(sets, axis)
	}
	points := make([][]Value, len(sets))
	for i, s := range sets {
		var err error
		if points[i], err = e.Resolve(s); err != nil {
			return nil, err
		}
	}
	return points, nil
}

func cross(sets []Set, axis Axis) []Set {
	product := make([]Set, 0, len(sets)*len(axis.Values))
	for _, set := range sets {
		for _, v := range axis.Values {
			point := Set{axis.Param: v}
			for name, given := range set {
				point[name] = given
			}
			product = append(product, point)
		}
	}
	return product
}
