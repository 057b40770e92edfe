package papers

import (
	"fmt"

	"github.com/faultline-go/faultline/pkg/experiment"
)

// operations is how many operations, or messages, one run makes.
const operations = 100

// retransmit's full size is above the 1e5 operations that the sends need: the
// duplicates are rarer, and at 1e5 their standard error alone is 1 %.
func retransmit() *Row {
	row := &Row{ID: "retransmit", Paper: "Resend until acknowledged", Place: "sends 1/(1−p)², duplicates p/(1−p)"}
	for _, c := range []struct{ p, sends, duplicates float64 }{{.1, 1.2346, .1 / .9}, {.3, 2.0408, .3 / .7}} {
		row.Setups = append(row.Setups, Setup{
			Experiment: "retransmit", Quick: 1000, Full: 20_000,
			Set: experiment.Set{"loss": c.p, "ack_loss": c.p, "operations": operations},
			Figures: []Figure{
				{Name: fmt.Sprintf("sends per operation, p = %g", c.p), Published: c.sends, Of: mean("sends"), Judge: percent(1)},
				{Name: fmt.Sprintf("duplicates per operation, p = %g", c.p), Published: c.duplicates, Of: mean("duplicates"), Judge: percent(1)},
			},
		})
	}
	return row
}

// exactlyOnce tries losses and crashes at random, then every loss pattern of
// the first messages together with a crash after each of the first effects.
func exactlyOnce() *Row {
	row := &Row{ID: "exactly-once", Paper: "At least once, and deduplication", Place: "effects 1; without a table 1/(1−p)"}
	effects := Figure{Name: "effects, table on disk, losses and crashes", Published: 1, Of: farthest("effects", 1), Judge: exactly}
	notOnce := Figure{Name: "operations not once, table on disk, losses and crashes", Of: total("not_once"), Judge: exactly}
	pattern := Figure{Name: "operations not once, every loss pattern × crash", Of: total("not_once"), Judge: exactly}
	row.Setups = []Setup{{
		Experiment: "retransmit", Set: experiment.Set{"table": "disk", "crashes": 20, "operations": operations}, Quick: 50, Full: 1000,
		Axes:    []experiment.Axis{{Param: "loss", Values: []any{0, .1, .3, .6}}},
		Figures: []Figure{effects, notOnce},
	}, {
		Experiment: "retransmit", Set: experiment.Set{"table": "disk", "operations": 3}, Quick: 2, Full: 20,
		Axes:    []experiment.Axis{{Param: "pattern", Values: upTo(1<<6 - 1)}, {Param: "crash_after", Values: upTo(16)}},
		Figures: []Figure{pattern},
	}}
	for _, p := range []float64{.1, .3} {
		row.Setups = append(row.Setups, Setup{
			Experiment: "retransmit", Set: experiment.Set{"table": "none", "loss": p, "ack_loss": p, "operations": operations}, Quick: 200, Full: 1000,
			Figures: []Figure{{
				Name: fmt.Sprintf("effects per operation, no table, p = %g", p), Published: 1 / (1 - p), Of: mean("effects"), Judge: standardErrors, Sharp: .025,
			}},
		})
	}
	return row
}

func redundancy() *Row {
	row := &Row{ID: "redundancy", Paper: "k copies", Place: "delivered 1−pᵏ"}
	for i, delivered := range []float64{.7, .91, .973} {
		row.Setups = append(row.Setups, Setup{
			Experiment: "redundancy", Set: experiment.Set{"loss": .3, "copies": i + 1, "messages": operations}, Quick: 500, Full: 10_000,
			Figures: []Figure{{
				Name: fmt.Sprintf("delivered, %d of them, p = 0.3", i+1), Published: delivered, Of: mean("delivered"), Judge: proportion(operations), Sharp: .02,
			}},
		})
	}
	return row
}

// longest is the longest chain of messengers whose loss patterns are all tried.
const longest = 8

func ackChain() *Row {
	return &Row{
		ID: "ack-chain", Paper: "Gray 1978", Place: "Two Generals, a chain of r messages",
		Setups: []Setup{{
			Experiment: "ack-chain", Set: experiment.Set{"loss": .3, "messages": 3}, Quick: 30_000, Full: 100_000,
			Figures: []Figure{
				{Name: "both attack, p = 0.3, r = 3", Published: .343, Of: mean("both"), Judge: proportion(1)},
				{Name: "one attacks alone, p = 0.3, r = 3", Published: .147, Of: mean("disagree"), Judge: proportion(1), Sharp: .06},
			},
		}, {
			Experiment: "ack-chain", Quick: 1, Full: 1,
			Axes: []experiment.Axis{{Param: "messages", Values: upTo(longest)[1:]}, {Param: "pattern", Values: upTo(1<<longest - 1)}},
			Figures: []Figure{{
				Name: "chain lengths r = 1…8 that some loss pattern defeats", Published: longest, Of: defeated, Judge: exactly,
			}},
		}},
	}
}

// defeated counts the chain lengths for which some pattern makes the generals
// disagree.
func defeated(rs experiment.Results) Estimate {
	lengths := map[float64]bool{}
	for _, r := range rs {
		if r.Mean("disagree") > 0 {
			lengths[r.Param("messages").Number] = true
		}
	}
	return count(float64(len(lengths)), rs)
}

// upTo lists 0 … n.
func upTo(n int) []any {
	values := make([]any, n+1)
	for i := range values {
		values[i] = i
	}
	return values
}
