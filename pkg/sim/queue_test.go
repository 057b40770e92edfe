package sim

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The queue gives its entries as a stably sorted list would, also when the
// head is put back with a later time, as re-armed timers are.
func TestQueueIsASortedList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := newQueue(0)
		var list []entry
		seq := uint64(0)
		for range rapid.IntRange(0, 200).Draw(t, "operations") {
			switch op := rapid.IntRange(0, 4).Draw(t, "operation"); {
			case op <= 2 || len(list) == 0:
				seq++
				e := entry{rapid.Int64Range(0, 20).Draw(t, "at"), seq << slotBits}
				q.push(e)
				list = append(list, e)
			case op == 3:
				if got := q.head(); got != list[0] {
					t.Fatalf("popped %v, want %v", got, list[0])
				}
				q.take()
				list = list[1:]
			default:
				seq++
				e := entry{list[0].at + rapid.Int64Range(0, 20).Draw(t, "later"), seq << slotBits}
				q.head()
				q.take()
				q.push(e)
				list[0] = e
			}
			slices.SortFunc(list, func(a, b entry) int {
				if a.before(b) == 1 {
					return -1
				}
				return 1
			})
			if q.len() != len(list) {
				t.Fatalf("%d entries, want %d", q.len(), len(list))
			}
			if len(list) > 0 && rapid.Bool().Draw(t, "look") && q.head() != list[0] {
				t.Fatalf("head %v, want %v", q.head(), list[0])
			}
		}
		for _, want := range list {
			if got := q.head(); got != want {
				t.Fatalf("popped %v, want %v", got, want)
			}
			q.take()
		}
	})
}

func TestTiesKeepTheirOrder(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1}, cast())
	runAll(t, w)
	for i := range uint64(1000) {
		w.schedule(5, slot{n: i})
	}
	for i := range uint64(1000) {
		if e := w.queue.head(); w.slots[e.slot()].n != i {
			t.Fatalf("place %d holds %d", i, w.slots[e.slot()].n)
		}
		w.queue.take()
	}
}

// Re-arming for later, as heartbeats do, neither grows the queue nor leaks
// slots.
func TestRearmingNeedsNoRoom(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1}, cast(script{
		start: func(env Env) { env.SetTimer("step", 1); env.SetTimer("election", 1000) },
		timer: func(env Env, name string) {
			if name != "step" {
				t.Errorf("timer %s fired", name)
			}
			env.SetTimer("election", 1000)
			env.SetTimer("step", 1)
		},
	}))
	for range 10_000 {
		w.Step()
	}
	if w.queue.len() > 4 || len(w.slots) > 4+8 {
		t.Errorf("%d entries, %d slots", w.queue.len(), len(w.slots))
	}
}
