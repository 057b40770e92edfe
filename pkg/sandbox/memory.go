package sandbox

import (
	"sync"

	"github.com/tetratelabs/wazero/experimental"
)

// memories lends instances their linear memory and takes it back, cleared, so
// that thousands of short-lived instances do not cost thousands of
// allocations of megabytes.
type memories struct {
	mu   sync.Mutex
	free [][]byte
}

const (
	usualMemory = 8 << 20
	keptFree    = 16
)

// Allocate lends a memory; see experimental.MemoryAllocator.
func (m *memories) Allocate(_, most uint64) experimental.LinearMemory {
	return &lent{owner: m, most: most}
}

func (m *memories) take() []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n := len(m.free); n > 0 {
		buffer := m.free[n-1]
		m.free = m.free[:n-1]
		return buffer
	}
	return make([]byte, 0, usualMemory)
}

func (m *memories) give(buffer []byte) {
	clear(buffer)
	m.mu.Lock()
	defer m.mu.Unlock()
	if cap(buffer) == usualMemory && len(m.free) < keptFree {
		m.free = append(m.free, buffer[:0])
	}
}

// lent is the memory of one instance. What lies beyond its length is zero.
type lent struct {
	owner  *memories
	most   uint64
	buffer []byte
}

// Reallocate makes the memory that large; nil means that it may not be.
func (l *lent) Reallocate(size uint64) []byte {
	switch {
	case size > l.most || size > memoryPages<<16:
		return nil
	case l.buffer == nil:
		l.buffer = l.owner.take()
	}
	if size > uint64(cap(l.buffer)) {
		larger := make([]byte, size, min(2*size, memoryPages<<16))
		copy(larger, l.buffer)
		l.owner.give(l.buffer)
		l.buffer = larger
	}
	l.buffer = l.buffer[:size]
	return l.buffer
}

// Free gives the memory back.
func (l *lent) Free() {
	if l.buffer != nil {
		l.owner.give(l.buffer)
		l.buffer = nil
	}
}
