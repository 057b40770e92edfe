package sim

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"reflect"
)

// reader takes values off the front of encoded bytes. It accepts only what a
// plan writes: each value has one form.
type reader struct {
	data   []byte
	signed map[Signature]struct{} // nil: no signature is genuine
	depth  int
}

// deepest is how far values may be nested in decoded bytes, so that forged
// ones cannot exhaust the stack.
const deepest = 1000

var (
	errShort     = errors.New("the bytes end too early")
	errCanonical = errors.New("the bytes are not in canonical form")
	errDeep      = fmt.Errorf("values are nested more than %d deep", deepest)
)

// deeper goes one level down; the caller comes up again.
func (in *reader) deeper() error {
	if in.depth++; in.depth > deepest {
		return errDeep
	}
	return nil
}

func (in *reader) higher() { in.depth-- }

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
	if err := oneForm(in.data, size); err != nil {
		return 0, err
	}
	in.data = in.data[size:]
	return n, nil
}

// oneForm refuses varints that are cut off or longer than they need to be.
func oneForm(data []byte, size int) error {
	switch {
	case size <= 0:
		return errShort
	case size > 1 && data[size-1] == 0:
		return errCanonical
	}
	return nil
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

func readEmpty(in *reader, _ reflect.Value) error {
	b, err := in.take(1)
	if err == nil && b[0] != 0 {
		return errCanonical
	}
	return err
}

func readInt(in *reader, v reflect.Value) error {
	n, size := binary.Varint(in.data)
	if err := oneForm(in.data, size); err != nil {
		return err
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
	if again, _ := writeFloat(nil, v); !bytes.Equal(again, b) {
		return errCanonical
	}
	return nil
}

func readString(in *reader, v reflect.Value) error {
	s, err := in.text()
	v.SetString(s)
	return err
}

// readSignature reads who signed what. Bytes prove nothing: it is genuine only
// if it is known to have been made.
func readSignature(in *reader, v reflect.Value) error {
	var signer ID
	if err := readInt(in, reflect.ValueOf(&signer).Elem()); err != nil {
		return err
	}
	b, err := in.take(8)
	if err != nil {
		return err
	}
	s := Signature{signer: signer, digest: binary.LittleEndian.Uint64(b), mark: genuine}
	if _, ok := in.signed[s]; !ok {
		s.mark = nil
	}
	v.Set(reflect.ValueOf(s))
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
	t, err := typeNamed(name)
	if err != nil {
		return err
	}
	inner := reflect.New(t).Elem()
	nested := &reader{data: data, signed: in.signed, depth: in.depth}
	if err := nested.whole(inner); err != nil {
		return err
	}
	if !t.AssignableTo(v.Type()) {
		return fmt.Errorf("%s does not fit %v", name, v.Type())
	}
	v.Set(inner)
	return nil
}
