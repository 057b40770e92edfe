package sandbox

import (
	"encoding/binary"
	"fmt"
	"os"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"github.com/faultline-go/faultline/pkg/sim"
)

// blackBox is memory that the judging child shares with its parent, so that
// the parent can say what a node was doing when the child had to be killed. A
// nil blackBox records nothing.
//
// Layout, little-endian: count of entries and exits (8 bytes; odd: inside a
// guest), seed and elapsed (8 each), check, node, kind, from (4 each), then the
// texts role and what, each a length byte and up to 63 bytes.
type blackBox struct{ data []byte }

const blackBoxSize = 4096

// openBlackBox maps the file, which must be blackBoxSize bytes long.
func openBlackBox(f *os.File) (*blackBox, error) {
	data, err := syscall.Mmap(int(f.Fd()), 0, blackBoxSize, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("memory cannot be shared with the judging process: %w", err)
	}
	return &blackBox{data}, nil
}

func (b *blackBox) close() { _ = syscall.Munmap(b.data) }

func (b *blackBox) count() *atomic.Uint64 {
	return (*atomic.Uint64)(unsafe.Pointer(&b.data[0]))
}

// judging says which check is judged next, and with which seed.
func (b *blackBox) judging(check int, seed uint64) {
	if b == nil {
		return
	}
	binary.LittleEndian.PutUint64(b.data[8:], seed)
	binary.LittleEndian.PutUint32(b.data[24:], uint32(check))
}

// enter says what the guest is about to do.
func (b *blackBox) enter(node sim.ID, role string, h happening, elapsed time.Duration) {
	if b == nil {
		return
	}
	binary.LittleEndian.PutUint64(b.data[16:], uint64(elapsed))
	binary.LittleEndian.PutUint32(b.data[28:], uint32(node))
	b.put(64, role)
	b.now(h)
	b.count().Add(1)
}

// now says that the guest, which was entered before, goes on to something.
func (b *blackBox) now(h happening) {
	if b == nil {
		return
	}
	binary.LittleEndian.PutUint32(b.data[32:], h.kind)
	binary.LittleEndian.PutUint32(b.data[36:], uint32(h.from))
	b.put(128, h.what)
}

func (b *blackBox) put(at int, s string) { b.data[at] = byte(copy(b.data[at+1:at+64], s)) }
func (b *blackBox) get(at int) string {
	return string(b.data[at+1 : at+1+min(int(b.data[at]), 63)])
}

// leave says that the guest has returned.
func (b *blackBox) leave() {
	if b != nil {
		b.count().Add(1)
	}
}

// seen is what a blackBox shows.
type seen struct {
	count     uint64
	seed      uint64
	check     int
	elapsed   time.Duration
	node      sim.ID
	role      string
	happening happening
}

func (s seen) inside() bool { return s.count%2 == 1 }

func (b *blackBox) look() seen {
	return seen{
		count:   b.count().Load(),
		seed:    binary.LittleEndian.Uint64(b.data[8:]),
		elapsed: time.Duration(binary.LittleEndian.Uint64(b.data[16:])),
		check:   int(binary.LittleEndian.Uint32(b.data[24:])),
		node:    sim.ID(binary.LittleEndian.Uint32(b.data[28:])),
		role:    b.get(64),
		happening: happening{
			kind: binary.LittleEndian.Uint32(b.data[32:]),
			from: sim.ID(binary.LittleEndian.Uint32(b.data[36:])),
			what: b.get(128),
		},
	}
}
