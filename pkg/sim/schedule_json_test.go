package sim

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// anyConfig is a valid Config with anything in it.
func anyConfig(t *rapid.T) Config {
	r := NewRand(rapid.Uint64().Draw(t, "config"))
	for {
		data := make([]byte, 200+r.IntN(400))
		for i := range data {
			data[i] = byte(r.Uint64())
		}
		c := (&source{data: data}).config()
		if c.validate() == nil {
			return c
		}
	}
}

func wantSameSchedule(t *rapid.T, c Config) {
	data, err := EncodeSchedule(c)
	if err != nil {
		t.Fatal(err)
	}
	back, err := DecodeSchedule(data)
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	if !reflect.DeepEqual(back, c) {
		t.Fatalf("%+v\nbecame\n%+v\nby\n%s", c, back, data)
	}
}

func TestASavedScheduleIsTheSameConfig(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wantSameSchedule(t, anyConfig(t))
		rich := richConfig(rapid.Uint64().Draw(t, "seed"))
		rich.Names = rapid.SliceOfN(rapid.String(), 0, 6).Draw(t, "names")
		rich.Requests = append(rich.Requests, Request{To: 1, Message: anyAll(t)}, Request{To: 2, Message: Opaque{Type: "main.Unknown", Data: []byte{1, 2}}})
		data, err := EncodeSchedule(rich)
		if err != nil {
			t.Fatal(err)
		}
		back, err := DecodeSchedule(data)
		if err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		n := len(rich.Requests)
		if shown(back.Requests[n-2].Message) != shown(rich.Requests[n-2].Message) {
			t.Fatalf("%+v became %+v", rich.Requests[n-2], back.Requests[n-2])
		}
		back.Requests[n-2], rich.Requests[n-2] = Request{}, Request{} // nil and empty lists are one
		if !reflect.DeepEqual(back, rich) {
			t.Fatalf("%+v\nbecame\n%+v\nby\n%s", rich, back, data)
		}
	})
}

func TestDurationsAndMessageNamesReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type words struct {
			D  time.Duration
			M  MessageName
			F  float64
			ID ID
		}
		id := rapid.Map(rapid.Int32Range(-1, 1<<30), func(i int32) ID { return ID(i) })
		w := words{time.Duration(rapid.Int64().Draw(t, "d")), MessageName{id.Draw(t, "from"), id.Draw(t, "to"), rapid.Uint64().Draw(t, "n")}, rapid.Float64().Draw(t, "f"), id.Draw(t, "id")}
		list, err := writer{}.members("", reflect.ValueOf(w))
		if err != nil {
			t.Fatal(err)
		}
		var back words
		if err := (former{}).structureOf(list, &back); err != nil || back != w {
			t.Fatalf("%v became %v: %v\n%s", w, back, err, object(list))
		}
	})
}

func TestAScheduleReadsWell(t *testing.T) {
	c := Config{Nodes: 3, Seed: 42, Link: Link{Latency: Normal(20*ms, 5*ms), Loss: 0.1},
		Faults:    []Fault{Partition(2*time.Second, Group{0}, Group{1, 2}), Heal(5 * time.Second), CrashAfter(6*time.Second, 1, 2)},
		Requests:  []Request{{When{At: ms, Step: 7}, 1, ask{3}}},
		Decisions: []Decision{{MessageName{0, 1, 4}, nil}, {MessageName{1, 0, 2}, []time.Duration{ms, 1500 * time.Microsecond}}}}
	data, err := EncodeSchedule(c)
	if err != nil {
		t.Fatal(err)
	}
	wantGolden(t, "schedule.golden", string(data))
}

func TestAWrongScheduleIsRefusedByName(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{``, `the text is empty`},
		{`[1]`, `the text is [1]: give an object`},
		{`{"Nodes": 3}`, `Schedule, the format's version, is missing`},
		{`{"Schedule": 2, "Nodes": 3}`, `version 2: this program reads version 1`},
		{`{"Schedule": 1}`, `Nodes is 0: a world needs at least 1`},
		{`{"Schedule": 1, "Nodes": 3, "Noodles": 1}`, `Noodles: there is no such field in sim.Config: it has Nodes, Clients`},
		{`{"Schedule": 1, "Nodes": 3, "nodes": 4}`, `nodes: there is no such field`},
		{`{"Schedule": 1, "Nodes": 3, "Nodes": 4}`, `Nodes is given twice`},
		{`{"Schedule": 1, "Nodes": null}`, `Nodes is null: give a whole number`},
		{`{"Schedule": 1, "Nodes": 3.5}`, `Nodes is 3.5: give a whole number`},
		{`{"Schedule": 1, "Nodes": 3} more`, `after the closing brace`},
		{`{"Schedule": 1, "Nodes": 3`, `EOF`},
		{`{"Schedule": 1, "Nodes": 3, "Seed": -1}`, `Seed is -1: give a whole number, not negative`},
		{`{"Schedule": 1, "Nodes": 3, "Check": 1}`, `Check is 1: give true or false`},
		{`{"Schedule": 1, "Nodes": 3, "Names": "ada"}`, `Names is "ada": give a list`},
		{`{"Schedule": 1, "Nodes": 3, "Names": [7]}`, `Names[0] is 7: give a string`},
		{`{"Schedule": 1, "Nodes": 3, "Link": {"Loss": 1.2}}`, `Link.Loss is 1.2: a chance`},
		{`{"Schedule": 1, "Nodes": 3, "Link": {"Loss": 1e999}}`, `Link.Loss is 1e999: give a number`},
		{`{"Schedule": 1, "Nodes": 3, "Link": {"Latency": {"Kind": "gauss"}}}`, `Link.Latency.Kind is "gauss": give one of constant, uniform, normal`},
		{`{"Schedule": 1, "Nodes": 3, "Link": {"Latency": {"A": 20}}}`, `Link.Latency.A is 20: give a duration such as "20ms"`},
		{`{"Schedule": 1, "Nodes": 3, "Faults": [{"Kind": "crash", "Node": 9}]}`, `Faults[0] (crash 9): there is no process 9`},
		{`{"Schedule": 1, "Nodes": 3, "Faults": [{"Kind": "crash"}, {"Kind": "crush"}]}`, `Faults[1].Kind is "crush"`},
		{`{"Schedule": 1, "Nodes": 3, "Faults": [{"When": {"At": "1s"}}]}`, `Faults[0].When: there is no such field in sim.Fault: it has At, Step`},
		{`{"Schedule": 1, "Nodes": 3, "Links": [{"From": "all", "To": 1}]}`, `Links[0].From is "all": give a number, "outside" or "any"`},
		{`{"Schedule": 1, "Nodes": 3, "Decisions": [{"Message": "1-2"}]}`, `Decisions[0].Message is "1-2": give a message such as "1>2#7"`},
		{`{"Schedule": 1, "Nodes": 3, "Requests": [{"Message": {"Type": "sim.absent", "Data": "AA=="}}]}`, `Requests[0].Message: message type "sim.absent" is not registered: call sim.Messages`},
		{`{"Schedule": 1, "Nodes": 3, "Requests": [{"Message": {"Type": "sim.number"}}]}`, `Requests[0].Message.Data is missing`},
		{`{"Schedule": 1, "Nodes": 3, "Requests": [{"Message": {"Type": "sim.number", "Data": "!"}}]}`, `Requests[0].Message.Data is "!": give a string in base64`},
		{`{"Schedule": 1, "Nodes": 3, "Requests": [{"Message": {"Type": "sim.number", "Data": "Ag==", "Shown": "number{N:2}"}}]}`, `Shown is number{N:2}, but its Data is number{N:1}`},
		{`{"Schedule": 1, "Nodes": 3, "Requests": [{"Message": {"Data": "Ag=="}}]}`, `Requests[0].Message.Type is missing`},
		{`{"Schedule": 1, "Nodes": 3, "Requests": [{"Message": {"Type": "sim.number", "Data": "Ag==", "Value": 1}}]}`, `Requests[0].Message.Value: there is no such field`},
		{`{"Schedule": 1, "Nodes": 3, "Requests": [{}]}`, `Requests[0]: a message must not be nil`},
		{`{"Schedule": 1, "Nodes": 3, "Link": {"Latency": ` + strings.Repeat(`{"Kind": "mixture", "Parts": [{"Law": `, 3000) + `{}` + strings.Repeat(`}]}`, 3000) + `}}`, `it is nested more than 32 deep`},
		{"{\"Schedule\": 1, \"Nodes\": 3, \"Names\": [\"\xff\"]}", `not UTF-8`},
	} {
		if got, err := DecodeSchedule([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s\n\tgave %v, %v\n\twant %s", c.text, got, err, c.want)
		}
	}
}

func TestWhatAFileCannotHoldIsNotWritten(t *testing.T) {
	type local struct{ N int }
	mark, _ := sign(1, 7)
	for want, c := range map[string]Config{
		"sim.Config: Nodes is 0": {},
		"Requests[1].Message: message type \"sim.local\" is not registered":         {Nodes: 1, Requests: []Request{{Message: number{}}, {Message: local{}}}},
		"Requests[0].Message: a sim.signed holds a signature, which proves nothing": {Nodes: 1, Requests: []Request{{Message: signed{7, mark}}}},
		"Requests[0].Message: a sim.all holds a signature, which proves nothing":    {Nodes: 1, Requests: []Request{{Message: all{Any: signed{7, mark}}}}},
		"Requests[0].Message: *int cannot be in a message":                          {Nodes: 1, Requests: []Request{{Message: all{Any: new(int)}}}},
		`Names[1] is "\xff": use UTF-8`:                                             {Nodes: 2, Names: []string{"ada", "\xff"}},
	} {
		if _, err := EncodeSchedule(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// A later kind or field of a Config must be writable and have a name.
func TestEveryKindHasAName(t *testing.T) {
	for k := FaultKind(1); k < 255; k++ {
		c := Config{Nodes: 1}
		err := c.validateFault(Fault{Kind: k})
		known := err == nil || !strings.Contains(err.Error(), "Kind is")
		if named := !strings.Contains(k.String(), "("); known && !named {
			t.Errorf("fault kind %d is %v: give it a name in kinds.go", k, k)
		}
	}
}

// FuzzSchedule: no text makes the reader panic or hang; what it accepts it
// writes back as the same, and that runs.
func FuzzSchedule(f *testing.F) {
	for seed := range uint64(3) {
		data, err := EncodeSchedule(richConfig(seed))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"Schedule": 1, "Nodes": 2, "Names": [{"Bytes": "/w=="}], "Links": [{"From": "any", "To": 1}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := DecodeSchedule(data)
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Fatalf("more than a line: %q", err)
			}
			return
		}
		again, err := EncodeSchedule(c)
		if err != nil {
			if strings.Contains(err.Error(), "use UTF-8") || strings.Contains(err.Error(), "signature") {
				return
			}
			t.Fatal(err)
		}
		back, err := DecodeSchedule(again)
		if err != nil || !reflect.DeepEqual(back, c) {
			t.Fatalf("%v\n%s\nbecame\n%s", err, data, again)
		}
		if c.Nodes+c.Clients > 50 {
			return
		}
		c.Budget.Events = min(c.Budget.Events+1, 300)
		w, err := New(c, func(ID) Node { return &keeper{} })
		if err != nil {
			t.Fatal(err)
		}
		if stop := w.RunUntil(nil); stop.Why == Met || stop.Why == TimeUp {
			t.Fatal(stop)
		}
	})
}

// Reading takes time in proportion to the text, whatever it is.
func TestALargeWrongScheduleIsRefusedAtOnce(t *testing.T) {
	var fields strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&fields, `,"x%d":0`, i)
	}
	begun := time.Now()
	for _, text := range []string{
		`{"Schedule":1` + fields.String() + `}`,
		`{"Schedule":1,"Nodes":1,"Names":[` + strings.Repeat(`"a",`, 300_000) + `"a"]}`,
		`{"Schedule":1,"Nodes":1,"Faults":[` + strings.Repeat(`{},`, 100_000) + `{}]}`,
	} {
		if _, err := DecodeSchedule([]byte(text)); err == nil {
			t.Errorf("%.40s is accepted", text)
		}
	}
	if _, err := ReadTrace(strings.NewReader("Trace=1" + strings.ReplaceAll(strings.ReplaceAll(fields.String(), ",", " "), `":0`, "=0"))); err == nil {
		t.Error("a trace of unknown fields is accepted")
	}
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
}
