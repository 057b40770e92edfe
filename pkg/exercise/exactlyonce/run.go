package exactlyonce

import (
	"time"

	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/sim"
)

const (
	allowed = 60 * time.Second // for the last deposit to be done, once all is calm
	grace   = 3 * time.Second  // for what is on its way when all is done
	silence = time.Minute      // how long a quiet run is watched
)

// run performs the run and judges it.
func (w *world) run(nodes exercise.Nodes) exercise.Outcome {
	t := exercise.NewTrial(w.config, nodes, role)
	w.play(t)
	if broken := t.Broken(); broken != nil {
		return *broken
	}
	s := newStory(t, w.calm+allowed/2)
	if problem := s.problem(); problem != nil {
		return s.tell(problem)
	}
	if w.silent {
		return w.listen(t, s)
	}
	return exercise.Outcome{Passed: true}
}

// play runs until all is done or the time for it is over, and the grace.
func (w *world) play(t *exercise.Trial) {
	restarts := w.midway
	done := func(world *sim.World) bool {
		return world.Now() > w.calm+allowed || world.Now() > w.calm && w.allDone(t)
	}
	for {
		ok := t.Until(func(world *sim.World) bool { return done(world) || !world.Up(Bank) && len(w.midway) > 0 })
		if !ok || done(t.World) {
			break
		}
		if !t.Run(restarts[0]) || t.World.Apply(sim.Restart(0, Bank)) != nil {
			return
		}
		restarts = append(restarts[1:], restarts[0])
	}
	t.Run(grace)
}

// allDone counts the outputs that are new since it was asked last.
func (w *world) allDone(t *exercise.Trial) bool {
	outputs := t.World.Outputs()
	for ; w.seen < len(outputs); w.seen++ {
		if d, ok := outputs[w.seen].Value.(Done); ok {
			w.done[receiptOf{outputs[w.seen].Node, d.Receipt}] = true
		}
	}
	return len(t.Accepted) >= len(w.config.Requests) && len(w.done) >= len(t.Accepted)
}

// listen judges whether the world stays silent.
func (w *world) listen(t *exercise.Trial, s *story) exercise.Outcome {
	before, from := t.World.Stats().Sent, t.World.Now()
	t.Run(silence)
	if broken := t.Broken(); broken != nil {
		return *broken
	}
	if sent := t.World.Stats().Sent - before; sent > 0 {
		return s.noise(t, sent, from)
	}
	return exercise.Outcome{Passed: true}
}
