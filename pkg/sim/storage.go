package sim

// diskLaw is the law that the node's disk obeys now.
func (p *process) diskLaw() *DiskLaw {
	if p.more != nil && p.more.law != nil {
		return p.more.law
	}
	return &p.w.config.Disk
}

// setDisk changes the law of a node's disk.
func (w *World) setDisk(p *process, f Fault) {
	p.rarely().law = f.Disk
	w.record(Event{Kind: EventFault, Node: p.id, Text: f.String()})
}

func (l DiskLaw) validate() error {
	if err := l.Write.Validate(); err != nil {
		return wrong("Write: %w", err)
	}
	if err := l.Sync.Validate(); err != nil {
		return wrong("Sync: %w", err)
	}
	return first(probability("Torn", l.Torn), probability("Lie", l.Lie))
}

func (f Fault) validateDisk() error {
	if f.Disk == nil {
		return wrong("Disk is nil: use sim.SetDisk")
	}
	return f.Disk.validate()
}

// nodeDisk is the process as its node's Disk.
type nodeDisk process

func (d *nodeDisk) Get(key string, into any) bool {
	(*process)(d).legal("Disk.Get")
	return (*process)(d).rarely().disk.Get(key, into)
}

func (d *nodeDisk) Bounds(log string) (first, end int) {
	(*process)(d).legal("Disk.Bounds")
	return (*process)(d).rarely().disk.Bounds(log)
}

func (d *nodeDisk) At(log string, i int, into any) bool {
	(*process)(d).legal("Disk.At")
	return (*process)(d).rarely().disk.At(log, i, into)
}

func (d *nodeDisk) Put(key string, value any) {
	if p := (*process)(d); p.effect("Disk.Put") {
		p.wrote(key, value, p.beforeWrite().put(p.cursor, key, value))
	}
}

func (d *nodeDisk) Append(log string, record any) {
	if p := (*process)(d); p.effect("Disk.Append") {
		p.wrote(log, record, p.beforeWrite().append(p.cursor, log, record))
	}
}

func (d *nodeDisk) Keep(log string, from, to int) {
	if p := (*process)(d); p.effect("Disk.Keep") {
		p.wrote(log, nil, p.beforeWrite().keep(p.cursor, log, from, to))
	}
}

// beforeWrite lets the time pass that a write takes.
func (p *process) beforeWrite() *disk {
	more := p.rarely()
	p.cursor += p.worked(p.diskLaw().Write.draw(&more.writeRand))
	return &more.disk
}

// Sync takes effect when it has ended: a crash before that undoes it.
func (d *nodeDisk) Sync() {
	p := (*process)(d)
	if !p.effect("Disk.Sync") {
		return
	}
	more, law := p.rarely(), p.diskLaw()
	p.cursor += p.worked(law.Sync.draw(&more.diskRand))
	lie := chanceOf(law.Lie).hit(more.lieRand.Uint64())
	do(p, syncing{more.disk.written(), lie})
}

func (p *process) wrote(what string, value any, err error) {
	if err != nil {
		p.w.fail("%s wrote %s: %v", p.w.name(p.id), what, err)
		return
	}
	p.w.note(mark64(slotEffect, p.id), hashString(0, what))
	do(p, writing{what, value})
}
