package chart

import (
	"math"
	"strings"
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// forever ends a span that the trace does not end.
const forever = time.Duration(math.MaxInt64)

// down is a time in which a process does nothing.
type down struct {
	id       sim.ID
	from, to time.Duration
	paused   bool
}

// downsOf finds when processes were down or paused. Where the beginning of a
// trace is missing, its faults tell who was down then.
func downsOf(t *sim.Trace) []down {
	var all []down
	open := map[sim.ID]int{}
	seen := map[sim.ID]bool{}
	end := func(id sim.ID, at time.Duration) {
		if i, is := open[id]; is {
			all[i].to = at
			delete(open, id)
		}
	}
	begin := func(id sim.ID, at time.Duration, paused bool) {
		end(id, at)
		open[id] = len(all)
		all = append(all, down{id, at, forever, paused})
	}
	for _, f := range t.Faults {
		if t.Dropped == 0 || f.At >= t.Events[0].At {
			break
		}
		switch f.Kind {
		case sim.FaultCrash, sim.FaultPause:
			begin(f.Node, f.At, f.Kind == sim.FaultPause)
		case sim.FaultRestart, sim.FaultResume:
			end(f.Node, f.At)
		}
	}
	for _, e := range t.Events {
		switch e.Kind {
		case sim.EventCrash:
			begin(e.Node, e.At, false)
		case sim.EventPause:
			begin(e.Node, e.At, true)
		case sim.EventStart:
			if _, is := open[e.Node]; !is && !seen[e.Node] && t.Dropped > 0 && e.At > 0 {
				all = append(all, down{id: e.Node, to: e.At})
			}
			end(e.Node, e.At)
		case sim.EventResume:
			end(e.Node, e.At)
		}
		seen[e.Node] = seen[e.Node] || e.Kind != sim.EventDrop && e.Kind != sim.EventDuplicate
	}
	return all
}

// span is a time in which the network differs, with a short text.
type span struct {
	from, to time.Duration
	text     string
}

// cutsOf finds the partitions and one-way cuts, each until the next healing.
func cutsOf(t *sim.Trace) []span {
	var all []span
	healed := 0
	for _, f := range t.Faults {
		switch f.Kind {
		case sim.FaultPartition:
			all = append(all, span{f.At, forever, clean("cut: " + names(t, f.A) + " | " + names(t, f.B))})
		case sim.FaultOneWay:
			all = append(all, span{f.At, forever, clean("cut: " + names(t, f.A) + " → " + names(t, f.B))})
		case sim.FaultHeal:
			for ; healed < len(all); healed++ {
				all[healed].to = f.At
			}
		}
	}
	return all
}

// names lists a group: n0 n1, or n0–n4 where the IDs follow one another.
func names(t *sim.Trace, g sim.Group) string {
	var parts []string
	for i := 0; i < len(g); {
		k := i
		for k+1 < len(g) && g[k+1] == g[k]+1 {
			k++
		}
		if k-i < 2 {
			k = i
			parts = append(parts, t.Name(g[i]))
		} else {
			parts = append(parts, t.Name(g[i])+"–"+t.Name(g[k]))
		}
		i = k + 1
	}
	return strings.Join(parts, " ")
}
