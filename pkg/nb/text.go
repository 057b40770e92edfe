package nb

import (
	"errors"
	"fmt"
	"html"
	"strings"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"github.com/faultline-go/faultline/pkg/sim"
)

// maxLines is how many lines Trace shows; a whole run may have a million.
const maxLines = 200

// Trace shows a run's events, one line each, the first 200 of them.
func Trace(t *sim.Trace) {
	if t == nil || len(t.Events) == 0 {
		fail(errors.New("nb: the trace has no events: set Record: sim.Everything in the world's Config"))
		return
	}
	text := traceText(t)
	send(bundle{
		protocol.MIMETextPlain: text,
		protocol.MIMETextHTML: `<pre style="font-size:12px;line-height:1.35;max-height:24em;overflow:auto">` +
			html.EscapeString(text) + `</pre>`,
	})
}

func traceText(t *sim.Trace) string {
	short := *t
	short.Events = t.Events[:min(len(t.Events), maxLines)]
	var b strings.Builder
	if err := short.WriteText(&b); err != nil {
		return err.Error()
	}
	if more := len(t.Events) - len(short.Events); more > 0 {
		fmt.Fprintf(&b, "… and %d more events\n", more)
	}
	return strings.TrimRight(b.String(), "\n")
}

// Markdown shows a text in Markdown.
func Markdown(text string) {
	send(bundle{protocol.MIMETextMarkdown: text, protocol.MIMETextPlain: text})
}
