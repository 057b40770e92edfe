package sim

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
)

// teller broadcasts 1, 2, 3 … each 10 ms and outputs what it hears, with the
// sender.
func teller(ID) Node {
	n := 0
	return &script{
		start: func(env Env) { env.SetTimer("~tell", 10*ms) }, // a name that wrappers use, too
		timer: func(env Env, name string) {
			n++
			Broadcast(env, number{n})
			env.Send(env.ID(), number{-n})
			env.SetTimer(name, 10*ms)
		},
		receive: func(env Env, from ID, m any) { env.Output([2]int{int(from), m.(number).N}) },
	}
}

// at wraps the node with one ID.
func at(id ID, newNode func(ID) Node, byzantine func(Node) Node) func(ID) Node {
	return func(i ID) Node {
		if i == id {
			return byzantine(newNode(i))
		}
		return newNode(i)
	}
}

// heard is what a node heard from another, in order.
func heard(w *World, by, from ID) (ns []int) {
	for _, v := range outputsOf(w, by) {
		if pair := v.([2]int); pair[0] == int(from) {
			ns = append(ns, pair[1])
		}
	}
	return ns
}

func runByzantine(t *testing.T, c Config, byzantine func(Node) Node) *World {
	t.Helper()
	c.Nodes, c.Check, c.Record = 3, true, Everything
	newNode := at(0, teller, byzantine)
	w := newWorld(t, c, newNode)
	if stop := w.Run(45 * ms); stop.Why != TimeUp {
		t.Fatal(stop.Err)
	}
	wantReplay(t, w, newNode)
	if got := heard(w, 0, 0); !slices.Equal(got, []int{-1, -2, -3, -4}) {
		t.Errorf("it heard %v of itself", got)
	}
	return w
}

func TestByzantineWrappers(t *testing.T) {
	negate := func(_ Env, m any) any { return number{-m.(number).N} }
	for name, c := range map[string]struct {
		wrap     func(Node) Node
		by1, by2 []int // what 1 and 2 hear from it
	}{
		"mutate": {func(n Node) Node {
			return Mutate(n, func(env Env, to ID, m any) any { return number{100*int(to) + m.(number).N} })
		}, []int{101, 102, 103, 104}, []int{201, 202, 203, 204}},
		"mutate to nothing": {func(n Node) Node {
			return Mutate(n, func(env Env, to ID, m any) any {
				if m.(number).N%2 == 0 {
					return nil
				}
				return m
			})
		}, []int{1, 3}, []int{1, 3}},
		"equivocate":        {func(n Node) Node { return Equivocate(n, Group{2}, negate) }, []int{1, 2, 3, 4}, []int{-1, -2, -3, -4}},
		"silence":           {func(n Node) Node { return Silence(n, Group{1}) }, nil, []int{1, 2, 3, 4}},
		"silence to nobody": {func(n Node) Node { return Silence(n, nil) }, []int{1, 2, 3, 4}, []int{1, 2, 3, 4}},
		"mute":              {SilenceAll, nil, nil},
		"delay":             {func(n Node) Node { return Delay(n, Constant(16*ms)) }, []int{1, 2}, []int{1, 2}},
		"delay by nothing":  {func(n Node) Node { return Delay(n, Constant(0)) }, []int{1, 2, 3, 4}, []int{1, 2, 3, 4}},
		"delay, delayed":    {func(n Node) Node { return Delay(Delay(n, Constant(5*ms)), Constant(12*ms)) }, []int{1, 2}, []int{1, 2}},
		"lie and be late": {func(n Node) Node { return Delay(Equivocate(n, Group{1}, negate), Constant(16*ms)) },
			[]int{-1, -2}, []int{1, 2}},
		"replay, silenced": {func(n Node) Node { return Silence(Replay(n, 1), Group{2}) }, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := runByzantine(t, Config{}, c.wrap)
			if name == "replay, silenced" {
				if got := heard(w, 1, 0); len(got) <= 4 || len(heard(w, 2, 0)) > 0 {
					t.Errorf("1 heard %v, 2 heard %v", got, heard(w, 2, 0))
				}
				return
			}
			if a, b := heard(w, 1, 0), heard(w, 2, 0); !slices.Equal(a, c.by1) || !slices.Equal(b, c.by2) {
				t.Errorf("1 heard %v and 2 heard %v, want %v and %v", a, b, c.by1, c.by2)
			}
			if got := heard(w, 2, 1); !slices.Equal(got, []int{1, 2, 3, 4}) {
				t.Errorf("2 heard %v from 1", got)
			}
		})
	}
}

func TestDelaysFollowTheirLaw(t *testing.T) {
	newNode := cast(script{
		start: func(env Env) { env.SetTimer("t", ms) },
		timer: func(env Env, name string) {
			if n := env.Elapsed() / ms; n <= draws/5 {
				env.Send(1, number{int(n)})
				env.SetTimer(name, ms)
			}
		},
	}, script{receive: func(env Env, _ ID, m any) { env.Output(m.(number).N) }})
	w := newWorld(t, Config{Nodes: 2, Seed: 1}, at(0, newNode, func(n Node) Node { return Delay(n, Exponential(20*ms)) }))
	runAll(t, w)
	var xs []float64
	for _, out := range w.Outputs() {
		xs = append(xs, float64(out.At-time.Duration(out.Value.(int))*ms))
	}
	if p := kolmogorov(xs, distuv.Exponential{Rate: 1 / 20e6}.CDF); p < unlikely || len(xs) != draws/5 {
		t.Errorf("%d delays like these have chance %.2g", len(xs), p)
	}
}

func TestReplaysComeAtTheirRateAndFromAllThatItKnows(t *testing.T) {
	const n = 20_000
	newNode := cast(script{
		start: func(env Env) { env.SetTimer("t", ms) },
		timer: func(env Env, name string) {
			if n := int(env.Elapsed() / ms); n <= 20_000 {
				env.Send(1, number{n})
				env.SetTimer(name, ms)
			}
		},
	}, script{receive: func(env Env, _ ID, m any) { env.Output(m.(number).N) }})
	w := newWorld(t, Config{Nodes: 2, Seed: 1}, at(0, newNode, func(n Node) Node { return Replay(n, 0.3) }))
	runAll(t, w)
	latest, ages, replays := 0, make([]int, 8), 0
	for _, v := range outputsOf(w, 1) {
		if v.(int) == latest+1 {
			latest++
			continue
		}
		if replays++; latest > remembered {
			ages[(latest-v.(int)-1)*len(ages)/remembered]++
		}
	}
	wantRate(t, "replays", replays, n, 0.3)
	all := 0
	for _, a := range ages {
		all += a
	}
	if p := chiSquare(ages, func(int) float64 { return float64(all) / float64(len(ages)) }); p < unlikely {
		t.Errorf("ages %v have chance %.2g", ages, p)
	}
}

type (
	vote struct {
		Value int
		By    Signature
	}
	votes struct{ List []vote }
)

func init() { Messages(vote{}, votes{}) }

// A liar can sign its lies as itself, and nothing as anybody else; what others
// signed stays genuine when it is replayed, and only then.
func TestWrappersCannotForgeSignatures(t *testing.T) {
	signer := func(ID) Node {
		return &script{
			start: func(env Env) { Broadcast(env, vote{int(env.ID()), env.Sign(int(env.ID()))}) },
			receive: func(env Env, from ID, m any) {
				switch m := m.(type) {
				case vote:
					if from != env.ID() && from == 0 {
						env.Output(fmt.Sprintf("0 says %d, by 0: %v, by 1: %v", m.Value, Verify(0, m.Value, m.By), Verify(1, m.Value, m.By)))
					}
					if env.ID() == 0 {
						env.Send(2, votes{[]vote{m}})
					}
				case votes:
					v := m.List[0]
					env.Output(fmt.Sprintf("passed on %d, by 1: %v", v.Value, Verify(1, v.Value, v.By)))
				}
			},
		}
	}
	lie := func(env Env, m any) any {
		switch m := m.(type) {
		case vote:
			return vote{77, env.Sign(77)}
		case votes: // what 1 signed, under another value
			return votes{[]vote{{m.List[0].Value + 1, m.List[0].By}}}
		}
		return m
	}
	for name, c := range map[string]struct {
		wrap func(Node) Node
		want []string
		not  string
	}{
		"honest": {func(n Node) Node { return n }, []string{"0 says 0, by 0: true, by 1: false", "passed on 1, by 1: true"}, "passed on 1, by 1: false"},
		"lie":    {func(n Node) Node { return Equivocate(n, Group{1, 2}, lie) }, []string{"0 says 77, by 0: true, by 1: false", "passed on 2, by 1: false"}, "by 1: true"},
		"replay": {func(n Node) Node { return Replay(n, 1) }, []string{"0 says 1, by 0: false, by 1: true", "passed on 1, by 1: true"}, "passed on 1, by 1: false"},
	} {
		said := ""
		for seed := range uint64(20) {
			w := newWorld(t, Config{Nodes: 3, Check: true, Seed: seed, Link: Link{Latency: Uniform(0, ms)}}, at(0, signer, c.wrap))
			runAll(t, w)
			said += fmt.Sprint(w.Outputs())
		}
		for _, want := range c.want {
			if !strings.Contains(said, want) {
				t.Errorf("%s: nobody said %q", name, want)
			}
		}
		if strings.Contains(said, c.not) {
			t.Errorf("%s: somebody said %q", name, c.not)
		}
	}
}

func TestWrappersRefuseMisuse(t *testing.T) {
	for name, make := range map[string]func(){
		"nil":    func() { SilenceAll(nil) },
		"chance": func() { Replay(&script{}, 1.5) },
		"NaN":    func() { Replay(&script{}, math.NaN()) },
		"law":    func() { Delay(&script{}, Constant(-1)) },
		"twins":  func() { Twins(&script{}, nil, nil, nil) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: accepted", name)
				}
			}()
			make()
		}()
	}
}
