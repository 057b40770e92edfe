//go:build speed

package sim

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
)

var (
	simpyPython = flag.String("simpy", "", "a Python interpreter that has SimPy; empty: SimPy is not measured")
	ns3Program  = flag.String("ns3", "", "the program made of testdata/peers/ns3_peer.cc; empty: ns-3 is not measured")
)

// turns is odd, so that there is a median. In each round every contender has
// its turn, so that whatever else the machine does meets all of them.
const turns = 7

// contender is something to measure: turn makes that many events happen and
// returns the nanoseconds that each took.
type contender struct {
	name string
	turn func(t *testing.T) float64
	less float64 // how many times the engine's time it must at least take; 0: nothing is asked
	ns   []float64
}

func (c *contender) median() float64 { return median(c.ns) }

func median(xs []float64) float64 {
	xs = slices.Sorted(slices.Values(xs))
	return xs[len(xs)/2]
}

// over is the median of the ratios of the rounds.
func (c *contender) over(d *contender) float64 {
	ratios := make([]float64, turns)
	for i := range ratios {
		ratios[i] = c.ns[i] / d.ns[i]
	}
	return median(ratios)
}

func race(t *testing.T, cs ...*contender) {
	t.Helper()
	for range turns {
		for _, c := range cs {
			c.ns = append(c.ns, c.turn(t))
		}
	}
}

// timed calls f and divides the time that it takes by n.
func timed(n int, f func()) float64 {
	start := processorTime()
	f()
	return float64(processorTime()-start) / float64(n)
}

func bareContender(n, events int) *contender {
	l := newBareLoop(n)
	l.run(3 * n)
	return &contender{name: "bare", turn: func(*testing.T) float64 {
		return timed(events, func() { l.run(events) })
	}}
}

func engineContender(t *testing.T, k work, n, events int) *contender {
	w := k.world(t, n, 0)
	return &contender{name: "engine", turn: func(t *testing.T) float64 {
		return timed(events, func() { advance(t, w, events) })
	}}
}

// recordedContender goes on in a world whose ring of kept events is full.
func recordedContender(t *testing.T, k work, n, events int) *contender {
	w := k.world(t, n, Everything)
	for w.recorder.dropped == 0 {
		advance(t, w, 1000)
	}
	return &contender{turn: func(t *testing.T) float64 {
		return timed(events, func() { advance(t, w, events) })
	}}
}

// freshRun is a whole run, recorded or not: the memory of the trace is touched
// for the first time.
func freshRun(k work, n, events int, record Recording) *contender {
	return &contender{turn: func(t *testing.T) float64 {
		return timed(events, func() { advance(t, k.world(t, n, record), events-3*n-1000) })
	}}
}

// peers are the contenders that others made.
func peers(k work, n, events int) []*contender {
	python, script := *simpyPython, filepath.Join("testdata", "peers", "simpy_peer.py")
	arguments := []string{k.name, fmt.Sprint(n), fmt.Sprint(events)}
	cs := []*contender{{name: "synctest", less: 8, turn: func(t *testing.T) float64 { return synctestPeer(t, k, n, events) }}}
	if python != "" {
		cs = append(cs, &contender{name: "SimPy", less: 15, turn: func(t *testing.T) float64 {
			return program(t, nil, append([]string{python, script}, arguments...)...)
		}})
	}
	if *ns3Program == "" {
		return cs
	}
	for _, scheduler := range []string{"Map", "Calendar", "PriorityQueue"} {
		c := &contender{name: "ns-3 " + scheduler, turn: func(t *testing.T) float64 {
			return program(t, []string{"NS3_SCHEDULER=ns3::" + scheduler + "Scheduler"}, append([]string{*ns3Program}, arguments...)...)
		}}
		if scheduler == "Map" { // the default
			c.less = 1.5
		}
		cs = append(cs, c)
	}
	return cs
}

// report is the table, and what in it misses its target.
type report struct {
	*tabwriter.Writer
	missed []string
}

// row prints a line and judges it.
func (r *report) row(k work, n int, bare, engine *contender, others []*contender) {
	fmt.Fprintf(r, "%s\tN=%d\t%.1f\t%.1f\t%s\t", k.name, n, bare.median(), engine.median(), r.judge(k, n, "engine/bare", engine.over(bare), 2.5, true))
	for _, c := range others {
		fmt.Fprintf(r, "%.0f\t%s\t", c.median(), r.judge(k, n, c.name+"/engine", c.over(engine), c.less, false))
	}
	fmt.Fprintln(r)
}

func (r *report) judge(k work, n int, what string, ratio, bound float64, atMost bool) string {
	text := fmt.Sprintf("%.2f×", ratio)
	switch {
	case bound == 0:
		return text
	case atMost && ratio > bound:
		r.missed = append(r.missed, fmt.Sprintf("%s N=%d: %s is %.2f, want at most %g", k.name, n, what, ratio, bound))
	case !atMost && ratio < bound:
		r.missed = append(r.missed, fmt.Sprintf("%s N=%d: %s is %.2f, want at least %g", k.name, n, what, ratio, bound))
	default:
		return text
	}
	return text + "!"
}

// TestSpeed prints the speed table; .ci/speed calls it.
func TestSpeed(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // where synctest, too, is at its best
	r := &report{Writer: tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)}
	fmt.Fprintf(os.Stdout, "Nanoseconds of one processor for an event, medians of %d rounds; N events are pending. A ! is a missed target.\n", turns)
	r.againstPeers(t)
	r.againstBare(t)
	r.growth(t)
	r.recording(t)
	r.memory(t)
	if len(r.missed) > 0 {
		t.Errorf("missed targets:\n%s", strings.Join(r.missed, "\n"))
	}
}

func (r *report) head(titles ...string) {
	fmt.Fprintf(r, "\n%s\t\n", strings.Join(titles, "\t"))
}

// againstPeers has a table for each load that peers do, too. Of ns-3's
// schedulers its default has a target; the others are there to see.
func (r *report) againstPeers(t *testing.T) {
	for _, k := range []work{holding, gossiping} {
		for i, n := range []int{5, 100, 10_000} {
			bare, engine := bareContender(n, 1_000_000), engineContender(t, k, n, 500_000)
			others := peers(k, n, 100_000)
			race(t, append([]*contender{bare, engine}, others...)...)
			if i == 0 {
				titles := []string{"work", "", "bare", "engine", "≤ 2.5 bare"}
				for _, c := range others {
					titles = append(titles, c.name, "")
					if c.less > 0 {
						titles[len(titles)-1] = fmt.Sprintf("≥ %g engine", c.less)
					}
				}
				r.head(titles...)
			}
			r.row(k, n, bare, engine, others)
		}
	}
	r.Flush()
}

// againstBare has the loads that no peer is measured with.
func (r *report) againstBare(t *testing.T) {
	r.head("work", "", "bare", "engine", "≤ 2.5 bare")
	for _, k := range []work{holding, gossiping, beating, chiming} {
		for _, n := range sizes {
			if small := n < 1_000_000; small && (k.name == holding.name || k.name == gossiping.name) {
				continue // stands above
			}
			bare, engine := bareContender(n, 500_000), engineContender(t, k, n, 500_000)
			race(t, bare, engine)
			r.row(k, n, bare, engine, nil)
		}
	}
	r.Flush()
}

func (r *report) growth(t *testing.T) {
	r.head("engine", "N=100", "N=10000", "≤ 2.2 times")
	for _, k := range works {
		few, many := engineContender(t, k, 100, 500_000), engineContender(t, k, 10_000, 500_000)
		race(t, few, many)
		fmt.Fprintf(r, "%s\t%.1f\t%.1f\t%s\t\n", k.name, few.median(), many.median(), r.judge(k, 10_000, "growth from N=100", many.over(few), 2.2, true))
	}
	r.Flush()
}

// recording has a target for a run that goes on; the cost of a trace's first
// events, most of it the machine's for fresh memory, stands beside it.
func (r *report) recording(t *testing.T) {
	r.head("recording", "", "none", "everything", "≤ 1.25 times", "first 300 000", "times")
	for _, k := range works {
		for _, n := range []int{5, 100} {
			plain, recorded := engineContender(t, k, n, 300_000), recordedContender(t, k, n, 300_000)
			freshPlain, fresh := freshRun(k, n, 300_000, 0), freshRun(k, n, 300_000, Everything)
			race(t, plain, recorded, freshPlain, fresh)
			fmt.Fprintf(r, "%s\tN=%d\t%.1f\t%.1f\t%s\t%.1f\t%.2f×\t\n", k.name, n, plain.median(), recorded.median(),
				r.judge(k, n, "recorded/not", recorded.over(plain), 1.25, true), fresh.median(), fresh.over(freshPlain))
		}
	}
	r.Flush()
}

func (r *report) memory(t *testing.T) {
	r.head("memory", "", "≤ 256 bytes a node")
	for _, k := range []work{holding, gossiping} {
		n := 1_000_000
		bytes := bytesPerNode(t, k, n)
		fmt.Fprintf(r, "%s\tN=%d\t%.0f\t\n", k.name, n, bytes)
		if bytes > mostBytesPerNode {
			r.missed = append(r.missed, fmt.Sprintf("%s N=%d: %.0f bytes a node, want at most %d", k.name, n, bytes, mostBytesPerNode))
		}
	}
	r.Flush()
}
