package chart

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestErrors(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	one := Series{X: []float64{1}, Y: []float64{1}}
	list := []float64{1, 2}
	for want, p := range map[string]*Picture{
		"there is no series":                     Lines(Spec{}),
		"has no data":                            Lines(Spec{}, Series{Name: "a"}),
		"has 2 X and 1 Y":                        Lines(Spec{}, Series{X: list, Y: list[:1]}),
		`series "b": point 1: Y is NaN`:          Lines(Spec{}, one, Series{Name: "b", X: list, Y: []float64{1, nan}}),
		"X is +Inf":                              Lines(Spec{}, Series{X: []float64{inf}, Y: []float64{1}}),
		"2 points, 1 Low":                        Lines(Spec{}, Series{X: list, Y: list, Low: list[:1], High: list}),
		"Low 2 above High 1":                     Lines(Spec{}, Series{X: list, Y: list, Low: []float64{2, 2}, High: []float64{1, 3}}),
		"1 Hollow":                               Lines(Spec{}, Series{X: list, Y: list, Hollow: []bool{true}}),
		"logarithmic axis needs values above 0":  Lines(Spec{Y: Axis{Log: true}}, Series{X: list, Y: []float64{0, 1}}),
		"Min must be below Max":                  Lines(Spec{X: Axis{Min: 3, Max: 2}}, one),
		"give a Min above 0":                     Lines(Spec{X: Axis{Log: true, Max: 2}}, one),
		"a mark is NaN":                          Lines(Spec{X: Axis{Marks: []Mark{{At: nan}}}}, one),
		"Width is 7 pixels":                      Lines(Spec{Width: 7}, one),
		"there is no sample":                     CDF(Spec{}),
		`sample "s" has no values`:               Histogram(Spec{}, 0, Sample{Name: "s"}),
		"value 0 is NaN":                         CDF(Spec{}, Sample{Values: []float64{nan}}),
		"-1 unfinished":                          CDF(Spec{}, Sample{Values: list, Unfinished: -1}),
		"500 bins":                               Histogram(Spec{}, 500, Sample{Values: list}),
		"bars begin at 0":                        Bars(Spec{Y: Axis{Log: true}}, Bar{Value: 1}),
		"there is no bar":                        Bars(Spec{}),
		"outside its interval":                   Bars(Spec{}, Bar{Value: 1, Low: 2, High: 3}),
		"two bars \"a\"":                         Bars(Spec{}, Bar{Name: "a"}, Bar{Name: "a"}),
		"the trace has no events":                SpaceTime(nil, View{}),
		"there is no process 7":                  SpaceTime(everything(), View{Processes: ids(7)}),
		"listed twice":                           SpaceTime(everything(), View{Processes: ids(1, 1)}),
		"From must be before To":                 SpaceTime(everything(), View{From: 5, To: 3}),
		"width is 9 pixels":                      SpaceTime(everything(), View{Width: 9}),
		"values beyond 1e100":                    Lines(Spec{}, Series{X: []float64{1e200}, Y: []float64{1}}),
		"the interval at point 0 is NaN":         Lines(Spec{}, Series{X: list, Y: list, Low: []float64{nan, 1}, High: list}),
		"bars begin at 0, so their axis cannot ": Histogram(Spec{Y: Axis{Log: true}}, 0, Sample{Values: list}),
	} {
		err := p.Err()
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want one sentence with %q", err, want)
			continue
		}
		if _, e := p.SVG(); e != err {
			t.Errorf("SVG gives %v", e)
		}
		if _, e := p.PNG(); e != err {
			t.Errorf("PNG gives %v", e)
		}
		if _, e := p.Option(); e != err {
			t.Errorf("Option gives %v", e)
		}
	}
}

// option is the part of an echarts option that the tests read.
type option struct {
	Title  json.RawMessage
	XAxis  []struct{ Type, Name string }
	YAxis  []struct{ Type, Name string }
	Series []struct {
		Name, Type string
		Data       []struct{ Value any }
		MarkLine   struct{ Data []any }
	}
}

func optionOf(t *testing.T, p *Picture) option {
	t.Helper()
	text, err := p.Option()
	if err != nil {
		t.Fatal(err)
	}
	again, err := p.Option()
	if err != nil || again != text {
		t.Errorf("the same chart gives another option: %v", err)
	}
	var o option
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		t.Fatalf("the option is not JSON: %v", err)
	}
	return o
}

func TestOption(t *testing.T) {
	all := examples()
	for name, want := range map[string]struct {
		series []string
		kind   string
		points int
		marks  int
	}{
		"lines":      {[]string{"fast", "slow low", "slow high", "slow"}, "line", 25, 1},
		"log":        {[]string{"gossip low", "gossip high", "gossip", "everybody"}, "line", 7, 0},
		"histograms": {[]string{"near", "far (12 more not finished)"}, "bar", 24, 0},
		"cdf":        {[]string{"near", "far"}, "line", 301, 0},
		"bars":       {[]string{"sends per request"}, "bar", 6, 2},
	} {
		o := optionOf(t, all[name])
		var names []string
		for _, s := range o.Series {
			names = append(names, s.Name)
			if s.Type != want.kind || len(s.Data) != want.points {
				t.Errorf("%s: series %q is a %s of %d points, want a %s of %d", name, s.Name, s.Type, len(s.Data), want.kind, want.points)
			}
		}
		if !slices.Equal(names, want.series) {
			t.Errorf("%s: series %q, want %q", name, names, want.series)
		}
		if n := len(o.Series[0].MarkLine.Data); n != want.marks {
			t.Errorf("%s: %d mark lines, want %d", name, n, want.marks)
		}
		if len(o.XAxis) != 1 || len(o.YAxis) != 1 || o.YAxis[0].Name == "" {
			t.Errorf("%s: axes %v and %v", name, o.XAxis, o.YAxis)
		}
	}
	if o := optionOf(t, all["log"]); o.XAxis[0].Type != "log" || o.YAxis[0].Type != "log" {
		t.Errorf("logarithmic axes are %v and %v", o.XAxis, o.YAxis)
	}
	point := optionOf(t, all["lines"]).Series[0].Data[24].Value.([]any)
	if point[0] != 24.0 || point[1] != 4.32 {
		t.Errorf("the last point is %v, want 24, 4.32", point)
	}
}

// TestCharts draws whatever data comes: a picture or an error, never a panic.
func TestCharts(t *testing.T) {
	number := rapid.OneOf(rapid.Float64(), rapid.Float64Range(-10, 10), rapid.Just(math.NaN()), rapid.Just(0.0), rapid.Just(1e-300))
	numbers := rapid.SliceOfN(number, 0, 40)
	rapid.Check(t, func(t *rapid.T) {
		axis := func(name string) Axis {
			a := Axis{Label: name, Log: rapid.Bool().Draw(t, "log")}
			if rapid.Bool().Draw(t, "fixed") {
				a.Min, a.Max = number.Draw(t, "min"), number.Draw(t, "max")
			}
			return a
		}
		spec := Spec{Title: rapid.String().Draw(t, "title"), X: axis("x"), Y: axis("y")}
		xs, ys := numbers.Draw(t, "x"), numbers.Draw(t, "y")
		s := Series{Name: rapid.String().Draw(t, "name"), X: xs, Y: ys[:min(len(xs), len(ys))], Points: rapid.Bool().Draw(t, "points")}
		s.X = s.X[:len(s.Y)]
		sample := Sample{Name: s.Name, Values: xs, Unfinished: rapid.IntRange(-1, 3).Draw(t, "unfinished")}
		for _, p := range []*Picture{
			Lines(spec, s, s), CDF(spec, sample), Histogram(spec, rapid.IntRange(-1, 50).Draw(t, "bins"), sample, sample),
			Bars(spec, Bar{Name: s.Name, Value: number.Draw(t, "value"), Low: number.Draw(t, "low"), High: number.Draw(t, "high")}),
		} {
			data, err := p.SVG()
			if err != nil {
				continue
			}
			if err := wellFormed(string(data)); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(data), "NaN") && !strings.Contains(p.Title()+s.Name, "NaN") || len(data) > 60_000 {
				t.Fatalf("an SVG of %d bytes, perhaps with NaN in it", len(data))
			}
			if text, err := p.Option(); err != nil || !json.Valid([]byte(text)) {
				t.Fatalf("option %q: %v", text, err)
			}
		}
	})
}

// TestCount: every value in the range is counted once.
func TestCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 1, 200).Draw(t, "values")
		edges := binEdges(Spec{}, rapid.IntRange(0, maxBins).Draw(t, "bins"), []Sample{{Values: values}})
		if !slices.IsSorted(edges) {
			t.Fatalf("edges %v", edges)
		}
		sum := 0.0
		for _, n := range count(values, edges) {
			sum += n
		}
		if int(sum) != len(values) {
			t.Fatalf("%v of %d values are counted", sum, len(values))
		}
	})
}

// TestThin: thinning keeps the ends and the extremes, and the order.
func TestThin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 3000).Draw(t, "n")
		x, y := make([]float64, n), normal(n, 0, 1, rapid.Uint64().Draw(t, "seed"))
		for i := range x {
			x[i] = float64(i + 1)
		}
		out := thin(x, y, 200, rapid.Bool().Draw(t, "log"))
		low, high := nothing(), nothing()
		low.add(y...)
		for i, p := range out {
			high.add(p.Y)
			if i > 0 && out[i-1].X >= p.X {
				t.Fatalf("points out of order at %d", i)
			}
		}
		if len(out) > 300 || low != high || out[0].X != 1 || out[len(out)-1].X != float64(n) {
			t.Fatalf("%d of %d points, from %v to %v, range %v for %v", len(out), n, out[0], out[len(out)-1], high, low)
		}
	})
}

func TestTicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(-1e9, 1e9).Draw(t, "low")
		width := math.Pow(10, rapid.Float64Range(-3, 9).Draw(t, "width"))
		ticks := linearTicks{}.Ticks(low, low+width)
		if len(ticks) < 3 || len(ticks) > 11 {
			t.Fatalf("%d ticks from %v over %v", len(ticks), low, width)
		}
		seen := map[string]bool{}
		for _, k := range ticks {
			if k.Value < low-width/100 || k.Value > low+width*1.01 {
				t.Fatalf("tick %v outside %v … %v", k.Value, low, low+width)
			}
			if math.Abs(low) < 1e6 && seen[k.Label] {
				t.Fatalf("two ticks are labelled %s", k.Label)
			}
			seen[k.Label] = true
		}
	})
}
