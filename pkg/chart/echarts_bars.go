package chart

import (
	"fmt"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// category makes X a list of names.
func category(bar *charts.Bar, spec Spec, names []string) {
	bar.SetGlobalOptions(globals(spec)...)
	bar.SetGlobalOptions(charts.WithXAxisOpts(opts.XAxis{
		Type: "category", Name: spec.X.name(), NameLocation: "middle", NameGap: 28,
	}))
	bar.SetXAxis(names)
}

func histogramOption(spec Spec, edges []float64, counts [][]float64, samples []Sample) (string, error) {
	names := make([]string, len(edges)-1)
	for i := range names {
		names[i] = fmt.Sprintf("%.4g to %.4g", edges[i], edges[i+1])
	}
	bar := charts.NewBar()
	category(bar, spec, names)
	for i, s := range samples {
		data := make([]opts.BarData, len(counts[i]))
		for k, n := range counts[i] {
			data[k] = opts.BarData{Value: n}
		}
		bar.AddSeries(clean(s.label()), data, charts.WithBarChartOpts(opts.BarChart{BarCategoryGap: "2%"}))
	}
	bar.Validate()
	return encode(bar.JSON(), len(samples))
}

// barsOption gives every bar a place of its own, named after its group too,
// since an interval is drawn at the middle of a place.
func barsOption(spec Spec, bars []Bar) (string, error) {
	var names, groups []string
	for _, b := range bars {
		name := clean(b.Name)
		if b.Group != "" {
			name = clean(b.Name + " · " + b.Group)
		}
		names = append(names, name)
		if !slices.Contains(groups, b.Group) {
			groups = append(groups, b.Group)
		}
	}
	data := make([]opts.BarData, len(bars))
	var intervals []opts.MarkLineNameCoordItem
	for i, b := range bars {
		colour := hex(palette[slices.Index(groups, b.Group)%len(palette)])
		data[i] = opts.BarData{Value: b.Value, ItemStyle: &opts.ItemStyle{Color: colour}}
		if b.interval() {
			intervals = append(intervals, opts.MarkLineNameCoordItem{
				Name:        fmt.Sprintf("%.4g to %.4g", b.Low, b.High),
				Coordinate0: []any{i, b.Low}, Coordinate1: []any{i, b.High},
			})
		}
	}
	options := thresholds(spec)
	if len(intervals) > 0 {
		options = append(options, charts.WithMarkLineNameCoordItemOpts(intervals...), charts.WithMarkLineStyleOpts(opts.MarkLineStyle{
			Symbol: []string{"none", "none"}, LineStyle: &opts.LineStyle{Color: hex(ink), Type: "solid", Width: 1.5},
			Label: &opts.Label{Show: opts.Bool(false)},
		}))
	}
	bar := charts.NewBar()
	category(bar, spec, names)
	bar.AddSeries(spec.Y.name(), data, options...)
	bar.Validate()
	return encode(bar.JSON(), len(groups))
}
