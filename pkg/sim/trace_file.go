package sim

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"
)

const traceVersion = 1

// WriteJSON writes the trace as JSON lines: the first about the run, then one
// for each event. ReadTrace reads it back. Every field is there, to the
// nanosecond; a value is written as its type's name, its canonical bytes and
// what Show says of it.
func (t *Trace) WriteJSON(to io.Writer) error { return t.write(to, object) }

// WriteLog writes the same as WriteJSON as plain text in the logfmt style:
// name=value pairs, for eyes, grep and awk. ReadTrace reads it back.
func (t *Trace) WriteLog(to io.Writer) error { return t.write(to, logLine) }

func (t *Trace) write(to io.Writer, line func([]jsonField) json.RawMessage) error {
	w, out := writer{showing: true}, bufio.NewWriter(to)
	head := *t
	head.Events = nil
	list, err := w.members("", reflect.ValueOf(head))
	if err != nil {
		return fmt.Errorf("trace: %w", err)
	}
	list = append([]jsonField{{"Trace", strconv.AppendInt(nil, traceVersion, 10)}, {"Count", strconv.AppendInt(nil, int64(len(t.Events)), 10)}}, list...)
	for i := -1; i < len(t.Events); i++ {
		if i >= 0 {
			if list, err = w.members(fmt.Sprintf("Events[%d]", i), reflect.ValueOf(t.Events[i])); err != nil {
				return fmt.Errorf("trace: %w", err)
			}
		}
		if _, err := fmt.Fprintf(out, "%s\n", line(list)); err != nil {
			return err
		}
	}
	return out.Flush()
}

// ReadTrace reads what WriteJSON or WriteLog wrote. The trace is the same: it
// writes the same bytes again, and its WriteText the same text. Values are
// themselves again if their type is registered with Messages or basic, else
// they are Shown; a signature among them proves nothing any more. What cannot
// be understood is an error that names the line and the field, and so is an
// end that comes too early.
func ReadTrace(from io.Reader) (*Trace, error) {
	in := &lines{in: bufio.NewReader(from)}
	list, err := in.next()
	if err != nil {
		return nil, in.wrong(err)
	}
	t := &Trace{}
	count, err := in.head(list, t)
	if err != nil {
		return nil, in.wrong(err)
	}
	for i := range count {
		list, err := in.next()
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("trace: it ends after %d of its %d events: part of it is missing", i, count)
		}
		e := Event{}
		if err = first(err, in.former().structureOf(list, &e)); err == nil {
			err = t.fits(e)
		}
		if err != nil {
			return nil, in.wrong(err)
		}
		t.Events = append(t.Events, e)
	}
	if _, err := in.next(); !errors.Is(err, io.EOF) {
		return nil, in.wrong(fmt.Errorf("there are more than the %d events that the first line promises: give one trace a file", count))
	}
	return t, nil
}

func (f former) structureOf(list []jsonField, into any) error {
	return f.structure("", list, reflect.ValueOf(into).Elem())
}

// fits says whether the processes of an event are in the trace.
func (t *Trace) fits(e Event) error {
	return t.known(e.Node, e.Peer, e.Message.From, e.Message.To)
}

func (t *Trace) known(ids ...ID) error {
	for _, id := range ids {
		if id < Outside || int(id) >= len(t.Names) {
			return fmt.Errorf("process %d is not among the %d of the trace", id, len(t.Names))
		}
	}
	return nil
}

// lines reads a trace's lines, in either form.
type lines struct {
	in     *bufio.Reader
	number int
}

func (l *lines) former() former { return former{showing: true} }

func (l *lines) wrong(err error) error {
	if errors.Is(err, io.EOF) {
		err = errors.New("it is empty")
	}
	return fmt.Errorf("trace, line %d: %w", l.number, err)
}

// next is the next line taken apart; io.EOF after the last.
func (l *lines) next() ([]jsonField, error) {
	line, err := l.in.ReadBytes('\n')
	if err != nil && (len(line) == 0 || !errors.Is(err, io.EOF)) {
		return nil, err
	}
	l.number++
	line = bytes.TrimRight(line, "\r\n")
	switch {
	case !utf8.Valid(line):
		return nil, errors.New("it is not UTF-8: save it as such")
	case len(line) > 0 && line[0] == '{':
		return membersOf("", line)
	}
	return parseLogLine(string(line))
}

// head reads the first line, and how many events follow.
func (l *lines) head(list []jsonField, t *Trace) (count int, err error) {
	own := map[string]string{}
	list = slices.DeleteFunc(list, func(m jsonField) bool {
		mine := m.name == "Trace" || m.name == "Count"
		if mine {
			own[m.name] = string(m.form)
		}
		return mine
	})
	if own["Trace"] != strconv.Itoa(traceVersion) {
		return 0, fmt.Errorf("this is no trace of version %d: it must begin with Trace and the version", traceVersion)
	}
	if count, err = strconv.Atoi(own["Count"]); err != nil || count < 0 {
		return 0, wrong("Count is %s: give the number of events", excerpt([]byte(own["Count"])))
	}
	if err := l.former().structureOf(list, t); err != nil {
		return 0, err
	}
	switch {
	case t.Events != nil:
		return 0, wrong("Events belong on the lines that follow, one on each")
	case t.Servers < 0 || t.Servers > len(t.Names):
		return 0, wrong("Servers is %d of %d processes", t.Servers, len(t.Names))
	}
	for i, f := range t.Faults {
		if err := t.known(slices.Concat([]ID{f.Node}, f.A, f.B)...); err != nil {
			return 0, wrong("Faults[%d]: %w", i, err)
		}
	}
	return count, nil
}
