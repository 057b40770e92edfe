package nb

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"github.com/faultline-go/faultline/pkg/chart"
	"github.com/faultline-go/faultline/pkg/check"
	"github.com/faultline-go/faultline/pkg/sim"
)

// capture runs f as outside a notebook; it returns what f prints and the exit
// code it asks for, −1 if none.
func capture(t *testing.T, f func()) (out string, code int) {
	t.Helper()
	var buffer bytes.Buffer
	oldOut, oldExit := stdout, exit
	defer func() { stdout, exit = oldOut, oldExit }()
	code = -1
	stdout, exit = &buffer, func(c int) { code = c }
	f()
	return buffer.String(), code
}

func line() *chart.Picture {
	return chart.Lines(chart.Spec{Title: "It grows"}, chart.Series{Name: "a", X: []float64{1, 2}, Y: []float64{1, 3}})
}

func TestShow(t *testing.T) {
	out, code := capture(t, func() { Show(line(), line()) })
	if strings.Count(out, "It grows. ") != 2 || code != -1 {
		t.Errorf("two pictures print %q and exit with %d", out, code)
	}
	for want, p := range map[string]*chart.Picture{
		"nil": nil, "no data": chart.Lines(chart.Spec{}, chart.Series{}), "it rained": chart.Failed(errors.New("it rained")),
	} {
		var out string
		var code int
		stderr := stderrOf(t, func() { out, code = capture(t, func() { Show(p, line()) }) })
		if code != 2 || out != "" || !strings.Contains(stderr, want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("got stdout %q, stderr %q and exit code %d, want one sentence with %q and 2", out, stderr, code, want)
		}
	}
}

func stderrOf(t *testing.T, f func()) string {
	t.Helper()
	old := os.Stderr
	defer func() { os.Stderr = old }()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	os.Stderr = w
	f()
	w.Close()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestForms(t *testing.T) {
	b, err := forms(line())
	if err != nil {
		t.Fatal(err)
	}
	if len(b) != 3 || !strings.HasPrefix(b[protocol.MIMEImageSVG], "<svg ") || b[protocol.MIMETextPlain] != line().Text() {
		t.Errorf("the bundle is %.60q", b)
	}
	data, err := base64.StdEncoding.DecodeString(b[protocol.MIMEImagePNG])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := png.Decode(bytes.NewReader(data)); err != nil {
		t.Error(err)
	}
}

func TestTable(t *testing.T) {
	out, code := capture(t, func() {
		Table([]string{"loss", "sends", "how"}, Row{0.1, 1.23456789, "fine"}, Row{12.5, 7}, Row{nil, time.Second, "<b>\n&"})
	})
	want := `loss  sends  how
────  ─────  ─────
0.1   1.235  fine
12.5      7
         1s  <b> &
`
	if out != want || code != -1 {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
	_, code = capture(t, func() { stderrOf(t, func() { Table([]string{"a"}, Row{1, 2}) }) })
	if code != 2 {
		t.Errorf("a row that is too long exits with %d", code)
	}
	page := htmlTable([]string{"<i>"}, [][]string{{"a&b"}}, []bool{true})
	if !strings.Contains(page, "&lt;i&gt;") || !strings.Contains(page, "a&amp;b") || !strings.Contains(page, "text-align:right") {
		t.Error(page)
	}
	wellFormed(t, page)
}

func wellFormed(t *testing.T, page string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("%v in %s", err, page)
		}
	}
}

func run(events int) *sim.Trace {
	trace := &sim.Trace{Names: []string{"ann", "bob"}, Seed: 7}
	for i := range events {
		trace.Events = append(trace.Events, sim.Event{At: time.Duration(i) * time.Millisecond, Kind: sim.EventTimer, Node: sim.ID(i % 2), Text: "tick"})
	}
	return trace
}

func TestTrace(t *testing.T) {
	out, _ := capture(t, func() { Trace(run(3)) })
	if strings.Count(out, "timer tick") != 3 || strings.Contains(out, "more events") {
		t.Errorf("three events print %q", out)
	}
	out, _ = capture(t, func() { Trace(run(1000)) })
	if strings.Count(out, "\n") != maxLines+1 || !strings.HasSuffix(out, "… and 800 more events\n") {
		t.Errorf("a thousand events print %d lines, ending in %q", strings.Count(out, "\n"), out[len(out)-40:])
	}
	_, code := capture(t, func() { stderrOf(t, func() { Trace(nil) }) })
	if code != 2 {
		t.Errorf("no trace exits with %d", code)
	}
}

func TestMarkdown(t *testing.T) {
	if out, _ := capture(t, func() { Markdown("**50 %** are lost") }); out != "**50 %** are lost\n" {
		t.Errorf("got %q", out)
	}
}

func report() check.Report {
	return check.Report{Exercise: "03a-exactly-once", Results: []check.Result{
		{Name: "perfect", Points: 2, Passed: true, Message: "Every deposit took effect once."},
		{
			Name: "loss", Points: 3, Seed: 17, At: 40 * time.Millisecond, Trace: run(60), Hint: "Who sends again what was <lost>?",
			Message: "Expected: every deposit takes effect. With seed 17, at 40ms: ann's deposit took no effect. More follows.",
		},
		{Name: "copies", Points: 5, Seed: 4, At: 2, Trace: run(9), Message: "Another failure."},
	}}
}

func TestCard(t *testing.T) {
	out, code := capture(t, func() { Card(report()) })
	for _, want := range []string{
		"03a-exactly-once: 2 of 10 points", "✓ perfect", "✗ loss", "0/3", "Hint: Who sends again",
		"Seed 17 fails at 40ms", "go run . grade exercises/03a-exactly-once.ipynb --seed 17",
		"Check loss fails in the run with seed 17. Space-time diagram of 2 processes", "At 40ms: ann's deposit took no effect.",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if strings.Count(out, "Space-time diagram") != 1 || code != -1 {
		t.Errorf("want one diagram and no exit (%d):\n%s", code, out)
	}
	page := cardHTML(report())
	wellFormed(t, page)
	if !strings.Contains(page, "&lt;lost&gt;") || strings.Count(page, "✗ failed") != 2 {
		t.Error(page)
	}
	good := report()
	good.Results = good.Results[:1]
	if out, _ := capture(t, func() { Card(good) }); !strings.Contains(out, "all 2 points") || strings.Contains(out, "diagram") {
		t.Errorf("a full score prints %q", out)
	}
	if out, _ := capture(t, func() { Card(check.Report{Exercise: "x"}) }); !strings.Contains(out, "no check ran") {
		t.Errorf("an empty report prints %q", out)
	}
}
