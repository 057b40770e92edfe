package nb

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"github.com/faultline-go/faultline/pkg/sim"
)

// Row is one line of a table. Numbers are aligned to the right and shown with
// four digits; durations and everything else as fmt prints them.
type Row []any

// Table shows rows under a head. A row shorter than the head is filled up; one
// that is longer is an error that is shown instead.
func Table(head []string, rows ...Row) {
	for i, r := range rows {
		if len(r) > len(head) {
			fail(fmt.Errorf("nb: row %d of the table has %d cells and the head has %d: name every column", i+1, len(r), len(head)))
			return
		}
	}
	cells := make([][]string, len(rows))
	right := make([]bool, len(head))
	for i := range right {
		right[i] = len(rows) > 0
	}
	for i, r := range rows {
		cells[i] = make([]string, len(head))
		for k, v := range r {
			cells[i][k] = cellText(v)
			right[k] = right[k] && isNumber(v)
		}
	}
	send(bundle{
		protocol.MIMETextHTML:  htmlTable(head, cells, right),
		protocol.MIMETextPlain: textTable(head, cells, right),
	})
}

func cellText(v any) string {
	switch v := v.(type) {
	case float64:
		return fmt.Sprintf("%.4g", v)
	case float32:
		return fmt.Sprintf("%.4g", v)
	case nil:
		return ""
	}
	return strings.Join(strings.Fields(fmt.Sprint(v)), " ")
}

func isNumber(v any) bool {
	switch v.(type) {
	case float64, float32, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, time.Duration, sim.ID:
		return true
	}
	return false
}

const (
	tableStyle = `border-collapse:collapse;font-size:13px;margin:4px 0`
	headStyle  = `padding:3px 12px;border-bottom:2px solid #999;text-align:`
	cellStyle  = `padding:3px 12px;border-bottom:1px solid #ddd;text-align:`
)

func htmlTable(head []string, cells [][]string, right []bool) string {
	side := func(k int) string {
		if right[k] {
			return "right"
		}
		return "left"
	}
	var b strings.Builder
	b.WriteString(`<table style="` + tableStyle + `"><thead><tr>`)
	for k, h := range head {
		fmt.Fprintf(&b, `<th style="%s%s">%s</th>`, headStyle, side(k), html.EscapeString(h))
	}
	b.WriteString("</tr></thead><tbody>")
	for _, row := range cells {
		b.WriteString("<tr>")
		for k, c := range row {
			fmt.Fprintf(&b, `<td style="%s%s">%s</td>`, cellStyle, side(k), html.EscapeString(c))
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</tbody></table>")
	return b.String()
}

func textTable(head []string, cells [][]string, right []bool) string {
	width := make([]int, len(head))
	all := append([][]string{head}, cells...)
	for _, row := range all {
		for k, c := range row {
			width[k] = max(width[k], utf8.RuneCountInString(c))
		}
	}
	rule := make([]string, len(head))
	for k := range rule {
		rule[k] = strings.Repeat("─", width[k])
	}
	all = slices.Insert(all, 1, rule)
	var lines []string
	for _, row := range all {
		var line strings.Builder
		for k, c := range row {
			pad := strings.Repeat(" ", width[k]-utf8.RuneCountInString(c))
			if right[k] {
				c = pad + c
			} else {
				c += pad
			}
			if k > 0 {
				line.WriteString("  ")
			}
			line.WriteString(c)
		}
		lines = append(lines, strings.TrimRight(line.String(), " "))
	}
	return strings.Join(lines, "\n")
}
