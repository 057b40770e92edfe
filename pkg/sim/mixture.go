package sim

import (
	"fmt"
	"strings"
	"time"
)

// Part is a law and its weight in a mixture.
type Part struct {
	Weight float64
	Law    Law
}

// Mixture draws from one of several laws, each as often as its weight says;
// weights need not add up to 1. Measured latencies are often a mixture of a
// body and a tail, such as 91 % Pareto and 9 % exponential.
func Mixture(parts ...Part) Law { return Law{Kind: LawMixture, Parts: parts} }

// part draws which of a mixture's laws is next.
func (l *Law) part(r *Rand) *Law {
	sum := 0.0
	for i := range l.Parts {
		sum += l.Parts[i].Weight
	}
	x := float64(r.Float64() * sum)
	for i := range l.Parts {
		if x < l.Parts[i].Weight {
			return &l.Parts[i].Law
		}
		x -= l.Parts[i].Weight
	}
	return &l.Parts[len(l.Parts)-1].Law
}

// leastOfParts is the smallest duration that any part can give.
func (l Law) leastOfParts() (least time.Duration) {
	for i, part := range l.Parts {
		if d := part.Law.Least(); i == 0 || d < least {
			least = d
		}
	}
	return least
}

func (l Law) validateParts() error {
	if l.Kind != LawMixture {
		return nil
	}
	if len(l.Parts) == 0 {
		return fmt.Errorf("mixture without parts: give at least one")
	}
	for _, part := range l.Parts {
		switch {
		case !(part.Weight > 0 && part.Weight <= 1e9):
			return fmt.Errorf("%v has the weight %v: use a number above 0 and at most 1e9", l, part.Weight)
		case part.Law.Kind == LawMixture:
			return fmt.Errorf("%v has a mixture within: give its parts instead", l)
		}
		if err := part.Law.Validate(); err != nil {
			return err
		}
	}
	return nil
}

// partsString writes a mixture as mixture(0.9 pareto(1ms, 2), 0.1 constant(1s)).
func (l Law) partsString() string {
	parts := make([]string, len(l.Parts))
	for i, part := range l.Parts {
		parts[i] = fmt.Sprintf("%g %v", part.Weight, part.Law)
	}
	return "mixture(" + strings.Join(parts, ", ") + ")"
}
