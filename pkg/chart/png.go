package chart

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"iter"
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
	encoder := png.Encoder{CompressionLevel: png.DefaultCompression}
	if err := encoder.Encode(&out, reduce(canvas.Image())); err != nil {
		return nil, fmt.Errorf("chart: write PNG: %w", err)
	}
	return out.Bytes(), nil
}

// ownColours is how many colours of its own a picture is offered, beside basic.
const ownColours = 16

// mostColours fit four bits a pixel, which halves the image.
const mostColours = 16

// basic is the part of the palette that all pictures share: the theme's
// colours, and steps from each towards white for the edges of thin lines.
var basic = func() (list color.Palette) {
	for _, c := range theme {
		list = append(list, c)
	}
	for _, c := range append(palette, soft) {
		for _, part := range []float64{0.25, 0.5, 0.75} {
			list = append(list, pale(c, part))
		}
	}
	return list
}()

// reduce maps an image to a palette of its most frequent colours, so that the
// areas of a drawing keep theirs and only the blur at edges is rounded.
func reduce(img draw.Image) *image.Paletted {
	source, ok := img.(*image.RGBA)
	if !ok {
		source = image.NewRGBA(img.Bounds())
		draw.Draw(source, source.Bounds(), img, img.Bounds().Min, draw.Src)
	}
	counts := map[color.RGBA]int{}
	for c, n := range stretches(source.Pix) {
		counts[c] += n
	}
	palette := few(frequent(counts), counts)
	index := make(map[color.RGBA]uint8, len(counts))
	for c := range counts {
		index[c] = uint8(palette.Index(c))
	}
	out := image.NewPaletted(source.Bounds(), palette)
	at := 0
	for c, n := range stretches(source.Pix) {
		for i, k := at, index[c]; i < at+n; i++ {
			out.Pix[i] = k
		}
		at += n
	}
	return out
}

// stretches yields each colour with how many pixels in a row have it: most of
// a drawing is white, and a map is slow.
func stretches(pixels []byte) iter.Seq2[color.RGBA, int] {
	return func(yield func(color.RGBA, int) bool) {
		for i := 0; i < len(pixels); {
			k := i + 4
			for k < len(pixels) && [3]byte(pixels[k:]) == [3]byte(pixels[i:]) {
				k += 4
			}
			if !yield(color.RGBA{pixels[i], pixels[i+1], pixels[i+2], 0xff}, (k-i)/4) {
				return
			}
			i = k
		}
	}
}

// frequent lists basic and the colours that occur most, in an order that
// depends on nothing else.
func frequent(counts map[color.RGBA]int) color.Palette {
	all := make([]color.RGBA, 0, len(counts))
	for c := range counts {
		all = append(all, c)
	}
	number := func(c color.RGBA) int { return int(c.R)<<16 | int(c.G)<<8 | int(c.B) }
	slices.SortFunc(all, func(a, b color.RGBA) int {
		return cmp.Or(counts[b]-counts[a], number(a)-number(b))
	})
	out := slices.Clone(basic)
	for _, c := range all {
		if len(out) == len(basic)+ownColours {
			break
		}
		if !slices.Contains(out, color.Color(c)) {
			out = append(out, c)
		}
	}
	return out
}

// few keeps those colours of a palette that a picture needs most: each of the
// theme's that it shows, so that thin lines keep theirs, then the commonest.
func few(full color.Palette, counts map[color.RGBA]int) color.Palette {
	uses := make([]int64, len(full))
	for c, n := range counts {
		uses[full.Index(c)] += int64(n)
	}
	for i, c := range theme {
		if counts[c] > 0 {
			uses[i] += 1 << 32
		}
	}
	order := make([]int, len(full))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(uses[b], uses[a]) })
	var out color.Palette
	for _, i := range order[:min(mostColours, len(order))] {
		if uses[i] > 0 {
			out = append(out, full[i])
		}
	}
	return out
}
