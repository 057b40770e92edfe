package sim

import "time"

// entry is a place in the queue: when, and which slot. Its key is the sequence
// number with the slot below it, so that equal times keep their order.
type entry struct {
	at  int64
	key uint64
}

const slotBits = 24 // 16 million pending events; 2⁴⁰ in all

func (e entry) slot() int32 { return int32(e.key & (1<<slotBits - 1)) }

func (e entry) before(f entry) bool {
	return e.at < f.at || e.at == f.at && e.key < f.key
}

// queue is a 4-ary heap of entries: a node's children are 4i+1 … 4i+4, four
// to a cache line, which halves the misses of a binary heap.
type queue []entry

func (q *queue) push(e entry) {
	*q = append(*q, e)
	q.up(len(*q)-1, e)
}

// up moves the hole at i towards the root until e fits.
func (q *queue) up(i int, e entry) {
	h := *q
	for i > 0 {
		parent := (i - 1) / 4
		if !e.before(h[parent]) {
			break
		}
		h[i] = h[parent]
		i = parent
	}
	h[i] = e
}

// pop removes the earliest entry; the queue must not be empty.
func (q *queue) pop() entry {
	h := *q
	top, last := h[0], h[len(h)-1]
	*q = h[:len(h)-1]
	if len(*q) > 0 {
		q.down(last)
	}
	return top
}

// down puts e where the root's hole sinks to.
func (q *queue) down(e entry) {
	h := *q
	i := 0
	for {
		first := 4*i + 1
		if first >= len(h) {
			break
		}
		best := first
		for child := first + 1; child < min(first+4, len(h)); child++ {
			if h[child].before(h[best]) {
				best = child
			}
		}
		if !h[best].before(e) {
			break
		}
		h[i] = h[best]
		i = best
	}
	h[i] = e
}

// slotKind is what a pending event will do.
type slotKind uint8

const (
	slotFree slotKind = iota
	slotDead          // cancelled: its queue entry is still to be popped
	slotStart
	slotMessage
	slotTimer
	slotEffect // an effect later than its event
	slotWake   // a node whose processor becomes free
	slotCrash  // a crash in the middle of an event
)

// slot is a pending event's content; the queue holds only its number.
type slot struct {
	message any    // message, or a deferred effect
	check   uint64 // in Check mode: the message's fingerprint at Send
	at      int64  // timers: when due, if later than the queue's entry
	key     uint64 // timers: the key that is valid
	n       uint64 // messages: the number on the link; timers: the index
	from    ID
	to      ID
	boot    uint32 // of the node that the event belongs to
	kind    slotKind
	copy    uint8
}

// schedule puts a new slot into the queue and returns its number.
func (w *World) schedule(at int64, s slot) int32 {
	if at > int64(horizon) {
		w.fail("something is to happen at %v: virtual time ends after %v", time.Duration(at), horizon)
		at = w.now
	}
	s.at = at
	i := w.place(s)
	w.slots[i].key = w.nextKey(i)
	w.queue.push(entry{at, w.slots[i].key})
	return i
}

// place stores a slot and returns its number.
func (w *World) place(s slot) (i int32) {
	if n := len(w.free); n > 0 {
		i = w.free[n-1]
		w.free = w.free[:n-1]
	} else {
		i = int32(len(w.slots))
		w.slots = append(w.slots, slot{})
		if i == 1<<slotBits {
			w.fail("more than %d events are pending at %v: does every message cause several others?", i, time.Duration(w.now))
		}
		i &= 1<<slotBits - 1
	}
	w.slots[i] = s
	return i
}

func (w *World) nextKey(slot int32) uint64 {
	w.seq++
	return w.seq<<slotBits | uint64(slot)
}

func (w *World) release(i int32) {
	w.slots[i] = slot{}
	w.free = append(w.free, i)
}

// settle brings a live event to the head of the queue: it drops cancelled
// ones and moves re-armed timers to their new places. It returns false if
// nothing is pending.
func (w *World) settle() bool {
	for len(w.queue) > 0 {
		head := w.queue[0]
		s := &w.slots[head.slot()]
		switch {
		case s.kind == slotDead:
			w.queue.pop()
			w.release(head.slot())
		case s.key != head.key:
			w.queue.down(entry{s.at, s.key})
		default:
			return true
		}
	}
	return false
}
