package sim

import (
	"fmt"
	"math"
	"slices"
)

// disk is a node's stable storage. What it holds is encoded, so that a later
// change of a written value cannot reach it.
type disk struct {
	values  map[string]blob
	logs    map[string]logFile
	journal []write                // not yet synced, oldest first
	safe    int                    // how many writes came before the journal
	signed  map[Signature]struct{} // those that are genuine when read back
}

// blob is a stored value: its type's name and canonical bytes.
type blob struct {
	name string
	data []byte
}

type logFile struct {
	first   int
	records []blob
}

// mostRecords is the largest index of a log, so that none overflows.
const mostRecords = math.MaxInt / 2

func (l logFile) end() int { return l.first + len(l.records) }

// write remembers what an operation replaced, so that a crash can undo it.
type write struct {
	at    int64 // the node's cursor
	key   string
	log   bool
	value blob // the old value; an empty name: none
	file  logFile
}

func (d *disk) put(at int64, key string, value any) error {
	b, err := store(value)
	if err != nil {
		return err
	}
	if d.values == nil {
		d.values = map[string]blob{}
	}
	d.journal = append(d.journal, write{at: at, key: key, value: d.values[key]})
	d.values[key] = b
	return nil
}

func (d *disk) append(at int64, log string, record any) error {
	b, err := store(record)
	if err != nil {
		return err
	}
	file := d.change(at, log)
	file.records = append(file.records, b)
	d.logs[log] = file
	return nil
}

func (d *disk) keep(at int64, log string, from, to int) error {
	file := d.logs[log]
	if from < file.first || to > max(from, file.end()) || from > to {
		return fmt.Errorf("Keep(%q, %d, %d): the log holds %d to %d", log, from, to, file.first, file.end())
	}
	if from > mostRecords {
		return fmt.Errorf("Keep(%q, %d, %d): a log ends at %d", log, from, to, mostRecords)
	}
	file = d.change(at, log)
	// A copy: a later append must not write over what an undo brings back.
	kept := file.records[min(from, file.end())-file.first : min(to, file.end())-file.first]
	file.records = slices.Clone(kept)
	file.first = from
	d.logs[log] = file
	return nil
}

func (d *disk) change(at int64, log string) logFile {
	if d.logs == nil {
		d.logs = map[string]logFile{}
	}
	file := d.logs[log]
	d.journal = append(d.journal, write{at: at, key: log, log: true, file: file})
	return file
}

// written counts all writes so far.
func (d *disk) written() int { return d.safe + len(d.journal) }

// sync makes the first upTo writes durable; later ones stay in the journal.
func (d *disk) sync(upTo int) {
	n := upTo - d.safe
	d.journal = d.journal[:copy(d.journal, d.journal[n:])]
	d.safe = upTo
}

// crash leaves a prefix of the unsynced writes that were made by time at, of a
// length drawn from r; the last of them is lost too if it is torn.
func (d *disk) crash(at int64, torn chance, r *Rand) {
	made := 0
	for made < len(d.journal) && d.journal[made].at <= at {
		made++
	}
	kept := r.IntN(made + 1)
	if tear := torn.hit(r.Uint64()); tear && kept > 0 {
		kept--
	}
	for i := len(d.journal) - 1; i >= kept; i-- {
		d.undo(d.journal[i])
	}
	d.sync(d.written())
}

func (d *disk) undo(w write) {
	switch {
	case w.log && w.file.records == nil && w.file.first == 0:
		delete(d.logs, w.key)
	case w.log:
		d.logs[w.key] = w.file
	case w.value.name == "":
		delete(d.values, w.key)
	default:
		d.values[w.key] = w.value
	}
}

// Get, Bounds and At are the reading half: a disk is Stored.

func (d *disk) Get(key string, into any) bool {
	b, ok := d.values[key]
	return ok && d.load(b, into)
}

func (d *disk) Bounds(log string) (first, end int) {
	file := d.logs[log]
	return file.first, file.end()
}

func (d *disk) At(log string, i int, into any) bool {
	file := d.logs[log]
	if i < file.first || i >= file.end() {
		return false
	}
	return d.load(file.records[i-file.first], into)
}

// store encodes a value; types without a name, such as []int, are allowed.
func store(value any) (blob, error) {
	o, err := Pack(value)
	return blob{o.Type, o.Data}, err
}

// load panics if into is not a pointer to the type that was stored: reading
// another type is a mistake in the node, not a missing value.
func (d *disk) load(b blob, into any) bool {
	if err := (Opaque{Type: b.name, Data: b.data}).unpack(into, d.signed); err != nil {
		panic(fmt.Sprintf("disk: %v", err))
	}
	return true
}
