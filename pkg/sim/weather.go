package sim

// weather is what few links need: bursts, corruption, bandwidth and a timing
// model. A link without any of it has none and pays one comparison.
type weather struct {
	burst     *burst
	corrupt   chance
	bandwidth uint64
	timing    *Timing // nil: Unpromised
}

func newWeather(c *Config, l Link) *weather {
	r := &weather{burst: newBurst(l.Burst), corrupt: chanceOf(l.Corrupt), bandwidth: uint64(l.Bandwidth)}
	if c.Timing.Model != Unpromised {
		r.timing = &c.Timing
	}
	if *r == (weather{}) {
		return nil
	}
	return r
}

// begin is a message at the sender's end: it moves the burst on and takes its
// time on the wire, whatever becomes of it later. It gives the chance of loss
// and the moment at which the last byte has left.
func (w *World) begin(i int32, law *link) (loss chance, departs int64) {
	loss, departs = law.loss, w.now
	if law.weather.burst != nil && w.inBurst(i, law.weather.burst) {
		loss = law.weather.burst.loss
	}
	if law.weather.bandwidth > 0 {
		departs = w.transmit(i, law.weather.bandwidth)
	}
	if w.promised() {
		loss = chance{}
	}
	return loss, departs
}
