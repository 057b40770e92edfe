package sim

import "math/bits"

// wave is a clock's periodic error: a triangle, since a sine would not be the
// same on every machine.
type wave struct{ amplitude, period, phase int64 }

// newWave draws a phase; nil is a clock without a wave.
func newWave(law Clock, r *Rand) *wave {
	if law.Wave == 0 {
		return nil
	}
	return &wave{int64(law.Wave), int64(law.Period), int64(r.Uint64N(uint64(law.Period)))}
}

// at is the error at true time t, rounded towards 0: it rises from 0 to the
// amplitude, falls to its negative and comes back, once each period.
func (w *wave) at(t int64) int64 {
	quarters := 4 * ((t%w.period + w.phase) % w.period)
	switch {
	case quarters <= w.period:
		return w.part(quarters)
	case quarters <= 3*w.period:
		return w.part(2*w.period - quarters)
	}
	return w.part(quarters - 4*w.period)
}

// part is x/period of the amplitude.
func (w *wave) part(x int64) int64 {
	magnitude := uint64(max(x, -x))
	hi, lo := bits.Mul64(uint64(w.amplitude), magnitude)
	part, _ := bits.Div64(hi, lo, uint64(w.period))
	if x < 0 {
		return -int64(part)
	}
	return int64(part)
}
