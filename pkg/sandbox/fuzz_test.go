package sandbox

import (
	"bytes"
	"testing"

	"github.com/faultline-go/faultline/pkg/sandbox/guest"
	"github.com/faultline-go/faultline/pkg/sim"
)

// FuzzDecode feeds the action decoder what a guest might hand out. What it
// accepts must stay within the limits and be applicable in a world.
func FuzzDecode(f *testing.F) {
	send := guest.AppendText(guest.AppendText(guest.AppendNumber([]byte{byte(guest.OpSend)}, 1), "int"), []byte{2})
	f.Add(send)
	f.Add(append(append([]byte{}, send...), byte(guest.OpSync)))
	f.Add(guest.AppendText(guest.AppendNumber(guest.AppendNumber([]byte{byte(guest.OpKeep)}, 0), 1<<62), "log"))
	f.Add(guest.AppendText(guest.AppendText(guest.AppendText([]byte{byte(guest.OpPut)}, "k"), "[]int"), []byte{1, 2}))
	f.Add([]byte{byte(guest.OpNote), 255, 255, 255, 255})
	f.Fuzz(func(t *testing.T, packed []byte) {
		actions, err := decode(packed)
		if err != nil {
			return
		}
		bytesOf := 0
		for _, a := range actions {
			for _, text := range a.texts {
				if bytesOf += len(text); len(text) > guest.MaxMessage {
					t.Fatalf("a text of %d bytes", len(text))
				}
			}
		}
		if bytesOf > len(packed) || len(actions) > len(packed) {
			t.Fatalf("%d bytes gave %d actions with %d bytes", len(packed), len(actions), bytesOf)
		}
		play(t, actions)
	})
}

// play lets a node of a world do the actions: a forged one is an error or a
// misuse, never a crash of ours.
func play(t *testing.T, actions []action) {
	world, err := sim.New(sim.Config{Nodes: 2, Check: true, Record: 100, Budget: sim.Budget{Events: 1000}}, func(id sim.ID) sim.Node {
		return &player{actions: actions, id: id}
	})
	if err != nil {
		t.Fatal(err)
	}
	world.RunUntil(nil)
	if err := world.Trace().WriteText(&bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
}

type player struct {
	actions []action
	id      sim.ID
}

func (p *player) Start(env sim.Env) {
	if p.id != 0 {
		return
	}
	disk := &written{}
	for _, a := range p.actions {
		if a.apply(env, disk) != nil {
			break
		}
	}
	disk.image(env.Disk())
}

func (p *player) Receive(sim.Env, sim.ID, any) {}
func (p *player) Timer(sim.Env, string)        {}

// FuzzMergeData changes modules: what comes out is the module itself or one
// with a single data segment, never a panic.
func FuzzMergeData(f *testing.F) {
	f.Add([]byte("\x00asm\x01\x00\x00\x00\x0b\x0f\x02\x00\x41\x08\x0b\x02ab\x00\x41\x10\x0b\x01c"))
	f.Add([]byte("\x00asm\x01\x00\x00\x00\x0b\x01\x00"))
	f.Fuzz(func(t *testing.T, wasm []byte) { mergeData(wasm) })
}

func TestMergeData(t *testing.T) {
	module := "\x00asm\x01\x00\x00\x00"
	two := module + "\x0b\x0f\x02\x00\x41\x08\x0b\x02ab\x00\x41\x0c\x0b\x01c\x00"
	if got := mergeData([]byte(two)); string(got) != two {
		t.Errorf("a section that ends early was changed: %q", got)
	}
	two = module + "\x0b\x0e\x02\x00\x41\x08\x0b\x02ab\x00\x41\x0c\x0b\x01c"
	want := module + "\x0b\x0b\x01\x00\x41\x08\x0b\x05ab\x00\x00c"
	if got := mergeData([]byte(two)); string(got) != want {
		t.Errorf("%q, not %q", got, want)
	}
}

// FuzzBoot reads what a host never writes.
func FuzzBoot(f *testing.F) {
	f.Add(guest.Boot{Role: "Node", Peers: []sim.ID{1}, Disk: guest.Image{
		Values: []guest.Value{{Key: "k", Blob: sim.Opaque{Type: "int", Data: []byte{2}}}},
		Logs:   []guest.Log{{Name: "l", First: 3, Records: []sim.Opaque{{Type: "int", Data: []byte{2}}}}},
	}}.Append(nil))
	f.Fuzz(func(t *testing.T, packed []byte) {
		b, err := guest.ParseBoot(packed)
		if err != nil {
			return
		}
		again, err := guest.ParseBoot(b.Append(nil))
		if err != nil || again.Role != b.Role || len(again.Disk.Values) != len(b.Disk.Values) || len(again.Disk.Logs) != len(b.Disk.Logs) {
			t.Fatalf("%+v became %+v: %v", b, again, err)
		}
	})
}
