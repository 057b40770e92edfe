// Package guest is the inside of the sandbox: what a submission is linked
// with when it is compiled to WebAssembly. It runs one node of one boot, gives
// it an Env of its own, and hands back what the node did as packed actions.
// The outside is package sandbox.
//
// A generated file of the submission calls [Role] for each role and [Type] for
// each of its types; the host then calls the exports inbuf, reset and ev. The
// host trusts nothing that comes out of here.
package guest

import (
	"encoding/binary"
	"errors"
)

// Kinds of events, the first argument of ev.
const (
	EventStart uint32 = iota + 1
	EventReceive
	EventTimer
)

// Op is what an action does. An action is its Op, a byte, and its arguments in
// the order given here: a number is 8 bytes, a text its length in 4 bytes and
// its bytes, all little-endian.
type Op uint8

// The actions.
const (
	OpSend    Op = iota + 1 // to, type, data
	OpTimer                 // after, name
	OpCancel                // name
	OpBusy                  // duration
	OpPut                   // key, type, data
	OpAppend                // log, type, data
	OpKeep                  // from, to, log
	OpSync                  //
	OpOutput                // type, data
	OpStatus                // text
	OpNote                  // text
	OpAdjust                // by, over
	OpPanic                 // text, stack: the node panicked
	OpMisuse                // text: the node used its Env wrongly
	OpRefused               // text: the node went over a limit
)

// Limits of one event. The guest reports them in words; the host enforces them.
const (
	MaxActions = 10_000
	MaxMessage = 64 << 10 // bytes of one message, record or text
	MaxBytes   = 4 << 20  // bytes of all actions of one event
)

// Shape says how many numbers and how many texts an action has.
func (op Op) Shape() (numbers, texts int, ok bool) {
	switch op {
	case OpSend:
		return 1, 2, true
	case OpTimer:
		return 1, 1, true
	case OpCancel, OpStatus, OpNote, OpMisuse, OpRefused:
		return 0, 1, true
	case OpBusy:
		return 1, 0, true
	case OpPut, OpAppend:
		return 0, 3, true
	case OpKeep:
		return 2, 1, true
	case OpSync:
		return 0, 0, true
	case OpOutput, OpPanic:
		return 0, 2, true
	case OpAdjust:
		return 2, 0, true
	}
	return 0, 0, false
}

// AppendNumber writes a number of an action or a boot.
func AppendNumber(to []byte, n int64) []byte {
	return binary.LittleEndian.AppendUint64(to, uint64(n))
}

// AppendText writes a text of an action or a boot.
func AppendText[T string | []byte](to []byte, text T) []byte {
	to = binary.LittleEndian.AppendUint32(to, uint32(len(text)))
	return append(to, text...)
}

// Cutter takes numbers and texts off the front of packed bytes. After bytes
// that end too early, Err is set and everything is zero.
type Cutter struct {
	Data []byte
	Err  error
}

var errShort = errors.New("the bytes end too early")

// Byte takes one byte.
func (c *Cutter) Byte() byte {
	b := c.take(1)
	if c.Err != nil {
		return 0
	}
	return b[0]
}

// Number takes a number.
func (c *Cutter) Number() int64 {
	b := c.take(8)
	if c.Err != nil {
		return 0
	}
	return int64(binary.LittleEndian.Uint64(b))
}

// Bytes takes a text without copying it.
func (c *Cutter) Bytes() []byte {
	b := c.take(4)
	if c.Err != nil {
		return nil
	}
	return c.take(uint64(binary.LittleEndian.Uint32(b)))
}

// Text takes a text as a string.
func (c *Cutter) Text() string { return string(c.Bytes()) }

func (c *Cutter) take(n uint64) []byte {
	if c.Err == nil && n > uint64(len(c.Data)) {
		c.Err = errShort
	}
	if c.Err != nil {
		return nil
	}
	head := c.Data[:n:n]
	c.Data = c.Data[n:]
	return head
}
