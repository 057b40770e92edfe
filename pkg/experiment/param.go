package experiment

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Kind is the type of a parameter.
type Kind uint8

// The kinds of parameters. A Number or Integer whose unit is ns, us, ms, s, min
// or h may also be written as a duration, such as 150ms.
const (
	Number Kind = iota
	Integer
	Choice
)

// Param is one parameter of an experiment.
type Param struct {
	Name string
	Kind Kind
	Unit string // empty: a plain number
	// Default is the value when nobody sets it. Same, if not empty, names an
	// earlier parameter whose value is the default instead. A Choice's default
	// is the first of its Choices.
	Default float64
	Same    string
	// Min and Max bound a Number or Integer, both included.
	Min, Max float64
	Choices  []string
	About    string // one sentence
}

// Value is a parameter's value: Number for a Number or Integer, in the
// parameter's unit; Text for a Choice.
type Value struct {
	Number float64
	Text   string
}

// String writes the value as --set reads it.
func (v Value) String() string {
	if v.Text != "" {
		return v.Text
	}
	if math.Abs(v.Number) < 1e15 && v.Number == math.Trunc(v.Number) {
		return strconv.FormatFloat(v.Number, 'f', -1, 64)
	}
	return strconv.FormatFloat(v.Number, 'g', -1, 64)
}

var units = map[string]time.Duration{
	"ns": time.Nanosecond, "us": time.Microsecond, "ms": time.Millisecond,
	"s": time.Second, "min": time.Minute, "h": time.Hour,
}

// Parse reads a value as --set gives it and checks it.
func (p Param) Parse(text string) (Value, error) {
	if p.Kind == Choice {
		return p.check(Value{Text: text})
	}
	x, err := strconv.ParseFloat(text, 64)
	if unit, timed := units[p.Unit]; err != nil && timed {
		var d time.Duration
		if d, err = time.ParseDuration(text); err == nil {
			x = float64(d) / float64(unit)
		}
	}
	if err != nil {
		return Value{}, fmt.Errorf("%s is %s, not %q", p.Name, p.Range(), text)
	}
	return p.check(Value{Number: x})
}

// of reads a value as Go code gives it: a number, a duration, or text.
func (p Param) of(v any) (Value, error) {
	switch x := v.(type) {
	case string:
		return p.Parse(x)
	case fmt.Stringer:
		return p.Parse(x.String())
	case int:
		return p.number(float64(x))
	case int64:
		return p.number(float64(x))
	case uint64:
		return p.number(float64(x))
	case float32:
		return p.number(float64(x))
	case float64:
		return p.number(x)
	}
	return Value{}, fmt.Errorf("%s is %s, not a %T", p.Name, p.Range(), v)
}

func (p Param) number(x float64) (Value, error) {
	if p.Kind == Choice {
		return Value{}, fmt.Errorf("%s is %s, not %g", p.Name, p.Range(), x)
	}
	return p.check(Value{Number: x})
}

func (p Param) check(v Value) (Value, error) {
	bad := false
	switch p.Kind {
	case Choice:
		for _, c := range p.Choices {
			if c == v.Text {
				return v, nil
			}
		}
		return Value{}, fmt.Errorf("%s is %s, not %q%s", p.Name, p.Range(), v.Text, suggest(v.Text, p.Choices))
	case Integer:
		bad = v.Number != math.Trunc(v.Number)
	}
	if bad || !(v.Number >= p.Min && v.Number <= p.Max) {
		return Value{}, fmt.Errorf("%s is %s, not %v", p.Name, p.Range(), v)
	}
	return v, nil
}

// Range says what the parameter may be, such as "a number from 0 to 0.95".
func (p Param) Range() string {
	if p.Kind == Choice {
		return "one of " + strings.Join(p.Choices, ", ")
	}
	noun := "a number"
	if p.Kind == Integer {
		noun = "a whole number"
	}
	if p.Unit != "" {
		noun += " of " + p.Unit
	}
	return fmt.Sprintf("%s from %v to %v", noun, Value{Number: p.Min}, Value{Number: p.Max})
}

// DefaultText is the default as help shows it.
func (p Param) DefaultText() string {
	switch {
	case p.Kind == Choice:
		return p.Choices[0]
	case p.Same != "":
		return "as " + p.Same
	}
	return Value{Number: p.Default}.String()
}
