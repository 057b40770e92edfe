package sim

import (
	"fmt"
	"reflect"
)

// Pack encodes any value that a message may contain, types without a name
// such as []int included; an Opaque stays as it is.
func Pack(value any) (Opaque, error) {
	if o, ok := value.(Opaque); ok {
		return o, nil
	}
	if value == nil {
		return Opaque{}, fmt.Errorf("nil cannot be stored: store a value")
	}
	data, err := appendValue(nil, value)
	return Opaque{Type: reflect.TypeOf(value).String(), Data: data}, err
}

// Unpack decodes into the pointer, which must point to the type that was
// packed, or to an Opaque.
func (o Opaque) Unpack(into any) error { return o.unpack(into, nil) }

func (o Opaque) unpack(into any, signed map[Signature]struct{}) error {
	if raw, ok := into.(*Opaque); ok && raw != nil {
		*raw = o
		return nil
	}
	target := reflect.ValueOf(into)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return fmt.Errorf("read into %T: give a pointer, such as &x", into)
	}
	if target.Elem().Type().String() != o.Type {
		return fmt.Errorf("a %s was written, and is read into %T", o.Type, into)
	}
	target.Elem().SetZero()
	if err := decodeInto(o.Data, target.Elem(), signed); err != nil {
		return fmt.Errorf("read a %s: %w", o.Type, err)
	}
	return nil
}

// String names the type and says how large the value is: "main.Vote, 5 bytes".
func (o Opaque) String() string { return fmt.Sprintf("%s, %d bytes", o.Type, len(o.Data)) }

// Unwrap decodes a value whose type is registered or basic. Otherwise known is
// false.
func Unwrap(o Opaque) (v any, known bool, err error) {
	registry.RLock()
	_, known = registry.types[o.Type]
	registry.RUnlock()
	if _, isBasic := basic[o.Type]; !known && !isBasic {
		return nil, false, nil
	}
	v, err = decodeNamed(o.Type, o.Data)
	return v, true, err
}
