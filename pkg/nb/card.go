package nb

import (
	"fmt"
	"html"
	"strings"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"github.com/faultline-go/faultline/pkg/chart"
	"github.com/faultline-go/faultline/pkg/check"
)

// Card shows the verdict on an exercise: the points of each check, and for the
// first that failed what happened, a hint, the run's seed with the command
// that replays it, and the moments before the failure as a diagram.
func Card(r check.Report) {
	send(bundle{protocol.MIMETextHTML: cardHTML(r), protocol.MIMETextPlain: cardText(r)})
	if f := firstFailed(r); f != nil && f.Trace != nil && len(f.Trace.Events) > 0 {
		Show(failure(*f))
	}
}

// failure is the failing run as a diagram that ends soon after the failure.
func failure(f check.Result) *chart.Picture {
	view := chart.View{
		Title:   fmt.Sprintf("Check %s fails in the run with seed %d", f.Name, f.Seed),
		Limit:   enough,
		Failure: chart.Failure{At: f.At, Text: happened(f.Message)},
	}
	return chart.SpaceTime(f.Trace, view)
}

// enough is how many events a failure's diagram shows; checks keep fewer.
const enough = 120

func firstFailed(r check.Report) *check.Result {
	for i := range r.Results {
		if !r.Results[i].Passed {
			return &r.Results[i]
		}
	}
	return nil
}

// happened is the sentence of a message that says what happened: the message
// itself, or what follows "Expected: … With seed 7, at 2s: ".
func happened(message string) string {
	if _, rest, found := strings.Cut(message, "With seed "); found {
		if _, what, found := strings.Cut(rest, ": "); found {
			message = what
		}
	}
	if i := strings.Index(message, ". "); i >= 0 {
		return message[:i+1]
	}
	return message
}

// replay is the command that runs the failing seed again.
func replay(r check.Report, f check.Result) string {
	return fmt.Sprintf("go run . grade exercises/%s.ipynb --seed %d", r.Exercise, f.Seed)
}

func verdict(r check.Report) string {
	switch {
	case len(r.Results) == 0:
		return fmt.Sprintf("%s: no check ran", r.Exercise)
	case r.Passed():
		return fmt.Sprintf("%s: all %d points", r.Exercise, r.Max())
	}
	return fmt.Sprintf("%s: %d of %d points", r.Exercise, r.Score(), r.Max())
}

func cardText(r check.Report) string {
	lines := []string{verdict(r)}
	for _, c := range r.Results {
		sign, got := "✗", 0
		if c.Passed {
			sign, got = "✓", c.Points
		}
		lines = append(lines, fmt.Sprintf("  %s %-20s %3d/%d  %s", sign, c.Name, got, c.Points, oneLine(c.Message)))
	}
	if f := firstFailed(r); f != nil {
		if f.Hint != "" {
			lines = append(lines, "Hint: "+oneLine(f.Hint))
		}
		if f.Seed != 0 {
			lines = append(lines, fmt.Sprintf("Seed %d fails at %v. See it again: %s", f.Seed, f.At, replay(r, *f)))
		}
	}
	return strings.Join(lines, "\n")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func cardHTML(r check.Report) string {
	colour := "#d55e00"
	if r.Passed() {
		colour = "#009e73"
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<div style="border-left:5px solid %s;padding:2px 12px;color:#222;background:#fff"><p style="font-size:16px;margin:6px 0"><b>%s</b></p>`,
		colour, html.EscapeString(verdict(r)))
	b.WriteString(`<table style="` + tableStyle + `"><tbody>`)
	for _, c := range r.Results {
		b.WriteString(resultHTML(c))
	}
	b.WriteString("</tbody></table>")
	if f := firstFailed(r); f != nil {
		if f.Hint != "" {
			fmt.Fprintf(&b, `<p style="margin:6px 0"><b>Hint.</b> %s</p>`, html.EscapeString(f.Hint))
		}
		if f.Seed != 0 {
			fmt.Fprintf(&b, `<p style="margin:6px 0">Seed %d fails at %v of virtual time. See it again: <code>%s</code></p>`,
				f.Seed, f.At, html.EscapeString(replay(r, *f)))
		}
	}
	b.WriteString("</div>")
	return b.String()
}

func resultHTML(c check.Result) string {
	sign, colour, got := "✗ failed", "#b34700", 0
	if c.Passed {
		sign, colour, got = "✓ passed", "#006b4f", c.Points
	}
	return fmt.Sprintf(`<tr><td style="%sleft;color:%s;white-space:nowrap"><b>%s</b></td><td style="%sleft;white-space:nowrap"><b>%s</b></td>`+
		`<td style="%sright;white-space:nowrap">%d / %d</td><td style="%sleft">%s</td></tr>`,
		cellStyle, colour, sign, cellStyle, html.EscapeString(c.Name), cellStyle, got, c.Points, cellStyle, html.EscapeString(c.Message))
}
