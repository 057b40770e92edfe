package sim

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// saver writes and syncs a number each 10 ms, and outputs it as saved.
func saver(ID) Node {
	n := 0
	return &script{
		start: func(env Env) {
			env.Disk().Get("n", &n)
			env.Output(-n)
			env.SetTimer("save", 10*ms)
		},
		timer: func(env Env, name string) {
			n++
			env.Disk().Put("n", n)
			env.Disk().Sync()
			env.Output(n)
			env.SetTimer(name, 10*ms)
		},
	}
}

func TestASyncThatLiesLosesWhatItSaved(t *testing.T) {
	lost := 0
	for seed := range uint64(400) {
		w := newWorld(t, Config{Nodes: 1, Seed: seed, Disk: DiskLaw{Lie: 1}, Faults: []Fault{Crash(15*ms, 0), Restart(15*ms, 0)}}, saver)
		w.Run(16 * ms)
		switch got := outputsOf(w, 0); got[2] {
		case 0:
			lost++
		case -1:
		default:
			t.Fatalf("outputs %v", got)
		}
		if w.Stats().LostSyncs != 1 {
			t.Fatalf("%d syncs lied", w.Stats().LostSyncs)
		}
	}
	// One unsynced write: each prefix, of none or one, survives equally often.
	wantRate(t, "lost", lost, 400, 0.5)
}

func TestAnHonestSyncSavesWhatALieLeft(t *testing.T) {
	for seed := range uint64(100) {
		faults := []Fault{SetDisk(0, 0, DiskLaw{Lie: 1}), SetDisk(35*ms, 0, DiskLaw{}), Crash(45*ms, 0), Restart(45*ms, 0)}
		w := newWorld(t, Config{Nodes: 1, Seed: seed, Faults: faults, Record: Everything}, saver)
		w.Run(46 * ms)
		wantOutputs(t, w, 0, 0, 1, 2, 3, 4, -4)
		if n := strings.Count(traceText(w), "sync that is a lie"); n != 3 || w.Stats().LostSyncs != 3 {
			t.Fatalf("%d lies in the trace, %v", n, w.Stats())
		}
		wantReplay(t, w, saver)
	}
}

func TestSyncsLieAtTheirRate(t *testing.T) {
	const n = 20_000
	w := newWorld(t, Config{Nodes: 1, Seed: 1, Disk: DiskLaw{Lie: 0.2}}, saver)
	w.Run(n * 10 * ms)
	wantRate(t, "lies", int(w.Stats().LostSyncs), n, 0.2)
}

// The streams of a disk are independent: lies and slow writes leave the times
// of Syncs as they were.
func TestLiesAndWritesLeaveTheSyncsAsTheyWere(t *testing.T) {
	took := func(law DiskLaw) (times []time.Duration) {
		law.Sync = Exponential(ms)
		w := newWorld(t, Config{Nodes: 1, Seed: 1, Disk: law}, cast(script{start: func(env Env) {
			for i := range 100 {
				env.Disk().Put("n", i)
				env.Output("written")
				env.Disk().Sync()
				env.Output("synced")
			}
		}}))
		runAll(t, w)
		outs := w.Outputs()
		for i := 0; i < len(outs); i += 2 {
			times = append(times, outs[i+1].At-outs[i].At)
		}
		return times
	}
	if plain, other := took(DiskLaw{}), took(DiskLaw{Lie: 0.5, Write: Exponential(ms)}); !slices.Equal(plain, other) {
		t.Errorf("syncs took\n%v, and with lies\n%v", plain, other)
	}
}

func TestWritesTakeTheirTime(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1, Seed: 1, Disk: DiskLaw{Write: Exponential(20 * ms)}}, cast(script{start: func(env Env) {
		for i := range draws / 10 {
			switch i % 3 {
			case 0:
				env.Disk().Put("n", i)
			case 1:
				env.Disk().Append("log", i)
			default:
				first, end := env.Disk().Bounds("log")
				env.Disk().Keep("log", first, end-1)
			}
			env.Output(i)
		}
	}}))
	runAll(t, w)
	xs, before := []float64{}, 0.0
	for _, out := range w.Outputs() {
		xs = append(xs, float64(out.At)-before)
		before = float64(out.At)
	}
	if p := kolmogorov(xs, continuous[3].cdf); p < unlikely {
		t.Errorf("times like these have chance %.2g", p)
	}
}

func TestALogGoesOnAfterASnapshot(t *testing.T) {
	for seed := range uint64(20) {
		w := newWorld(t, Config{Nodes: 1, Seed: seed, Faults: []Fault{Crash(ms, 0), Restart(ms, 0)}}, cast(script{start: func(env Env) {
			d := env.Disk()
			first, end := d.Bounds("log")
			env.Output([2]int{first, end})
			if end > 0 {
				d.Append("log", 7)
				var got int
				env.Output(d.At("log", end, &got) && got == 7)
				return
			}
			d.Append("log", 1)
			d.Sync()
			d.Keep("log", 100, 100)
			d.Sync()
			d.Keep("log", 200, 200) // never synced
		}}))
		runAll(t, w)
		bounds := outputsOf(w, 0)[1]
		if bounds != [2]int{100, 100} && bounds != [2]int{200, 200} {
			t.Fatalf("after the crash the log has %v", bounds)
		}
		wantOutputs(t, w, 0, [2]int{0, 0}, bounds, true)
	}
}

// Faults of a disk and a clock's wave leave the network's draws as they were.
func TestLiesAndWavesLeaveTheNetworkAsItWas(t *testing.T) {
	plain := runStreams(t, func(*Config) {}, quietly)
	other := runStreams(t, func(c *Config) {
		c.Clock = Clock{Wave: ms, Period: time.Second}
		c.Faults = []Fault{SetDisk(0, 1, DiskLaw{Lie: 0.5}), SlowDown(10*ms, 2, 1, 0)}
	}, quietly)
	if !maps.EqualFunc(latencies(plain), latencies(other), slices.Equal) {
		t.Error("other latencies")
	}
}
