package sim

// Forge sends a message in another process's name: its receiver is told that
// it is from that process. It travels from this node, on this node's links,
// and is named after them; the trace shows who forged whom. Channels are
// authenticated unless Config.Forgeable says otherwise: then it is misuse.
// Signatures are not channels: Forge makes none.
func Forge(env Env, from, to ID, message any) {
	p := processOf(env)
	if p == nil {
		panic("sim.Forge needs the Env of a World: this one has no network to deceive")
	}
	switch {
	case !p.w.config.Forgeable:
		p.w.fail("%s forged a message from %s: channels are authenticated; set Config.Forgeable if they should not be", p.w.name(p.id), p.w.name(from))
	case !p.w.known(from):
		p.w.fail("%s forged a message from %d, which does not exist: IDs go from 0 to %d", p.w.name(p.id), from, len(p.w.processes)-1)
	default:
		p.w.forged = uint32(from) + 1
		p.w.note(mark64(slotMessage, p.id)<<2, uint64(from))
		p.Send(to, message)
		p.w.forged = 0
	}
}

// processOf finds the process below an Env, through those that wrap it; nil if
// it is not a World's.
func processOf(env Env) *process {
	for {
		switch e := env.(type) {
		case *process:
			return e
		case interface{ Unwrap() Env }:
			env = e.Unwrap()
		default:
			return nil
		}
	}
}

// sender is who the receiver is told that the message is from.
func (s *slot) sender() ID {
	if s.boot != 0 {
		return ID(s.boot - 1)
	}
	return s.from
}

// claim is what a trace says about a forged sender.
func (w *World) claim(s *slot) string {
	if s.boot == 0 {
		return ""
	}
	return "forged as " + w.name(s.sender())
}
