package exactlyonce

import (
	"time"

	"github.com/faultline-go/faultline/pkg/sim"
)

// hint is the mistake that most likely shows as this problem; it is a guess
// from the symptoms, made from a recorded run only.
func (s *story) hint(p *problem) string {
	if len(s.events) == 0 {
		return ""
	}
	switch p.kind {
	case unreadable, invented:
		return "The ledger may only be appended to, one exactlyonce.Entry for each deposit, with the client that asked, its number and its amount."
	case twice:
		return s.whyTwice(account{p.client, p.amount})
	case missing:
		return s.whyMissing(p)
	case reportedMore:
		return s.whyReportedMore(account{p.client, p.amount})
	case wrongReceipt:
		return s.whyWrongReceipt(p)
	}
	return s.whyUnreported(p.client)
}

func (s *story) whyTwice(a account) string {
	first, second, found := s.repeated(a)
	if !found {
		if s.crashed(a.client, 0, s.end) {
			return hintSameDisk
		}
		return hintSame
	}
	switch {
	case !s.crashed(Bank, first, second):
		return hintRecognise
	case s.hasNotes():
		return hintOneWrite
	}
	return hintTable
}

// repeated are the times of two writes of the same request's entry that are
// both in the ledger: the first and the last.
func (s *story) repeated(a account) (first, second time.Duration, found bool) {
	receipts := s.entries(a)
	for i, x := range receipts {
		for _, y := range receipts[i+1:] {
			if s.ledger[x] == s.ledger[y] {
				return s.written(s.ledger[x]), s.lastWriteOf(s.ledger[y]), true
			}
		}
	}
	return 0, 0, false
}

func (s *story) lastWriteOf(entry Entry) (at time.Duration) {
	for _, e := range s.writes() {
		if e.Value == entry {
			at = e.At
		}
	}
	return at
}

func (s *story) whyMissing(p *problem) string {
	a := account{p.client, p.amount}
	switch {
	case s.received(Bank) == 0:
		return hintNothing
	case len(s.writes()) == 0:
		return hintApply
	case p.reporteds > p.entries && s.lost(a):
		return hintSync
	case s.hasNotes() && s.crashed(Bank, 0, s.end) && !s.reuses(a.client):
		return hintFirst
	case s.takenForAnother(a) != "":
		return s.takenForAnother(a)
	case p.reporteds > p.entries:
		return hintEarly
	case s.gaveUp(a.client):
		return s.whyGaveUp(a.client)
	case s.numbers(a.client) < s.deposits(a.client):
		return hintQueue
	}
	return hintRetry
}

// takenForAnother is why the bank took a request for one that it had applied
// already, if it did.
func (s *story) takenForAnother(a account) string {
	for _, e := range s.requests(a.client) {
		r := e.Value.(Request)
		if r.Amount != a.amount || s.applied(a.client, r.Number) || !s.arrived(a.client, r) {
			continue
		}
		for other := range sim.ID(clients) {
			if 1+other != a.client && s.applied(1+other, r.Number) {
				return hintOwner
			}
		}
		return hintAmount
	}
	if s.reuses(a.client) {
		if s.crashed(a.client, 0, s.end) {
			return hintReuse
		}
		return hintDistinct
	}
	return ""
}

func (s *story) whyGaveUp(client sim.ID) string {
	at, crashed := s.lastCrash(client)
	if crashed && s.sent(client, Bank, at, s.end) == 0 || crashed && s.numbers(client) < s.deposits(client) {
		return hintMemory
	}
	if s.numbers(client) < s.deposits(client) && s.numbers(client) > 0 {
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
		if r.Receipt < 0 || r.Receipt >= len(s.ledger) || s.ledger[r.Receipt].Number != r.Number || s.ledger[r.Receipt].Client != p.client {
			return hintReceipt
		}
	}
	return hintMatch
}

func (s *story) whyUnreported(client sim.ID) string {
	switch last, sent := s.lastSend(Bank, client); {
	case !sent:
		return hintReply
	case s.received(client) > 0 && len(s.reports) == 0:
		return hintReport
	case s.asked(client, last) > 0:
		return hintAnswer
	case s.gaveUp(client):
		return s.whyGaveUp(client)
	}
	return hintReport
}
