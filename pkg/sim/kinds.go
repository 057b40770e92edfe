package sim

import "fmt"

// The names of kinds, in the order of their constants: schedules are written
// with them, so that a released name stays.
var (
	faultNames  = []string{"", "crash", "restart", "partition", "one-way", "heal", "pause", "resume", "link", "clock-step", "clock-rate", "slow", "disk", "omit-send", "omit-receive"}
	graphNames  = []string{"complete", "ring", "grid", "random-regular", "small-world", "given"}
	timingNames = []string{"unpromised", "synchronous", "partially-synchronous", "asynchronous"}
)

// String is the kind's name in schedules.
func (k FaultKind) String() string { return nameOfKind("fault", faultNames, uint8(k)) }

// String is the family's name.
func (k GraphKind) String() string { return nameOfKind("graph", graphNames, uint8(k)) }

// String is the model's name.
func (m TimingModel) String() string { return nameOfKind("timing", timingNames, uint8(m)) }

func nameOfKind(what string, names []string, k uint8) string {
	if int(k) < len(names) && names[k] != "" {
		return names[k]
	}
	return fmt.Sprintf("%s(%d)", what, k)
}
