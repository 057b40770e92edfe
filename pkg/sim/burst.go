package sim

// Bursty loss is the model of Gilbert (1960) and Elliott (1963): each
// direction of a link is good at first, and before each message it may change
// its state. While it is good, Link.Loss is the chance of loss, while it is
// bad Burst.Loss. In the long run it is bad for ToBad/(ToBad+ToGood) of the
// messages, and a bad spell lasts 1/ToGood messages on average.

// burst is a Burst with its chances as thresholds.
type burst struct{ toBad, toGood, loss chance }

func newBurst(b *Burst) *burst {
	if b == nil {
		return nil
	}
	return &burst{toBad: chanceOf(b.ToBad), toGood: chanceOf(b.ToGood), loss: chanceOf(b.Loss)}
}

func (b *Burst) validate() error {
	if b == nil {
		return nil
	}
	return first(probability("Burst.ToBad", b.ToBad), probability("Burst.ToGood", b.ToGood), probability("Burst.Loss", b.Loss))
}

// inBurst moves the message's direction on and says whether it is bad now.
func (w *World) inBurst(i int32, b *burst) bool {
	s := &w.slots[i]
	bad := w.network.bad.at(s.from, s.to)
	change := b.toBad
	if *bad {
		change = b.toGood
	}
	if change.hit(w.network.fateOf(s.name()).draw(fateBurst)) {
		*bad = !*bad
	}
	return *bad
}
