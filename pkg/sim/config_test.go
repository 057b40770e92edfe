package sim

import (
	"math"
	"strings"
	"testing"
	"time"
)

// Every mistake in a Config is an error that names the field.
func TestConfigMistakesNameTheField(t *testing.T) {
	link := func(l Link) Config { return Config{Nodes: 3, Link: l} }
	clock := func(c Clock) Config { return Config{Nodes: 3, Clock: c} }
	fault := func(f Fault) Config { return Config{Nodes: 3, Faults: []Fault{Heal(0), f}} }
	for want, c := range map[string]Config{
		"Nodes is 0":                                              {},
		"Nodes is -1":                                             {Nodes: -1},
		"Clients is -2":                                           {Nodes: 1, Clients: -2},
		"Nodes and Clients are":                                   {Nodes: maxProcesses, Clients: 1},
		"Names has 4 names for 3":                                 {Nodes: 2, Clients: 1, Names: make([]string, 4)},
		"Record is -1":                                            {Nodes: 1, Record: -1},
		"Record is 1048577":                                       {Nodes: 1, Record: Everything + 1},
		"Budget.Time is -1ns":                                     {Nodes: 1, Budget: Budget{Time: -1}},
		"Link.Latency: constant(-1ms)":                            link(Link{Latency: Constant(-ms)}),
		"Link.Latency: uniform(2ms, 1ms) is empty":                link(Link{Latency: Uniform(2*ms, ms)}),
		"Link.HoldBack: unknown kind 77":                          link(Link{HoldBack: Law{Kind: 77}}),
		"Link.Loss is 1.2":                                        link(Link{Loss: 1.2}),
		"Link.Loss is NaN":                                        link(Link{Loss: math.NaN()}),
		"Link.Duplicate is -0.1":                                  link(Link{Duplicate: -0.1}),
		"Link.Reorder is +Inf":                                    link(Link{Reorder: math.Inf(1)}),
		"Link.Corrupt is 2":                                       link(Link{Corrupt: 2}),
		"Link.FIFO contradicts Reorder":                           link(Link{FIFO: true, Reorder: 0.1}),
		"Link.Burst.ToBad is 2":                                   link(Link{Burst: &Burst{ToBad: 2}}),
		"Link.Burst.ToGood is -1":                                 link(Link{Burst: &Burst{ToGood: -1}}),
		"Link.Burst.Loss is NaN":                                  link(Link{Burst: &Burst{Loss: math.NaN()}}),
		"Link.Bandwidth is -9":                                    link(Link{Bandwidth: -9}),
		"Link.Latency: mixture without parts":                     link(Link{Latency: Mixture()}),
		"has the weight 0":                                        link(Link{Latency: Mixture(Part{0, Constant(1)})}),
		"has a mixture within":                                    link(Link{Latency: Mixture(Part{1, Mixture(Part{1, Constant(1)})})}),
		"Link.Latency: uniform(2ns, 1ns) is empty":                link(Link{Latency: Mixture(Part{1, Uniform(2, 1)})}),
		"Graph.Kind is 9":                                         {Nodes: 3, Graph: Graph{Kind: 9}},
		"Graph.Size is 0: with 3 nodes, a ring":                   {Nodes: 3, Graph: Graph{Kind: Ring}},
		"Graph.Size is 2: with 3 nodes, a ring":                   {Nodes: 3, Graph: Graph{Kind: Ring, Size: 2}},
		"Graph.Size is 4: a grid":                                 {Nodes: 3, Graph: Graph{Kind: Grid, Size: 4}},
		"Graph.Size is 1: a connected regular":                    {Nodes: 4, Graph: Graph{Kind: RandomRegular, Size: 1}},
		"Graph.Size is 3: with an odd number":                     {Nodes: 5, Graph: Graph{Kind: RandomRegular, Size: 3}},
		"Graph.Size is 3: a small world":                          {Nodes: 9, Graph: Graph{Kind: SmallWorld, Size: 3}},
		"Graph.Size is 3: this kind of graph has no size":         {Nodes: 9, Graph: Graph{Size: 3}},
		"Graph.Size is 100000: 1000000 nodes would have too many": {Nodes: 1_000_000, Graph: Graph{Kind: Ring, Size: 100_000}},
		"Graph.Chance is 0.1: only sim.SmallWorld":                {Nodes: 9, Graph: Graph{Kind: Ring, Size: 1, Chance: 0.1}},
		"Graph.Chance is 1.5":                                     {Nodes: 9, Graph: Graph{Kind: SmallWorld, Size: 2, Chance: 1.5}},
		"Graph.Edges: only sim.Given":                             {Nodes: 1, Graph: Graph{Edges: [][2]ID{{0, 0}}}},
		"Graph.Edges[0] joins 1 to itself":                        {Nodes: 2, Graph: Graph{Kind: Given, Edges: [][2]ID{{1, 1}}}},
		"Graph.Edges[0] is 0–2: it joins servers":                 {Nodes: 2, Clients: 1, Graph: Graph{Kind: Given, Edges: [][2]ID{{0, 2}}}},
		"Graph.Edges[1] is 1–0, which is there already":           {Nodes: 2, Graph: Graph{Kind: Given, Edges: [][2]ID{{0, 1}, {1, 0}}}},
		"Timing.Model is 7":                                       {Nodes: 1, Timing: Timing{Model: 7}},
		"Timing.Bound is 0s":                                      {Nodes: 1, Timing: Timing{Model: Synchronous}},
		"Timing.Bound is 1ms: only":                               {Nodes: 1, Timing: Timing{Model: Asynchronous, Bound: ms}},
		"Timing.GST is -1ms":                                      {Nodes: 1, Timing: Timing{Model: PartiallySynchronous, Bound: 1, GST: -ms}},
		"Timing.GST is 1ms: only":                                 {Nodes: 1, Timing: Timing{Model: Synchronous, Bound: 1, GST: ms}},
		"Timing.Fair is 4: only":                                  {Nodes: 1, Timing: Timing{Fair: 4}},
		"Link.Latency: constant(2ms) is never less":               {Nodes: 1, Link: Link{Latency: Constant(2 * ms)}, Timing: Timing{Model: Synchronous, Bound: ms}},
		"Links[0].Link.Latency: constant(2ms)":                    {Nodes: 1, Links: []LinkRule{{Any, Any, Link{Latency: Constant(2 * ms)}}}, Timing: Timing{Model: Synchronous, Bound: ms}},
		"Decisions[0]: 0>1#1 takes 2ms, more than":                {Nodes: 2, Decisions: []Decision{{MessageName{0, 1, 1}, []time.Duration{2 * ms}}}, Timing: Timing{Model: Synchronous, Bound: ms}},
		"Decisions[0]: 0>1#1 is lost, and Timing.Fair":            {Nodes: 2, Decisions: []Decision{{MessageName{0, 1, 1}, nil}}, Timing: Timing{Model: Asynchronous, Fair: 9}},
		"at 2ms links are never cut any more":                     {Nodes: 2, Faults: []Fault{Partition(2*ms, Group{0}, Group{1})}, Timing: Timing{Model: PartiallySynchronous, Bound: ms, GST: ms}},
		"Faults[1] (heal {0} | {}): a group is empty":             fault(HealBetween(0, Group{0}, nil)),
		"Faults[1] (node 1 omits to send with chance 2): Chance":  fault(OmitSend(0, 1, 2)),
		"Faults[1] (node 7 omits to receive with chance 0.5): th": fault(OmitReceive(0, 7, 0.5)),
		"Links[1].Link.Loss is 7":                                 {Nodes: 3, Links: []LinkRule{{}, {Link: Link{Loss: 7}}}},
		"Links[0] names 3":                                        {Nodes: 3, Links: []LinkRule{{From: Any, To: 3}}},
		"Links[0] names -1":                                       {Nodes: 3, Links: []LinkRule{{From: Outside}}},
		"Clock.RateUpTo and OffsetUpTo":                           clock(Clock{RateUpTo: -1}),
		"Clock.RateUpTo and OffsetUpTo are":                       clock(Clock{OffsetUpTo: -1}),
		"Clock.Rate is beyond ±500000 PPM":                        clock(Drift(500_001 * PPM)),
		"Clock.Rate is beyond":                                    clock(Drift(math.MinInt64)),
		"Clock.Rate is beyond ":                                   clock(Clock{Rate: 400_000 * PPM, RateUpTo: 200_000 * PPM}),
		"Clock.Offset is beyond":                                  clock(Clock{Offset: math.MinInt64}),
		"Clock.Wave is -1ms":                                      clock(Clock{Wave: -ms, Period: time.Second}),
		"Clock.Wave is 2562047h":                                  clock(Clock{Wave: math.MaxInt64, Period: time.Second}),
		"Clock.Period is 1s without a Wave":                       clock(Clock{Period: time.Second}),
		"Clock.Period is 7ms: use at least 8 times Wave (8ms)":    clock(Clock{Wave: ms, Period: 7 * ms}),
		"Clock.Period is 2562047h":                                clock(Clock{Wave: ms, Period: math.MaxInt64}),
		"Clock.Period is -1s":                                     clock(Clock{Wave: ms, Period: -time.Second}),
		"Clocks[0].Clock.Rate":                                    {Nodes: 1, Clocks: []ClockRule{{0, Drift(1 << 50)}}},
		"Clocks[0].Node is 1":                                     {Nodes: 1, Clocks: []ClockRule{{1, Drift(1)}}},
		"Disk.Sync: ":                                             {Nodes: 1, Disk: DiskLaw{Sync: Constant(-1)}},
		"Disk.Torn is 3":                                          {Nodes: 1, Disk: DiskLaw{Torn: 3}},
		"Disk.Lie is -1":                                          {Nodes: 1, Disk: DiskLaw{Lie: -1}},
		"Disk.Write: constant(-1ns)":                              {Nodes: 1, Disk: DiskLaw{Write: Constant(-1)}},
		"Factor is 0.5: use 1 for full speed":                     fault(SlowDown(0, 0, 0.5, 0)),
		"Factor is NaN":                                           fault(SlowDown(0, 0, math.NaN(), 0)),
		"Factor is 2e+06":                                         fault(SlowDown(0, 0, 2e6, 0)),
		"(node 1 at 1/2 speed, -1ms more an event): By is -1ms":   fault(SlowDown(0, 1, 2, -ms)),
		"(change disk 1): Lie is 2":                               fault(SetDisk(0, 1, DiskLaw{Lie: 2})),
		"(change disk 0): Disk is nil":                            fault(Fault{Kind: FaultDisk}),
		"(change disk 7): there is no process 7":                  fault(SetDisk(0, 7, DiskLaw{})),
		"Faults[1] (crash 3): there is no process 3":              fault(Crash(0, 3)),
		"Faults[1] (crash -1): there is no process":               fault(Crash(0, Outside)),
		"Faults[1] (heal): At is -1ms":                            fault(Heal(-ms)),
		"Faults[1] (crash 0): Effects is -1":                      fault(CrashAfter(0, 0, -1)),
		"Faults[1] (partition {0 1} | {1 2}): 1 is on both sides": fault(Partition(0, Group{0, 1}, Group{1, 2})),
		"Faults[1] (partition {} | {1}): a group is empty":        fault(Partition(0, nil, Group{1})),
		"Faults[1] (cut {0} > {9}): there is no process 9":        fault(OneWay(0, Group{0}, Group{9})),
		"Faults[1] (change link {0} > {1}): Loss is 2":            fault(SetLink(0, Group{0}, Group{1}, Link{Loss: 2})),
		"Faults[1] (change link {0} > {1}): Link is nil":          fault(Fault{Kind: FaultLink, A: Group{0}, B: Group{1}}),
		"Faults[1] (unknown fault 99): Kind is 99":                fault(Fault{Kind: 99}),
		"Faults[1] (unknown fault 0): Kind is 0":                  fault(Fault{}),
		"Faults[1] (clock 0 at 600000000 ppb): Rate is beyond":    fault(SetClockRate(0, 0, 600_000*PPM)),
		"By is":                                           fault(StepClock(0, 0, math.MinInt64)),
		"Requests[0]: there is no process 5":              {Nodes: 1, Requests: []Request{{To: 5, Message: number{}}}},
		"Requests[0]: there is no process -1":             {Nodes: 1, Requests: []Request{{To: Outside, Message: number{}}}},
		"Requests[0]: At is -1ns":                         {Nodes: 1, Requests: []Request{{When{At: -1}, 0, number{}}}},
		"Requests[0]: a message must not be":              {Nodes: 1, Requests: []Request{{}}},
		"Requests[0]: *sim.number is a pointer":           {Nodes: 1, Requests: []Request{{Message: &number{}}}},
		"Decisions[0]: there is no message 0>1#0":         {Nodes: 2, Decisions: []Decision{{Message: MessageName{0, 1, 0}}}},
		"Decisions[0]: there is no message 0>2#1":         {Nodes: 2, Decisions: []Decision{{Message: MessageName{0, 2, 1}}}},
		"Decisions[0]: 0>0#1 is from a process to itself": {Nodes: 2, Decisions: []Decision{{Message: MessageName{0, 0, 1}}}},
		"Decisions[0]: 0>1#1: constant(-1ns)":             {Nodes: 2, Decisions: []Decision{{MessageName{0, 1, 1}, []time.Duration{-1}}}},
		"Decisions[0]: 0>1#1 has 256 copies":              {Nodes: 2, Decisions: []Decision{{MessageName{0, 1, 1}, make([]time.Duration, 256)}}},
		"Decisions[1]: 0>1#1 is decided twice":            {Nodes: 2, Decisions: []Decision{{Message: MessageName{0, 1, 1}}, {Message: MessageName{0, 1, 1}}}},
	} {
		_, err := New(c, cast())
		if err == nil {
			t.Errorf("accepted, want %q", want)
		} else if !strings.HasPrefix(err.Error(), "sim.Config: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%q, want %q", err, want)
		} else if strings.Contains(err.Error(), "\n") {
			t.Errorf("%q is more than one line", err)
		}
	}
}

func TestTheLimitsAreAllowed(t *testing.T) {
	for _, c := range []Config{
		{Nodes: 1},
		{Nodes: 2, Link: Link{Loss: 1, Duplicate: 1, Reorder: 1, HoldBack: Constant(longest)}},
		{Nodes: 1, Clock: Clock{Rate: fastest, Offset: -longest, OffsetUpTo: longest}},
		{Nodes: 1, Record: Everything, Names: []string{"one"}, Disk: DiskLaw{Torn: 1, Lie: 1}},
		{Nodes: 1, Clock: Clock{Wave: longest / 8, Period: longest}, Faults: []Fault{SlowDown(0, 0, slowest, longest)}},
		richConfig(0),
	} {
		if _, err := New(c, richNode); err != nil {
			t.Error(err)
		}
	}
}

func TestNewNeedsNodes(t *testing.T) {
	if _, err := New(Config{Nodes: 1}, nil); err == nil || !strings.Contains(err.Error(), "newNode is nil") {
		t.Errorf("nil newNode: %v", err)
	}
	if _, err := New(Config{Nodes: 2}, func(id ID) Node {
		if id == 1 {
			return nil
		}
		return &script{}
	}); err == nil || !strings.Contains(err.Error(), "newNode(1) returned nil") {
		t.Errorf("nil node: %v", err)
	}
}

func TestNewDoesNotChangeTheConfig(t *testing.T) {
	c := Config{Nodes: 1, Faults: []Fault{Crash(2*ms, 0), Heal(ms)}}
	w := newWorld(t, c, cast())
	runAll(t, w)
	if c.Faults[0].At != 2*ms || c.Faults[1].At != ms {
		t.Errorf("Faults became %v", c.Faults)
	}
	if done := w.Trace().Faults; done[0].Kind != FaultHeal {
		t.Errorf("faults happened as %v", done)
	}
}
