package chart

import (
	"bytes"
	"fmt"
	"html"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// SVG is the picture as an SVG document: real text in a sans-serif font whose
// widths every system has, coordinates rounded to a tenth of a point, a title
// and a description for screen readers. Its error is the picture's own.
func (p *Picture) SVG() ([]byte, error) {
	if err := p.Err(); err != nil {
		return nil, err
	}
	canvas := rounded{vgsvg.New(p.width, p.height)}
	p.paint(draw.New(canvas))
	var out bytes.Buffer
	if _, err := canvas.WriteTo(&out); err != nil {
		return nil, fmt.Errorf("chart: write SVG: %w", err)
	}
	return p.finish(out.String())
}

// finish replaces the document's head by one that names fonts which every
// system has, and shortens what repeats in each text.
func (p *Picture) finish(svg string) ([]byte, error) {
	_, body, found := strings.Cut(svg, `xlink">`)
	if !found {
		return nil, fmt.Errorf("chart: write SVG: the document's head is not as expected")
	}
	body = shorten.Replace(body)
	w, h := p.width.Points(), p.height.Points()
	head := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.5g %.5g"`+
		` role="img" font-family="Liberation Sans,Arial,Helvetica,sans-serif"><title>%s</title><desc>%s</desc>`,
		w/pixel.Points(), h/pixel.Points(), w, h, html.EscapeString(p.title), html.EscapeString(p.text))
	return []byte(head + body), nil
}

var shorten = strings.NewReplacer(
	"\n\tstyle=\"font-family:Liberation Sans;font-variant:normal;font-weight:normal;font-style:normal;font-size:", " style=\"font-size:",
	"\n\tstyle=\"font-family:Liberation Sans;font-variant:normal;font-weight:bold;font-style:normal;font-size:", " style=\"font-weight:bold;font-size:",
)

// rounded is an SVG canvas that keeps coordinates to a tenth of a point: small
// files, and no last digit that differs between machines.
type rounded struct{ *vgsvg.Canvas }

func round(v vg.Length) vg.Length {
	return vg.Length(math.Round(float64(v)*10) / 10)
}

func roundPoint(p vg.Point) vg.Point {
	return vg.Point{X: round(p.X), Y: round(p.Y)}
}

func roundPath(path vg.Path) vg.Path {
	out := make(vg.Path, 0, len(path))
	for _, c := range path {
		c.Pos, c.Radius = roundPoint(c.Pos), round(c.Radius)
		c.Control = slices.Clone(c.Control)
		for i, p := range c.Control {
			c.Control[i] = roundPoint(p)
		}
		if c.Type == vg.LineComp && len(out) > 0 && out[len(out)-1].Type == vg.LineComp && out[len(out)-1].Pos == c.Pos {
			continue
		}
		out = append(out, c)
	}
	return out
}

func (r rounded) Stroke(path vg.Path)   { r.Canvas.Stroke(roundPath(path)) }
func (r rounded) Fill(path vg.Path)     { r.Canvas.Fill(roundPath(path)) }
func (r rounded) Translate(by vg.Point) { r.Canvas.Translate(roundPoint(by)) }

func (r rounded) FillString(face font.Face, at vg.Point, s string) {
	r.Canvas.FillString(face, roundPoint(at), s)
}
