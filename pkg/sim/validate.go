package sim

import (
	"fmt"
	"reflect"
	"time"
)

// validate names the first field that is wrong, and the cure.
func (c *Config) validate() error {
	switch {
	case c.Nodes < 1:
		return wrong("Nodes is %d: a world needs at least 1", c.Nodes)
	case c.Clients < 0:
		return wrong("Clients is %d: use 0 for none", c.Clients)
	case c.Nodes > maxProcesses || c.Clients > maxProcesses-c.Nodes:
		return wrong("Nodes and Clients are %d together: at most %d are possible", c.Nodes+c.Clients, maxProcesses)
	case len(c.Names) > c.Nodes+c.Clients:
		return wrong("Names has %d names for %d processes: give one each", len(c.Names), c.Nodes+c.Clients)
	case c.Record < 0 || c.Record > Everything:
		return wrong("Record is %d: use 0 to %d", c.Record, Everything)
	case c.Budget.Time < 0:
		return wrong("Budget.Time is %v: use 0 for no bound", c.Budget.Time)
	}
	return first(c.validateGraph(), c.validateLinks(), c.validateClocks(), c.validateDisk(), c.validatePlan(), c.validateTiming())
}

const maxProcesses = 1 << 22

func (c *Config) validateLinks() error {
	if err := c.Link.validate(); err != nil {
		return wrong("Link.%w", err)
	}
	for i, rule := range c.Links {
		if err := rule.Link.validate(); err != nil {
			return wrong("Links[%d].Link.%w", i, err)
		}
		for _, id := range []ID{rule.From, rule.To} {
			if id != Any && !c.has(id) {
				return wrong("Links[%d] names %d: IDs go from 0 to %d, or use sim.Any", i, id, c.Nodes+c.Clients-1)
			}
		}
	}
	return nil
}

func (l Link) validate() error {
	if err := l.Latency.Validate(); err != nil {
		return wrong("Latency: %w", err)
	}
	if err := l.HoldBack.Validate(); err != nil {
		return wrong("HoldBack: %w", err)
	}
	err := first(probability("Loss", l.Loss), probability("Duplicate", l.Duplicate),
		probability("Reorder", l.Reorder), probability("Corrupt", l.Corrupt))
	switch {
	case err != nil:
		return err
	case l.FIFO && l.Reorder > 0:
		return wrong("FIFO contradicts Reorder: choose one")
	case l.Bandwidth < 0:
		return wrong("Bandwidth is %d: use bytes a second, or 0 for unlimited", l.Bandwidth)
	}
	return l.Burst.validate()
}

func probability(field string, p float64) error {
	if !(p >= 0 && p <= 1) {
		return wrong("%s is %v: a chance is between 0 and 1", field, p)
	}
	return nil
}

func (c *Config) validateClocks() error {
	if err := c.Clock.validate(); err != nil {
		return wrong("Clock.%w", err)
	}
	for i, rule := range c.Clocks {
		if err := rule.Clock.validate(); err != nil {
			return wrong("Clocks[%d].Clock.%w", i, err)
		}
		if !c.has(rule.Node) {
			return wrong("Clocks[%d].Node is %d: IDs go from 0 to %d", i, rule.Node, c.Nodes+c.Clients-1)
		}
	}
	return nil
}

// fastest is the largest rate error: a clock at half or double speed is broken
// beyond anything that these models say.
const fastest = Rate(billion / 2)

// within says whether x is at most that far from 0.
func within[T ~int64](x, most T) bool { return -most <= x && x <= most }

func (c Clock) validate() error {
	switch {
	case c.RateUpTo < 0 || c.OffsetUpTo < 0:
		return wrong("RateUpTo and OffsetUpTo are both ways: give a positive number")
	case !within(c.RateUpTo, fastest) || !within(c.Rate, fastest-c.RateUpTo):
		return wrong("Rate is beyond ±%d PPM: a clock does not err by half", fastest/PPM)
	case !within(c.Offset, longest) || c.OffsetUpTo > longest:
		return wrong("Offset is beyond ±%v", longest)
	case c.Wave < 0 || c.Wave > longest/8:
		return wrong("Wave is %v: use an amplitude from 0 to %v", c.Wave, longest/8)
	case c.Wave == 0 && c.Period != 0:
		return wrong("Period is %v without a Wave: give both or none", c.Period)
	case c.Period < 8*c.Wave || c.Period > longest:
		return wrong("Period is %v: use at least 8 times Wave (%v), so that the clock does not run backwards", c.Period, 8*c.Wave)
	}
	return nil
}

func (c *Config) validateDisk() error {
	if err := c.Disk.validate(); err != nil {
		return wrong("Disk.%w", err)
	}
	return nil
}

// validatePlan checks faults, requests and decisions.
func (c *Config) validatePlan() error {
	for i, f := range c.Faults {
		if err := c.validateFault(f); err != nil {
			return wrong("Faults[%d] (%v): %w", i, f, err)
		}
	}
	for i, r := range c.Requests {
		if err := c.validateRequest(r); err != nil {
			return wrong("Requests[%d]: %w", i, err)
		}
	}
	seen := make(map[MessageName]bool, len(c.Decisions))
	for i, d := range c.Decisions {
		if err := c.validateDecision(d); err != nil {
			return wrong("Decisions[%d]: %w", i, err)
		}
		if seen[d.Message] {
			return wrong("Decisions[%d]: %v is decided twice: keep one", i, d.Message)
		}
		seen[d.Message] = true
	}
	return nil
}

func (c *Config) has(id ID) bool { return id >= 0 && int(id) < c.Nodes+c.Clients }

func (c *Config) unknown(id ID) error {
	return wrong("there is no process %d: IDs go from 0 to %d", id, c.Nodes+c.Clients-1)
}

func moment(at time.Duration) error {
	if at < 0 || at > longest {
		return wrong("At is %v: use a time from 0 to %v", at, longest)
	}
	return nil
}

func (c *Config) validateRequest(r Request) error {
	if !c.has(r.To) {
		return c.unknown(r.To)
	}
	return first(moment(r.At), messageType(reflect.TypeOf(r.Message)))
}

func (c *Config) validateDecision(d Decision) error {
	m := d.Message
	switch {
	case !c.has(m.From) || !c.has(m.To) || m.N == 0:
		return wrong("there is no message %v: name one between two processes, numbered from 1", m)
	case m.From == m.To:
		return wrong("%v is from a process to itself: the network has no say in that", m)
	case len(d.Delays) > 255:
		return wrong("%v has %d copies: at most 255", m, len(d.Delays))
	}
	for _, delay := range d.Delays {
		if err := Constant(delay).Validate(); err != nil {
			return wrong("%v: %w", m, err)
		}
	}
	return nil
}

func (c *Config) validateFault(f Fault) error {
	if err := moment(f.At); err != nil {
		return err
	}
	switch f.Kind {
	case FaultCrash, FaultRestart, FaultPause, FaultResume, FaultClockStep, FaultClockRate, FaultSlow, FaultDisk, FaultOmitSend, FaultOmitReceive:
		if !c.has(f.Node) {
			return c.unknown(f.Node)
		}
		switch {
		case f.Effects < 0:
			return wrong("Effects is %d: use a positive number, or 0 for at once", f.Effects)
		case !within(f.By, longest):
			return wrong("By is %v: at most ±%v", f.By, longest)
		case !within(f.Rate, fastest):
			return wrong("Rate is beyond ±%d PPM: a clock does not err by half", fastest/PPM)
		case f.Kind == FaultSlow:
			return f.validateSpeed()
		case f.Kind == FaultOmitSend, f.Kind == FaultOmitReceive:
			return probability("Chance", f.Chance)
		case f.Kind == FaultDisk:
			return f.validateDisk()
		}
	case FaultPartition, FaultOneWay, FaultLink:
		if f.Step == 0 {
			if err := c.Timing.allows(f, f.At); err != nil {
				return err
			}
		}
		return c.validateGroups(f)
	case FaultHeal:
		if len(f.A) > 0 || len(f.B) > 0 {
			return c.validateGroups(f)
		}
	default:
		return wrong("Kind is %d: use a constructor such as sim.Crash", f.Kind)
	}
	return nil
}

func (c *Config) validateGroups(f Fault) error {
	if len(f.A) == 0 || len(f.B) == 0 {
		return wrong("a group is empty: name a process on each side")
	}
	for _, id := range append(append(Group(nil), f.A...), f.B...) {
		if !c.has(id) {
			return c.unknown(id)
		}
	}
	a := newSet(f.A)
	for _, id := range f.B {
		if f.Kind != FaultLink && a.has(id) {
			return wrong("%d is on both sides: a process cannot be cut off from itself", id)
		}
	}
	if f.Kind == FaultLink {
		if f.Link == nil {
			return wrong("Link is nil: use sim.SetLink")
		}
		return f.Link.validate()
	}
	return nil
}

// first is the first error of a list.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// wrong is fmt.Errorf for a sentence that begins with the name of a field.
func wrong(format string, args ...any) error { return fmt.Errorf(format, args...) }
