package sim

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// model is a disk as its contract says it: values, and logs by index.
type model struct {
	values map[string]int
	logs   map[string][]int
	first  map[string]int
}

func (m model) clone() model {
	c := model{maps.Clone(m.values), map[string][]int{}, maps.Clone(m.first)}
	for name, records := range m.logs {
		c.logs[name] = slices.Clone(records)
	}
	return c
}

// differs says how the disk differs from the model, if it does.
func (m model) differs(d Stored) string {
	for _, key := range []string{"a", "b"} {
		got := -1
		want, there := m.values[key]
		if d.Get(key, &got) != there || there && got != want {
			return fmt.Sprintf("%s is %d, want %d (there: %v)", key, got, want, there)
		}
		first, end := d.Bounds(key)
		if first != m.first[key] || end != first+len(m.logs[key]) {
			return fmt.Sprintf("log %s has %d to %d, want %v from %d", key, first, end, m.logs[key], m.first[key])
		}
		for i := first - 1; i <= end; i++ {
			kept := i >= first && i < end
			if got := 0; d.At(key, i, &got) != kept || kept && got != m.logs[key][i-first] {
				return fmt.Sprintf("log %s holds %d at %d, want %v from %d", key, got, i, m.logs[key], first)
			}
		}
	}
	return ""
}

// After a crash everything synced is there, and a prefix of the later writes.
func TestDiskFollowsItsContract(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var d disk
		m := model{map[string]int{}, map[string][]int{}, map[string]int{}}
		history := []model{m.clone()} // since the last sync
		r := NewRand(rapid.Uint64().Draw(t, "seed"))
		torn := chanceOf(rapid.SampledFrom([]float64{0, 0.5, 1}).Draw(t, "torn"))
		for range rapid.IntRange(0, 40).Draw(t, "operations") {
			key := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "key")
			v := rapid.IntRange(0, 99).Draw(t, "value")
			var err error
			switch rapid.SampledFrom([]string{"put", "append", "append", "keep", "sync", "crash"}).Draw(t, "operation") {
			case "put":
				err = d.put(0, key, v)
				m.values[key] = v
			case "append":
				err = d.append(0, key, v)
				m.logs[key] = append(m.logs[key], v)
			case "keep":
				n := len(m.logs[key])
				from := rapid.IntRange(0, n+5).Draw(t, "from")
				to := rapid.IntRange(from, max(from, n)).Draw(t, "to")
				err = d.keep(0, key, m.first[key]+from, m.first[key]+to)
				m.logs[key] = slices.Clone(m.logs[key][min(from, n):min(to, n)])
				m.first[key] += from
			case "sync":
				d.sync(d.written())
				history = nil
			case "crash":
				d.crash(0, torn, r)
				m = survivor(t, &d, history)
				history = nil
			}
			if err != nil {
				t.Fatal(err)
			}
			history = append(history, m.clone())
			if why := m.differs(&d); why != "" {
				t.Fatal(why)
			}
		}
	})
}

// survivor is the latest state of the history that the disk agrees with.
func survivor(t *rapid.T, d *disk, history []model) model {
	for _, m := range slices.Backward(history) {
		if m.differs(d) == "" {
			return m.clone()
		}
	}
	t.Fatalf("after a crash the disk holds no prefix: %s", history[0].differs(d))
	return model{}
}

func TestEveryPrefixSurvivesEquallyOften(t *testing.T) {
	const n = 20_000
	counts, r := make([]int, 5), NewRand(1)
	for range n {
		var d disk
		for i := range 4 {
			if err := d.append(0, "log", i); err != nil {
				t.Fatal(err)
			}
		}
		d.crash(0, chance{}, r)
		_, end := d.Bounds("log")
		counts[end]++
	}
	if p := chiSquare(counts, func(int) float64 { return n / 5 }); p < unlikely {
		t.Errorf("counts %v have chance %.2g", counts, p)
	}
}

func TestATornWriteIsAbsentAtItsRate(t *testing.T) {
	const n = 20_000
	counts, r := make([]int, 3), NewRand(1)
	for range n {
		var d disk
		for i := range 2 {
			if err := d.append(0, "log", i); err != nil {
				t.Fatal(err)
			}
		}
		d.crash(0, chanceOf(0.3), r)
		_, end := d.Bounds("log")
		counts[end]++
	}
	expected := []float64{n / 3 * 1.3, n / 3, n / 3 * 0.7} // a torn record is not there
	if p := chiSquare(counts, func(i int) float64 { return expected[i] }); p < unlikely {
		t.Errorf("counts %v, want %v: chance %.2g", counts, expected, p)
	}
}

func TestAWriteLaterThanTheCrashNeverSurvives(t *testing.T) {
	for seed := range uint64(100) {
		var d disk
		if err := first(d.put(5, "early", 1), d.put(6, "late", 1)); err != nil {
			t.Fatal(err)
		}
		d.crash(5, chance{}, NewRand(seed))
		if d.Get("late", new(int)) {
			t.Fatalf("seed %d: it survived", seed)
		}
	}
}

func TestChangingAValueDoesNotChangeTheDisk(t *testing.T) {
	var d disk
	list := []int{1, 2, 3}
	if err := first(d.put(0, "k", list), d.append(0, "l", list)); err != nil {
		t.Fatal(err)
	}
	list[0] = 99
	var got, again []int
	d.Get("k", &got)
	got[1] = 99
	d.Get("k", &again)
	d.At("l", 0, &got)
	if !slices.Equal(again, []int{1, 2, 3}) || !slices.Equal(got, []int{1, 2, 3}) {
		t.Errorf("the disk holds %v and %v", again, got)
	}
}

func TestAReadReplacesTheOldContent(t *testing.T) {
	var d disk
	if err := d.put(0, "k", map[string]int{"new": 1}); err != nil {
		t.Fatal(err)
	}
	into := map[string]int{"old": 1}
	if d.Get("k", &into); len(into) != 1 || into["new"] != 1 {
		t.Errorf("read %v", into)
	}
	if kept := into; d.Get("none", &into) || len(kept) != 1 {
		t.Errorf("a missing key changed what was there: %v", kept)
	}
}

func TestMisuseOfADiskIsReported(t *testing.T) {
	for name, c := range map[string]struct {
		act  func(Disk)
		want string
	}{
		"nil value":    {func(d Disk) { d.Put("k", nil) }, "nil cannot be stored"},
		"pointer":      {func(d Disk) { d.Put("k", &number{}) }, "cannot be in a message"},
		"other type":   {func(d Disk) { d.Put("k", 1); d.Get("k", new(string)) }, "a int was written, and is read into *string"},
		"no pointer":   {func(d Disk) { d.Put("k", 1); d.Get("k", 1) }, "give a pointer"},
		"keep outside": {func(d Disk) { d.Append("l", 1); d.Keep("l", 0, 2) }, `Keep("l", 0, 2): the log holds 0 to 1`},
		"keep nothing": {func(d Disk) { d.Append("l", 1); d.Keep("l", 1, 0) }, `Keep("l", 1, 0)`},
		"keep too far": {func(d Disk) { d.Keep("l", math.MaxInt, math.MaxInt) }, `a log ends at`},
		"keep beyond":  {func(d Disk) { d.Append("l", 1); d.Keep("l", 5, 6) }, `Keep("l", 5, 6): the log holds 0 to 1`},
	} {
		w := newWorld(t, Config{Nodes: 1}, cast(script{start: func(env Env) { c.act(env.Disk()) }}))
		if stop := w.RunUntil(nil); stop.Why != Failed || !strings.Contains(stop.Err.Error(), c.want) {
			t.Errorf("%s: %v: %v", name, stop.Why, stop.Err)
		}
	}
}

func TestSyncTakesItsTime(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1, Seed: 1, Disk: DiskLaw{Sync: Exponential(20 * ms)}}, cast(script{start: func(env Env) {
		for i := range draws / 10 {
			env.Disk().Sync()
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
