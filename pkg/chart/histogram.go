package chart

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// maxBins bounds a histogram: more bars than that cannot be told apart.
const maxBins = 200

// Histogram counts each sample's values in bins of equal width, the same for
// all samples; on a logarithmic X axis, of equal ratio. bins 0 chooses their
// number by the rule of Freedman and Diaconis. Values outside a range that
// Spec.X gives are counted in no bin. Spec.Y may be left empty.
func Histogram(spec Spec, bins int, samples ...Sample) *Picture {
	if spec.Y.Label == "" {
		spec.Y.Label = "runs"
	}
	if err := checkSamples("histogram", spec, samples); err != nil {
		return failed("%w", err)
	}
	if bins < 0 || bins > maxBins {
		return failed("histogram: %d bins: give 1 to %d, or 0 to have the number chosen", bins, maxBins)
	}
	if spec.Y.Log {
		return failed("histogram: bars begin at 0, so their axis cannot be logarithmic: leave out Y.Log")
	}
	edges := binEdges(spec, bins, samples)
	f := &frame{spec: spec, x: extent{edges[0], edges[len(edges)-1]}, y: extent{0, 0}, base: true}
	counts := make([][]float64, len(samples))
	for i, s := range samples {
		counts[i] = count(s.Values, edges)
		f.y.add(counts[i]...)
		look := lookOf(i)
		f.layers = append(f.layers, counted{edges, counts[i], look, len(samples) == 1})
		if label := s.label(); label != "" {
			f.legend = append(f.legend, entry{label, look.key})
		}
	}
	text := samplesText(spec, "Histogram", samples)
	return f.picture(text, func() (string, error) { return histogramOption(spec, edges, counts, samples) })
}

func (s Sample) label() string {
	switch {
	case s.Unfinished == 0:
		return s.Name
	case s.Name == "":
		return fmt.Sprintf("%d not finished and not counted", s.Unfinished)
	}
	return fmt.Sprintf("%s (%d more not finished)", s.Name, s.Unfinished)
}

func binEdges(spec Spec, bins int, samples []Sample) []float64 {
	scale, back := func(v float64) float64 { return v }, func(v float64) float64 { return v }
	if spec.X.Log {
		scale, back = math.Log10, func(v float64) float64 { return math.Pow(10, v) }
	}
	var all []float64
	for _, s := range samples {
		for _, v := range s.Values {
			all = append(all, scale(v))
		}
	}
	slices.Sort(all)
	low, high := all[0], all[len(all)-1]
	if spec.X.fixed() {
		low, high = scale(spec.X.Min), scale(spec.X.Max)
	}
	if low == high {
		reach := max(math.Abs(low)*0.01, 0.5)
		low, high, bins = low-reach, high+reach, 1
	}
	if bins == 0 {
		bins = chooseBins(all, high-low)
	}
	edges := make([]float64, bins+1)
	for i := range edges {
		edges[i] = back(low + (high-low)*float64(i)/float64(bins))
	}
	// The ends are exact, so that no value falls beside them.
	edges[0], edges[bins] = min(edges[0], back(low)), max(edges[bins], back(high))
	for _, s := range samples {
		if !spec.X.fixed() {
			edges[0], edges[bins] = min(edges[0], slices.Min(s.Values)), max(edges[bins], slices.Max(s.Values))
		}
	}
	return edges
}

// chooseBins is the rule of Freedman and Diaconis (1981): a width of twice the
// interquartile range over the cube root of the number of values.
func chooseBins(sorted []float64, width float64) int {
	spread := stat.Quantile(0.75, stat.Empirical, sorted, nil) - stat.Quantile(0.25, stat.Empirical, sorted, nil)
	if spread <= 0 {
		return min(max(int(math.Sqrt(float64(len(sorted)))), 1), 40)
	}
	n := width / (2 * spread / math.Cbrt(float64(len(sorted))))
	return int(min(max(math.Ceil(n), 1), 60))
}

// count is the number of values in each bin; the last bin includes its end.
func count(values, edges []float64) []float64 {
	counts := make([]float64, len(edges)-1)
	for _, v := range values {
		i, exact := slices.BinarySearch(edges, v)
		if !exact {
			i--
		}
		if i == len(counts) && exact {
			i--
		}
		if i >= 0 && i < len(counts) {
			counts[i]++
		}
	}
	return counts
}

// counted draws one sample's counts: filled bars if it is alone, else outlines,
// which can be seen through each other.
type counted struct {
	edges, counts []float64
	look          look
	alone         bool
}

// Plot implements plot.Plotter.
func (b counted) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	zero := ty(0)
	outline := []vg.Point{{X: tx(b.edges[0]), Y: zero}}
	var walls [][]vg.Point
	for i, n := range b.counts {
		left, right, top := tx(b.edges[i]), tx(b.edges[i+1]), ty(n)
		outline = append(outline, vg.Point{X: left, Y: top}, vg.Point{X: right, Y: top})
		walls = append(walls, []vg.Point{{X: right, Y: zero}, {X: right, Y: top}})
	}
	outline = append(outline, vg.Point{X: tx(b.edges[len(b.edges)-1]), Y: zero})
	if b.alone {
		c.FillPolygon(pale(b.look.colour, 0.6), c.ClipPolygonXY(outline))
		strokeAll(c, stroke(white, 0.75), c.ClipLinesXY(walls...))
		strokeAll(c, stroke(b.look.colour, 1), c.ClipLinesXY(outline))
		return
	}
	c.FillPolygon(color.NRGBA{b.look.colour.R, b.look.colour.G, b.look.colour.B, 0x20}, c.ClipPolygonXY(outline))
	strokeAll(c, b.look.line(), c.ClipLinesXY(outline))
}
