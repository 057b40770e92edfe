package sim

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// hidden is what no file can hold in full.
type hidden struct {
	Shown int
	where *int
}

// babbler says, sends and outputs whatever it is given.
func babbler(t *rapid.T) func(ID) Node {
	words := rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"", "two\nlines", `"quoted" \ {x} [y] a=b`, "µs → 日本語 ✓", "\xff\xfe", "7", "true", "null", "\u2028", "tab\there", "<&>", "�",
	})), 1, 20).Draw(t, "words")
	values := []any{nil, 7, -1.5, "text", number{3}, anyAll(t), hidden{1, new(int)}, []int{1, 2}, &number{4}, struct{ A int }{5},
		Invoke{1, number{2}}, Opaque{Type: "main.Secret", Data: []byte{0, 255}}, Opaque{Type: "main.Empty"}, Return{2, "out"}, ID(4), time.Second, true}
	n := 0
	next := func() string { n++; return words[n%len(words)] }
	return cast(script{
		start: func(env Env) { env.SetTimer("t", ms) },
		timer: func(env Env, name string) {
			env.Note("%s", next())
			env.Status(next())
			env.Output(values[n%len(values)])
			env.Disk().Put(next(), values[1+n%5])
			env.Send(1, all{S: next(), Any: ID(n)})
			env.Send(1, signed{n, env.Sign(n)})
			env.SetTimer(name, ms)
		},
	}, script{receive: func(env Env, from ID, m any) { env.Output(m) }})
}

func anyTrace(t *rapid.T) *Trace {
	c := Config{Nodes: 2, Clients: 1, Seed: rapid.Uint64().Draw(t, "seed"), Record: Recording(rapid.IntRange(0, 200).Draw(t, "record")),
		Link:   Link{Latency: Exponential(ms), Loss: 0.2, Duplicate: 0.2},
		Names:  rapid.SliceOfN(rapid.String(), 0, 3).Draw(t, "names"),
		Clock:  DriftUpTo(100 * PPM),
		Faults: []Fault{Partition(5*ms, Group{0}, Group{1}), Heal(7 * ms), CrashAfter(9*ms, 0, 4), Restart(10*ms, 0), SetLink(11*ms, Group{0}, Group{1}, Link{Loss: 0.5})}}
	w, err := New(c, babbler(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Request(1, number{1}); err != nil {
		t.Fatal(err)
	}
	if stop := w.Run(20 * ms); stop.Why != TimeUp {
		t.Fatal(stop)
	}
	return w.Trace()
}

func inBytes(t interface{ Fatal(...any) }, what func(w *bytes.Buffer) error) string {
	var to bytes.Buffer
	if err := what(&to); err != nil {
		t.Fatal(err)
	}
	return to.String()
}

// forms are a trace in all that can be written of it.
func forms(t interface{ Fatal(...any) }, trace *Trace) [3]string {
	return [3]string{
		inBytes(t, func(w *bytes.Buffer) error { return trace.WriteJSON(w) }),
		inBytes(t, func(w *bytes.Buffer) error { return trace.WriteLog(w) }),
		inBytes(t, func(w *bytes.Buffer) error { return trace.WriteText(w) }),
	}
}

// A trace that was read is the same: each form, written again, has the same
// bytes; all but the values are equal as Go values, and so are those of
// registered and basic types.
func TestATraceReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		trace := anyTrace(t)
		want := forms(t, trace)
		for i := range 2 {
			back, err := ReadTrace(strings.NewReader(want[i]))
			if err != nil {
				t.Fatalf("%v\n%s", err, want[i])
			}
			if got := forms(t, back); got != want {
				t.Fatalf("form %d, written again\n%s\nit was\n%s", i, got[i], want[i])
			}
			wantSameEvents(t, back, trace)
		}
	})
}

func wantSameEvents(t *rapid.T, back, trace *Trace) {
	for i, e := range trace.Events {
		got := back.Events[i]
		if registered(e.Value) && shown(got.Value) != shown(e.Value) && !holdsSignature(reflect.ValueOf(e.Value)) {
			t.Fatalf("value %#v became %#v", e.Value, got.Value)
		}
		got.Value, e.Value = nil, nil
		if got != e {
			t.Fatalf("%+v became %+v", e, got)
		}
	}
	a, b := *trace, *back
	a.Events, b.Events = nil, nil
	if !reflect.DeepEqual(a, b) {
		t.Fatalf("%+v became %+v", a, b)
	}
}

func registered(v any) bool {
	if v == nil {
		return false
	}
	_, err := typeNamed(reflect.TypeOf(v).String())
	return err == nil
}

func TestATraceFileIsAsReleased(t *testing.T) {
	w := newWorld(t, Config{Nodes: 2, Clients: 1, Seed: 9, Record: Everything, Names: []string{"ada", "bob b"}, Link: Link{Latency: Exponential(ms)},
		Faults: []Fault{Partition(30*ms, Group{0}, Group{1}), Heal(35 * ms)}}, cast(script{start: func(env Env) {
		env.Note("two\nlines")
		env.Send(1, number{7})
		env.Send(1, hidden2{1})
	}}, script{receive: func(env Env, _ ID, m any) { env.Output(m) }}))
	runAll(t, w)
	text := forms(t, w.Trace())
	wantGolden(t, "trace.jsonl.golden", text[0])
	wantGolden(t, "trace.log.golden", text[1])
}

// hidden2 is a message that nobody registered.
type hidden2 struct{ N int }

func TestAWrongTraceIsRefusedByLineAndName(t *testing.T) {
	head := `{"Trace":1,"Count":1,"Names":["a","b"],"Servers":2}` + "\n"
	for _, c := range []struct{ text, want string }{
		{"", "it is empty"},
		{"\n", "line 1: empty: write each field as name=value"},
		{`{"Count":1}`, "line 1: this is no trace of version 1"},
		{`{"Trace":2,"Count":1}`, "line 1: this is no trace of version 1"},
		{`{"Trace":1,"Count":-1}`, "Count is -1: give the number of events"},
		{`{"Trace":1,"Count":0,"Servers":1}`, "Servers is 1 of 0 processes"},
		{`{"Trace":1,"Count":0,"Events":[]}`, "Events belong on the lines that follow"},
		{`{"Trace":1,"Count":0,"Names":["a"],"Faults":[{"Kind":"heal"},{"Kind":"partition","A":[0],"B":[1]}]}`, "Faults[1]: process 1 is not among the 1"},
		{head, "it ends after 0 of its 1 events"},
		{head + `{"Step":1,"Kind":"note"}` + "\n" + `{"Step":2}`, "line 3: there are more than the 1 events"},
		{head + `{"Kind":"yell"}`, `line 2: Kind is "yell": give one of start, crash`},
		{head + `{"Kind":"note","Node":2}`, "line 2: process 2 is not among the 2"},
		{head + `{"Kind":"note","Node":"any"}`, "line 2: process -2 is not among the 2"},
		{head + `{"Kind":"note","Tetx":"x"}`, "line 2: Tetx: there is no such field in sim.Event"},
		{head + `{"Kind":"output","Value":{"Type":"x"}}`, "line 2: Value.Shown is missing"},
		{head + `Kind=note Node=0 Text=a"b`, `line 2: Text: a"b needs quotes`},
		{head + `Kind=note Text="a"b`, "line 2: Text: a space must come before b"},
		{head + `Kind=note Kind=note`, "line 2: Kind is given twice"},
		{head + `Kind=note Node`, "line 2: Node: write each field as name=value"},
		{head + "Kind=note Text=\xff", "line 2: it is not UTF-8"},
	} {
		if got, err := ReadTrace(strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q\n\tgave %v, %v\n\twant %s", c.text, got, err, c.want)
		}
	}
}

func TestSelectFiltersAndPages(t *testing.T) {
	w := newWorld(t, richConfig(1), richNode)
	w.Run(time.Second)
	trace := w.Trace()
	name := MessageName{}
	for _, e := range trace.Events {
		if e.Kind == EventDuplicate {
			name = e.Message
			break
		}
	}
	for what, c := range map[string]struct {
		s    Selection
		keep func(Event) bool
	}{
		"all":      {Selection{}, func(Event) bool { return true }},
		"kinds":    {Selection{Kinds: []EventKind{EventDrop, EventNote}}, func(e Event) bool { return e.Kind == EventDrop || e.Kind == EventNote }},
		"window":   {Selection{From: 200 * ms, Before: 260 * ms}, func(e Event) bool { return e.At >= 200*ms && e.At < 260*ms }},
		"process":  {Selection{Processes: Group{3}}, func(e Event) bool { return e.Node == 3 || e.Message.N > 0 && e.Peer == 3 }},
		"zero":     {Selection{Processes: Group{0}}, func(e Event) bool { return e.Node == 0 || e.Message.N > 0 && e.Peer == 0 }},
		"message":  {Selection{Message: name}, func(e Event) bool { return e.Message == name }},
		"together": {Selection{Processes: Group{1}, Kinds: []EventKind{EventSend}, Before: 300 * ms}, func(e Event) bool { return (e.Node == 1 || e.Peer == 1) && e.Kind == EventSend && e.At < 300*ms }},
	} {
		var want, got []Event
		for _, e := range trace.Events {
			if c.keep(e) {
				want = append(want, e)
			}
		}
		c.s.Limit = 7
		for page, matching := trace.Select(c.s); len(page.Events) > 0; page, matching = trace.Select(c.s) {
			if len(page.Events) > 7 || matching != len(want) {
				t.Fatalf("%s: a page of %d, %d matching of %d", what, len(page.Events), matching, len(want))
			}
			got = append(got, page.Events...)
			c.s.Skip += 7
		}
		if len(want) < 3 || !slices.EqualFunc(got, want, func(a, b Event) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
			t.Errorf("%s: %d events, want %d", what, len(got), len(want))
		}
	}
	page, _ := trace.Select(Selection{Limit: 1})
	if whole, _ := trace.Select(Selection{}); whole.Selected || !page.Selected || len(trace.Events) < 100 {
		t.Error("a selection is not marked as one")
	}
}

// FuzzTrace: no text makes the reader panic or hang; what it accepts it writes
// back as the same.
func FuzzTrace(f *testing.F) {
	w, err := New(richConfig(1), richNode)
	if err != nil {
		f.Fatal(err)
	}
	w.Run(2 * ms)
	for _, form := range forms(f, w.Trace()) {
		f.Add(form)
	}
	f.Add("Trace=1 Count=1 Names=[\"a\"] Servers=1\nStep=1 At=1ms Kind=output Value={\"Type\":\"sim.number\",\"Data\":\"Ag==\",\"Shown\":\"number{N:1}\"}")
	f.Fuzz(func(t *testing.T, text string) {
		trace, err := ReadTrace(strings.NewReader(text))
		if err != nil {
			return
		}
		want := forms(t, trace)
		for i := range 2 {
			back, err := ReadTrace(strings.NewReader(want[i]))
			if err != nil {
				t.Fatalf("%v\n%s", err, want[i])
			}
			if got := forms(t, back); got != want {
				t.Fatalf("%s\nbecame\n%s", want[i], got[i])
			}
		}
		if stamps, err := trace.Stamps(); err == nil {
			for range stamps {
			}
		}
	})
}

// BenchmarkTraceFile is what an event costs, written and read.
func BenchmarkTraceFile(b *testing.B) {
	w := newWorld(b, richConfig(1), richNode)
	w.Run(time.Second)
	trace := w.Trace()
	for range b.N {
		if _, err := ReadTrace(strings.NewReader(forms(b, trace)[0])); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(trace.Events)), "µs/event")
}
