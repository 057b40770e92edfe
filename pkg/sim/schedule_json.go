package sim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const scheduleVersion = 1

// EncodeSchedule writes a Config, such as World.Schedule gives, as JSON that
// people can read and edit: fields under their Go names, those that are zero
// left out, one fault, request or decision a line. DecodeSchedule gives back
// the same Config. It is an error if the Config is wrong, or if it holds what
// a file cannot: a request whose type is not registered with Messages, or one
// with a signature in it.
func EncodeSchedule(c Config) ([]byte, error) {
	if err := c.validate(); err != nil {
		return nil, fmt.Errorf("sim.Config: %w", err)
	}
	v := reflect.ValueOf(c)
	list, err := writer{}.members("", v)
	if err != nil {
		return nil, fmt.Errorf("sim.EncodeSchedule: %w", err)
	}
	for i, name := range c.Names {
		if !utf8.ValidString(name) {
			return nil, fmt.Errorf("sim.EncodeSchedule: Names[%d] is %q: use UTF-8", i, name)
		}
	}
	var to bytes.Buffer
	fmt.Fprintf(&to, "{\n  \"Schedule\": %d", scheduleVersion)
	for _, m := range list {
		fmt.Fprintf(&to, ",\n  %s: ", quote(m.name))
		spread(&to, m.form)
	}
	to.WriteString("\n}\n")
	return to.Bytes(), nil
}

// spread writes a list of objects with a line for each, and the rest as it is.
func spread(to *bytes.Buffer, form json.RawMessage) {
	var items []json.RawMessage
	if form[0] != '[' || len(form) < 3 || form[1] != '{' || json.Unmarshal(form, &items) != nil {
		to.Write(form)
		return
	}
	for i, item := range items {
		to.WriteString([]string{"[\n    ", ",\n    "}[min(i, 1)])
		to.Write(item)
	}
	to.WriteString("\n  ]")
}

// DecodeSchedule reads what EncodeSchedule wrote, or what somebody wrote in
// its form. What it does not understand is an error that names the field: an
// unknown or repeated one, a wrong value, a message type that is not
// registered, and whatever New refuses.
func DecodeSchedule(data []byte) (Config, error) {
	c, err := readSchedule(data)
	if err != nil {
		return Config{}, fmt.Errorf("schedule: %w", err)
	}
	return c, nil
}

func readSchedule(data []byte) (c Config, err error) {
	if !utf8.Valid(data) {
		return c, errors.New("the text is not UTF-8: save it as such")
	}
	list, err := membersOf("", data)
	if err != nil {
		return c, err
	}
	version := slices.IndexFunc(list, func(m jsonField) bool { return m.name == "Schedule" })
	if version < 0 {
		return c, wrong("Schedule, the format's version, is missing: begin with \"Schedule\": %d", scheduleVersion)
	}
	if form := string(list[version].form); form != strconv.Itoa(scheduleVersion) {
		return c, wrong("Schedule is version %s: this program reads version %d", excerpt([]byte(form)), scheduleVersion)
	}
	if err := (former{}).structure("", slices.Delete(list, version, version+1), reflect.ValueOf(&c).Elem()); err != nil {
		return c, err
	}
	return c, c.validate()
}

// ParseMessageName reads what MessageName.String writes, such as 1>2#7.
func ParseMessageName(text string) (m MessageName, err error) {
	from, rest, found := strings.Cut(text, ">")
	to, n, numbered := strings.Cut(rest, "#")
	sender := int64(Outside)
	if from != "-" {
		sender, err = strconv.ParseInt(from, 10, 32)
	}
	receiver, err2 := strconv.ParseInt(to, 10, 32)
	m = MessageName{From: ID(sender), To: ID(receiver)}
	m.N, _ = strconv.ParseUint(n, 10, 64)
	if !found || !numbered || err != nil || err2 != nil || m.String() != text {
		return MessageName{}, fmt.Errorf("%q names no message: write 1>2#7 for the 7th from 1 to 2", text)
	}
	return m, nil
}
