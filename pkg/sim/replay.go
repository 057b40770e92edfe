package sim

import "reflect"

// remembered is how many messages a Replay has in mind.
const remembered = 256

// Replay sends, after a message and with that chance, an old one as well: one
// of the latest 256 that the node sent or received, to the same receiver. It
// comes from this node, since channels are authenticated, but the signatures
// in it are whose they are.
func Replay(node Node, chance float64) Node {
	if err := probability("chance", chance); err != nil {
		panic("sim.Replay: " + err.Error())
	}
	m := memory{}
	w := wrap(node, func(w *wrapper, env Env, to ID, message any) {
		env.Send(to, message)
		r := w.rand(env)
		if hit := r.Bool(chance); hit && len(m.list) > 0 {
			if old := m.list[r.IntN(len(m.list))].message(env); old != nil {
				env.Send(to, old)
			}
		}
		m.add(message)
	})
	w.heard = func(_ *wrapper, _ Env, message any) { m.add(message) }
	return w
}

// memory is the latest messages, in a ring.
type memory struct {
	list []packed
	next int
}

func (m *memory) add(message any) {
	p, err := pack(message)
	switch {
	case err != nil:
	case len(m.list) < remembered:
		m.list = append(m.list, p)
	default:
		m.list[m.next] = p
		m.next = (m.next + 1) % remembered
	}
}

// packed is a message as its bytes, so that each use is a fresh copy.
type packed struct {
	kind   reflect.Type
	opaque Opaque
}

func pack(message any) (packed, error) {
	o, err := Pack(message)
	return packed{reflect.TypeOf(message), o}, err
}

// message is a copy with the signatures that are genuine in this run; nil if
// the bytes cannot be read.
func (p packed) message(env Env) any {
	into := reflect.New(p.kind)
	var signed map[Signature]struct{}
	if process := processOf(env); process != nil {
		signed = process.w.signed
	}
	if err := p.opaque.unpack(into.Interface(), signed); err != nil {
		return nil
	}
	return into.Elem().Interface()
}

// copied is a message that shares no memory with the one given.
func copied(env Env, message any) any {
	if p, err := pack(message); err == nil {
		if fresh := p.message(env); fresh != nil {
			return fresh
		}
	}
	return message
}
