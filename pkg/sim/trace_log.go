package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
)

// A log line is name=form, separated by single spaces. A form is JSON; a
// string may stand without its quotes if nothing in it could be taken for
// anything else.

func logLine(list []jsonField) json.RawMessage {
	var to bytes.Buffer
	for i, m := range list {
		if i > 0 {
			to.WriteByte(' ')
		}
		to.WriteString(m.name)
		to.WriteByte('=')
		var s string
		if m.form[0] == '"' && json.Unmarshal(m.form, &s) == nil && bare(s) {
			to.WriteString(s)
			continue
		}
		to.Write(m.form)
	}
	return to.Bytes()
}

// bare says whether a string may stand without quotes.
func bare(s string) bool {
	if s == "" || strings.ContainsRune(`{["`, rune(s[0])) || json.Valid([]byte(s)) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r == '"' || r == '\\' || r == unicode.ReplacementChar || unicode.IsSpace(r) || !unicode.IsPrint(r)
	})
}

func parseLogLine(line string) (list []jsonField, err error) {
	seen := map[string]bool{}
	for more := true; more; {
		name, rest, found := strings.Cut(line, "=")
		if !found || name == "" || strings.ContainsAny(name, " \"{[") {
			return nil, fmt.Errorf("%s: write each field as name=value", excerpt([]byte(line)))
		}
		m := jsonField{name: name}
		if m.form, line, more, err = cutForm(rest); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if seen[name] {
			return nil, fmt.Errorf("%s is given twice: keep one", name)
		}
		seen[name] = true
		list = append(list, m)
	}
	return list, nil
}

// cutForm takes the first form off a line; more says whether a space, and so
// another field, follows.
func cutForm(line string) (form json.RawMessage, rest string, more bool, err error) {
	if line == "" || !strings.ContainsRune(`{["`, rune(line[0])) {
		word, rest, more := strings.Cut(line, " ")
		if json.Valid([]byte(word)) {
			return json.RawMessage(word), rest, more, nil
		}
		if !bare(word) {
			return nil, "", false, fmt.Errorf("%s needs quotes", excerpt([]byte(word)))
		}
		return quote(word), rest, more, nil
	}
	in := json.NewDecoder(strings.NewReader(line))
	if err := in.Decode(&form); err != nil {
		return nil, "", false, err
	}
	rest = line[in.InputOffset():]
	rest, more = strings.CutPrefix(rest, " ")
	if !more && rest != "" {
		return nil, "", false, fmt.Errorf("a space must come before %s", excerpt([]byte(rest)))
	}
	return form, rest, more, nil
}
