package sim

import "reflect"

// Corruption flips one bit of a message's canonical encoding. Since a value
// has one encoding only, what arrives is either another value of the same type
// or nothing that can be read, and that is dropped on arrival as damaged. A
// signature in it stays genuine unless the flipped bit is its own. An Opaque
// message is always dropped, since only the sandboxed side could read it.

// damaged stands for a message that can no longer be read.
type damaged struct{ original any }

// damage corrupts the message if chance will have it.
func (w *World) damage(i int32, law *link) {
	s := &w.slots[i]
	f := w.network.fateOf(s.name())
	if law.weather.corrupt.never() || !law.weather.corrupt.hit(f.draw(fateCorrupt)) {
		return
	}
	r := f.stream(fateFlip)
	s.message = w.flip(s, &r)
	w.stats.Corrupted++
	if _, gone := s.message.(damaged); gone {
		w.network.troubled = true
	} else if w.config.Check {
		w.seal(nil, s)
	}
	if w.recorder.on() {
		w.record(Event{Kind: EventCorrupt, Node: s.from, Peer: s.to, Message: s.name(), Copy: s.copy, Value: readable(s.message)})
	}
}

// flip is the message with a bit of its encoding turned over.
func (w *World) flip(s *slot, r *Rand) any {
	if _, ok := s.message.(Opaque); ok {
		return damaged{s.message}
	}
	data, err := appendValue(nil, s.message)
	if err != nil {
		w.fail("%s sent a %T over a link that corrupts: %v", w.name(s.from), s.message, err)
		return damaged{s.message}
	}
	bit := r.IntN(8 * len(data))
	data[bit/8] ^= 1 << (bit % 8)
	w.note(mark64(slotMessage, s.from), uint64(bit))
	into := reflect.New(reflect.TypeOf(s.message)).Elem()
	if decodeInto(data, into, w.signed) != nil {
		return damaged{s.message}
	}
	return into.Interface()
}

// readable is the message, or what it was before it was damaged.
func readable(message any) any {
	if d, ok := message.(damaged); ok {
		return d.original
	}
	return message
}
