package sim

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

type (
	color  uint8
	nought struct{}
	inner  struct {
		Name string
		Tags map[string]bool
	}
	tree struct{ Kids []tree }
	all  struct {
		B    bool
		I    int
		I8   int8
		U16  uint16
		U64  uint64
		F32  float32
		F64  float64
		S    string
		D    time.Duration
		C    color
		List []inner
		Grid [2][]int16
		Map  map[int]inner
		Set  map[string]nought
		None []nought
		Tree tree
		Any  any
	}
	holder struct{ M map[any]int }
)

func init() { Messages(all{}, inner{}, tree{}, holder{}, number{}, color(0), nought{}) }

func anyTree(t *rapid.T, depth int) tree {
	v := tree{}
	for range rapid.IntRange(0, depth).Draw(t, "kids") {
		v.Kids = append(v.Kids, anyTree(t, depth-1))
	}
	return v
}

func anyAll(t *rapid.T) all {
	in := rapid.Make[inner]()
	v := all{
		B: rapid.Bool().Draw(t, "B"), I: rapid.Int().Draw(t, "I"), I8: rapid.Int8().Draw(t, "I8"),
		U16: rapid.Uint16().Draw(t, "U16"), U64: rapid.Uint64().Draw(t, "U64"),
		F32: rapid.Float32().Draw(t, "F32"), F64: rapid.Float64().Draw(t, "F64"), S: rapid.String().Draw(t, "S"),
		D: time.Duration(rapid.Int64().Draw(t, "D")), C: color(rapid.Byte().Draw(t, "C")),
		List: rapid.SliceOfN(in, 0, 4).Draw(t, "List"), Map: rapid.MapOfN(rapid.Int(), in, 0, 6).Draw(t, "Map"),
		None: make([]nought, rapid.IntRange(0, 9).Draw(t, "None")), Tree: anyTree(t, 3), Set: map[string]nought{},
	}
	for i := range v.Grid {
		v.Grid[i] = rapid.SliceOfN(rapid.Int16(), 0, 4).Draw(t, "Grid")
	}
	for _, key := range rapid.SliceOf(rapid.String()).Draw(t, "Set") {
		v.Set[key] = nought{}
	}
	v.Any = rapid.OneOf(rapid.Just[any](nil), rapid.Just[any](ID(3)), rapid.Just[any](color(2)),
		rapid.Map(rapid.String(), func(s string) any { return s }), rapid.Map(in, func(i inner) any { return i })).Draw(t, "Any")
	return v
}

// shown is the value in full; nil and empty lists look alike, as they should.
func shown(v any) string { return fmt.Sprintf("%T%+v", v, v) }

func TestDecodeUndoesEncode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := anyAll(t)
		name, data, err := Encode(v)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Decode(name, data)
		if err != nil {
			t.Fatal(err)
		}
		if shown(back) != shown(v) || shown(back.(all).Any) != shown(v.Any) {
			t.Fatalf("%+v became %+v", v, back)
		}
	})
}

func TestEqualValuesGiveEqualBytesAndOthersDoNot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyAll(t), anyAll(t)
		again := a
		again.Map, again.Set = map[int]inner{}, map[string]nought{}
		for k, v := range a.Map { // in another order
			again.Map[k] = v
		}
		for k := range a.Set {
			again.Set[k] = nought{}
		}
		_, x, _ := Encode(a)
		_, y, _ := Encode(again)
		_, z, _ := Encode(b)
		if !bytes.Equal(x, y) {
			t.Fatalf("%+v has two forms", a)
		}
		if bytes.Equal(x, z) != (shown(a) == shown(b)) {
			t.Fatalf("%+v and %+v have one form", a, b)
		}
	})
}

func TestTheFormIsAsReleased(t *testing.T) {
	Messages(inner{})
	for _, c := range []struct {
		message any
		name    string
		data    string
	}{
		{number{-1}, "sim.number", "\x01"},
		{number{300}, "sim.number", "\xd8\x04"},
		{nought{}, "sim.nought", "\x00"},
		{color(200), "sim.color", "\xc8\x01"},
		{inner{"ab", map[string]bool{"y": true, "x": false}}, "sim.inner", "\x02ab\x02\x01x\x00\x01y\x01"},
		{"text", "string", "\x04text"},
		{Opaque{Type: "main.X", Data: []byte("raw")}, "main.X", "raw"},
	} {
		name, data, err := Encode(c.message)
		if err != nil || name != c.name || string(data) != c.data {
			t.Errorf("%+v: %s %q %v, want %s %q", c.message, name, data, err, c.name, c.data)
		}
	}
}

func TestAllNaNsAreOne(t *testing.T) {
	_, a, _ := Encode(all{F64: math.NaN(), F32: float32(math.NaN())})
	_, b, _ := Encode(all{F64: math.Float64frombits(0x7ff8dead00000000), F32: math.Float32frombits(0xffc00001)})
	if !bytes.Equal(a, b) {
		t.Error("two NaNs have two forms")
	}
}

func TestWhatCannotBeAMessageIsRefusedWithAReason(t *testing.T) {
	type pointing struct{ P *int }
	type calling struct{ F func() }
	type hiding struct {
		Shown  int
		hidden int
	}
	type nested struct{ In []map[string]hiding }
	type channel struct{ C chan int }
	type complexity struct{ C complex128 }
	for want, v := range map[string]any{
		"must not be nil":                                      nil,
		"*sim.number is a pointer: send the value":             &number{},
		"[]int has no name":                                    []int{1},
		"field P of sim.pointing: *int cannot be in a message": pointing{},
		"field F of sim.calling: func() cannot be":             calling{},
		"field hidden of sim.hiding would be lost":             hiding{Shown: 1, hidden: 2},
		"field In of sim.nested: field hidden":                 nested{},
		"field C of sim.channel: chan int":                     channel{},
		"field C of sim.complexity: complex128":                complexity{},
		"func() cannot be in a message":                        all{Any: func() {}},
	} {
		if _, _, err := Encode(v); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%T: %v, want %q", v, err, want)
		}
	}
}

func TestMessagesRefusesWhatCannotBeDecoded(t *testing.T) {
	type number struct{ Other string } // the name of the package's number
	for want, v := range map[string]any{
		"is a pointer":           &tick{},
		"must not be nil":        nil,
		"cannot be in a message": struct0{},
		"two types are called sim.number: rename one": number{},
	} {
		func() {
			defer func() {
				if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), want) {
					t.Errorf("%T: %v, want %q", v, r, want)
				}
			}()
			Messages(v)
		}()
	}
}

type struct0 struct{ C chan int }

func TestDecodeRefusesWhatEncodeDoesNotWrite(t *testing.T) {
	Messages([]any{}...)
	for _, c := range []struct{ why, name, data, want string }{
		{"unknown type", "raft.Vote", "", `"raft.Vote" is not registered: call sim.Messages(raft.Vote{})`},
		{"too short", "sim.number", "", "end too early"},
		{"too long", "sim.number", "\x00\x00", "1 bytes too many"},
		{"long varint", "sim.number", "\x80\x00", "canonical"},
		{"endless varint", "sim.number", strings.Repeat("\xff", 20), "end too early"},
		{"overflow", "sim.color", "\x80\x02", "256 does not fit sim.color"},
		{"empty with content", "sim.nought", "\x01", "canonical"},
		{"boolean 2", "sim.inner", "\x00\x01\x01x\x02", "2 is no boolean"},
		{"map unsorted", "sim.inner", "\x00\x02\x01y\x00\x01x\x00", "canonical"},
		{"key twice", "sim.inner", "\x00\x02\x01x\x00\x01x\x01", "canonical"},
		{"forged length", "sim.tree", "\xff\xff\xff\xff\x7f", "end too early"},
		{"unhashable key", "sim.holder", "\x01\x09sim.inner\x02\x00\x00\x02", "canonical"},
		{"too deep", "sim.tree", strings.Repeat("\x01", 1e6), "nested more than 1000"},
	} {
		if v, err := Decode(c.name, []byte(c.data)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %+v, %v, want %q", c.why, v, err, c.want)
		}
	}
}

func TestFingerprintsTellTypesApart(t *testing.T) {
	type other struct{ N int }
	a, _ := fingerprint(number{1})
	b, _ := fingerprint(other{1})
	c, _ := fingerprint(number{2})
	if a == b || a == c {
		t.Errorf("fingerprints %x %x %x", a, b, c)
	}
}

// The hash behind checks, signatures and checksums: one bit of difference in
// the content changes half of its bits.
func TestHashSpreadsEveryBit(t *testing.T) {
	r, same, n := NewRand(1), 0, 0
	for range 2000 {
		data := make([]byte, 1+r.IntN(70))
		for i := range data {
			data[i] = byte(r.Uint64())
		}
		before := hashBytes(0, data)
		data[r.IntN(len(data))] ^= 1 << r.IntN(8)
		for x := before ^ hashBytes(0, data); x != 0; x &= x - 1 {
			same++
		}
		n += 64
	}
	wantRate(t, "changed bits", same, n, 0.5)
	if s := strings.Repeat("x", 200); hashString(1, s) == hashString(1, s[1:]) {
		t.Error("two strings have one hash")
	}
}
