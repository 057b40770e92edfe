package sim

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
)

// lostIn lists, for each number that a flood sent, whether it was lost.
func lostIn(w *World, n int) []bool {
	lost := make([]bool, n)
	for i := range lost {
		lost[i] = true
	}
	for _, v := range outputsOf(w, 1) {
		lost[v.(int)-1] = false
	}
	return lost
}

// Elliott (1963): in the long run ToBad/(ToBad+ToGood) of the messages meet a
// bad link, and spells are geometric.
func TestBurstsHaveTheRateAndTheLengthsOfTheModel(t *testing.T) {
	const n = draws
	w := runFlood(t, n, Config{Seed: 1, Link: Link{Burst: &Burst{ToBad: 0.02, ToGood: 0.25, Loss: 1}}})
	lost := lostIn(w, n)
	spells, bad, length := make([]int, 12), 0, 0
	for _, l := range lost {
		switch {
		case l:
			length++
			bad++
		case length > 0:
			spells[min(length, 12)-1]++
			length = 0
		}
	}
	// Losses come in spells, so that their number varies more than independent
	// ones': by the factor (1+r)/(1-r) of a chain with correlation r.
	r := 1 - 0.02 - 0.25
	p := 0.02 / 0.27
	if deviation := math.Sqrt(n * p * (1 - p) * (1 + r) / (1 - r)); math.Abs(float64(bad)-n*p) > 4.5*deviation {
		t.Errorf("%d lost, want %.0f ± %.0f", bad, n*p, deviation)
	}
	total := 0
	for _, s := range spells {
		total += s
	}
	expected := func(i int) float64 {
		if i == 11 {
			return float64(total) * math.Pow(0.75, 11)
		}
		return float64(total) * math.Pow(0.75, float64(i)) * 0.25
	}
	if p := chiSquare(spells, expected); p < unlikely {
		t.Errorf("spells of %v have chance %.2g", spells, p)
	}
	if int(w.Stats().Lost) != bad {
		t.Errorf("%d counted as lost, %d are", w.Stats().Lost, bad)
	}
}

func TestABadLinkLosesAtItsOwnRateAndAGoodOneAtTheLinks(t *testing.T) {
	const n = draws
	w := runFlood(t, n, Config{Seed: 2, Link: Link{Loss: 0.1, Burst: &Burst{ToBad: 0.3, ToGood: 0.6, Loss: 0.6}}})
	wantRate(t, "lost", int(w.Stats().Lost), n, 0.6/3+0.1*2/3)
	w = runFlood(t, n, Config{Seed: 2, Link: Link{Loss: 0.1, Burst: &Burst{Loss: 1}}})
	wantRate(t, "lost while always good", int(w.Stats().Lost), n, 0.1)
}

func TestBurstsOfTheTwoDirectionsAreIndependent(t *testing.T) {
	const n = 20_000
	w := newWorld(t, Config{Nodes: 2, Seed: 3, Link: Link{Burst: &Burst{ToBad: 0.5, ToGood: 0.5, Loss: 1}}}, func(id ID) Node {
		return &script{
			start: func(env Env) {
				for i := range n {
					env.Send(1-id, number{i})
				}
			},
			receive: func(env Env, _ ID, m any) { env.Output(m.(number).N) },
		}
	})
	runAll(t, w)
	counts, arrived := make([]int, 4), make([]int, n)
	for _, out := range w.Outputs() {
		arrived[out.Value.(int)] |= 1 << out.Node
	}
	for _, which := range arrived {
		counts[which]++
	}
	if p := chiSquare(counts, func(int) float64 { return n / 4 }); p < unlikely {
		t.Errorf("counts %v of what arrives where have chance %.2g", counts, p)
	}
}

// Neither bursts nor corruption nor bandwidth nor omission takes a draw from
// anything else: what still arrives, arrives with the same delays.
func TestRareWeatherLeavesEveryOtherDrawAsItWas(t *testing.T) {
	plain := latencies(runStreams(t, func(*Config) {}, quietly))
	for what, change := range map[string]func(*Config){
		"burst":   func(c *Config) { c.Link.Burst = &Burst{ToBad: 0.1, ToGood: 0.3, Loss: 1} },
		"corrupt": func(c *Config) { c.Link.Corrupt = 0.3 },
		"wide":    func(c *Config) { c.Link.Bandwidth = math.MaxInt64 },
		"unsent":  func(c *Config) { c.Faults = []Fault{OmitSend(0, 1, 0.3)} },
		"unheard": func(c *Config) { c.Faults = []Fault{OmitReceive(0, 1, 0.3)} },
		"bound":   func(c *Config) { c.Timing = Timing{Model: Synchronous, Bound: time.Hour} },
		"model":   func(c *Config) { c.Timing = Timing{Model: Asynchronous, Fair: 1 << 40} },
		"mixture": func(c *Config) { c.Links = []LinkRule{{0, 1, Link{Latency: Mixture(Part{1, c.Link.Latency})}}} },
	} {
		changed, same := latencies(runStreams(t, change, quietly)), 0
		for name, delays := range changed {
			switch slack := time.Duration(0); {
			case what == "mixture" && name.From == 0 && name.To == 1:
			case what == "wide" && slices.EqualFunc(delays, plain[name], func(a, b time.Duration) bool {
				slack = a - b // a nanosecond on the wire
				return slack >= 0 && slack <= 1
			}):
				same++
			case what == "unheard" && len(delays) < len(plain[name]):
			case !slices.Equal(delays, plain[name]):
				t.Fatalf("%s: message %v: delays %v became %v", what, name, plain[name], delays)
			default:
				same++
			}
		}
		if same < len(plain)/2 {
			t.Errorf("%s: only %d of %d messages are as they were", what, same, len(plain))
		}
	}
}

// sized is a message whose encoding is two bytes longer than its text.
type sized struct{ Text string }

func TestBandwidthIsAQueueOfBytes(t *testing.T) {
	w := newWorld(t, Config{Nodes: 3, Link: Link{Latency: Constant(5 * ms), Bandwidth: 10_000}}, cast(
		script{start: func(env Env) {
			env.Send(1, sized{strings.Repeat("x", 99)}) // 100 bytes take 10 ms
			env.Send(1, sized{strings.Repeat("x", 9)})  // 10 bytes, after it
			env.Send(2, sized{strings.Repeat("x", 9)})  // another link
			env.SetTimer("later", 100*ms)
		}, timer: func(env Env, _ string) { env.Send(1, sized{""}) }},
		script{receive: func(env Env, _ ID, _ any) { env.Output(env.Now()) }},
		script{receive: func(env Env, _ ID, _ any) { env.Output(env.Now()) }},
	))
	runAll(t, w)
	wantOutputs(t, w, 1, 15*ms, 16*ms, 105*ms+100*time.Microsecond)
	wantOutputs(t, w, 2, 6*ms)
}

func TestALostMessageTakesItsTimeOnTheWireAndACopyNone(t *testing.T) {
	for what, link := range map[string]Link{
		"lost": {Bandwidth: 1000, Loss: 1}, "copied": {Bandwidth: 1000, Duplicate: 1},
	} {
		w := newWorld(t, Config{Nodes: 2, Link: link}, cast(script{start: func(env Env) {
			for range 7 {
				env.Send(1, sized{"123456789"})
			}
		}}))
		runAll(t, w)
		if free := time.Duration(*w.network.departs.at(0, 1)); free != 70*ms {
			t.Errorf("%s: 70 bytes at 1000 a second are through at %v", what, free)
		}
	}
}

// An M/D/1 queue at load 1/2: the mean wait is ρ/(2(1−ρ)) = 1/2 of a service
// (Pollaczek and Khinchine).
func TestALinkWithBandwidthQueuesAsTheoryHasIt(t *testing.T) {
	const n = draws
	sent := 0
	w := newWorld(t, Config{Nodes: 2, Seed: 4, Record: Everything, Link: Link{Bandwidth: 10_000}}, cast(script{
		start: func(env Env) { env.SetTimer("send", 0) },
		timer: func(env Env, name string) {
			env.Send(1, sized{"123456789"}) // 1 ms of service
			if sent++; sent < n {
				env.SetTimer(name, env.Rand().Duration(Exponential(2*ms)))
			}
		},
	}))
	runAll(t, w)
	sum := 0.0
	for _, delays := range latencies(w) {
		sum += float64(delays[0]) / float64(ms)
	}
	if mean := sum / n; math.Abs(mean-1.5) > 0.03 {
		t.Errorf("the mean of waiting and service is %.3f ms, want 1.5", mean)
	}
}

func TestTransmissionRoundsUpAndNeverOverflows(t *testing.T) {
	for _, c := range []struct {
		size      int
		bandwidth uint64
		want      int64
	}{{1, 1, billion}, {1, 3, 333_333_334}, {0, 5, 0}, {1, math.MaxInt64, 1}, {1 << 40, 1, int64(horizon)}} {
		if got := transmission(c.size, c.bandwidth); got != c.want {
			t.Errorf("%d bytes at %d a second take %d ns, want %d", c.size, c.bandwidth, got, c.want)
		}
	}
}

// Mixtures: the shares and the shape, by Kolmogorov and Smirnov.
func TestMixturesFollowTheirClosedForm(t *testing.T) {
	law := Mixture(Part{61, Pareto(5*ms, 3)}, Part{9, Exponential(200 * ms)}, Part{30, Pareto(5*ms, 3)})
	pareto, tail := distuv.Pareto{Xm: 5e6, Alpha: 3}, distuv.Exponential{Rate: 1 / 200e6}
	cdf := func(x float64) float64 { return 0.91*pareto.CDF(x) + 0.09*tail.CDF(x) }
	if p := kolmogorov(sample(law, 7), cdf); p < unlikely {
		t.Errorf("a sample like this has chance %.2g", p)
	}
	if p := kolmogorov(sample(law, 7), func(x float64) float64 { return 0.9*pareto.CDF(x) + 0.1*tail.CDF(x) }); p > unlikely {
		t.Errorf("a mixture that is off by a hundredth passes with chance %.2g", p)
	}
	if text := law.String(); text != "mixture(61 pareto(5ms, 3), 9 exponential(200ms), 30 pareto(5ms, 3))" {
		t.Error(text)
	}
	if least := Mixture(Part{1, Constant(3)}, Part{2, Constant(2).Plus(9)}).Plus(1).Least(); least != 4 {
		t.Errorf("Least is %v", least)
	}
}

// Everything rare at once still gives one run for one Config, and its schedule
// repeats it.
func TestRareWeatherIsDeterministic(t *testing.T) {
	sums, all := map[uint64]bool{}, Stats{}
	for seed := range uint64(10) {
		c := richConfig(seed)
		c.Link.Burst, c.Link.Corrupt, c.Link.Bandwidth = &Burst{0.1, 0.3, 0.9}, 0.1, 20_000
		c.Timing = Timing{Model: PartiallySynchronous, GST: 700 * ms, Bound: 20 * ms}
		c.Faults = append(c.Faults, Flap(120*ms, 300*ms, 10*ms, 5*ms, Group{0}, Group{3})...)
		c.Faults = append(c.Faults, OmitSend(50*ms, 1, 0.2), OmitReceive(60*ms, 2, 0.2))
		w := newWorld(t, c, richNode)
		w.Run(time.Second)
		if w.failure != nil {
			t.Fatal(w.failure)
		}
		again := newWorld(t, c, richNode)
		again.Run(time.Second)
		if again.Checksum() != w.Checksum() || traceText(again) != traceText(w) {
			t.Fatalf("seed %d: two runs differ", seed)
		}
		wantReplay(t, w, richNode)
		sums[w.Checksum()] = true
		s := w.Stats()
		all.Corrupted, all.Damaged, all.Omitted = all.Corrupted+s.Corrupted, all.Damaged+s.Damaged, all.Omitted+s.Omitted
	}
	if len(sums) != 10 || all.Corrupted == 0 || all.Damaged == 0 || all.Omitted == 0 {
		t.Errorf("10 seeds gave %d checksums: %v", len(sums), all)
	}
}

func TestRareWeatherIsWrittenAndReadBack(t *testing.T) {
	tail := Mixture(Part{0.9, Pareto(ms, 2)}, Part{0.1, Exponential(9 * ms).Plus(ms)})
	c := Config{Nodes: 6, Clients: 1, Seed: 9, Budget: Budget{Events: 3000},
		Graph:  Graph{Kind: SmallWorld, Size: 2, Chance: 0.25},
		Link:   Link{Latency: tail, Burst: &Burst{0.1, 0.5, 0.9}, Corrupt: 0.1, Bandwidth: 20_000},
		Timing: Timing{Model: PartiallySynchronous, GST: time.Second, Bound: 50 * ms},
		Faults: append(Flap(100*ms, 300*ms, 30*ms, 20*ms, Group{0}, Group{1, 2}), OmitSend(50*ms, 1, 0.25), OmitReceive(60*ms, 2, 0.5)),
	}
	data, err := EncodeSchedule(c)
	if err != nil {
		t.Fatal(err)
	}
	back, err := DecodeSchedule(data)
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	a, b := newWorld(t, c, echo), newWorld(t, back, echo)
	a.RunUntil(nil)
	b.RunUntil(nil)
	if a.Checksum() != b.Checksum() || a.Stats().Omitted == 0 || a.Stats().Corrupted == 0 {
		t.Errorf("%v became %v\n%s", a.Stats(), b.Stats(), data)
	}
}
