package sim

import "time"

// validate checks the timing model and what would contradict it.
func (t Timing) validate() error {
	switch {
	case t.Model > Asynchronous:
		return wrong("Model is %d: use sim.Synchronous, PartiallySynchronous or Asynchronous", t.Model)
	case t.bounded() && (t.Bound <= 0 || t.Bound > longest):
		return wrong("Bound is %v: give the delay that holds, up to %v", t.Bound, longest)
	case !t.bounded() && t.Bound != 0:
		return wrong("Bound is %v: only Synchronous and PartiallySynchronous have a bound", t.Bound)
	case t.GST < 0 || t.GST > longest:
		return wrong("GST is %v: use a time from 0 to %v", t.GST, longest)
	case t.Model != PartiallySynchronous && t.GST != 0:
		return wrong("GST is %v: only PartiallySynchronous has one", t.GST)
	case t.Model != Asynchronous && t.Fair != 0:
		return wrong("Fair is %d: only Asynchronous has it", t.Fair)
	}
	return nil
}

// bounded says whether the model has a bound on delays.
func (t Timing) bounded() bool { return t.Model == Synchronous || t.Model == PartiallySynchronous }

// validateTiming also checks that links and decisions can keep the promise.
func (c *Config) validateTiming() error {
	if err := c.Timing.validate(); err != nil {
		return wrong("Timing.%w", err)
	}
	if err := c.Link.within(c.Timing); err != nil {
		return wrong("Link.%w", err)
	}
	for i, rule := range c.Links {
		if err := rule.Link.within(c.Timing); err != nil {
			return wrong("Links[%d].Link.%w", i, err)
		}
	}
	for i, d := range c.Decisions {
		if len(d.Delays) == 0 && c.Timing.Fair > 0 {
			return wrong("Decisions[%d]: %v is lost, and Timing.Fair wants every message delivered: give it a delay", i, d.Message)
		}
		for _, delay := range d.Delays {
			if c.Timing.Model == Synchronous && delay > c.Timing.Bound {
				return wrong("Decisions[%d]: %v takes %v, more than Timing.Bound (%v)", i, d.Message, delay, c.Timing.Bound)
			}
		}
	}
	return nil
}

// within refuses a link that can never keep a synchronous bound.
func (l Link) within(t Timing) error {
	if least := l.Latency.Least(); t.Model == Synchronous && least > t.Bound {
		return wrong("Latency: %v is never less than %v, more than Timing.Bound (%v)", l.Latency, least, t.Bound)
	}
	return nil
}

// allows refuses a cut at a moment from which on the network is stable.
func (t Timing) allows(f Fault, at time.Duration) error {
	if t.Model == PartiallySynchronous && (f.Kind == FaultPartition || f.Kind == FaultOneWay) && at >= t.GST {
		return wrong("at %v links are never cut any more, since Timing.GST is %v: cut before it", at, t.GST)
	}
	return nil
}

// promised says whether the network neither loses messages nor cuts links.
func (w *World) promised() bool {
	t := &w.config.Timing
	return t.Model == PartiallySynchronous && w.now >= int64(t.GST)
}

// latest is when a message that is sent now must have arrived.
func (w *World) latest() int64 {
	t := &w.config.Timing
	switch t.Model {
	case Synchronous:
		return w.now + int64(t.Bound)
	case PartiallySynchronous:
		return max(w.now, int64(t.GST)) + int64(t.Bound)
	}
	return int64(forever)
}
