package sim

import "time"

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

// slot is a pending event's content, a cache line; the queue holds only its
// number. Each slot that is scheduled has exactly one entry in the queue.
type slot struct {
	message any    // message, or a deferred effect
	check   uint64 // in Check mode: the message's fingerprint at Send
	at      int64  // when; of a re-armed timer later than its entry
	key     uint64 // of the entry; a re-armed timer's is newer
	n       uint64 // messages: the number on the link; timers: the index
	from    ID
	to      ID
	boot    uint32 // of the node that the event belongs to; messages: a forged sender + 1
	kind    slotKind
	copy    uint8
}

// schedule puts a new slot into the queue and returns its number.
func (w *World) schedule(at int64, s slot) int32 {
	i := w.place(s)
	w.enqueue(i, at)
	return i
}

// enqueue gives a slot its place in the queue.
func (w *World) enqueue(i int32, at int64) {
	if at > int64(horizon) {
		w.fail("something is to happen at %v: virtual time ends after %v", time.Duration(at), horizon)
		at = w.now
	}
	key := w.nextKey(i)
	s := &w.slots[i]
	s.at, s.key = at, key
	w.queue.push(entry{at, key})
}

// place stores a slot and returns its number.
func (w *World) place(s slot) int32 {
	i := w.alloc()
	w.slots[i] = s
	return i
}

// alloc finds room for a slot.
func (w *World) alloc() (i int32) {
	if n := len(w.free); n > 0 {
		i = w.free[n-1]
		w.free = w.free[:n-1]
		return i
	}
	i = int32(len(w.slots))
	w.slots = append(w.slots, slot{})
	if i == 1<<slotBits {
		w.fail("more than %d events are pending at %v: does every message cause several others?", i, time.Duration(w.now))
	}
	return i & (1<<slotBits - 1)
}

func (w *World) nextKey(slot int32) uint64 {
	w.seq++
	return w.seq<<slotBits | uint64(slot)
}

func (w *World) release(i int32) {
	s := &w.slots[i]
	s.message, s.kind = nil, slotFree
	w.free = append(w.free, i)
}

// settle brings a live event to the head of the queue: it drops cancelled
// ones and moves re-armed timers to their new places. It returns false if
// nothing is pending.
func (w *World) settle() (head entry, pending bool) {
	for w.queue.len() > 0 {
		head = w.queue.head()
		s := &w.slots[head.slot()]
		if s.key == head.key && s.kind != slotDead {
			return head, true
		}
		w.queue.take()
		if s.kind == slotDead {
			w.release(head.slot())
		} else {
			w.queue.push(entry{s.at, s.key})
		}
	}
	return head, false
}
