package sim

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// The written form of schedules and traces is JSON, made from the types
// themselves, so that no field can be forgotten: a struct is an object of its
// fields under their Go names, an embedded struct's among them; what is zero
// is left out. Durations are written as in Go (1.5ms), kinds by their names,
// IDs as numbers, or "outside" and "any", message names as 1>2#7.

// jsonField is one field of an object in written form.
type jsonField struct {
	name string
	form json.RawMessage
}

// writer makes the written form.
type writer struct {
	// showing allows values that cannot be read back as what they are, such
	// as an output with unexported fields: they are kept as text.
	showing bool
}

// members are the fields of a struct that are not zero.
func (w writer) members(path string, v reflect.Value) (list []jsonField, err error) {
	for i := range v.NumField() {
		field, f := v.Type().Field(i), v.Field(i)
		if field.Anonymous {
			inner, err := w.members(path, f)
			if err != nil {
				return nil, err
			}
			list = append(list, inner...)
			continue
		}
		if !field.IsExported() || f.IsZero() && !spoken(v.Interface(), field.Name) {
			continue
		}
		form, err := w.form(join(path, field.Name), f)
		if err != nil {
			return nil, err
		}
		list = append(list, jsonField{field.Name, form})
	}
	return list, nil
}

// spoken says whether a field is written even if it is zero, since a reader
// would ask: which node?
func spoken(of any, field string) bool {
	switch x := of.(type) {
	case Event:
		return field == "Peer" && x.Message.N > 0 || slices.Contains([]string{"Step", "At", "Local", "Kind", "Node"}, field)
	case Fault:
		return field == "Node" && len(x.A) == 0 && x.Kind != FaultHeal
	case LinkRule:
		return field != "Link"
	case Request:
		return field == "To"
	case ClockRule:
		return field == "Node"
	}
	return false
}

func join(path, field string) string {
	if path == "" {
		return field
	}
	return path + "." + field
}

func (w writer) form(path string, v reflect.Value) (json.RawMessage, error) {
	if text, ok := wordOf(v); ok {
		return quote(text), nil
	}
	switch v.Kind() {
	case reflect.Bool:
		return strconv.AppendBool(nil, v.Bool()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.AppendInt(nil, v.Int(), 10), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return strconv.AppendUint(nil, v.Uint(), 10), nil
	case reflect.Float32, reflect.Float64:
		if f := v.Float(); math.IsNaN(f) || math.IsInf(f, 0) {
			return nil, fmt.Errorf("%s is %v: only finite numbers can be written", path, f)
		}
		return strconv.AppendFloat(nil, v.Float(), 'g', -1, 64), nil
	case reflect.String:
		return text(v.String()), nil
	case reflect.Slice, reflect.Array:
		return w.list(path, v)
	case reflect.Pointer:
		if !v.IsNil() {
			return w.form(path, v.Elem())
		}
	case reflect.Interface:
		if !v.IsNil() {
			return w.value(path, v.Interface())
		}
	case reflect.Struct:
		list, err := w.members(path, v)
		return object(list), err
	}
	return nil, fmt.Errorf("%s is a %v, which is code and not data: it cannot be written", path, v.Type())
}

func (w writer) list(path string, v reflect.Value) (json.RawMessage, error) {
	to := []byte{'['}
	for i := range v.Len() {
		form, err := w.form(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
		if err != nil {
			return nil, err
		}
		if i > 0 {
			to = append(to, ',')
		}
		to = append(to, form...)
	}
	return append(to, ']'), nil
}

func object(list []jsonField) json.RawMessage {
	to := []byte{'{'}
	for i, m := range list {
		if i > 0 {
			to = append(to, ',')
		}
		to = append(append(append(to, quote(m.name)...), ':'), m.form...)
	}
	return append(to, '}')
}

// wordOf is what a value is written as, for the types that are written as
// words.
func wordOf(v reflect.Value) (string, bool) {
	if v.Kind() == reflect.Interface {
		return "", false
	}
	switch x := v.Interface().(type) {
	case time.Duration:
		return x.String(), true
	case MessageName:
		return x.String(), true
	case ID:
		switch x {
		case Outside:
			return "outside", true
		case Any:
			return "any", true
		}
	case fmt.Stringer:
		if v.Kind() == reflect.Uint8 {
			return x.String(), true
		}
	}
	return "", false
}

// quote writes valid text as a JSON string.
func quote(s string) json.RawMessage {
	if plain(s) {
		return append(append(append(make(json.RawMessage, 0, len(s)+2), '"'), s...), '"')
	}
	var to bytes.Buffer
	encoder := json.NewEncoder(&to)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(s) // a string in memory always encodes
	return bytes.TrimSuffix(to.Bytes(), []byte("\n"))
}

// plain says whether a string needs no escapes.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// text writes any string; one that is not UTF-8 is an object of its bytes.
func text(s string) json.RawMessage {
	if utf8.ValidString(s) {
		return quote(s)
	}
	return object([]jsonField{{"Bytes", quote(base64.StdEncoding.EncodeToString([]byte(s)))}})
}
