package chart

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"
)

// linearTicks are multiples of 1, 2 or 5 times a power of ten: four to eight
// of them on an axis.
type linearTicks struct{}

// Ticks implements plot.Ticker.
func (linearTicks) Ticks(low, high float64) []plot.Tick {
	step, digits := tickStep(high - low)
	var ticks []plot.Tick
	for i := math.Ceil(low/step - 1e-9); i <= high/step+1e-9; i++ {
		if len(ticks) == 20 || i+1 == i {
			break
		}
		v := i*step + 0 // plus 0: never −0
		ticks = append(ticks, plot.Tick{Value: v, Label: tickLabel(v, digits)})
	}
	return ticks
}

// tickStep is the distance of ticks over a width, and their decimal places.
func tickStep(width float64) (step float64, digits int) {
	if width <= 0 || !finite(width) {
		return 1, 0
	}
	power := math.Floor(math.Log10(width / 4))
	unit := math.Pow(10, power)
	step = unit
	for _, times := range []float64{2, 5} {
		if width/(unit*times) >= 4 {
			step = unit * times
		}
	}
	return step, max(0, int(-power))
}

func tickLabel(v float64, digits int) string {
	if a := math.Abs(v); a != 0 && (a >= 1e7 || digits > 6) {
		return strconv.FormatFloat(v, 'g', 4, 64)
	}
	return strconv.FormatFloat(v, 'f', digits, 64)
}

// logTicks label the powers of ten; where fewer than two are in the range they
// label 2 and 5 times a power too, and plain ticks if even that is not enough.
type logTicks struct{}

// Ticks implements plot.Ticker.
func (logTicks) Ticks(low, high float64) []plot.Tick {
	first, last := int(math.Floor(math.Log10(low))), int(math.Ceil(math.Log10(high)))
	every := 1 + (last-first)/8
	if decades := logAt(low, high, first, last, every, 1); len(decades) >= 2 {
		return decades
	}
	if finer := logAt(low, high, first, last, 1, 1, 2, 5); len(finer) >= 2 {
		return finer
	}
	return linearTicks{}.Ticks(low, high)
}

func logAt(low, high float64, first, last, every int, times ...float64) []plot.Tick {
	var ticks []plot.Tick
	for e := first; e <= last; e += every {
		for _, m := range times {
			v := m * math.Pow(10, float64(e))
			if v >= low*(1-1e-9) && v <= high*(1+1e-9) {
				ticks = append(ticks, plot.Tick{Value: v, Label: strconv.FormatFloat(v, 'g', 6, 64)})
			}
		}
	}
	return ticks
}
