package chart

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"slices"

	vgdraw "gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// PNG is the picture as a PNG image of the same size as the SVG, with a
// palette, so that it stays small. Its error is the picture's own.
func (p *Picture) PNG() ([]byte, error) {
	if err := p.Err(); err != nil {
		return nil, err
	}
	canvas := vgimg.New(p.width, p.height)
	p.paint(vgdraw.New(canvas))
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, reduce(canvas.Image())); err != nil {
		return nil, fmt.Errorf("chart: write PNG: %w", err)
	}
	return out.Bytes(), nil
}

// maxColours keeps the theme's own colours and enough steps between them for
// smooth edges.
const maxColours = 24

// reduce maps an image to a palette of its most frequent colours, so that the
// areas of a drawing keep theirs and only the blur at edges is rounded.
func reduce(img draw.Image) *image.Paletted {
	source, ok := img.(*image.RGBA)
	if !ok {
		source = image.NewRGBA(img.Bounds())
		draw.Draw(source, source.Bounds(), img, img.Bounds().Min, draw.Src)
	}
	pixels := source.Pix
	counts := map[color.RGBA]int{}
	for i := 0; i < len(pixels); i += 4 {
		counts[color.RGBA{pixels[i], pixels[i+1], pixels[i+2], 0xff}]++
	}
	palette := frequent(counts)
	index := make(map[color.RGBA]uint8, len(counts))
	out := image.NewPaletted(source.Bounds(), palette)
	for i := 0; i < len(pixels); i += 4 {
		c := color.RGBA{pixels[i], pixels[i+1], pixels[i+2], 0xff}
		k, known := index[c]
		if !known {
			k = uint8(palette.Index(c))
			index[c] = k
		}
		out.Pix[i/4] = k
	}
	return out
}

// frequent lists the theme's colours and those that occur most, in an order
// that depends on nothing else.
func frequent(counts map[color.RGBA]int) color.Palette {
	all := make([]color.RGBA, 0, len(counts))
	for c := range counts {
		all = append(all, c)
	}
	number := func(c color.RGBA) int { return int(c.R)<<16 | int(c.G)<<8 | int(c.B) }
	slices.SortFunc(all, func(a, b color.RGBA) int {
		return cmp.Or(counts[b]-counts[a], number(a)-number(b))
	})
	var out color.Palette
	for _, c := range theme {
		if counts[c] > 0 {
			out = append(out, c)
		}
	}
	for _, c := range all {
		if len(out) == maxColours {
			break
		}
		if !slices.Contains(theme, c) {
			out = append(out, c)
		}
	}
	return out
}
