package sandbox

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/faultline-go/faultline/pkg/sandbox/guest"
	"github.com/faultline-go/faultline/pkg/sim"
)

// action is one thing that a guest's node did.
type action struct {
	op      guest.Op
	numbers [2]int64
	texts   [3][]byte // they lie in the packed bytes
}

// decode unpacks the actions of one event, within the limits.
func decode(packed []byte) ([]action, error) {
	var actions []action
	in := &guest.Cutter{Data: packed}
	for len(in.Data) > 0 {
		a := action{op: guest.Op(in.Byte())}
		numbers, texts, ok := a.op.Shape()
		if !ok {
			return nil, fmt.Errorf("there is no action %d", a.op)
		}
		for i := range numbers {
			a.numbers[i] = in.Number()
		}
		for i := range texts {
			a.texts[i] = in.Bytes()
			if len(a.texts[i]) > guest.MaxMessage {
				return nil, fmt.Errorf("a text of %d bytes", len(a.texts[i]))
			}
		}
		if in.Err != nil {
			return nil, in.Err
		}
		if actions = append(actions, a); len(actions) > guest.MaxActions+2 {
			return nil, fmt.Errorf("more than %d actions", guest.MaxActions)
		}
	}
	return actions, nil
}

// apply does the action in the world. The error is the submission's fault.
func (a action) apply(env sim.Env, disk *written) error {
	switch a.op {
	case guest.OpSend:
		message, err := value(a.texts[0], a.texts[1])
		if err != nil {
			return fmt.Errorf("sent bytes that are no message: %w", err)
		}
		env.Send(sim.ID(a.numbers[0]), message)
	case guest.OpTimer:
		env.SetTimer(text(a.texts[0]), time.Duration(a.numbers[0]))
	case guest.OpCancel:
		env.CancelTimer(text(a.texts[0]))
	case guest.OpBusy:
		env.Busy(time.Duration(a.numbers[0]))
	case guest.OpOutput:
		v, err := value(a.texts[0], a.texts[1])
		if err != nil {
			return fmt.Errorf("output bytes that are no value: %w", err)
		}
		env.Output(v)
	case guest.OpStatus:
		env.Status(text(a.texts[0]))
	case guest.OpNote:
		env.Note("%s", text(a.texts[0]))
	case guest.OpAdjust:
		env.Adjust(time.Duration(a.numbers[0]), time.Duration(a.numbers[1]))
	default:
		return a.write(env.Disk(), disk)
	}
	return nil
}

func (a action) write(to sim.Disk, disk *written) error {
	switch a.op {
	case guest.OpPut, guest.OpAppend:
		v, err := value(a.texts[1], a.texts[2])
		if err != nil {
			return fmt.Errorf("wrote bytes that are no value: %w", err)
		}
		name := text(a.texts[0])
		if a.op == guest.OpPut {
			disk.key(name)
			to.Put(name, v)
		} else {
			disk.log(name)
			to.Append(name, v)
		}
	case guest.OpKeep:
		from, end := to.Bounds(text(a.texts[0]))
		if a.numbers[0] < int64(from) || a.numbers[1] > max(a.numbers[0], int64(end)) || a.numbers[0] > a.numbers[1] {
			return fmt.Errorf("kept what its log %q does not hold", text(a.texts[0]))
		}
		disk.log(text(a.texts[0]))
		to.Keep(text(a.texts[0]), int(a.numbers[0]), int(a.numbers[1]))
	case guest.OpSync:
		to.Sync()
	}
	return nil
}

// value is what the guest encoded: a value of a type that the host knows, or
// an Opaque of a type that only the submission knows.
func value(name, data []byte) (any, error) {
	o := sim.Opaque{Type: string(name), Data: bytes.Clone(data)}
	if o.Type == "" {
		return nil, fmt.Errorf("it has no type")
	}
	v, known, err := sim.Unwrap(o)
	if err != nil || known {
		return v, err
	}
	o.Type = text(name)
	return o, nil
}

// text is a guest's text as it may be shown; see Shown.
func text(b []byte) string { return Shown(string(b)) }

// Shown is a stranger's text as it may be shown on a terminal: valid, on one
// line, without control characters.
func Shown(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return '·'
		}
		return r
	}, strings.ToValidUTF8(s, "·"))
}

// written remembers what a node ever wrote, in order, since a Disk cannot be
// listed.
type written struct {
	keys, logs []string
	known      map[string]bool
}

func (w *written) key(name string) { w.keys = w.note(w.keys, "k"+name, name) }
func (w *written) log(name string) { w.logs = w.note(w.logs, "l"+name, name) }

func (w *written) note(list []string, mark, name string) []string {
	if w.known == nil {
		w.known = map[string]bool{}
	}
	if w.known[mark] {
		return list
	}
	w.known[mark] = true
	return append(list, name)
}

// image is what the disk holds now.
func (w *written) image(disk sim.Disk) guest.Image {
	var image guest.Image
	for _, key := range w.keys {
		var o sim.Opaque
		if disk.Get(key, &o) {
			image.Values = append(image.Values, guest.Value{Key: key, Blob: o})
		}
	}
	for _, name := range w.logs {
		first, end := disk.Bounds(name)
		l := guest.Log{Name: name, First: first}
		for i := first; i < end; i++ {
			var o sim.Opaque
			disk.At(name, i, &o)
			l.Records = append(l.Records, o)
		}
		image.Logs = append(image.Logs, l)
	}
	return image
}
