package sim

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"reflect"
)

// reader takes values off the front of encoded bytes.
type reader struct{ data []byte }

var errShort = errors.New("the bytes end too early")

func (in *reader) take(n int) ([]byte, error) {
	if n < 0 || n > len(in.data) {
		return nil, errShort
	}
	head := in.data[:n]
	in.data = in.data[n:]
	return head, nil
}

func (in *reader) uvarint() (uint64, error) {
	n, size := binary.Uvarint(in.data)
	if size <= 0 {
		return 0, errShort
	}
	in.data = in.data[size:]
	return n, nil
}

// length reads how many items follow; each takes a byte at least, so that a
// forged length cannot ask for more memory than the bytes are worth.
func (in *reader) length() (int, error) {
	n, err := in.uvarint()
	if err != nil || n > uint64(len(in.data)) {
		return 0, errShort
	}
	return int(n), nil
}

func (in *reader) text() (string, error) {
	n, err := in.length()
	if err != nil {
		return "", err
	}
	b, err := in.take(n)
	return string(b), err
}

func readBool(in *reader, v reflect.Value) error {
	b, err := in.take(1)
	if err != nil {
		return err
	}
	if b[0] > 1 {
		return fmt.Errorf("%d is no boolean", b[0])
	}
	v.SetBool(b[0] == 1)
	return nil
}

func readInt(in *reader, v reflect.Value) error {
	n, size := binary.Varint(in.data)
	if size <= 0 {
		return errShort
	}
	in.data = in.data[size:]
	if v.OverflowInt(n) {
		return fmt.Errorf("%d does not fit %v", n, v.Type())
	}
	v.SetInt(n)
	return nil
}

func readUint(in *reader, v reflect.Value) error {
	n, err := in.uvarint()
	if err != nil {
		return err
	}
	if v.OverflowUint(n) {
		return fmt.Errorf("%d does not fit %v", n, v.Type())
	}
	v.SetUint(n)
	return nil
}

func readFloat(in *reader, v reflect.Value) error {
	b, err := in.take(8)
	if err != nil {
		return err
	}
	v.SetFloat(math.Float64frombits(binary.LittleEndian.Uint64(b)))
	return nil
}

func readString(in *reader, v reflect.Value) error {
	s, err := in.text()
	v.SetString(s)
	return err
}

// readSignature reads who signed what, without the mark: bytes prove nothing.
func readSignature(in *reader, v reflect.Value) error {
	var signer ID
	if err := readInt(in, reflect.ValueOf(&signer).Elem()); err != nil {
		return err
	}
	b, err := in.take(8)
	if err != nil {
		return err
	}
	v.Set(reflect.ValueOf(Signature{signer: signer, digest: binary.LittleEndian.Uint64(b)}))
	return nil
}

func readAny(in *reader, v reflect.Value) error {
	name, err := in.text()
	if err != nil || name == "" {
		return err
	}
	n, err := in.length()
	if err != nil {
		return err
	}
	data, err := in.take(n)
	if err != nil {
		return err
	}
	inner, err := decodeNamed(name, data)
	if err != nil {
		return err
	}
	value := reflect.ValueOf(inner)
	if !value.Type().AssignableTo(v.Type()) {
		return fmt.Errorf("%s does not fit %v", name, v.Type())
	}
	v.Set(value)
	return nil
}
