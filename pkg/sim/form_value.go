package sim

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
)

// Shown is a value in a trace that was read from a file where its type is not
// registered with Messages, or cannot be: its type's name, its canonical bytes
// if it has such, and what Show said of it. Show says the same of a Shown.
type Shown struct {
	Type string
	Data []byte
	Text string
}

// value writes what an interface holds: its type's name, its canonical bytes
// in base64, and its fields for the reader's eye.
func (w writer) value(path string, v any) (json.RawMessage, error) {
	s := Shown{Type: fmt.Sprintf("%T", v), Text: Show(v)}
	opaque := false
	switch x := v.(type) {
	case Shown:
		s = x
	case Opaque:
		opaque, s.Type, s.Data = true, x.Type, append([]byte{}, x.Data...)
	default:
		o, err := Pack(v)
		if err == nil {
			s.Data = append([]byte{}, o.Data...)
		}
		if err == nil && !w.showing {
			err = restorable(v)
		}
		if err != nil && !w.showing {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	list := []jsonField{{"Type", text(s.Type)}}
	if opaque {
		list = append(list, jsonField{"Opaque", json.RawMessage("true")})
	}
	if s.Data != nil {
		list = append(list, jsonField{"Data", quote(base64.StdEncoding.EncodeToString(s.Data))})
	}
	return object(append(list, jsonField{"Shown", text(s.Text)})), nil
}

// restorable says why a value would not be the same when it is read back, if
// it would not.
func restorable(v any) error {
	if _, err := typeNamed(reflect.TypeOf(v).String()); err != nil {
		return err
	}
	if holdsSignature(reflect.ValueOf(v)) {
		return fmt.Errorf("a %T holds a signature, which proves nothing once it has been written: leave the message out", v)
	}
	return nil
}

func holdsSignature(v reflect.Value) bool {
	if v.Type() == reflect.TypeFor[Signature]() {
		return !v.IsZero()
	}
	switch v.Kind() {
	case reflect.Interface:
		return !v.IsNil() && holdsSignature(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if holdsSignature(v.Field(i)) {
				return true
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if holdsSignature(v.Index(i)) {
				return true
			}
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			if holdsSignature(key) || holdsSignature(v.MapIndex(key)) {
				return true
			}
		}
	}
	return false
}

// written is a value as it was read, before it is made.
type written struct {
	Type, Text string
	Data       []byte
	opaque     bool
	shown      bool // Text was given
}

func readWritten(path string, form json.RawMessage) (v written, err error) {
	list, err := membersOf(path, form)
	for _, m := range list {
		if err != nil {
			break
		}
		switch m.name {
		case "Type":
			v.Type, err = readText(join(path, m.name), m.form)
		case "Data":
			v.Data, err = readBytes(join(path, m.name), m.form)
		case "Shown":
			v.Text, err = readText(join(path, m.name), m.form)
			v.shown = true
		case "Opaque":
			if v.opaque = string(m.form) == "true"; !v.opaque {
				err = fmt.Errorf("%s.Opaque is %s: give true, or leave it out", path, excerpt(m.form))
			}
		default:
			err = fmt.Errorf("%s: there is no such field in a value: it has Type, Data, Opaque, Shown", join(path, m.name))
		}
	}
	if err == nil && v.Type == "" {
		err = fmt.Errorf("%s.Type is missing: name the type, such as \"main.Vote\"", path)
	}
	return v, err
}

// value reads what writer.value wrote.
func (f former) value(path string, form json.RawMessage) (any, error) {
	v, err := readWritten(path, form)
	if err != nil {
		return nil, err
	}
	if f.showing {
		return v.trace(path)
	}
	if v.Data == nil {
		return nil, fmt.Errorf("%s.Data is missing: give the message's canonical bytes, from sim.Encode, in base64", path)
	}
	made := any(Opaque{Type: v.Type, Data: v.Data})
	if !v.opaque {
		if made, err = decodeNamed(v.Type, v.Data); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	if v.shown && Show(made) != v.Text {
		return nil, fmt.Errorf("%s.Shown is %s, but its Data is %s: Data counts, so change that, or leave Shown out", path, excerpt([]byte(v.Text)), excerpt([]byte(Show(made))))
	}
	return made, nil
}

// trace is the value in a trace: itself if its type is known and still shows
// as it did, else a Shown.
func (v written) trace(path string) (any, error) {
	if !v.shown {
		return nil, fmt.Errorf("%s.Shown is missing: it is what a trace shows of a value", path)
	}
	if v.opaque {
		if o := (Opaque{Type: v.Type, Data: v.Data}); v.Data != nil && Show(o) == v.Text {
			return o, nil
		}
		return nil, fmt.Errorf("%s is Opaque, but its Data is not what Shown says: give the canonical bytes", path)
	}
	if v.Data != nil {
		if made, err := decodeNamed(v.Type, v.Data); err == nil && Show(made) == v.Text {
			return made, nil
		}
	}
	return Shown{Type: v.Type, Data: v.Data, Text: v.Text}, nil
}
