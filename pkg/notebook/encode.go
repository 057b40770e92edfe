package notebook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// encoder writes JSON as Python's json.dumps(indent=1, sort_keys=True,
// ensure_ascii=False) does; encoding/json escapes more than that.
type encoder struct{ out bytes.Buffer }

func (e *encoder) value(value any, depth int) error {
	switch value := value.(type) {
	case nil:
		e.out.WriteString("null")
	case bool:
		e.out.WriteString(strconv.FormatBool(value))
	case int:
		e.out.WriteString(strconv.Itoa(value))
	case json.Number:
		e.out.WriteString(value.String())
	case float64:
		return e.float(value)
	case string:
		e.text(value)
	case []string:
		list := make([]any, len(value))
		for i, text := range value {
			list[i] = text
		}
		return e.list(list, depth)
	case []any:
		return e.list(value, depth)
	case map[string]any:
		return e.object(value, depth)
	default:
		return fmt.Errorf("a notebook cannot hold a %T", value)
	}
	return nil
}

func (e *encoder) float(value float64) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("a notebook cannot hold the number %v", value)
	}
	e.out.Write(text)
	return nil
}

func (e *encoder) list(list []any, depth int) error {
	if len(list) == 0 {
		e.out.WriteString("[]")
		return nil
	}
	e.out.WriteByte('[')
	for i, value := range list {
		e.next(i, depth+1)
		if err := e.value(value, depth+1); err != nil {
			return err
		}
	}
	e.line(depth)
	e.out.WriteByte(']')
	return nil
}

func (e *encoder) object(object map[string]any, depth int) error {
	if len(object) == 0 {
		e.out.WriteString("{}")
		return nil
	}
	e.out.WriteByte('{')
	for i, name := range slices.Sorted(maps.Keys(object)) {
		e.next(i, depth+1)
		e.text(name)
		e.out.WriteString(": ")
		if err := e.value(object[name], depth+1); err != nil {
			return err
		}
	}
	e.line(depth)
	e.out.WriteByte('}')
	return nil
}

// next begins the i-th entry of a list or object.
func (e *encoder) next(i, depth int) {
	if i > 0 {
		e.out.WriteByte(',')
	}
	e.line(depth)
}

func (e *encoder) line(depth int) {
	e.out.WriteByte('\n')
	for range depth {
		e.out.WriteByte(' ')
	}
}

var escapes = map[rune]string{'"': `\"`, '\\': `\\`, '\n': `\n`, '\r': `\r`, '\t': `\t`, '\b': `\b`, '\f': `\f`}

func (e *encoder) text(text string) {
	e.out.WriteByte('"')
	for _, r := range text {
		switch escape, ok := escapes[r]; {
		case ok:
			e.out.WriteString(escape)
		case r < 0x20:
			fmt.Fprintf(&e.out, `\u%04x`, r)
		default:
			e.out.WriteRune(r)
		}
	}
	e.out.WriteByte('"')
}
