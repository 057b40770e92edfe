package sandbox

import "context"

// nursery makes instances ahead, beside the judging. An instance does not know
// which node it will be, so making it early changes nothing.
type nursery struct {
	made chan newborn
	stop context.CancelFunc
	done chan struct{}
}

type newborn struct {
	instance *instance
	err      error
}

const ahead = 4

func (p *Program) startNursery(ctx context.Context) {
	ctx, stop := context.WithCancel(ctx)
	n := &nursery{made: make(chan newborn, ahead), stop: stop, done: make(chan struct{})}
	p.nursery = n
	go func() {
		defer close(n.done)
		for ctx.Err() == nil {
			i, err := p.newInstance(ctx)
			select {
			case n.made <- newborn{i, err}:
			case <-ctx.Done():
			}
		}
	}()
}

func (n *nursery) take() (*instance, error) {
	b := <-n.made
	return b.instance, b.err
}
