package sim

import (
	"fmt"
	"reflect"
	"strings"
	"time"
)

// diary is what the nodes of one run did, event by event.
type diary struct {
	sums     []uint64  // of every event
	episodes []episode // the first ones in full
	open     bool
	now      episode
	sum      uint64
	seed     uint64 // of the run
	checksum uint64
	steps    uint64
	end      time.Duration
}

// diaryLength is how many events a diary keeps in full.
const diaryLength = 1 << 18

// episode is one event and what its node did.
type episode struct {
	step  uint64
	at    time.Duration
	node  ID
	name  string
	event string // Start, Receive or Timer
	with  string // the timer's name, or who the message is from
	value any    // the message
	input uint64 // a hash of all of this
	acts  []act
}

// act is one effect.
type act struct {
	method string
	args   []any
	sum    uint64
}

func keepDiary(c Config, newNode func(ID) Node, run func(*World)) (*diary, error) {
	d := &diary{seed: c.Seed}
	spied := newNode
	if newNode != nil {
		spied = func(id ID) Node {
			if node := newNode(id); node != nil {
				return &spy{node: node, env: spyEnv{diary: d}}
			}
			return nil
		}
	}
	w, err := New(c, spied)
	if err != nil {
		return nil, err
	}
	run(w)
	d.close()
	d.checksum, d.steps, d.end = w.Checksum(), w.Steps(), w.Now()
	return d, nil
}

func (d *diary) begin(env Env, event, with string, value any) {
	d.close()
	p := processOf(env)
	d.now = episode{step: p.w.steps, at: p.w.Now(), node: p.id, name: p.w.name(p.id), event: event, with: with, value: value}
	d.now.input = fold(hashArgs(event, with, value), d.now.step, uint64(d.now.at))
	d.now.input = fold(d.now.input, uint64(p.id), uint64(p.boot))
	d.sum, d.open = d.now.input, true
}

func (d *diary) note(method string, args ...any) {
	a := act{method, args, hashArgs(method, args...)}
	d.sum = fold(d.sum, a.sum, 0)
	if len(d.episodes) < diaryLength {
		d.now.acts = append(d.now.acts, a)
	}
}

func (d *diary) close() {
	if !d.open {
		return
	}
	d.open = false
	d.sums = append(d.sums, d.sum)
	if len(d.episodes) < diaryLength {
		d.episodes = append(d.episodes, d.now)
	}
}

// hashArgs hashes contents, of what can be encoded; of the rest the type, since
// an address is another in each run.
func hashArgs(method string, args ...any) uint64 {
	sum := hashString(0, method)
	for _, arg := range args {
		h, err := fingerprint(arg)
		if err != nil {
			h = hashString(0, reflect.TypeOf(arg).String())
		}
		sum = fold(sum, h, 1)
	}
	return sum
}

func (e *episode) sameInput(f *episode) bool { return e.input == f.input }

// says is the event in words.
func (e *episode) says() string {
	switch e.event {
	case "Receive":
		return fmt.Sprintf("Receive(%s from %s)", Show(e.value), e.with)
	case "Timer":
		return fmt.Sprintf("Timer(%q)", e.with)
	}
	return e.event
}

// act is the i-th effect in words.
func (e *episode) act(i int) string {
	if i >= len(e.acts) {
		return "nothing more"
	}
	a := e.acts[i]
	words := make([]string, len(a.args))
	for i, arg := range a.args {
		switch arg := arg.(type) {
		case string:
			words[i] = fmt.Sprintf("%q", arg)
		case ID, int, time.Duration:
			words[i] = fmt.Sprint(arg)
		default:
			words[i] = Show(arg)
		}
	}
	return a.method + "(" + strings.Join(words, ", ") + ")"
}
