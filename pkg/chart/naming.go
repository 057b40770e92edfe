package chart

import (
	"fmt"
	"strings"

	"github.com/faultline-go/faultline/pkg/sim"
)

// naming is what a value is called in a diagram, at length and in short.
type naming struct{ long, short string }

const longest = 22 // characters of a label

func (s *scene) naming(v any) naming {
	if s.view.Label != nil {
		text := cutTo(clean(s.view.Label(v)), 2*longest)
		return naming{text, text}
	}
	return nameOf(v)
}

// nameOf names a value by its type and fields: Vote 3 true; a basic type by
// its value alone.
func nameOf(v any) naming {
	switch v := v.(type) {
	case nil:
		return naming{}
	case sim.Opaque:
		short := cutTo(clean(v.Type[strings.LastIndexByte(v.Type, '.')+1:]), longest)
		return naming{short, short}
	}
	text := clean(fmt.Sprintf("%v", v))
	if !strings.HasPrefix(text, "{") {
		return naming{cutTo(text, longest), cutTo(text, longest/2)}
	}
	kind := fmt.Sprintf("%T", v)
	kind = clean(kind[strings.LastIndexByte(kind, '.')+1:])
	fields := strings.TrimSuffix(strings.TrimPrefix(text, "{"), "}")
	return naming{cutTo(strings.TrimSpace(kind+" "+fields), longest), cutTo(kind, longest)}
}

func cutTo(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	return strings.TrimSpace(string(runes[:n-1])) + "…"
}
