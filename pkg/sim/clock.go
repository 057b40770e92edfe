package sim

import (
	"math/bits"
	"time"
)

const billion = 1_000_000_000

// clock is a node's oscillator and what it shows; nil is one that is perfect. Elapsed time at true time t
// is local + ⌊((t − true)(10⁹ + rate) + rest) / 10⁹⌋: exact, in 128 bits.
type clock struct {
	true_, local int64  // the anchor: true time and elapsed time there
	rest         uint64 // billionths of a nanosecond beyond local
	rate         int64  // parts per billion
	offset       int64  // Now − Elapsed, without the slew
	slewFrom     int64  // elapsed time at which the slew began
	slewBy       int64
	slewOver     int64 // 0: no slew
	wave         *wave // nil: no periodic error
}

// elapsed reads the oscillator at true time t, not before the anchor.
func (c *clock) elapsed(t int64) int64 {
	if c == nil {
		return t
	}
	if c.rate == 0 && c.rest == 0 {
		return c.local + (t - c.true_)
	}
	ticks, _ := c.since(t)
	return c.local + ticks
}

// since is the elapsed time since the anchor, and its remainder.
func (c *clock) since(t int64) (ticks int64, rest uint64) {
	hi, lo := bits.Mul64(uint64(t-c.true_), uint64(billion+c.rate))
	lo, carry := bits.Add64(lo, c.rest, 0)
	quotient, rest := bits.Div64(hi+carry, lo, billion)
	return int64(quotient), rest
}

// when is the first true time at which the oscillator shows at least e.
func (c *clock) when(e int64) int64 {
	if c == nil {
		return e
	}
	if c.rate == 0 && c.rest == 0 {
		return c.true_ + (e - c.local)
	}
	if e <= c.local {
		return c.true_
	}
	hi, lo := bits.Mul64(uint64(e-c.local), billion)
	lo, borrow := bits.Sub64(lo, c.rest, 0)
	speed := uint64(billion + c.rate)
	lo, carry := bits.Add64(lo, speed-1, 0)
	quotient, _ := bits.Div64(hi-borrow+carry, lo, speed)
	return c.true_ + int64(quotient)
}

// now reads what the clock shows at true time t.
func (c *clock) now(t int64) int64 {
	if c == nil {
		return t
	}
	e := c.elapsed(t)
	shown := e + c.offset + c.slewed(e)
	if c.wave != nil {
		shown += c.wave.at(t)
	}
	return shown
}

// slewed is how much of the slew has happened at elapsed time e.
func (c *clock) slewed(e int64) int64 {
	if c.slewOver == 0 {
		return 0
	}
	done := min(e-c.slewFrom, c.slewOver)
	by := uint64(c.slewBy)
	if c.slewBy < 0 {
		by = uint64(-c.slewBy)
	}
	hi, lo := bits.Mul64(by, uint64(done))
	part, _ := bits.Div64(hi, lo, uint64(c.slewOver))
	if c.slewBy < 0 {
		return -int64(part)
	}
	return int64(part)
}

// anchor moves the anchor to true time t; the remainder is kept.
func (c *clock) anchor(t int64) {
	ticks, rest := c.since(t)
	c.true_, c.local, c.rest = t, c.local+ticks, rest
}

func (c *clock) setRate(t, rate int64) {
	c.anchor(t)
	c.rate = rate
}

func (c *clock) adjust(t, by, over int64) {
	e := c.elapsed(t)
	c.offset += c.slewed(e)
	c.slewFrom, c.slewBy, c.slewOver = e, by, over
	if over == 0 {
		c.offset += by
		c.slewBy = 0
	}
}

// newClock draws a node's clock from its law; nil is a perfect one.
func newClock(law Clock, r *Rand) *clock {
	if law == (Clock{}) {
		return nil
	}
	offset, rate := int64(law.Offset), int64(law.Rate)
	offset += symmetric(r, int64(law.OffsetUpTo))
	rate += symmetric(r, int64(law.RateUpTo))
	return &clock{offset: offset, rate: rate, wave: newWave(law, r)}
}

// symmetric draws uniformly from −most … +most, and always one number.
func symmetric(r *Rand, most int64) int64 {
	return int64(r.Uint64N(uint64(2*most)+1)) - most
}

func (w *World) clockLaw(id ID) Clock {
	law := w.config.Clock
	for _, rule := range w.config.Clocks {
		if rule.Node == id {
			law = rule.Clock
		}
	}
	return law
}

// clockOf reads a node's own clock at the present true time.
func (w *World) clockOf(p *process) time.Duration {
	return time.Duration(p.clock.now(w.now))
}
