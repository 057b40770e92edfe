package sim

import "time"

// Omission is the process failure of Hadzilacos (1984) and of Perry and Toueg
// (1986): a process that runs its protocol correctly, but of whose messages
// some are not sent, or not received. Messages from Outside, and to oneself,
// are not touched.

// OmitSend makes each message that the node sends from then on be lost with
// the given chance. Chance 0 ends it, and so does Heal; a restart does not.
func OmitSend(at time.Duration, node ID, chance float64) Fault {
	return Fault{When: When{At: at}, Kind: FaultOmitSend, Node: node, Chance: chance}
}

// OmitReceive makes each message that arrives at the node from then on, a
// duplicate too, be lost with the given chance. Chance 0 ends it, and so does
// Heal; a restart does not.
func OmitReceive(at time.Duration, node ID, chance float64) Fault {
	return Fault{When: When{At: at}, Kind: FaultOmitReceive, Node: node, Chance: chance}
}

// omissions are the chances of each process.
type omissions struct{ send, receive []chance }

func (n *network) omit(f Fault) {
	if n.omits == nil {
		all := n.config.Nodes + n.config.Clients
		n.omits = &omissions{make([]chance, all), make([]chance, all)}
	}
	if f.Kind == FaultOmitSend {
		n.omits.send[f.Node] = chanceOf(f.Chance)
		return
	}
	n.omits.receive[f.Node] = chanceOf(f.Chance)
}

// unsent says whether the sender omits to send the message.
func (w *World) unsent(i int32) bool {
	s := &w.slots[i]
	c := w.network.omits.send[s.from]
	return !c.never() && c.hit(w.network.fateOf(s.name()).draw(fateOmitSend))
}

// unheard says whether the receiver omits to receive the message.
func (w *World) unheard(i int32) bool {
	s := &w.slots[i]
	c := w.network.omits.receive[s.to]
	return !c.never() && c.hit(w.network.fateOf(s.name()).draw(fateOmitReceive+uint64(s.copy)))
}
