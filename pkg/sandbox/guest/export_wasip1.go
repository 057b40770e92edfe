package guest

import (
	"runtime/debug"
	"unsafe"
)

// maxStack ends an endless recursion before it has filled the memory, which
// would take seconds.
const maxStack = 8 << 20

func init() { debug.SetMaxStack(maxStack) }

//go:wasmexport inbuf
func inbuf(n int32) unsafe.Pointer {
	return unsafe.Pointer(unsafe.SliceData(theGuest.Inbuf(int(n))))
}

//go:wasmexport reset
func reset(n int32) uint64 { return handOut(theGuest.Reset(int(n))) }

//go:wasmexport ev
func ev(kind uint32, from int32, n int32, now, elapsed int64) uint64 {
	return handOut(theGuest.Event(kind, from, int(n), now, elapsed))
}

// handed keeps the bytes that the host is about to copy.
var handed []byte

func handOut(data []byte) uint64 {
	handed = data
	return uint64(uintptr(unsafe.Pointer(unsafe.SliceData(data))))<<32 | uint64(len(data))
}
