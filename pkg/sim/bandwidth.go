package sim

import "math/bits"

// A direction of a link with a bandwidth is a server with one queue: a message
// leaves when those before it have left and its own bytes are through, and
// only then does its latency begin. Its size is that of its canonical
// encoding. A message that the network loses takes its time on the wire all
// the same; the network's second copy takes none.

// transmit puts the message's bytes on the wire and says when the last is
// through.
func (w *World) transmit(i int32, bandwidth uint64) int64 {
	s := &w.slots[i]
	free := w.network.departs.at(s.from, s.to)
	*free = min(max(*free, w.now)+transmission(w.sizeOf(s), bandwidth), int64(horizon)+1)
	return *free
}

// transmission is how long so many bytes take, rounded up.
func transmission(size int, bandwidth uint64) int64 {
	hi, lo := bits.Mul64(uint64(size), uint64(billion))
	lo, carry := bits.Add64(lo, bandwidth-1, 0)
	hi += carry
	if hi >= bandwidth {
		return int64(horizon)
	}
	ns, _ := bits.Div64(hi, lo, bandwidth)
	return int64(min(ns, uint64(horizon)))
}

// sizeOf is how many bytes the message takes on the wire.
func (w *World) sizeOf(s *slot) int {
	if o, ok := s.message.(Opaque); ok {
		return len(o.Data)
	}
	buffer := scratch.Get().(*[]byte)
	defer scratch.Put(buffer)
	data, err := appendValue((*buffer)[:0], s.message)
	*buffer = data
	if err != nil {
		w.fail("%s sent a %T over a link with a bandwidth: %v", w.name(s.from), s.message, err)
	}
	return len(data)
}
