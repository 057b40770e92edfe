package sim

// Check mode takes a message's fingerprint at Send, and again when it arrives
// and after the receiver has handled it. A difference means that somebody
// changed a message that others still see.

func (w *World) seal(p *process, s *slot) {
	sum, err := fingerprint(s.message)
	if err != nil {
		who := "outside"
		if p != nil {
			who = w.name(p.id)
		}
		w.fail("%s sent a %T: %v", who, s.message, err)
	}
	s.check = sum
}

func (w *World) checkUnchanged(p *process, s slot, when string) {
	sum, err := fingerprint(s.message)
	if err == nil && sum != s.check && w.failure == nil {
		w.fail("message %v from %s to %s (%T) was changed %s: copy slices and maps before you change them or send them again",
			s.name(), w.name(s.from), w.name(p.id), s.message, when)
	}
}
