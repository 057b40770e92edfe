package sim

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Deterministic runs a world twice for d of virtual time and compares the
// traces. A node that is not a deterministic state machine gives itself away:
// the error names the first event that differs, what it was in each run, and
// what to look for. A mistake in the Config is an error, too. Recording is on,
// whatever the Config says; of very long runs the latest events are compared.
func Deterministic(c Config, newNode func(ID) Node, d time.Duration) error {
	c.Record = Everything
	var traces [2]*Trace
	var sums [2]uint64
	for i := range traces {
		w, err := New(c, newNode)
		if err != nil {
			return err
		}
		w.Run(d) // a failure is in the trace's end, or the same both times
		traces[i], sums[i] = w.Trace(), w.Checksum()
	}
	a, b := traces[0], traces[1]
	for i := range max(len(a.Events), len(b.Events)) {
		x, y := a.said(i), b.said(i)
		if x != y {
			return a.differs(b, i, x, y)
		}
	}
	if sums[0] != sums[1] || a.Dropped != b.Dropped {
		return fmt.Errorf("seed %d: two runs of the same Config differ in events that were not kept, or set other timers: %s", c.Seed, suspects)
	}
	return nil
}

const suspects = "look for a range over a map, math/rand or crypto/rand, time.Now, a goroutine, and memory that outlives a run, such as a package variable"

// said is everything that an event says, or "the end".
func (t *Trace) said(i int) string {
	if i >= len(t.Events) {
		return "the end"
	}
	e := t.Events[i]
	return fmt.Sprintf("%s (event %d, copy %d, local time %v)", strings.TrimSpace(t.Line(e)), e.Step, e.Copy, e.Local)
}

func (t *Trace) differs(other *Trace, i int, x, y string) error {
	who := "the run"
	if i < len(t.Events) {
		who = t.Name(t.Events[i].Node)
	}
	return fmt.Errorf("seed %d: %s is not deterministic: two runs of the same Config first differ where one has %q and the other %q: %s",
		t.Seed, who, x, y, t.advice(other, i))
}

// advice says what the difference looks like.
func (t *Trace) advice(other *Trace, i int) string {
	switch {
	case i < len(t.Events) && i < len(other.Events) && t.reordered(other, i):
		return "the same things in another order, as a range over a map gives: range over sorted keys"
	case clockLike(t.said(i), other.said(i)):
		return "it looks like the wall clock: use Env.Now instead of time.Now"
	}
	return "use Env.Rand or Env.Choose instead of math/rand, and sorted keys where a map's order decides; otherwise " + suspects
}

// reordered says whether the events of the step at i are the same in both
// traces, in another order.
func (t *Trace) reordered(other *Trace, i int) bool {
	step := func(of *Trace) (lines []string) {
		for _, e := range of.Events[i:] {
			if e.Step != t.Events[i].Step {
				break
			}
			e.Message.N = 0 // another order gives other numbers
			lines = append(lines, of.Line(e))
		}
		slices.Sort(lines)
		return lines
	}
	return slices.Equal(step(t), step(other))
}

// clockLike says whether two texts differ in numbers that are large and close
// to each other, as two readings of a clock are.
func clockLike(x, y string) bool {
	numbers := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsDigit(r) })
	}
	a, b := numbers(x), numbers(y)
	for i := range min(len(a), len(b)) {
		m, err1 := strconv.ParseFloat(a[i], 64)
		n, err2 := strconv.ParseFloat(b[i], 64)
		if err1 == nil && err2 == nil && m != n {
			return min(m, n) > 1e9 && math.Abs(m-n) < min(m, n)/1000
		}
	}
	return false
}
