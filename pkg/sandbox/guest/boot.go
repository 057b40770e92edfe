package guest

import "github.com/faultline-go/faultline/pkg/sim"

// Boot is what a node is told when it boots.
type Boot struct {
	Role    string
	ID      sim.ID
	Peers   []sim.ID
	Rand    uint64 // state of its random stream
	Choices uint64 // state of the stream behind Choose
	Disk    Image
}

// Image is what survived on a node's disk.
type Image struct {
	Values []Value
	Logs   []Log
}

// Value is one keyed value.
type Value struct {
	Key  string
	Blob sim.Opaque
}

// Log is one log, its first record having index First.
type Log struct {
	Name    string
	First   int
	Records []sim.Opaque
}

// Append packs a boot for reset.
func (b Boot) Append(to []byte) []byte {
	to = AppendText(to, b.Role)
	to = AppendNumber(to, int64(b.ID))
	to = AppendNumber(to, int64(b.Rand))
	to = AppendNumber(to, int64(b.Choices))
	to = AppendNumber(to, int64(len(b.Peers)))
	for _, peer := range b.Peers {
		to = AppendNumber(to, int64(peer))
	}
	to = AppendNumber(to, int64(len(b.Disk.Values)))
	for _, v := range b.Disk.Values {
		to = appendBlob(AppendText(to, v.Key), v.Blob)
	}
	to = AppendNumber(to, int64(len(b.Disk.Logs)))
	for _, l := range b.Disk.Logs {
		to = AppendNumber(AppendNumber(AppendText(to, l.Name), int64(l.First)), int64(len(l.Records)))
		for _, r := range l.Records {
			to = appendBlob(to, r)
		}
	}
	return to
}

func appendBlob(to []byte, o sim.Opaque) []byte {
	return AppendText(AppendText(to, o.Type), o.Data)
}

// ParseBoot unpacks what Append packed.
func ParseBoot(data []byte) (Boot, error) {
	in := &Cutter{Data: data}
	b := Boot{
		Role: in.Text(), ID: sim.ID(in.Number()),
		Rand: uint64(in.Number()), Choices: uint64(in.Number()),
	}
	for n := in.Number(); n > 0 && in.Err == nil; n-- {
		b.Peers = append(b.Peers, sim.ID(in.Number()))
	}
	for n := in.Number(); n > 0 && in.Err == nil; n-- {
		b.Disk.Values = append(b.Disk.Values, Value{in.Text(), in.blob()})
	}
	for n := in.Number(); n > 0 && in.Err == nil; n-- {
		l := Log{Name: in.Text(), First: int(in.Number())}
		for m := in.Number(); m > 0 && in.Err == nil; m-- {
			l.Records = append(l.Records, in.blob())
		}
		b.Disk.Logs = append(b.Disk.Logs, l)
	}
	return b, in.Err
}

func (c *Cutter) blob() sim.Opaque {
	return sim.Opaque{Type: c.Text(), Data: []byte(c.Text())}
}
