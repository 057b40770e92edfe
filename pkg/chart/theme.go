package chart

import (
	"image/color"
	"strings"
	"unicode"

	stdfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The colours that Okabe and Ito chose to be told apart by people with any of
// the common forms of colour blindness (their yellow is too pale for lines on
// white and is left out).
var (
	blue       = color.RGBA{0x00, 0x72, 0xb2, 0xff}
	vermillion = color.RGBA{0xd5, 0x5e, 0x00, 0xff}
	green      = color.RGBA{0x00, 0x9e, 0x73, 0xff}
	purple     = color.RGBA{0xcc, 0x79, 0xa7, 0xff}
	orange     = color.RGBA{0xe6, 0x9f, 0x00, 0xff}
	sky        = color.RGBA{0x56, 0xb4, 0xe9, 0xff}
	black      = color.RGBA{0x22, 0x22, 0x22, 0xff}

	ink       = color.RGBA{0x22, 0x22, 0x22, 0xff}
	soft      = color.RGBA{0x55, 0x55, 0x55, 0xff}
	white     = color.RGBA{0xff, 0xff, 0xff, 0xff}
	grid      = color.RGBA{0xe4, 0xe4, 0xe4, 0xff}
	deepGreen = color.RGBA{0x00, 0x6b, 0x4f, 0xff}
	shade     = color.RGBA{0xee, 0xee, 0xee, 0xff}
	dark      = color.RGBA{0xd0, 0xd0, 0xd0, 0xff}
	middle    = color.RGBA{0x99, 0x99, 0x99, 0xff}
)

var palette = []color.RGBA{blue, vermillion, green, purple, orange, sky, black}

// theme is every colour that areas and thick lines have.
var theme = []color.RGBA{white, blue, vermillion, green, purple, orange, sky, ink, soft, grid, shade, dark, middle, deepGreen}

var dashes = [][]vg.Length{nil, {6, 3}, {2, 2}, {8, 3, 2, 3}, {4, 2}, {1, 2}, {10, 4}}

const (
	defaultWidth  = 640 // pixels
	defaultHeight = 400
	pixel         = vg.Inch / 96
	margin        = vg.Length(8)

	titleSize = vg.Length(12)
	labelSize = vg.Length(10)
	tickSize  = vg.Length(9)
	smallSize = vg.Length(8)
)

// typeface is metric-compatible with Arial and Helvetica, so that an SVG whose
// reader lacks it keeps its layout.
var typeface = font.Font{Typeface: "Liberation", Variant: "Sans"}

func style(size vg.Length, c color.Color) text.Style {
	return text.Style{
		Color:   c,
		Font:    font.From(typeface, size),
		Handler: plot.DefaultTextHandler,
	}
}

func bold(size vg.Length, c color.Color) text.Style {
	s := style(size, c)
	s.Font.Weight = stdfont.WeightBold
	return s
}

func stroke(c color.Color, width vg.Length, dash ...vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: c, Width: width, Dashes: dash}
}

// pale mixes a colour with white; part is how much of the colour stays.
func pale(c color.RGBA, part float64) color.RGBA {
	mix := func(v uint8) uint8 { return uint8(255 - part*(255-float64(v)) + 0.5) }
	return color.RGBA{mix(c.R), mix(c.G), mix(c.B), 0xff}
}

// clean makes any string safe to draw: one line, valid, no control characters.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
}

// wrap breaks a sentence into at most max lines of at most width; the last one
// is cut short where that is not enough.
func wrap(s text.Style, sentence string, width vg.Length, max int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(clean(sentence)) {
		switch {
		case line == "":
			line = word
		case s.Width(line+" "+word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	if len(lines) > max {
		lines[max-1] = strings.Join(lines[max-1:], " ")
		lines = lines[:max]
	}
	for i := range lines {
		lines[i] = fit(s, lines[i], width)
	}
	return lines
}

// fit cuts a text to a width, with an ellipsis where it was cut.
func fit(s text.Style, t string, width vg.Length) string {
	if s.Width(t) <= width {
		return t
	}
	runes := []rune(t)
	for n := len(runes) - 1; n > 0; n-- {
		if short := strings.TrimSpace(string(runes[:n])) + "…"; s.Width(short) <= width {
			return short
		}
	}
	return ""
}
