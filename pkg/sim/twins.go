package sim

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Twins runs two copies of one identity, a toward one audience and b toward
// another: each copy hears only its audience and is heard by it only. Both
// sign as the same process, so that together they equivocate in any protocol,
// without a line of it being touched. A process in both audiences deals with
// both copies; requests from Outside reach both; a process in neither is
// ignored. The copies have timers, disks and random streams of their own, and
// share the processor. The idea is from Bano et al., Twins: BFT Systems Made
// Robust, OPODIS 2021.
func Twins(a, b Node, forA, forB Group) Node {
	if a == nil || b == nil {
		panic("sim.Twins was given a nil Node: give it two fresh ones")
	}
	t := &twins{}
	for i, twin := range []*twin{{node: a, name: "a/", audience: forA}, {node: b, name: "b/", audience: forB}} {
		twin.side = i
		t.copies[i] = twin
	}
	return t
}

type twins struct{ copies [2]*twin }

// toItself is what a copy sends to its own ID: only it gets it.
type toItself struct {
	Side    int
	Message any
}

func init() { Messages(toItself{}) }

func (t *twins) Start(env Env) {
	t.copies[1].rand = NewRand(env.Rand().Uint64())
	for _, c := range t.copies {
		c.node.Start(c.under(env))
	}
}

func (t *twins) Receive(env Env, from ID, message any) {
	if m, ok := message.(toItself); ok && from == env.ID() {
		c := t.copies[m.Side]
		c.node.Receive(c.under(env), from, m.Message)
		return
	}
	heard := [2]any{message, message}
	if t.copies[0].hears(from) && t.copies[1].hears(from) {
		heard[1] = copied(env, message)
	}
	for i, c := range t.copies {
		if c.hears(from) {
			c.node.Receive(c.under(env), from, heard[i])
		}
	}
}

func (t *twins) Timer(env Env, name string) {
	for _, c := range t.copies {
		if inner, mine := strings.CutPrefix(name, c.name); mine {
			c.node.Timer(c.under(env), inner)
		}
	}
}

// twin is one copy, and the Env that it sees.
type twin struct {
	Env
	node     Node
	name     string
	side     int
	audience Group
	rand     *Rand // nil: the process's own
}

func (c *twin) hears(from ID) bool { return from == Outside || slices.Contains(c.audience, from) }

func (c *twin) under(env Env) Env {
	c.Env = env
	return c
}

// Unwrap is the Env below.
func (c *twin) Unwrap() Env { return c.Env }

func (c *twin) Send(to ID, message any) {
	switch {
	case to == c.ID():
		c.Env.Send(to, toItself{c.side, message})
	case to == Outside || slices.Contains(c.audience, to):
		c.Env.Send(to, message)
	}
}

func (c *twin) SetTimer(name string, after time.Duration) { c.Env.SetTimer(c.name+name, after) }
func (c *twin) CancelTimer(name string)                   { c.Env.CancelTimer(c.name + name) }

func (c *twin) Rand() *Rand {
	if c.rand != nil {
		return c.rand
	}
	return c.Env.Rand()
}

func (c *twin) Note(format string, args ...any) {
	c.Env.Note("%s %s", c.name, fmt.Sprintf(format, args...))
}

func (c *twin) Disk() Disk { return &halfDisk{c.Env.Disk(), c.name} }

// halfDisk is a copy's part of the disk: its keys and logs begin with its name.
type halfDisk struct {
	Disk
	name string
}

func (d *halfDisk) Put(key string, value any)        { d.Disk.Put(d.name+key, value) }
func (d *halfDisk) Get(key string, into any) bool    { return d.Disk.Get(d.name+key, into) }
func (d *halfDisk) Append(log string, record any)    { d.Disk.Append(d.name+log, record) }
func (d *halfDisk) Bounds(log string) (int, int)     { return d.Disk.Bounds(d.name + log) }
func (d *halfDisk) At(log string, i int, v any) bool { return d.Disk.At(d.name+log, i, v) }
func (d *halfDisk) Keep(log string, from, to int)    { d.Disk.Keep(d.name+log, from, to) }
