package chart

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// PNG is the picture as a PNG image of the same size as the SVG, with a
// palette, so that it stays small. Its error is the picture's own.
func (p *Picture) PNG() ([]byte, error) {
	if err := p.Err(); err != nil {
		return nil, err
	}
	canvas := vgimg.New(p.width, p.height)
	p.paint(draw.New(canvas))
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, reduce(canvas.Image())); err != nil {
		return nil, fmt.Errorf("chart: write PNG: %w", err)
	}
	return out.Bytes(), nil
}

// reduce maps an image to a palette of at most 256 colours: each channel is
// rounded to 16 levels, to 8 and then 4 if that leaves too many.
func reduce(img image.Image) *image.Paletted {
	for _, levels := range []int{15, 7, 3} {
		if out, ok := quantize(img, levels); ok {
			return out
		}
	}
	panic("chart: 64 colours do not fit a palette of 256")
}

func quantize(img image.Image, levels int) (*image.Paletted, bool) {
	bounds := img.Bounds()
	index := map[color.RGBA]uint8{}
	var colours color.Palette
	out := image.NewPaletted(bounds, nil)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			c := coarse(img.At(x, y), levels)
			i, known := index[c]
			if !known {
				if len(colours) == 256 {
					return nil, false
				}
				i = uint8(len(colours))
				index[c], colours = i, append(colours, c)
			}
			out.SetColorIndex(x, y, i)
		}
	}
	out.Palette = colours
	return out, true
}

func coarse(c color.Color, levels int) color.RGBA {
	r, g, b, _ := c.RGBA()
	step := func(v uint32) uint8 {
		level := (int(v)*levels + 0x7fff) / 0xffff
		return uint8((level*255 + levels/2) / levels)
	}
	return color.RGBA{step(r), step(g), step(b), 0xff}
}
