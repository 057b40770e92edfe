package notebook

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// fields is a decoded JSON object, read entry by entry with errors that name
// the entry.
type fields map[string]any

func (f fields) text(name string) (string, error) {
	value, ok := f[name]
	if !ok {
		return "", fmt.Errorf("%q is missing", name)
	}
	text, ok := value.(string)
	if !ok {
		return "", fmt.Errorf("%q is not a string", name)
	}
	return text, nil
}

func (f fields) set(name string, into *string) (err error) {
	*into, err = f.text(name)
	return err
}

// joined reads a text that may be split into lines.
func (f fields) joined(name string) (string, error) {
	value, ok := f[name]
	if !ok {
		return "", fmt.Errorf("%q is missing", name)
	}
	text, err := join(value)
	if err != nil {
		return "", fmt.Errorf("%q %w", name, err)
	}
	return text, nil
}

func (f fields) setJoined(name string, into *string) (err error) {
	*into, err = f.joined(name)
	return err
}

func join(value any) (string, error) {
	switch value := value.(type) {
	case string:
		return value, nil
	case []any:
		var b strings.Builder
		for _, line := range value {
			text, ok := line.(string)
			if !ok {
				return "", errors.New("is neither a string nor a list of strings")
			}
			b.WriteString(text)
		}
		return b.String(), nil
	}
	return "", errors.New("is neither a string nor a list of strings")
}

func (f fields) integer(name string) (int, error) {
	number, ok := f[name].(json.Number)
	if !ok {
		return 0, fmt.Errorf("not a notebook of format 4: %q is missing or not a number", name)
	}
	n, err := strconv.Atoi(number.String())
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is %s, not a whole number", name, number)
	}
	return n, nil
}

// count reads an execution count: a number, null or absent.
func (f fields) count(name string) (int, error) {
	if f[name] == nil {
		return 0, nil
	}
	return f.integer(name)
}

func (f fields) object(name string) (map[string]any, error) {
	value, ok := f[name]
	if !ok {
		return map[string]any{}, nil
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%q is not an object", name)
	}
	return object, nil
}

func (f fields) list(name string) ([]any, error) {
	value, ok := f[name]
	if !ok {
		return nil, fmt.Errorf("%q is missing", name)
	}
	list, ok := value.([]any)
	if !ok {
		return nil, fmt.Errorf("%q is not a list", name)
	}
	return list, nil
}

// strings reads a list of strings, unless an earlier entry had an error.
func (f fields) strings(name string, earlier error) ([]string, error) {
	if earlier != nil {
		return nil, earlier
	}
	list, err := f.list(name)
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(list))
	for i, value := range list {
		text, ok := value.(string)
		if !ok {
			return nil, fmt.Errorf("%q is not a list of strings", name)
		}
		texts[i] = text
	}
	return texts, nil
}

// rest returns the entries that are not among the known; nil if there are none.
func (f fields) rest(known ...string) map[string]any {
	var extra map[string]any
	for name, value := range f {
		if slices.Contains(known, name) {
			continue
		}
		if extra == nil {
			extra = map[string]any{}
		}
		extra[name] = value
	}
	return extra
}
