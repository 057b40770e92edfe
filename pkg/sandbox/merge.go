package sandbox

import (
	"encoding/binary"
	"errors"
)

// Go's linker writes a data segment for every few bytes that are not zero, and
// wazero evaluates each one's offset whenever it makes an instance. One segment
// instead of thousands halves the cost of an instance.

var errData = errors.New("unusual data section")

const (
	dataSection  = 11
	countSection = 12
	mergedMost   = 16 << 20
)

// mergeData joins the data segments of a module into one. A module that is
// not as Go writes it comes back as it is.
func mergeData(wasm []byte) []byte {
	const header = 8
	if len(wasm) < header {
		return wasm
	}
	out := append([]byte(nil), wasm[:header]...)
	in := &leb{data: wasm[header:]}
	for len(in.data) > 0 {
		id, body := in.byte(), in.bytes()
		switch {
		case in.err != nil || id == countSection:
			return wasm
		case id == dataSection:
			merged, err := mergeSegments(body)
			if err != nil {
				return wasm
			}
			body = merged
		}
		out = append(out, id)
		out = binary.AppendUvarint(out, uint64(len(body)))
		out = append(out, body...)
	}
	return out
}

func mergeSegments(body []byte) ([]byte, error) {
	in := &leb{data: body}
	type segment struct {
		at   uint64
		data []byte
	}
	var segments []segment
	low, high := ^uint64(0), uint64(0)
	for n := in.unsigned(); n > 0 && in.err == nil; n-- {
		kind, op, at, end := in.unsigned(), in.byte(), in.signed(), in.byte()
		data := in.bytes()
		if kind != 0 || op != 0x41 || end != 0x0b || at < 0 {
			return nil, errData
		}
		segments = append(segments, segment{uint64(at), data})
		low, high = min(low, uint64(at)), max(high, uint64(at)+uint64(len(data)))
	}
	if in.err != nil || len(in.data) > 0 || len(segments) == 0 || high-low > mergedMost || low >= 1<<31 {
		return nil, errData
	}
	flat := make([]byte, high-low)
	for _, s := range segments {
		copy(flat[s.at-low:], s.data)
	}
	out := []byte{1, 0, 0x41}
	out = append(appendSigned(out, int64(low)), 0x0b)
	out = binary.AppendUvarint(out, uint64(len(flat)))
	return append(out, flat...), nil
}

// leb reads WebAssembly's variable-length numbers.
type leb struct {
	data []byte
	err  error
}

func (l *leb) byte() byte {
	if len(l.data) == 0 {
		l.err = errData
	}
	if l.err != nil {
		return 0
	}
	b := l.data[0]
	l.data = l.data[1:]
	return b
}

func (l *leb) unsigned() uint64 {
	n, size := binary.Uvarint(l.data)
	if size <= 0 || n > 1<<32 {
		l.err = errData
	}
	if l.err != nil {
		return 0
	}
	l.data = l.data[size:]
	return n
}

func (l *leb) signed() int64 {
	var n int64
	for shift := 0; shift < 35; shift += 7 {
		b := l.byte()
		n |= int64(b&0x7f) << shift
		if b&0x80 == 0 {
			if b&0x40 != 0 {
				n |= -1 << (shift + 7)
			}
			return n
		}
	}
	l.err = errData
	return 0
}

func (l *leb) bytes() []byte {
	n := l.unsigned()
	if n > uint64(len(l.data)) {
		l.err = errData
	}
	if l.err != nil {
		return nil
	}
	b := l.data[:n]
	l.data = l.data[n:]
	return b
}

func appendSigned(to []byte, n int64) []byte {
	for {
		b := byte(n & 0x7f)
		n >>= 7
		if n == 0 && b&0x40 == 0 || n == -1 && b&0x40 != 0 {
			return append(to, b)
		}
		to = append(to, b|0x80)
	}
}
