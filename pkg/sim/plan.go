package sim

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"slices"
	"sync"
)

// plan encodes and decodes the values of one type.
type plan struct {
	write func([]byte, reflect.Value) ([]byte, error)
	read  func(*reader, reflect.Value) error
}

var plans sync.Map // reflect.Type → *plan

func planOf(t reflect.Type) (*plan, error) {
	if p, ok := plans.Load(t); ok {
		return p.(*plan), nil
	}
	p, err := planner{}.plan(t)
	if err == nil {
		plans.Store(t, p)
	}
	return p, err
}

// planner makes plans; it remembers those under way, so that a type may
// contain lists of itself.
type planner map[reflect.Type]*plan

func (pl planner) plan(t reflect.Type) (*plan, error) {
	if p, ok := pl[t]; ok {
		return p, nil
	}
	p := &plan{}
	pl[t] = p
	made, err := pl.make(t)
	if err != nil {
		return nil, err
	}
	*p = *made
	return p, nil
}

func (pl planner) make(t reflect.Type) (*plan, error) {
	if t == reflect.TypeFor[Signature]() {
		return &plan{writeSignature, readSignature}, nil
	}
	switch t.Kind() {
	case reflect.Bool:
		return &plan{writeBool, readBool}, nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return &plan{writeInt, readInt}, nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return &plan{writeUint, readUint}, nil
	case reflect.Float32, reflect.Float64:
		return &plan{writeFloat, readFloat}, nil
	case reflect.String:
		return &plan{writeString, readString}, nil
	case reflect.Slice, reflect.Array:
		return pl.list(t)
	case reflect.Map:
		return pl.table(t)
	case reflect.Struct:
		return pl.record(t)
	case reflect.Interface:
		return &plan{writeAny, readAny}, nil
	}
	return nil, fmt.Errorf("%v cannot be in a message: only numbers, booleans, strings, lists, maps and structs of these can", t)
}

func (pl planner) record(t reflect.Type) (*plan, error) {
	if t.NumField() == 0 {
		return &plan{writeEmpty, readEmpty}, nil
	}
	fields := make([]*plan, t.NumField())
	for i := range fields {
		f := t.Field(i)
		if !f.IsExported() {
			return nil, fmt.Errorf("field %s of %v would be lost in a message: begin its name with a capital letter", f.Name, t)
		}
		p, err := pl.plan(f.Type)
		if err != nil {
			return nil, fmt.Errorf("field %s of %v: %w", f.Name, t, err)
		}
		fields[i] = p
	}
	return &plan{
		write: func(to []byte, v reflect.Value) (_ []byte, err error) {
			for i, f := range fields {
				if to, err = f.write(to, v.Field(i)); err != nil {
					return to, err
				}
			}
			return to, nil
		},
		read: func(in *reader, v reflect.Value) error {
			if err := in.deeper(); err != nil {
				return err
			}
			defer in.higher()
			for i, f := range fields {
				if err := f.read(in, v.Field(i)); err != nil {
					return err
				}
			}
			return nil
		},
	}, nil
}

func (pl planner) list(t reflect.Type) (*plan, error) {
	item, err := pl.plan(t.Elem())
	if err != nil {
		return nil, err
	}
	write := func(to []byte, v reflect.Value) (_ []byte, err error) {
		to = binary.AppendUvarint(to, uint64(v.Len()))
		for i := range v.Len() {
			if to, err = item.write(to, v.Index(i)); err != nil {
				return to, err
			}
		}
		return to, nil
	}
	read := func(in *reader, v reflect.Value) error {
		n, err := in.length()
		if err = first(err, in.deeper()); err != nil {
			return err
		}
		defer in.higher()
		if t.Kind() == reflect.Array && n != t.Len() {
			return fmt.Errorf("%d items for %v", n, t)
		}
		for i := range n {
			if t.Kind() == reflect.Slice {
				v.Set(reflect.Append(v, reflect.Zero(t.Elem())))
			}
			if err := item.read(in, v.Index(i)); err != nil {
				return err
			}
		}
		return nil
	}
	return &plan{write, read}, nil
}

func (pl planner) table(t reflect.Type) (*plan, error) {
	key, err := pl.plan(t.Key())
	if err != nil {
		return nil, err
	}
	item, err := pl.plan(t.Elem())
	if err != nil {
		return nil, err
	}
	write := func(to []byte, v reflect.Value) ([]byte, error) {
		rows := make([][]byte, 0, v.Len())
		for it := v.MapRange(); it.Next(); {
			row, err := key.write(nil, it.Key())
			if err != nil {
				return to, err
			}
			if row, err = item.write(row, it.Value()); err != nil {
				return to, err
			}
			rows = append(rows, row)
		}
		slices.SortFunc(rows, bytes.Compare)
		to = binary.AppendUvarint(to, uint64(len(rows)))
		return append(to, bytes.Join(rows, nil)...), nil
	}
	read := func(in *reader, v reflect.Value) error {
		n, err := in.length()
		if err != nil || n == 0 {
			return err
		}
		if err := in.deeper(); err != nil {
			return err
		}
		defer in.higher()
		v.Set(reflect.MakeMap(t))
		var before []byte
		for range n {
			row := in.data
			k, e := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
			if err := key.read(in, k); err != nil {
				return err
			}
			if err := item.read(in, e); err != nil {
				return err
			}
			row = row[:len(row)-len(in.data)]
			if !k.Comparable() || before != nil && bytes.Compare(before, row) >= 0 {
				return errCanonical
			}
			before = row
			v.SetMapIndex(k, e)
		}
		if v.Len() != n {
			return errCanonical
		}
		return nil
	}
	return &plan{write, read}, nil
}

func writeBool(to []byte, v reflect.Value) ([]byte, error) {
	if v.Bool() {
		return append(to, 1), nil
	}
	return append(to, 0), nil
}

func writeInt(to []byte, v reflect.Value) ([]byte, error) {
	return binary.AppendVarint(to, v.Int()), nil
}

func writeUint(to []byte, v reflect.Value) ([]byte, error) {
	return binary.AppendUvarint(to, v.Uint()), nil
}

func writeFloat(to []byte, v reflect.Value) ([]byte, error) {
	f := v.Float()
	if f != f {
		f = math.NaN() // whose bits are fixed; others differ between machines
	}
	return binary.LittleEndian.AppendUint64(to, math.Float64bits(f)), nil
}

// An empty struct takes a byte, so that every item of a list takes one.
func writeEmpty(to []byte, _ reflect.Value) ([]byte, error) { return append(to, 0), nil }

func writeString(to []byte, v reflect.Value) ([]byte, error) {
	to = binary.AppendUvarint(to, uint64(v.Len()))
	return append(to, v.String()...), nil
}

func writeSignature(to []byte, v reflect.Value) ([]byte, error) {
	to = binary.AppendVarint(to, v.Field(0).Int())
	return binary.LittleEndian.AppendUint64(to, v.Field(1).Uint()), nil
}

func writeAny(to []byte, v reflect.Value) ([]byte, error) {
	if v.IsNil() {
		return binary.AppendUvarint(to, 0), nil
	}
	inner := v.Elem()
	p, err := planOf(inner.Type())
	if err != nil {
		return to, err
	}
	data, err := p.write(nil, inner)
	if err != nil {
		return to, err
	}
	to, _ = writeString(to, reflect.ValueOf(inner.Type().String()))
	to = binary.AppendUvarint(to, uint64(len(data)))
	return append(to, data...), nil
}
