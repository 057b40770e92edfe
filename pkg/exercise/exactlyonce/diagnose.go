package exactlyonce

import (
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// hint is the mistake that most likely shows as this problem; it is a guess
// from the symptoms, made from a recorded run only.
func (s *story) hint(p *problem) string {
	a := account{p.client, p.amount}
	switch {
	case len(s.events) == 0:
		return ""
	case p.kind == unreadable || p.kind == invented:
		return hintLedger
	case p.kind == twice:
		return s.whyTwice(a)
	case p.kind == reportedMore:
		return s.whyReportedMore(a)
	case p.kind == wrongReceipt:
		return s.whyWrongReceipt(p)
	case p.kind == missing && p.reporteds > p.entries:
		return s.whyNotMade(a)
	}
	return s.whyUndone(p.client)
}

// whyTwice looks at all entries: one that was repeated with no crash in
// between tells more than one that was repeated after a crash.
func (s *story) whyTwice(a account) string {
	repeated := false
	for i, x := range s.ledger {
		for _, y := range s.ledger[i+1:] {
			if x != y {
				continue
			}
			repeated = true
			if first, last := s.written(x); !s.crashed(Bank, first, last) {
				return hintRecognise
			}
		}
	}
	switch {
	case repeated && s.hasNotes():
		return hintOneWrite
	case repeated:
		return hintTable
	case s.crashed(a.client, 0, s.end) && !s.renumbers(a.client):
		return hintSameDisk
	}
	return hintSame
}

// whyNotMade is why a deposit was reported that the ledger does not have.
func (s *story) whyNotMade(a account) string {
	if s.answeredUnsynced() {
		return hintSync
	}
	if number, found := s.ignored(a); found {
		switch {
		case s.confused(a.client, number):
			return hintOwner
		case s.hasNotes() && s.crashed(Bank, 0, s.end):
			return hintFirst
		}
		return hintAmount
	}
	if s.reuses(a.client) {
		if s.crashed(a.client, 0, s.end) {
			return hintReuse
		}
		return hintDistinct
	}
	if s.reportsOldAnswers(a.client) {
		return hintMatch
	}
	return hintEarly
}

// whyUndone is why a client's deposit was not reported in time.
func (s *story) whyUndone(client sim.ID) string {
	switch {
	case s.sends(client) == 0 && s.received(Bank) == 0:
		return hintNothing
	case s.received(Bank) > 0 && len(s.writes()) == 0:
		return hintApply
	case s.received(Bank) > 0 && s.sends(Bank) == 0 && !s.crashed(Bank, 0, s.end):
		return hintReply
	case len(s.reports) == 0 && s.received(client) > 0:
		return hintReport
	case s.sent(client, s.late) > 0:
		return s.whyInVain(client)
	}
	return s.whyGaveUp(client)
}

// whyInVain is why a client that goes on asking gets nowhere.
func (s *story) whyInVain(client sim.ID) string {
	if last, _ := s.lastSend(Bank, client); s.asked(client, last) > 0 {
		return hintAnswer
	}
	for _, p := range s.accepted {
		if number, found := s.ignored(account{client, p.amount}); found {
			if s.confused(client, number) {
				return hintOwner
			}
			return hintAmount
		}
	}
	if s.reuses(client) {
		return hintDistinct
	}
	return hintReport
}

// whyGaveUp is why a client fell silent although something was not done.
func (s *story) whyGaveUp(client sim.ID) string {
	last, found := s.undone(client)
	crash, crashed := s.nextCrash(client, last.At)
	movedOn := s.movedOn(client, last, crash)
	switch {
	case found && movedOn && (s.repeats() || !s.dropped(client)):
		return hintQueue
	case found && crashed:
		return hintMemory
	case found:
		return hintRetry
	case crashed:
		return hintMemory
	case s.numbers(client) > 0:
		return hintQueue
	}
	return hintRetry
}

func (s *story) whyReportedMore(a account) string {
	list := s.reported(a)
	for i, x := range list {
		for _, y := range list[i+1:] {
			if x.Receipt == y.Receipt && s.crashed(a.client, x.at, y.at) {
				return hintSettleSync
			}
		}
	}
	return hintSettle
}

func (s *story) whyWrongReceipt(p *problem) string {
	for _, e := range s.events {
		r, ok := e.Value.(Reply)
		if !ok || e.Kind != sim.EventDeliver || e.Node != p.client || r.Receipt != p.report.Receipt {
			continue
		}
		if s.answeredUnsynced() {
			return hintSync
		}
		if r.Receipt < 0 || r.Receipt >= len(s.ledger) || s.ledger[r.Receipt].Number != r.Number || s.ledger[r.Receipt].Client != p.client {
			return hintReceipt
		}
	}
	return hintMatch
}

// moment is when the problem shows, and whether what comes after it tells the
// story, rather than what led up to it.
func (s *story) moment(p *problem) (at time.Duration, after bool) {
	a := account{p.client, p.amount}
	switch {
	case p.kind == twice:
		return s.repeatedWrite(a), false
	case p.kind == invented || p.kind == unreadable:
		return s.lastWrite(a), false
	case p.kind == wrongReceipt:
		return p.report.at, false
	case p.kind == reportedMore || p.kind == missing && p.reporteds > p.entries:
		if wrong, found := s.wrongReceipt(a); found {
			return wrong.at, false
		}
		return s.lastReport(a), false
	}
	if last, found := s.undone(p.client); found {
		for _, e := range s.requests(p.client) {
			if e.Value == last.Value {
				return e.At, true
			}
		}
	}
	return s.accept(a), true
}
