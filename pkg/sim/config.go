package sim

import "time"

// Config describes a world completely: together with the node code it fixes
// every event of the run. The zero value of each field is stated with it.
type Config struct {
	// Nodes is how many servers there are, at least 1; IDs 0 … Nodes−1.
	Nodes int
	// Clients is how many client processes follow them; they see the servers
	// as Peers and are nobody's Peers. Zero: none.
	Clients int
	// Names are shown in traces and diagrams. Empty: n0, n1, … and c0, c1, ….
	Names []string
	// Seed selects the run.
	Seed uint64
	// Graph says who has a link to whom. Zero: everybody to everybody.
	Graph Graph
	// Link is the law of every link. Zero: instant and perfect.
	Link Link
	// Links changes it for some; of the rules that fit a link the last wins.
	Links []LinkRule
	// Clock is the law of every clock. Zero: perfect.
	Clock Clock
	// Clocks changes it for some nodes; the last rule wins.
	Clocks []ClockRule
	// Disk is the law of every disk. Zero: instant, not torn, honest.
	Disk DiskLaw
	// Timing is the timing model. Zero: the links' laws and nothing more.
	Timing Timing
	// Faults happen at their moments, in order of time, then of the list.
	Faults []Fault
	// Requests are messages from Outside, in order of time, then of the list.
	Requests []Request
	// Decisions override the network's fate of single messages.
	Decisions []Decision
	// Budget bounds the run.
	Budget Budget
	// Forgeable switches the authentication of channels off: Forge may send in
	// another process's name. Zero: a receiver knows who a message is from.
	Forgeable bool
	// Check looks for messages that are changed after Send or shared between
	// nodes, and for messages that cannot be encoded.
	Check bool
	// Record says how much of the trace is kept. Zero: only its checksum.
	Record Recording
}

// Link is the law of one direction of a link. Chances are in 0 … 1 and are
// drawn independently for each message.
type Link struct {
	// Latency is the one-way delay. Zero: none.
	Latency Law
	// Loss is the chance that a message never arrives.
	Loss float64
	// Burst makes losses come in bursts; Loss is then the chance while the
	// link is good. Nil: independent.
	Burst *Burst
	// Duplicate is the chance that a message arrives twice, each copy with a
	// delay of its own.
	Duplicate float64
	// Reorder is the chance that a message is held back by a further delay,
	// so that later ones overtake it.
	Reorder float64
	// HoldBack is that further delay. Zero: a second draw of Latency.
	HoldBack Law
	// FIFO forbids overtaking on this link: an early message waits.
	FIFO bool
	// Corrupt is the chance that a bit of a message's canonical encoding is
	// flipped: what arrives is another value of its type, or nothing if no
	// value has that encoding. A copy carries the same damage.
	Corrupt float64
	// Bandwidth is in bytes a second: a message leaves when those before it
	// on this link have left and its own bytes, those of its canonical
	// encoding, are through. Zero: unlimited.
	Bandwidth int64
}

// Burst is the model of bursty loss of Gilbert (1960) and Elliott (1963): each
// direction of a link is good at first, and before each message it may change.
// In the long run ToBad/(ToBad+ToGood) of the messages meet a bad link, and a
// bad spell lasts 1/ToGood messages on average.
type Burst struct {
	ToBad, ToGood float64 // chances of changing state
	Loss          float64 // chance of loss while bad
}

// LinkRule gives the links from From to To a law of their own. Either end may
// be Any.
type LinkRule struct {
	From, To ID
	Link     Link
}

// Rate is a clock's error in parts per billion: +50 PPM gains 4.32 s a day.
type Rate int64

// PPM is one part per million.
const PPM Rate = 1000

// Clock is the law of a node's clock.
type Clock struct {
	// Offset is what Now shows at true time 0.
	Offset time.Duration
	// OffsetUpTo adds a uniform draw of ± this much.
	OffsetUpTo time.Duration
	// Rate is the oscillator's error.
	Rate Rate
	// RateUpTo adds a uniform draw of ± this much.
	RateUpTo Rate
	// Wave is the amplitude of a periodic error of Now, such as a day's
	// warmth causes, and Period its period of true time, at least 8 times
	// Wave, so that no clock runs backwards. The error is a triangle from
	// −Wave to +Wave; its phase is drawn for each node. Elapsed and timers are
	// not affected.
	Wave, Period time.Duration
}

// Drift is a clock that is right at time 0 and errs at the given rate.
func Drift(r Rate) Clock { return Clock{Rate: r} }

// DriftUpTo is a clock that is right at time 0 and errs at a rate drawn
// uniformly from −r … +r for each node.
func DriftUpTo(r Rate) Clock { return Clock{RateUpTo: r} }

// ClockRule gives one node a clock of its own.
type ClockRule struct {
	Node  ID
	Clock Clock
}

// DiskLaw is the law of a node's disk.
type DiskLaw struct {
	// Write is how long a Put, an Append or a Keep takes; the node waits.
	// Zero: no time.
	Write Law
	// Sync is how long a Sync takes; the node waits. Zero: no time.
	Sync Law
	// Torn is the chance that the last write that a crash leaves is torn; it
	// is then reported absent.
	Torn float64
	// Lie is the chance that a Sync reports done and has made nothing durable,
	// as disks with a volatile cache do: the writes can be lost until another
	// Sync tells the truth.
	Lie float64
}

// Graph is who has a link to whom among the servers; Env.Peers are then a
// server's neighbours, and a Send to another server is misuse (if Forgeable, it
// is cut off, since a node cannot know who really wrote to it). Clients are
// linked to everybody, whatever the graph. Random graphs are drawn from the
// Seed. Ring, Grid, RandomRegular and SmallWorld are connected.
type Graph struct {
	Kind   GraphKind
	Size   int     // ring: neighbours on each side; grid: columns; random regular and small world (even): degree
	Chance float64 // small world: chance that an edge of the ring is rewired (Watts and Strogatz 1998)
	Edges  [][2]ID // given: each once, for both directions
}

// GraphKind is a family of graphs.
type GraphKind uint8

// The families of graphs.
const (
	Complete GraphKind = iota
	Ring
	Grid
	RandomRegular
	SmallWorld
	Given
)

// Timing is what a model promises about message delays (Lynch 1996; for partial
// synchrony Dwork, Lynch and Stockmeyer 1988). It binds the network, not the
// nodes: crashes, pauses, omissions and slow nodes stay what they are.
//
//   - Synchronous: whatever arrives, arrives within Bound of its Send; a longer
//     draw counts as Bound. Only a loss that is stated happens: Link.Loss and
//     Burst, cuts, omissions.
//   - PartiallySynchronous: until GST the links' laws and cuts act. From GST on
//     nothing is lost or cut, and what is sent at t, or was sent earlier and is
//     still under way, arrives until max(t, GST) + Bound, a Decision or not.
//   - Asynchronous: delays are finite and nothing more. An adversary may pick
//     every delay and order: as Decisions, or with World.Oppose. If Fair is
//     given, a message that is longer under way fails the run with ErrUnfair.
type Timing struct {
	Model TimingModel
	// Bound is the delay that holds always (Synchronous) or from GST on.
	Bound time.Duration
	// GST is the global stabilisation time of PartiallySynchronous.
	GST time.Duration
	// Fair is, for Asynchronous, within how many steps (events of the world)
	// every message must arrive, unless it is lost. Zero: not checked.
	Fair uint64
}

// TimingModel is a family of promises.
type TimingModel uint8

// The timing models; Unpromised leaves delays to the links alone.
const (
	Unpromised TimingModel = iota
	Synchronous
	PartiallySynchronous
	Asynchronous
)

// Request is a message from Outside to a node.
type Request struct {
	When
	To      ID
	Message any
}

// Budget bounds a run, so that an endless one ends with a verdict.
type Budget struct {
	// Events is how many events may happen. Zero: ten million.
	Events uint64
	// Time is the last virtual moment. Zero: no bound.
	Time time.Duration
}

// Recording is how many trace events are kept, the latest; zero keeps none.
type Recording int

// Everything keeps the latest 1 048 576 trace events.
const Everything Recording = 1 << 20
