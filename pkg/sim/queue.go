package sim

import "math/bits"

// entry is a place in the queue: when, and which slot. Its key is the sequence
// number with the slot below it, so that equal times keep their order.
type entry struct {
	at  int64 // never negative
	key uint64
}

const slotBits = 24 // 16 million pending events; 2⁴⁰ in all

func (e entry) slot() int32 { return int32(e.key & (1<<slotBits - 1)) }

// before is 1 if e comes before f, else 0: a comparison of 128 bits without a
// branch, since no branch in a heap can be foreseen.
func (e entry) before(f entry) uint64 {
	_, borrow := bits.Sub64(e.key, f.key, 0)
	_, borrow = bits.Sub64(uint64(e.at), uint64(f.at), borrow)
	return borrow
}

// queue is a 4-ary heap. The root is at index 3, and the children of i are
// 4i−8 … 4i−5: four to a cache line. Taking the root leaves a hole there,
// which the next entry fills; an event that causes one event, the usual case,
// then costs one way through the heap instead of two.
type queue struct {
	heap []entry
	hole bool
}

const root3 = 3

func newQueue(capacity int) queue {
	return queue{heap: make([]entry, root3, root3+capacity)}
}

// len is how many entries there are.
func (q *queue) len() int {
	n := len(q.heap) - root3
	if q.hole {
		n--
	}
	return n
}

// head is the earliest entry; the queue must not be empty.
func (q *queue) head() entry {
	if q.hole {
		q.fill()
	}
	return q.heap[root3]
}

// take removes the entry that head returned.
func (q *queue) take() { q.hole = true }

// fill closes the hole with the last entry.
func (q *queue) fill() {
	q.hole = false
	last := q.heap[len(q.heap)-1]
	q.heap = q.heap[:len(q.heap)-1]
	if len(q.heap) > root3 {
		q.sink(last)
	}
}

// push adds an entry.
func (q *queue) push(e entry) {
	if q.hole {
		q.hole = false
		q.sink(e)
		return
	}
	q.heap = append(q.heap, e)
	h := q.heap
	i := len(h) - 1
	for i > root3 {
		parent := i/4 + 2
		if e.before(h[parent]) == 0 {
			break
		}
		h[i] = h[parent]
		i = parent
	}
	h[i] = e
}

// sink puts e in the place of the root, or below it.
func (q *queue) sink(e entry) {
	h := q.heap
	i := root3
	for {
		child := 4*i - 8
		if child+4 > len(h) {
			break
		}
		c := h[child : child+4 : child+4]
		left := c[1].before(c[0])
		right := 2 + c[3].before(c[2])
		best := left ^ (left^right)&-c[right&3].before(c[left&3])
		if c[best&3].before(e) == 0 {
			h[i] = e
			return
		}
		h[i] = c[best&3]
		i = child + int(best)
	}
	if child := 4*i - 8; child < len(h) {
		best := child
		for j := child + 1; j < len(h); j++ {
			if h[j].before(h[best]) == 1 {
				best = j
			}
		}
		if h[best].before(e) == 1 {
			h[i] = h[best]
			i = best
		}
	}
	h[i] = e
}
