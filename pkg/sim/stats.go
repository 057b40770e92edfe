package sim

import "fmt"

// Stats counts what happened in a run. Messages from Outside are not counted
// as sent, only as delivered.
type Stats struct {
	Events     uint64 // calls of Start, Receive and Timer
	Sent       uint64 // messages that nodes sent
	Delivered  uint64 // messages that nodes received, copies included
	Duplicated uint64 // second copies that the network made
	Reordered  uint64 // messages that the network held back
	Lost       uint64 // dropped by chance or by a Decision
	Cut        uint64 // dropped because the link was cut
	Down       uint64 // dropped because the receiver was down, or crashed before handling it
	Corrupted  uint64 // messages of which the network flipped a bit
	Damaged    uint64 // dropped because such a flip left nothing that can be read
	Omitted    uint64 // dropped because their sender or receiver omitted them
	Crashes    uint64
	LostSyncs  uint64 // Syncs that lied
}

// Stats are the counts so far.
func (w *World) Stats() Stats { return w.stats }

// String writes the counts as one line.
func (s Stats) String() string {
	text := fmt.Sprintf("%d events: %d sent, %d delivered, %d duplicated, %d lost, %d cut off, %d to crashed nodes",
		s.Events, s.Sent, s.Delivered, s.Duplicated, s.Lost, s.Cut, s.Down)
	if s.Omitted > 0 {
		text += fmt.Sprintf(", %d omitted", s.Omitted)
	}
	if s.Corrupted > 0 {
		text += fmt.Sprintf(", %d corrupted of which %d unreadable", s.Corrupted, s.Damaged)
	}
	return text
}
