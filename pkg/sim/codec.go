package sim

import (
	"fmt"
	"reflect"
	"sync"
	"time"
)

// Opaque is a message whose type only the sandboxed side knows: what a guest
// sent, as its type's name and canonical bytes.
type Opaque struct {
	Type string
	Data []byte
	Sigs []Signature
}

var registry = struct {
	sync.RWMutex
	types map[string]reflect.Type
	names map[reflect.Type]string
}{types: map[string]reflect.Type{}, names: map[reflect.Type]string{}}

// Messages registers the types of the examples, so that Decode can make them.
// A type's name is its package and name, such as "raft.Vote". It panics if a
// type cannot be a message or if two types have the same name.
func Messages(examples ...any) {
	registry.Lock()
	defer registry.Unlock()
	for _, example := range examples {
		t := reflect.TypeOf(example)
		if err := messageType(t); err != nil {
			panic(fmt.Sprintf("sim.Messages: %v", err))
		}
		if _, err := planOf(t); err != nil {
			panic(fmt.Sprintf("sim.Messages: %v", err))
		}
		name := t.String()
		if old, taken := registry.types[name]; taken && old != t {
			panic(fmt.Sprintf("sim.Messages: two types are called %s: rename one", name))
		}
		registry.types[name], registry.names[t] = t, name
	}
}

// messageType says why values of t cannot be messages, if they cannot.
func messageType(t reflect.Type) error {
	switch {
	case t == nil:
		return fmt.Errorf("a message must not be nil: send a value of a named type")
	case t.Kind() == reflect.Pointer:
		return fmt.Errorf("%v is a pointer: send the value, since a type switch on %v does not see %v", t, t.Elem(), t)
	case t.Name() == "":
		return fmt.Errorf("%v has no name: declare a type for the message", t)
	}
	return nil
}

// Encode writes a message in the canonical binary form: equal values give
// equal bytes on every architecture. Integers are varints, strings and lists
// carry their length, maps are sorted, and structs are their fields in order
// (one without fields is a zero byte). All NaNs are one; −0 is not 0.
// A pointer, function, channel or unexported field is an error.
func Encode(v any) (name string, data []byte, err error) {
	if o, ok := v.(Opaque); ok {
		return o.Type, o.Data, nil
	}
	t := reflect.TypeOf(v)
	if err := messageType(t); err != nil {
		return "", nil, err
	}
	data, err = appendValue(nil, v)
	return t.String(), data, err
}

// Decode reads what Encode wrote; the type must have been registered with
// Messages. Bytes that are not exactly one value of the type are an error.
func Decode(name string, data []byte) (any, error) {
	t, err := messageNamed(name)
	if err != nil {
		return nil, err
	}
	into := reflect.New(t)
	if err := decodeInto(data, into.Elem(), nil); err != nil {
		return nil, fmt.Errorf("decode %s: %w", name, err)
	}
	return into.Elem().Interface(), nil
}

func appendValue(to []byte, v any) ([]byte, error) {
	value := reflect.ValueOf(v)
	plan, err := planOf(value.Type())
	if err != nil {
		return to, err
	}
	return plan.write(to, value)
}

// decodeInto trusts the signatures that are in the given set.
func decodeInto(data []byte, into reflect.Value, signed map[Signature]struct{}) error {
	in := &reader{data: data, signed: signed}
	return in.whole(into)
}

// whole reads one value and expects nothing after it.
func (in *reader) whole(into reflect.Value) error {
	plan, err := planOf(into.Type())
	if err != nil {
		return err
	}
	if err := plan.read(in, into); err != nil {
		return err
	}
	if len(in.data) > 0 {
		return fmt.Errorf("%d bytes too many", len(in.data))
	}
	return nil
}

// fingerprint is a 64-bit hash of a value's type and canonical bytes.
func fingerprint(v any) (uint64, error) {
	if v == nil {
		return 0, nil
	}
	buffer := scratch.Get().(*[]byte)
	defer scratch.Put(buffer)
	data, err := appendValue((*buffer)[:0], v)
	*buffer = data
	return hashBytes(hashString(0, reflect.TypeOf(v).String()), data), err
}

var scratch = sync.Pool{New: func() any { return new([]byte) }}

// basic are the unnamed-package types that an interface in a message may hold
// without being registered.
var basic = map[string]reflect.Type{
	"bool": reflect.TypeFor[bool](), "string": reflect.TypeFor[string](),
	"int": reflect.TypeFor[int](), "int8": reflect.TypeFor[int8](), "int16": reflect.TypeFor[int16](),
	"int32": reflect.TypeFor[int32](), "int64": reflect.TypeFor[int64](),
	"uint": reflect.TypeFor[uint](), "uint8": reflect.TypeFor[uint8](), "uint16": reflect.TypeFor[uint16](),
	"uint32": reflect.TypeFor[uint32](), "uint64": reflect.TypeFor[uint64](),
	"float32": reflect.TypeFor[float32](), "float64": reflect.TypeFor[float64](),
	"time.Duration": reflect.TypeFor[time.Duration](), "sim.ID": reflect.TypeFor[ID](),
}

func decodeNamed(name string, data []byte) (any, error) {
	t, err := typeNamed(name)
	if err != nil {
		return nil, err
	}
	into := reflect.New(t).Elem()
	err = decodeInto(data, into, nil)
	return into.Interface(), err
}

// typeNamed is the basic or registered type of that name.
func typeNamed(name string) (reflect.Type, error) {
	if t, ok := basic[name]; ok {
		return t, nil
	}
	return messageNamed(name)
}

func messageNamed(name string) (reflect.Type, error) {
	registry.RLock()
	defer registry.RUnlock()
	t, known := registry.types[name]
	if !known {
		return nil, fmt.Errorf("message type %q is not registered: call sim.Messages(%s{})", name, name)
	}
	return t, nil
}
