package chart

import (
	"encoding/json"
	"fmt"
	"image/color"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

func hex(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// globals is what all echarts options share.
func globals(spec Spec) []charts.GlobalOpts {
	yes := opts.Bool(true)
	axis := func(a Axis) string {
		if a.Log {
			return "log"
		}
		return "value"
	}
	x := opts.XAxis{Type: axis(spec.X), Name: spec.X.name(), NameLocation: "middle", NameGap: 28, Scale: yes}
	y := opts.YAxis{Type: axis(spec.Y), Name: spec.Y.name(), NameLocation: "middle", NameGap: 48, Scale: yes}
	if spec.X.fixed() {
		x.Min, x.Max = spec.X.Min, spec.X.Max
	}
	if spec.Y.fixed() {
		y.Min, y.Max = spec.Y.Min, spec.Y.Max
	}
	return []charts.GlobalOpts{
		charts.WithTitleOpts(opts.Title{Title: clean(spec.Title), Subtitle: clean(spec.Note)}),
		charts.WithTooltipOpts(opts.Tooltip{Show: yes, Trigger: "axis"}),
		charts.WithLegendOpts(opts.Legend{Show: yes, Bottom: "0"}),
		charts.WithGridOpts(opts.Grid{Left: "64", Right: "24", Top: "56", Bottom: "72"}),
		charts.WithXAxisOpts(x), charts.WithYAxisOpts(y), charts.WithAnimation(false),
	}
}

func dashName(i int) string {
	return []string{"solid", "dashed", "dotted"}[i%3]
}

func symbolName(i int) string {
	return []string{"circle", "rect", "triangle", "diamond"}[i%4]
}

func encode(option map[string]any, colours int) (string, error) {
	var list []string
	for i := range max(colours, 1) {
		list = append(list, hex(palette[i%len(palette)]))
	}
	option["color"] = list
	data, err := json.Marshal(option)
	if err != nil {
		return "", fmt.Errorf("chart: write echarts option: %w", err)
	}
	return string(data), nil
}

func linesOption(spec Spec, series []Series) (string, error) {
	line := charts.NewLine()
	line.SetGlobalOptions(globals(spec)...)
	for i, s := range series {
		colour := hex(palette[i%len(palette)])
		if len(s.Low) > 0 {
			addBounds(line, s, i)
		}
		look := opts.LineChart{Symbol: symbolName(i), SymbolSize: 6, ShowSymbol: opts.Bool(s.Points || len(s.X) <= 30 || anyOf(s.Hollow))}
		if s.Steps {
			look.Step = "end"
		}
		pen := opts.LineStyle{Color: colour, Width: 2, Type: dashName(i)}
		if s.Points {
			pen.Opacity = opts.Float(0)
		}
		options := []charts.SeriesOpts{
			charts.WithLineChartOpts(look), charts.WithLineStyleOpts(pen),
			charts.WithItemStyleOpts(opts.ItemStyle{Color: colour}),
		}
		if i == 0 {
			options = append(options, thresholds(spec)...)
		}
		line.AddSeries(clean(s.Name), lineData(s, pointBudget/len(series), spec.X.Log), options...)
	}
	line.Validate()
	return encode(line.JSON(), len(series))
}

// addBounds adds the ends of an interval as thin lines of their own.
func addBounds(line *charts.Line, s Series, i int) {
	pen := opts.LineStyle{Color: hex(palette[i%len(palette)]), Width: 0.5, Opacity: opts.Float(0.6)}
	for _, bound := range []struct {
		name   string
		values []float64
	}{{"low", s.Low}, {"high", s.High}} {
		data := make([]opts.LineData, len(s.X))
		for k := range s.X {
			data[k] = opts.LineData{Value: []float64{s.X[k], bound.values[k]}}
		}
		line.AddSeries(clean(s.Name+" "+bound.name), data, charts.WithLineStyleOpts(pen),
			charts.WithLineChartOpts(opts.LineChart{ShowSymbol: opts.Bool(false)}))
	}
}

func lineData(s Series, budget int, log bool) []opts.LineData {
	if !s.Points && !anyOf(s.Hollow) {
		var data []opts.LineData
		for _, p := range thin(s.X, s.Y, budget, log) {
			data = append(data, opts.LineData{Value: []float64{p.X, p.Y}})
		}
		return data
	}
	data := make([]opts.LineData, len(s.X))
	for k := range s.X {
		data[k] = opts.LineData{Value: []float64{s.X[k], s.Y[k]}}
		if len(s.Hollow) > 0 && s.Hollow[k] {
			data[k].Symbol = "emptyCircle"
		}
	}
	return data
}

// thresholds turns the axes' marks into echarts' mark lines.
func thresholds(spec Spec) []charts.SeriesOpts {
	var out []charts.SeriesOpts
	for _, m := range spec.X.Marks {
		out = append(out, charts.WithMarkLineNameXAxisItemOpts(opts.MarkLineNameXAxisItem{Name: clean(m.Label), XAxis: m.At}))
	}
	for _, m := range spec.Y.Marks {
		out = append(out, charts.WithMarkLineNameYAxisItemOpts(opts.MarkLineNameYAxisItem{Name: clean(m.Label), YAxis: m.At}))
	}
	if len(out) > 0 {
		out = append(out, charts.WithMarkLineStyleOpts(opts.MarkLineStyle{
			Symbol: []string{"none", "none"}, LineStyle: &opts.LineStyle{Color: hex(ink), Type: "dashed"},
			Label: &opts.Label{Show: opts.Bool(true), Formatter: "{b}", Position: "insideEndTop"},
		}))
	}
	return out
}
