package sim

// Streams are the present states of the two random streams behind a node's
// Env: that of Rand, and that of Choose. A sandbox continues them on its side,
// so that a node does there what it does natively. An Env that is not a
// World's gives states drawn from its Rand.
func Streams(env Env) (rand, choices uint64) {
	p := processOf(env)
	if p == nil {
		return env.Rand().Uint64(), env.Rand().Uint64()
	}
	p.Rand()
	p.choice()
	return p.rand.state, p.more.choices.state
}

// ContinueRand is the stream that goes on from a state that Streams gave.
func ContinueRand(state uint64) *Rand { return &Rand{state: state} }
