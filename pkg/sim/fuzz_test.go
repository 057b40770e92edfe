package sim

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"testing"
	"time"
)

// FuzzDecode: no bytes make Decode panic, and what it accepts Encode writes
// back as it was.
func FuzzDecode(f *testing.F) {
	for _, v := range []any{
		all{B: true, I: -5, S: "text", List: []inner{{"x", map[string]bool{"y": true}}}, Map: map[int]inner{3: {}}, Any: inner{Name: "in"}},
		all{None: make([]nought, 3), Set: map[string]nought{"k": {}}, Any: color(3), F64: math.Inf(-1), F32: 0.5},
		inner{"name", nil}, tree{[]tree{{}, {[]tree{{}}}}}, holder{map[any]int{"k": 1, 7: 2}}, signed{Total: 3}, number{1 << 40},
	} {
		name, data, err := Encode(v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(name, data)
	}
	f.Add("sim.inner", []byte("\x00\x02\x01x\x00\x01x\x01"))
	f.Add("sim.holder", []byte("\x01\x09sim.inner\x02\x00\x00\x02"))
	f.Add("sim.tree", bytes.Repeat([]byte{1}, 5000))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		v, err := Decode(name, data)
		if err != nil {
			return
		}
		again, back, err := Encode(v)
		if err != nil || again != name || !bytes.Equal(back, data) {
			t.Errorf("%s %q became %+v, and that %s %q (%v)", name, data, v, again, back, err)
		}
	})
}

// source makes a Config of fuzzed bytes: a valid one unless it is wild, and
// then anything.
type source struct {
	data []byte
	wild bool
	n    int // processes
}

func (b *source) byte() (v byte) {
	if len(b.data) > 0 {
		v, b.data = b.data[0], b.data[1:]
	}
	return v
}

func (b *source) uint64() uint64 {
	var eight [8]byte
	for i := range eight {
		eight[i] = b.byte()
	}
	return binary.LittleEndian.Uint64(eight[:])
}

// madly says whether this value may be anything.
func (b *source) madly() bool { return b.wild && b.byte()%16 == 0 }

func (b *source) id() ID {
	if b.madly() {
		return ID(b.uint64())
	}
	return ID(int(b.byte()) % max(b.n, 1))
}

func (b *source) duration() time.Duration {
	if b.madly() {
		return time.Duration(b.uint64())
	}
	return time.Duration(b.byte()) * ms
}

func (b *source) chance() float64 {
	if b.madly() {
		return math.Float64frombits(b.uint64())
	}
	return float64(b.byte()) / 256
}

func (b *source) law() Law {
	l := Law{Kind: LawKind(b.byte() % 8), A: b.duration(), Shape: 0.01 + 2*b.chance(), Table: []time.Duration{b.duration(), b.duration()}}
	l.B = l.A + b.duration()
	if l.Kind == LawMixture {
		l.Parts = []Part{{0.1 + b.chance(), Uniform(l.A, l.B)}, {0.1 + b.chance(), Exponential(l.A)}}
	}
	if b.madly() {
		l.Kind, l.Table = LawKind(b.byte()), nil
	}
	return l
}

func (b *source) link() Link {
	l := Link{Latency: b.law(), Loss: b.chance() / 2, Duplicate: b.chance() / 2, HoldBack: b.law(), FIFO: b.byte()%4 == 0}
	if !l.FIFO || b.madly() {
		l.Reorder = b.chance()
	}
	if b.byte()%4 == 0 {
		l.Burst = &Burst{b.chance(), b.chance(), b.chance()}
	}
	if b.byte()%4 == 0 {
		l.Corrupt, l.Bandwidth = b.chance(), int64(b.duration())
	}
	return l
}

func (b *source) clock() Clock {
	fast, slow, wave := b.duration(), b.duration(), b.duration()
	c := Clock{Offset: b.duration(), OffsetUpTo: b.duration(), Rate: Rate(fast - slow), RateUpTo: Rate(b.byte()), Wave: wave}
	if wave != 0 || b.madly() {
		c.Period = 8*wave + b.duration()
	}
	return c
}

func (b *source) disk() DiskLaw {
	return DiskLaw{Write: b.law(), Sync: b.law(), Torn: b.chance(), Lie: b.chance()}
}

func (b *source) graph(nodes int) Graph {
	g := Graph{Kind: GraphKind(b.byte() % 12)} // half of them complete
	switch g.Kind {
	case Ring, Grid:
		g.Size = 1 + int(b.byte()%2)
	case RandomRegular, SmallWorld:
		g.Size = 2
	case Given:
		for i := 1; i < nodes; i++ {
			g.Edges = append(g.Edges, [2]ID{ID(b.byte()) % ID(i), ID(i)})
		}
	default:
		g.Kind = Complete
	}
	if g.Kind == SmallWorld {
		g.Chance = b.chance()
	}
	if b.madly() {
		g = Graph{GraphKind(b.byte()), int(int8(b.byte())), b.chance(), [][2]ID{{b.id(), b.id()}}}
	}
	return g
}

func (b *source) timing() Timing {
	t := Timing{Model: TimingModel(b.byte() % 4)}
	switch t.Model {
	case Synchronous:
		t.Bound = time.Second
	case PartiallySynchronous:
		t.Bound, t.GST = ms+b.duration(), 300*ms
	case Asynchronous:
		t.Fair = uint64(b.byte()) * 4
	}
	if b.madly() {
		t = Timing{TimingModel(b.byte()), b.duration(), b.duration(), b.uint64()}
	}
	return t
}

func (b *source) when() When {
	return When{At: b.duration(), Step: uint64(b.byte() % 64 * (b.byte() % 2))}
}

func (b *source) fault() Fault {
	link := b.link()
	f := Fault{When: b.when(), Kind: FaultKind(1 + b.byte()%byte(FaultOmitReceive)), Node: b.id(), Effects: int(b.byte() % 8), A: Group{b.id()},
		By: b.duration(), Rate: Rate(b.duration()), Link: &link, Factor: 1 + 4*b.chance(), Chance: b.chance()}
	disk := b.disk()
	f.Disk = &disk
	f.B = Group{(f.A[0] + 1) % ID(max(b.n, 1))}
	if b.madly() {
		f.Kind, f.Link, f.Effects, f.B = FaultKind(b.byte()), nil, int(b.uint64()), Group{b.id(), b.id()}
	}
	return f
}

func (b *source) config() Config {
	b.wild = b.byte()%2 == 1
	c := Config{Nodes: 2 + int(b.byte()%5), Clients: int(b.byte() % 3)}
	if b.madly() {
		c.Nodes, c.Clients = int(int8(b.byte())), int(int8(b.byte()))
	}
	b.n, c.Forgeable = c.Nodes+c.Clients, true
	c.Seed, c.Link, c.Clock = b.uint64(), b.link(), b.clock()
	c.Disk, c.Graph, c.Timing = b.disk(), b.graph(c.Nodes), b.timing()
	c.Check, c.Record, c.Budget = b.byte()%2 == 0, Recording(b.byte()), Budget{Events: 300, Time: b.duration()}
	for i := range b.byte() % 4 {
		c.Links = append(c.Links, LinkRule{b.id(), b.id(), b.link()})
		c.Clocks = append(c.Clocks, ClockRule{b.id(), b.clock()})
		c.Requests = append(c.Requests, Request{b.when(), b.id(), ask{1}})
		name := MessageName{From: b.id(), N: uint64(i) + 1}
		name.To = (name.From + 1) % ID(max(b.n, 1))
		c.Decisions = append(c.Decisions, Decision{name, []time.Duration{b.duration(), b.duration()}[:b.byte()%3]})
	}
	for range b.byte() % 12 {
		c.Faults = append(c.Faults, b.fault())
	}
	return c
}

// FuzzConfig: every Config is refused with a sentence or runs to its end, and
// then its schedule repeats the run.
func FuzzConfig(f *testing.F) {
	f.Add([]byte{})
	for seed := range uint64(200) {
		r := NewRand(seed)
		data := make([]byte, 300+r.IntN(300))
		for i := range data {
			data[i] = byte(r.Uint64())
		}
		f.Add(data)
	}
	newNode := func(id ID) Node {
		if id%2 == 0 {
			return &keeper{}
		}
		if id == 3 {
			return Replay(Delay(Equivocate(echo(id), Group{0}, func(env Env, m any) any {
				if env.Choose(2) == 0 {
					Forge(env, 1, 0, number{2})
				}
				return number{3}
			}), Exponential(5*ms)), 0.3)
		}
		if id == 5 {
			return Twins(&keeper{}, echo(id), Group{0, 1}, Group{1, 2})
		}
		return echo(id)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b := &source{data: data}
		c := b.config()
		w, err := New(c, newNode)
		if err != nil {
			return
		}
		if c.Timing.Model == Asynchronous && len(c.Decisions) == 0 {
			r := NewRand(b.uint64())
			if err := w.Oppose(func(pending []Pending) int { return r.IntN(len(pending)+1) - 1 }); err != nil {
				t.Fatal(err)
			}
		}
		stop := w.RunUntil(nil)
		if stop.Why == Met || stop.Why == TimeUp || (stop.Err != nil) != (stop.Why == Failed || stop.Why == BudgetSpent) {
			t.Fatalf("%v", stop)
		}
		if stop.Why == Failed {
			if !errors.Is(stop.Err, ErrUnfair) && !bytes.Contains([]byte(stop.Err.Error()), []byte("virtual time ends")) {
				t.Fatal(stop.Err)
			}
			return
		}
		saved, err := EncodeSchedule(w.Schedule())
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := DecodeSchedule(saved)
		if err != nil {
			t.Fatalf("%v\n%s", err, saved)
		}
		again, err := New(loaded, newNode)
		if err != nil {
			t.Fatal(err)
		}
		for again.Steps() < w.Steps() && again.Step() {
		}
		for len(again.done) < len(w.done) && again.Step() {
		}
		if again.Checksum() != w.Checksum() {
			t.Fatalf("the schedule gives another run\n%s\nit was\n%s", traceText(again), traceText(w))
		}
	})
}
