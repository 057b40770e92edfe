package exactlyonce

import (
	"fmt"
	"time"

	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/sim"
)

// story is what a run came to: what was accepted, what the ledger says and
// what was reported. Its trace is there only if the run was recorded.
type story struct {
	accepted []payment
	ledger   []Entry // by receipt; nobody's where the record cannot be read
	reports  []report
	events   []sim.Event
	trace    *sim.Trace
	end      time.Duration
	late     time.Duration // what is asked from then on is asked in vain
	names    []string
}

// payment is an accepted deposit.
type payment struct {
	client sim.ID
	amount int64
	at     time.Duration
}

// report is a Done.
type report struct {
	Done
	client sim.ID
	at     time.Duration
}

const nobody sim.ID = -1

func newStory(t *exercise.Trial, late time.Duration) *story {
	s := &story{trace: t.World.Trace(), end: t.World.Now(), late: late}
	s.events, s.names = s.trace.Events, s.trace.Names
	for _, a := range t.Accepted {
		if d, ok := a.Message.(Deposit); ok {
			s.accepted = append(s.accepted, payment{a.Node, d.Amount, a.At})
		}
	}
	disk := t.World.Disk(Bank)
	_, end := disk.Bounds(Ledger)
	for i := range end {
		s.ledger = append(s.ledger, entryAt(disk, i))
	}
	for _, out := range t.World.Outputs() {
		if d, ok := out.Value.(Done); ok {
			s.reports = append(s.reports, report{d, out.Node, out.At})
		}
	}
	return s
}

// entryAt is the record, or nobody's entry if it is gone or of another type.
func entryAt(disk sim.Stored, i int) (e Entry) {
	defer func() {
		if recover() != nil {
			e = Entry{Client: nobody}
		}
	}()
	if !disk.At(Ledger, i, &e) {
		e.Client = nobody
	}
	return e
}

// fault is a kind of what can be wrong with the accounts.
type fault int

const (
	unreadable   fault = iota + 1
	invented           // an entry that nobody paid for
	twice              // more entries than deposits
	missing            // fewer
	reportedMore       // more reports than deposits
	wrongReceipt
	unreported // fewer reports than deposits
)

// problem is the first thing that is wrong.
type problem struct {
	kind                     fault
	client                   sim.ID
	amount                   int64
	paid, entries, reporteds int
	report                   report // of a wrong receipt
}

// account is a client's deposits of one amount.
type account struct {
	client sim.ID
	amount int64
}

func (s *story) paid(a account) (n int) {
	for _, p := range s.accepted {
		if p.client == a.client && p.amount == a.amount {
			n++
		}
	}
	return n
}

func (s *story) entries(a account) (receipts []int) {
	for i, e := range s.ledger {
		if e.Client == a.client && e.Amount == a.amount {
			receipts = append(receipts, i)
		}
	}
	return receipts
}

func (s *story) reported(a account) (list []report) {
	for _, r := range s.reports {
		if r.client == a.client && r.Amount == a.amount {
			list = append(list, r)
		}
	}
	return list
}

// accounts are all that occur, in order of their first appearance.
func (s *story) accounts() (list []account) {
	seen := map[account]bool{}
	add := func(a account) {
		if !seen[a] {
			seen[a] = true
			list = append(list, a)
		}
	}
	for _, p := range s.accepted {
		add(account{p.client, p.amount})
	}
	for _, e := range s.ledger {
		add(account{e.Client, e.Amount})
	}
	for _, r := range s.reports {
		add(account{r.client, r.Amount})
	}
	return list
}

// problem is what is wrong, the gravest first; nil if the accounts agree.
func (s *story) problem() *problem {
	var worst *problem
	for _, a := range s.accounts() {
		if p := s.check(a); p != nil && (worst == nil || p.kind < worst.kind) {
			worst = p
		}
	}
	return worst
}

func (s *story) check(a account) *problem {
	p := &problem{client: a.client, amount: a.amount, paid: s.paid(a), entries: len(s.entries(a)), reporteds: len(s.reported(a))}
	switch wrong, found := s.wrongReceipt(a); {
	case a.client == nobody:
		p.kind = unreadable
	case p.entries > 0 && p.paid == 0:
		p.kind = invented
	case p.entries > p.paid:
		p.kind = twice
	case p.entries < p.paid:
		p.kind = missing
	case p.reporteds > p.paid:
		p.kind = reportedMore
	case found:
		p.kind, p.report = wrongReceipt, wrong
	case p.reporteds < p.paid:
		p.kind = unreported
	default:
		return nil
	}
	return p
}

// wrongReceipt finds a report whose receipt is another deposit's, or was
// reported before.
func (s *story) wrongReceipt(a account) (report, bool) {
	used := map[int]bool{}
	for _, r := range s.reported(a) {
		ok := r.Receipt >= 0 && r.Receipt < len(s.ledger) && !used[r.Receipt]
		if !ok || s.ledger[r.Receipt].Client != a.client || s.ledger[r.Receipt].Amount != a.amount {
			return r, true
		}
		used[r.Receipt] = true
	}
	return report{}, false
}

// tell says what is wrong, as the outcome of the run.
func (s *story) tell(p *problem) exercise.Outcome {
	p = s.clearer(p)
	at, after := s.moment(p)
	outcome := exercise.Outcome{Message: s.sentence(p), Hint: s.hint(p), At: at}
	if outcome.Trace = exercise.Before(s.trace, at); after {
		outcome.Trace = exercise.After(s.trace, at)
	}
	return outcome
}

// clearer is the same problem told of the first request that was not done, if
// that is what went wrong: those after it may only have waited.
func (s *story) clearer(p *problem) *problem {
	last, found := s.undone(p.client)
	if !found || p.kind != unreported && !(p.kind == missing && p.reporteds <= p.entries) {
		return p
	}
	first := s.check(account{p.client, last.Value.(Request).Amount})
	if first == nil || first.kind != missing && first.kind != unreported {
		return p
	}
	return first
}

func (s *story) sentence(p *problem) string {
	if p.kind == unreadable {
		return "a record of the ledger is missing or is not an exactlyonce.Entry."
	}
	if p.client < 1 || int(p.client) >= len(s.names) {
		return fmt.Sprintf("the ledger has an entry of client %d, which is not a client.", p.client)
	}
	who, paid := s.names[p.client], fmt.Sprintf("%s made %s of %d", s.names[p.client], several(p.paid, "deposit"), p.amount)
	switch p.kind {
	case invented:
		return fmt.Sprintf("the ledger has an entry of %d for %s, who never deposited that amount.", p.amount, who)
	case twice:
		return fmt.Sprintf("%s, and the ledger has %s of them: a deposit took effect twice.", paid, several(p.entries, "entry"))
	case missing:
		return fmt.Sprintf("%s, and the ledger has %s of them (%d reported as done).", paid, several(p.entries, "entry"), p.reporteds)
	case reportedMore:
		return fmt.Sprintf("%s, and reported %d as done.", paid, p.reporteds)
	case wrongReceipt:
		return fmt.Sprintf("%s reported a deposit of %d with receipt %d, which is another deposit's entry.", who, p.amount, p.report.Receipt)
	default:
		return fmt.Sprintf("%s, all of them are in the ledger, and %d were reported as done.", paid, p.reporteds)
	}
}

func several(n int, what string) string {
	plural := map[string]string{"deposit": "deposits", "entry": "entries"}
	switch n {
	case 0:
		return "no " + what
	case 1:
		return "1 " + what
	}
	return fmt.Sprintf("%d %s", n, plural[what])
}
