package guest

import "github.com/faultline-go/faultline/pkg/sim"

// disk mirrors the node's disk: reads are answered here, writes are answered
// here and become actions. A crash ends this instance, so nothing is undone.
type disk struct {
	env    *env
	values map[string]sim.Opaque
	logs   map[string]Log
}

func newDisk(e *env, image Image) disk {
	d := disk{env: e, values: map[string]sim.Opaque{}, logs: map[string]Log{}}
	for _, v := range image.Values {
		d.values[v.Key] = v.Blob
	}
	for _, l := range image.Logs {
		d.logs[l.Name] = l
	}
	return d
}

func (d *disk) pack(what string, value any) sim.Opaque {
	o, err := sim.Pack(value)
	if err != nil {
		d.env.misuse("wrote %s: %v", what, err)
	}
	return o
}

func (d *disk) Put(key string, value any) {
	o := d.pack(key, value)
	d.env.act(OpPut, "Disk.Put", len(key)+len(o.Type)+len(o.Data))
	d.env.text(key).text(o.Type).bytes(o.Data)
	d.values[key] = o
}

func (d *disk) Get(key string, into any) bool {
	d.env.legal("Disk.Get")
	o, ok := d.values[key]
	return ok && d.load(o, into)
}

func (d *disk) load(o sim.Opaque, into any) bool {
	if err := o.Unpack(into); err != nil {
		panic("disk: " + err.Error())
	}
	return true
}

func (d *disk) Append(log string, record any) {
	o := d.pack(log, record)
	d.env.act(OpAppend, "Disk.Append", len(log)+len(o.Type)+len(o.Data))
	d.env.text(log).text(o.Type).bytes(o.Data)
	l := d.logs[log]
	l.Records = append(l.Records, o)
	d.logs[log] = l
}

func (d *disk) Bounds(log string) (first, end int) {
	d.env.legal("Disk.Bounds")
	l := d.logs[log]
	return l.First, l.First + len(l.Records)
}

func (d *disk) At(log string, i int, into any) bool {
	d.env.legal("Disk.At")
	l := d.logs[log]
	if i < l.First || i >= l.First+len(l.Records) {
		return false
	}
	return d.load(l.Records[i-l.First], into)
}

func (d *disk) Keep(log string, from, to int) {
	l := d.logs[log]
	end := l.First + len(l.Records)
	if from < l.First || to > max(from, end) || from > to {
		d.env.misuse("called Keep(%q, %d, %d): the log holds %d to %d", log, from, to, l.First, end)
	}
	d.env.act(OpKeep, "Disk.Keep", len(log))
	d.env.number(int64(from)).number(int64(to)).text(log)
	first := from
	from, to = min(from, end), min(to, end)
	d.logs[log] = Log{Name: log, First: first, Records: l.Records[from-l.First : to-l.First : to-l.First]}
}

func (d *disk) Sync() { d.env.act(OpSync, "Disk.Sync", 0) }
