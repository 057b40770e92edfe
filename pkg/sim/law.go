package sim

import (
	"fmt"
	"time"
)

// LawKind is a family of distributions of durations.
type LawKind uint8

// The families; the constructors of the same name say what each is.
const (
	LawConstant LawKind = iota
	LawUniform
	LawNormal
	LawLognormal
	LawExponential
	LawPareto
	LawEmpirical
	LawMixture
)

var lawNames = [...]string{"constant", "uniform", "normal", "lognormal", "exponential", "pareto", "empirical", "mixture"}

// String is the family's name.
func (k LawKind) String() string {
	if int(k) < len(lawNames) {
		return lawNames[k]
	}
	return fmt.Sprintf("law(%d)", uint8(k))
}

// Law is a distribution of durations, as data. The zero value is always 0.
// Draws are whole nanoseconds, rounded down, and never negative.
type Law struct {
	Kind  LawKind
	A, B  time.Duration   // location and scale, as the constructor says
	Shape float64         // lognormal: sigma; Pareto: alpha
	Table []time.Duration // empirical
	Parts []Part          // mixture
	Shift time.Duration   // added to every draw
}

// Constant is always d.
func Constant(d time.Duration) Law { return Law{Kind: LawConstant, A: d} }

// Uniform is every duration from lo to hi, both included, equally often.
func Uniform(lo, hi time.Duration) Law { return Law{Kind: LawUniform, A: lo, B: hi} }

// Normal is the normal law; what would be negative is 0.
func Normal(mean, deviation time.Duration) Law {
	return Law{Kind: LawNormal, A: mean, B: deviation}
}

// Lognormal has its logarithm normal: half of the draws are below the median,
// and 68 % within a factor of e^sigma of it.
func Lognormal(median time.Duration, sigma float64) Law {
	return Law{Kind: LawLognormal, A: median, Shape: sigma}
}

// Exponential has no memory: the law of waiting for a Poisson event.
func Exponential(mean time.Duration) Law { return Law{Kind: LawExponential, A: mean} }

// Pareto has a heavy tail: P(X > x) = (least/x)^alpha for x ≥ least.
func Pareto(least time.Duration, alpha float64) Law {
	return Law{Kind: LawPareto, A: least, Shape: alpha}
}

// Empirical draws one of the given values, each equally often.
func Empirical(values ...time.Duration) Law { return Law{Kind: LawEmpirical, Table: values} }

// Plus is the law with d added to every draw.
func (l Law) Plus(d time.Duration) Law {
	l.Shift += d
	return l
}

// Least is the smallest duration that the law can give.
func (l Law) Least() time.Duration {
	least := time.Duration(0)
	switch l.Kind {
	case LawConstant, LawUniform, LawPareto:
		least = l.A
	case LawEmpirical:
		for i, v := range l.Table {
			if i == 0 || v < least {
				least = v
			}
		}
	case LawMixture:
		least = l.leastOfParts()
	}
	return least + l.Shift
}

// String writes the law as its constructor, such as uniform(10ms, 50ms).
func (l Law) String() string {
	text := ""
	switch l.Kind {
	case LawUniform, LawNormal:
		text = fmt.Sprintf("%v(%v, %v)", l.Kind, l.A, l.B)
	case LawLognormal, LawPareto:
		text = fmt.Sprintf("%v(%v, %g)", l.Kind, l.A, l.Shape)
	case LawEmpirical:
		text = fmt.Sprintf("empirical(%d values)", len(l.Table))
	case LawMixture:
		text = l.partsString()
	default:
		text = fmt.Sprintf("%v(%v)", l.Kind, l.A)
	}
	if l.Shift != 0 {
		text += fmt.Sprintf(" + %v", l.Shift)
	}
	return text
}

// longest is the largest duration of a law, about 18 years, so that sums of a
// few stay far from overflow.
const longest = time.Duration(1) << 59

// plain says, of most valid laws, that they are valid; it is quick.
func (l *Law) plain() bool {
	return (l.Kind == LawExponential || l.Kind == LawConstant || l.Kind == LawUniform && l.A <= l.B) &&
		uint64(l.A)|uint64(l.B)|uint64(l.Shift) < uint64(longest)
}

func (l *Law) draw(r *Rand) time.Duration {
	switch l.Kind {
	case LawConstant:
		return l.A + l.Shift
	case LawUniform:
		return l.A + time.Duration(r.Uint64N(uint64(l.B-l.A)+1)) + l.Shift
	case LawNormal:
		return clamp(float64(l.A)+float64(float64(l.B)*r.Normal()), l.Shift)
	case LawLognormal:
		return clamp(float64(l.A)*exactExp(bounded(l.Shape*r.Normal())), l.Shift)
	case LawExponential:
		return time.Duration(min(r.exponential(uint64(l.A)), uint64(longest))) + l.Shift
	case LawPareto:
		return clamp(float64(l.A)*exactExp(bounded(r.Exponential()/l.Shape)), l.Shift)
	case LawEmpirical:
		return l.Table[r.IntN(len(l.Table))] + l.Shift
	case LawMixture:
		return l.part(r).draw(r) + l.Shift
	}
	panic("sim: a law that Config did not check: " + l.Kind.String())
}

func bounded(x float64) float64 { return min(max(x, -600), 600) }

func clamp(x float64, shift time.Duration) time.Duration {
	switch {
	case x <= 0:
		return shift
	case x >= float64(longest):
		return longest
	}
	return time.Duration(x) + shift
}

// Validate says what is wrong with the law, if anything.
func (l Law) Validate() error {
	if l.Kind > LawMixture {
		return fmt.Errorf("unknown kind %d: use a constructor such as sim.Uniform", uint8(l.Kind))
	}
	if err := first(l.usable(l.A), l.usable(l.B), l.usable(l.Shift)); err != nil {
		return err
	}
	for _, d := range l.Table {
		if err := l.usable(d); err != nil {
			return err
		}
	}
	switch {
	case l.Kind == LawUniform && l.A > l.B:
		return fmt.Errorf("%v is empty: give the smaller bound first", l)
	case l.Kind == LawLognormal && !(l.Shape >= 0 && l.Shape <= 100):
		return fmt.Errorf("%v: sigma must be from 0 to 100", l)
	case l.Kind == LawPareto && !(l.Shape > 0 && l.Shape <= 1000):
		return fmt.Errorf("%v: alpha must be above 0 and at most 1000", l)
	case l.Kind == LawEmpirical && len(l.Table) == 0:
		return fmt.Errorf("empirical law without values: give at least one")
	}
	return l.validateParts()
}

func (l Law) usable(d time.Duration) error {
	if d < 0 || d > longest {
		return fmt.Errorf("%v has the duration %v: use one from 0 to %v", l, d, longest)
	}
	return nil
}
