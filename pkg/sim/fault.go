package sim

import (
	"fmt"
	"strings"
	"time"
)

// When is a moment of a run. Step 0 means the first moment at At; otherwise it
// is just before the Step-th event, which is what a replay uses, since several
// events may share one time.
type When struct {
	At   time.Duration
	Step uint64
}

// FaultKind is what goes wrong, or right again.
type FaultKind uint8

// The kinds of faults. The constructors say what each one does.
const (
	FaultCrash FaultKind = iota + 1
	FaultRestart
	FaultPartition
	FaultOneWay
	FaultHeal
	FaultPause
	FaultResume
	FaultLink
	FaultClockStep
	FaultClockRate
	FaultSlow
	FaultDisk
	FaultOmitSend
	FaultOmitReceive
)

// Group is a set of processes on one side of a partition.
type Group []ID

// Fault is one event of the fault schedule, as data.
type Fault struct {
	When
	Kind    FaultKind
	Node    ID            // crash, restart, pause, resume, clock, slow, disk, omissions
	Effects int           // crash: after how many further effects; 0 at once
	A, B    Group         // partition, one-way, link; heal: none for every link
	Link    *Link         // link
	By      time.Duration // clock step; slow: extra time of each event
	Rate    Rate          // clock rate
	Factor  float64       // slow: of Busy and the disk
	Chance  float64       // omissions
	Disk    *DiskLaw      // disk
}

// Crash stops a node: its memory, timers and waiting messages are gone, its
// synced disk stays.
func Crash(at time.Duration, node ID) Fault {
	return Fault{When: When{At: at}, Kind: FaultCrash, Node: node}
}

// CrashAfter crashes a node in the middle of an event: right after the k-th
// effect (send, output, timer, disk write or sync) that it makes from that
// moment on, k at least 1. What the event does later never happens.
func CrashAfter(at time.Duration, node ID, k int) Fault {
	return Fault{When: When{At: at}, Kind: FaultCrash, Node: node, Effects: k}
}

// Restart boots a crashed node: a fresh Node, the disk that survived.
func Restart(at time.Duration, node ID) Fault {
	return Fault{When: When{At: at}, Kind: FaultRestart, Node: node}
}

// Partition cuts every link between a process of a and one of b, both ways,
// until healed. A message is lost if its link is cut when it is sent or when
// it would arrive. Links within a group, and of processes in neither, stay, so
// that a third process may reach both sides.
func Partition(at time.Duration, a, b Group) Fault {
	return Fault{When: When{At: at}, Kind: FaultPartition, A: a, B: b}
}

// OneWay cuts the links from a to b only: b is still heard by a.
func OneWay(at time.Duration, a, b Group) Fault {
	return Fault{When: When{At: at}, Kind: FaultOneWay, A: a, B: b}
}

// Heal mends every cut and ends every omission.
func Heal(at time.Duration) Fault {
	return Fault{When: When{At: at}, Kind: FaultHeal}
}

// Pause stops a node from handling events, which wait; its clock runs on.
func Pause(at time.Duration, node ID) Fault {
	return Fault{When: When{At: at}, Kind: FaultPause, Node: node}
}

// Resume lets a paused node handle what waited, in order of arrival.
func Resume(at time.Duration, node ID) Fault {
	return Fault{When: When{At: at}, Kind: FaultResume, Node: node}
}

// SetLink changes the law of the links from a to b.
func SetLink(at time.Duration, a, b Group, link Link) Fault {
	return Fault{When: When{At: at}, Kind: FaultLink, A: a, B: b, Link: &link}
}

// StepClock makes a node's clock jump; its timers do not notice.
func StepClock(at time.Duration, node ID, by time.Duration) Fault {
	return Fault{When: When{At: at}, Kind: FaultClockStep, Node: node, By: by}
}

// SetClockRate changes the error of a node's oscillator, pending timers
// included.
func SetClockRate(at time.Duration, node ID, rate Rate) Fault {
	return Fault{When: When{At: at}, Kind: FaultClockRate, Node: node, Rate: rate}
}

// SlowDown makes a node slow: each of its events takes extra time before its
// first effect, and Busy and the disk take factor times as long, from its next
// event on. Factor 1 and no extra time make it fast again; a restart does not.
func SlowDown(at time.Duration, node ID, factor float64, extra time.Duration) Fault {
	return Fault{When: When{At: at}, Kind: FaultSlow, Node: node, Factor: factor, By: extra}
}

// SetDisk changes the law of a node's disk; what it holds stays.
func SetDisk(at time.Duration, node ID, law DiskLaw) Fault {
	return Fault{When: When{At: at}, Kind: FaultDisk, Node: node, Disk: &law}
}

// String says the fault in words, without its moment.
func (f Fault) String() string {
	switch f.Kind {
	case FaultCrash:
		if f.Effects > 0 {
			return fmt.Sprintf("crash %d after %d effects", f.Node, f.Effects)
		}
		return fmt.Sprintf("crash %d", f.Node)
	case FaultRestart:
		return fmt.Sprintf("restart %d", f.Node)
	case FaultPartition:
		return fmt.Sprintf("partition %v | %v", f.A, f.B)
	case FaultOneWay:
		return fmt.Sprintf("cut %v > %v", f.A, f.B)
	case FaultHeal:
		if len(f.A) > 0 {
			return fmt.Sprintf("heal %v | %v", f.A, f.B)
		}
		return "heal"
	case FaultPause:
		return fmt.Sprintf("pause %d", f.Node)
	case FaultResume:
		return fmt.Sprintf("resume %d", f.Node)
	case FaultLink:
		return fmt.Sprintf("change link %v > %v", f.A, f.B)
	case FaultClockStep:
		return fmt.Sprintf("step clock %d by %v", f.Node, f.By)
	case FaultClockRate:
		return fmt.Sprintf("clock %d at %d ppb", f.Node, int64(f.Rate))
	case FaultOmitSend:
		return fmt.Sprintf("node %d omits to send with chance %g", f.Node, f.Chance)
	case FaultOmitReceive:
		return fmt.Sprintf("node %d omits to receive with chance %g", f.Node, f.Chance)
	case FaultSlow:
		return fmt.Sprintf("node %d at 1/%g speed, %v more an event", f.Node, f.Factor, f.By)
	case FaultDisk:
		return fmt.Sprintf("change disk %d", f.Node)
	}
	return fmt.Sprintf("unknown fault %d", f.Kind)
}

// String writes a group as {0 1 2}.
func (g Group) String() string {
	return "{" + strings.Trim(fmt.Sprint([]ID(g)), "[]") + "}"
}
