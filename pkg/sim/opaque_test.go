package sim

import (
	"slices"
	"strings"
	"testing"
)

func TestUnpackUndoesPack(t *testing.T) {
	o, err := Pack([]int{1, 2})
	if err != nil || o.Type != "[]int" {
		t.Fatal(o, err)
	}
	var list []int
	if err := o.Unpack(&list); err != nil || !slices.Equal(list, []int{1, 2}) {
		t.Errorf("%v %v", list, err)
	}
	var raw Opaque
	if err := o.Unpack(&raw); err != nil || raw.Type != o.Type || !slices.Equal(raw.Data, o.Data) {
		t.Errorf("%v %v", raw, err)
	}
	if again, err := Pack(o); err != nil || again.Type != "[]int" {
		t.Errorf("packed twice: %v %v", again, err)
	}
	for want, into := range map[string]any{"read into *string": new(string), "give a pointer": list, "give a pointer, ": (*[]int)(nil)} {
		if err := o.Unpack(into); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%T: %v", into, err)
		}
	}
}

func TestUnwrapKnowsRegisteredAndBasicTypes(t *testing.T) {
	for _, v := range []any{number{7}, "text", 3, ID(2), 0.5, color(9)} {
		o, err := Pack(v)
		if err != nil {
			t.Fatal(err)
		}
		if got, known, err := Unwrap(o); got != v || !known || err != nil {
			t.Errorf("%v became %v, %v, %v", v, got, known, err)
		}
	}
	if _, known, err := Unwrap(Opaque{Type: "main.Secret"}); known || err != nil {
		t.Errorf("an unknown type: %v, %v", known, err)
	}
	if _, known, err := Unwrap(Opaque{Type: "sim.number"}); !known || err == nil {
		t.Errorf("no bytes: %v, %v", known, err)
	}
}

// A stream continued from its state goes on as it would have.
func TestStreamsGoOnElsewhere(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1, Seed: 3}, cast(script{start: func(env Env) {
		env.Rand().Uint64()
		a, b := Streams(env)
		env.Output(ContinueRand(a).Uint64() == env.Rand().Uint64())
		env.Output(ContinueRand(b).IntN(1000) == env.Choose(1000))
	}}))
	runAll(t, w)
	wantOutputs(t, w, 0, true, true)
}
