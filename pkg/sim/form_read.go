package sim

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// former reads the written form. It accepts nothing that it does not
// understand: no unknown or repeated field, no null, no number that does not
// fit.
type former struct {
	showing bool // unregistered types become Shown; see writer
	depth   int
}

// deepestForm is far deeper than any Config, so that a forged text cannot keep
// the reader busy.
const deepestForm = 32

// membersOf takes an object apart. The same name twice is an error, since one
// of the two would be lost.
func membersOf(path string, form json.RawMessage) (list []jsonField, err error) {
	in, seen := json.NewDecoder(bytes.NewReader(form)), map[string]bool{}
	if token, err := in.Token(); err != nil || token != json.Delim('{') {
		return nil, fmt.Errorf("%s is %s: give an object in braces", here(path), excerpt(form))
	}
	for in.More() {
		token, err := in.Token()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", here(path), err)
		}
		m := jsonField{name: token.(string)}
		if err := in.Decode(&m.form); err != nil {
			return nil, fmt.Errorf("%s: %w", join(path, m.name), err)
		}
		if seen[m.name] {
			return nil, fmt.Errorf("%s is given twice: keep one", join(path, m.name))
		}
		seen[m.name] = true
		list = append(list, m)
	}
	if _, err := in.Token(); err != nil {
		return nil, fmt.Errorf("%s: %w", here(path), err)
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: something follows after the closing brace: remove it", here(path))
	}
	return list, nil
}

func here(path string) string {
	if path == "" {
		return "the text"
	}
	return path
}

// excerpt is the beginning of a form, for errors.
func excerpt(form []byte) string {
	const most = 40
	s := strings.Join(strings.Fields(strings.ToValidUTF8(string(form), "?")), " ")
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	if s == "" {
		return "empty"
	}
	return s
}

func (f former) structure(path string, list []jsonField, into reflect.Value) error {
	for _, m := range list {
		field, ok := into.Type().FieldByName(m.name)
		if !ok || !field.IsExported() || field.Anonymous {
			return fmt.Errorf("%s: there is no such field in %v: it has %s", join(path, m.name), into.Type(), strings.Join(fieldsOf(into.Type()), ", "))
		}
		if err := f.read(join(path, m.name), m.form, into.FieldByIndex(field.Index)); err != nil {
			return err
		}
	}
	return nil
}

func fieldsOf(t reflect.Type) (names []string) {
	for _, field := range reflect.VisibleFields(t) {
		if field.IsExported() && !field.Anonymous {
			names = append(names, field.Name)
		}
	}
	return names
}

func (f former) read(path string, form json.RawMessage, into reflect.Value) error {
	if f.depth++; f.depth > deepestForm {
		return fmt.Errorf("%s…: it is nested more than %d deep", strings.TrimSuffix(excerpt([]byte(path)), "…"), deepestForm)
	}
	if done, err := readWord(path, form, into); done || err != nil {
		return err
	}
	switch into.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float64:
		return readNumber(path, string(form), into)
	case reflect.String:
		s, err := readText(path, form)
		into.SetString(s)
		return err
	case reflect.Slice, reflect.Array:
		return f.list(path, form, into)
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		return f.read(path, form, into.Elem())
	case reflect.Interface:
		v, err := f.value(path, form)
		if err == nil && !reflect.TypeOf(v).AssignableTo(into.Type()) {
			err = fmt.Errorf("%s: a %T does not fit %v", path, v, into.Type())
		}
		if err == nil {
			into.Set(reflect.ValueOf(v))
		}
		return err
	case reflect.Struct:
		list, err := membersOf(path, form)
		if err != nil {
			return err
		}
		return f.structure(path, list, into)
	}
	return fmt.Errorf("%s is a %v, which is code and not data: it cannot be read", path, into.Type())
}

func readNumber(path, form string, into reflect.Value) error {
	bad := fmt.Errorf("%s is %s: give %s", path, excerpt([]byte(form)), wanted[into.Kind()])
	switch {
	case into.Kind() == reflect.Bool:
		if form != "true" && form != "false" {
			return bad
		}
		into.SetBool(form == "true")
	case into.CanInt():
		n, err := strconv.ParseInt(form, 10, into.Type().Bits())
		if err != nil {
			return bad
		}
		into.SetInt(n)
	case into.CanUint():
		n, err := strconv.ParseUint(form, 10, into.Type().Bits())
		if err != nil {
			return bad
		}
		into.SetUint(n)
	default:
		x, err := strconv.ParseFloat(form, 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			return bad
		}
		into.SetFloat(x)
	}
	return nil
}

var wanted = map[reflect.Kind]string{
	reflect.Bool: "true or false", reflect.Float64: "a number",
	reflect.Int: "a whole number", reflect.Int8: "a whole number", reflect.Int16: "a whole number", reflect.Int32: "a whole number", reflect.Int64: "a whole number",
	reflect.Uint: "a whole number, not negative", reflect.Uint8: "a number from 0 to 255", reflect.Uint16: "a number from 0 to 65535",
	reflect.Uint32: "a whole number, not negative", reflect.Uint64: "a whole number, not negative",
}

func (f former) list(path string, form json.RawMessage, into reflect.Value) error {
	var items []json.RawMessage
	if len(form) == 0 || form[0] != '[' || json.Unmarshal(form, &items) != nil {
		return fmt.Errorf("%s is %s: give a list in brackets", path, excerpt(form))
	}
	if into.Kind() == reflect.Array && len(items) != into.Len() {
		return fmt.Errorf("%s has %d items: give %d", path, len(items), into.Len())
	}
	if into.Kind() == reflect.Slice {
		into.Set(reflect.MakeSlice(into.Type(), len(items), len(items)))
	}
	for i, item := range items {
		if err := f.read(fmt.Sprintf("%s[%d]", path, i), item, into.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

// readWord reads the types that wordOf writes; done is false for others.
func readWord(path string, form json.RawMessage, into reflect.Value) (done bool, err error) {
	var word string
	isWord := len(form) > 0 && form[0] == '"' && json.Unmarshal(form, &word) == nil
	bad := func(want string) (bool, error) {
		return true, fmt.Errorf("%s is %s: give %s", path, excerpt(form), want)
	}
	switch x := into.Addr().Interface().(type) {
	case *time.Duration:
		if *x, err = time.ParseDuration(word); err != nil || !isWord {
			return bad(`a duration such as "20ms"`)
		}
		return true, nil
	case *MessageName:
		if *x, err = ParseMessageName(word); err != nil || !isWord {
			return bad(`a message such as "1>2#7"`)
		}
		return true, nil
	case *ID:
		if isWord {
			id, known := map[string]ID{"outside": Outside, "any": Any}[word]
			if !known {
				return bad(`a number, "outside" or "any"`)
			}
			*x = id
		}
		return isWord, nil
	case fmt.Stringer:
		if into.Kind() == reflect.Uint8 {
			names := []string{}
			for k := range uint64(256) {
				into.SetUint(k)
				name := x.String()
				if isWord && name == word {
					return true, nil
				}
				if !strings.Contains(name, "(") && name != "" {
					names = append(names, name)
				}
			}
			return bad("one of " + strings.Join(names, ", "))
		}
	}
	return false, nil
}

// readText undoes text.
func readText(path string, form json.RawMessage) (s string, err error) {
	if len(form) > 0 && form[0] == '"' {
		if err := json.Unmarshal(form, &s); err != nil {
			return "", fmt.Errorf("%s: %w", path, err)
		}
		return s, nil
	}
	list, err := membersOf(path, form)
	if err != nil || len(list) != 1 || list[0].name != "Bytes" {
		return "", fmt.Errorf("%s is %s: give a string", path, excerpt(form))
	}
	data, err := readBytes(join(path, "Bytes"), list[0].form)
	if err == nil && utf8.Valid(data) {
		err = fmt.Errorf("%s.Bytes is plain text: give it as a string", path)
	}
	return string(data), err
}

// readBytes reads base64.
func readBytes(path string, form json.RawMessage) ([]byte, error) {
	var s string
	if err := json.Unmarshal(form, &s); err != nil || form[0] != '"' {
		return nil, fmt.Errorf("%s is %s: give a string in base64", path, excerpt(form))
	}
	data, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil || base64.StdEncoding.EncodeToString(data) != s {
		return nil, fmt.Errorf("%s is %s: give a string in base64", path, excerpt(form))
	}
	return data, nil
}
