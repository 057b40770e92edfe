package sandbox

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/sys"

	"github.com/faultline-go/faultline/pkg/sandbox/guest"
	"github.com/faultline-go/faultline/pkg/sim"
)

// instance is one boot of one node: a memory of its own.
type instance struct {
	module           api.Module
	inbuf, reset, ev api.Function
	address          uint32 // of the guest's input buffer
	room             int    // of that buffer
	sink             *sink
	clock            fakeClock
	stack            [5]uint64
	closed           bool
}

var errExports = errors.New("the submission lacks an export of the sandbox")

// newInstance runs the submission's initialisation.
func (p *Program) newInstance(ctx context.Context) (*instance, error) {
	i := &instance{sink: &sink{}}
	config := wazero.NewModuleConfig().WithName("").WithStartFunctions("_initialize").
		WithStdout(i.sink).WithStderr(i.sink).
		WithRandSource(&fixedSource{sim.NewRand(1)}).
		WithWalltime(i.clock.wall, sys.ClockResolution(1000)).
		WithNanotime(i.clock.nano, sys.ClockResolution(1000)).
		WithNanosleep(i.clock.sleep)
	module, err := p.runtime.InstantiateModule(experimental.WithMemoryAllocator(ctx, &p.pool), p.module, config)
	if err == nil && module.IsClosed() {
		err = sys.NewExitError(0) // wazero takes a clean exit for a success
	}
	if err != nil {
		return i, err
	}
	i.module = module
	i.inbuf, i.reset, i.ev = module.ExportedFunction("inbuf"), module.ExportedFunction("reset"), module.ExportedFunction("ev")
	if i.inbuf == nil || i.reset == nil || i.ev == nil || module.Memory() == nil {
		return i, errExports
	}
	return i, nil
}

func (i *instance) close(ctx context.Context) {
	if i.module != nil && !i.closed {
		i.closed = true
		_ = i.module.Close(ctx) // nothing of it is needed any more
	}
}

// memory is how many bytes the guest has.
func (i *instance) memory() int {
	if i.module == nil || i.closed {
		return 0
	}
	return int(i.module.Memory().Size())
}

// boot hands the guest what its node is told at boot.
func (i *instance) boot(ctx context.Context, b guest.Boot) ([]byte, error) {
	packed := b.Append(nil)
	if err := i.give(ctx, packed); err != nil {
		return nil, err
	}
	i.stack[0] = api.EncodeI32(int32(len(packed)))
	return i.call(ctx, i.reset, 1)
}

// event lets the node handle one event; the bytes are its packed actions,
// valid until the next call.
func (i *instance) event(ctx context.Context, kind uint32, from sim.ID, payload []byte, now, elapsed time.Duration) ([]byte, error) {
	if err := i.give(ctx, payload); err != nil {
		return nil, err
	}
	i.stack = [5]uint64{uint64(kind), api.EncodeI32(int32(from)), api.EncodeI32(int32(len(payload))), uint64(now), uint64(elapsed)}
	return i.call(ctx, i.ev, 5)
}

var errMemory = errors.New("the guest named bytes that are outside its memory")

// give copies the bytes into the guest's buffer.
func (i *instance) give(ctx context.Context, data []byte) error {
	if i.module.IsClosed() {
		return errMemory // which may be another instance's by now
	}
	if len(data) > i.room || i.room == 0 {
		room := max(4096, 2*len(data))
		i.stack[0] = api.EncodeI32(int32(room))
		if err := i.inbuf.CallWithStack(ctx, i.stack[:1]); err != nil {
			return err
		}
		i.address, i.room = uint32(i.stack[0]), room
	}
	if !i.module.Memory().Write(i.address, data) {
		return errMemory
	}
	return nil
}

func (i *instance) call(ctx context.Context, f api.Function, arguments int) ([]byte, error) {
	if err := f.CallWithStack(ctx, i.stack[:arguments]); err != nil {
		return nil, err
	}
	address, length := uint32(i.stack[0]>>32), uint32(i.stack[0])
	if length == 0 {
		return nil, nil
	}
	data, ok := i.module.Memory().Read(address, length)
	if !ok || length > guest.MaxBytes+guest.MaxMessage {
		return nil, errMemory
	}
	return data, nil
}

// fakeClock is the guest's only clock. Every reading moves it on a little and
// a sleep moves it on in no time, so that it is the same in every run.
type fakeClock struct{ now int64 }

func (c *fakeClock) nano() int64 { c.now += 1000; return c.now }

func (c *fakeClock) wall() (seconds int64, nanoseconds int32) {
	now := c.nano()
	return 946_684_800 + now/1e9, int32(now % 1e9)
}

func (c *fakeClock) sleep(ns int64) { c.now += max(ns, 0) }

// fixedSource gives every instance the same random bytes.
type fixedSource struct{ *sim.Rand }

func (s *fixedSource) Read(p []byte) (int, error) {
	var word [8]byte
	for i := range p {
		if i%8 == 0 {
			binary.LittleEndian.PutUint64(word[:], s.Uint64())
		}
		p[i] = word[i%8]
	}
	return len(p), nil
}

// errPrinted ends a guest that prints without end.
var errPrinted = errors.New("printed too much")

// sink swallows what the guest prints and keeps the last of it, or, once the Go
// runtime has begun to say why it stops, the beginning of that.
type sink struct {
	said  []byte
	total int
	last  bool
}

const keptSaid = 4 << 10

func (s *sink) Write(p []byte) (int, error) {
	s.total += len(p)
	if s.total > printed && !s.last || s.total > 16*printed {
		panic(errPrinted)
	}
	if s.last {
		s.said = append(s.said, p[:max(0, min(len(p), keptSaid-len(s.said)))]...)
		return len(p), nil
	}
	s.said = append(s.said, p...)
	if at := lastWords(s.said); at >= 0 {
		s.said, s.last = append([]byte(nil), s.said[at:min(len(s.said), at+keptSaid)]...), true
	} else if len(s.said) > 2*keptSaid {
		s.said = append(s.said[:0], s.said[len(s.said)-keptSaid:]...)
	}
	return len(p), nil
}

// lastWords finds where a line begins as the runtime's last words do.
func lastWords(said []byte) int {
	for _, start := range []string{"fatal error: ", "panic: "} {
		if bytes.HasPrefix(said, []byte(start)) {
			return 0
		}
		if at := bytes.Index(said, []byte("\n"+start)); at >= 0 {
			return at + 1
		}
	}
	return -1
}
