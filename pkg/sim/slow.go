package sim

import "time"

// slowness is what SlowDown does to a node.
type slowness struct {
	factor float64       // of what Busy and the disk take
	extra  time.Duration // before each event's first effect
}

// slowest is the largest factor of a SlowDown.
const slowest = 1e6

// worked is how long the node's processor or disk takes for work of that
// length.
func (p *process) worked(d time.Duration) int64 {
	if !p.slow {
		return int64(d)
	}
	return int64(min(float64(d)*p.more.slow.factor, float64(longest)))
}

// slowDown changes a node's speed, from its next event on.
func (w *World) slowDown(p *process, f Fault) {
	p.slow = f.Factor > 1 || f.By > 0
	p.rarely().slow = slowness{f.Factor, f.By}
	w.record(Event{Kind: EventFault, Node: p.id, Text: f.String()})
}

func (f Fault) validateSpeed() error {
	switch {
	case !(f.Factor >= 1 && f.Factor <= slowest):
		return wrong("Factor is %v: use 1 for full speed, up to %d", f.Factor, int(slowest))
	case f.By < 0:
		return wrong("By is %v: a slow node takes more time, not less", f.By)
	}
	return nil
}
