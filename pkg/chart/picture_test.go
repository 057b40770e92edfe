package chart

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/*.svg anew")

// TestGolden compares every kind of picture with the one that was looked at
// and found good. After a change that is meant: -update, and look again.
func TestGolden(t *testing.T) {
	for name, p := range examples() {
		t.Run(name, func(t *testing.T) {
			got, path := mustSVG(t, p), filepath.Join("testdata", name+".svg")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs from what it was; run go test -update and look at it", path)
			}
		})
	}
}

// TestSameBytes draws every picture twice, SVG before PNG and after, since
// drawing must leave nothing behind.
func TestSameBytes(t *testing.T) {
	again := examples()
	for name, p := range examples() {
		svg, image := mustSVG(t, p), mustPNG(t, p)
		if !bytes.Equal(image, mustPNG(t, again[name])) {
			t.Errorf("%s: the PNG differs from that of the same data", name)
		}
		if svg != mustSVG(t, again[name]) {
			t.Errorf("%s: the SVG differs from that of the same data, or the PNG before it left its mark", name)
		}
	}
}

func mustPNG(t testing.TB, p *Picture) []byte {
	t.Helper()
	data, err := p.PNG()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestSizes keeps a notebook with eight pictures in both forms under 300 KB,
// and the largest picture of its kind small.
func TestSizes(t *testing.T) {
	total, charts := 0, 0
	for name, p := range examples() {
		svg, image := mustSVG(t, p), mustPNG(t, p)
		if len(svg) > 60_000 || len(image) > 90_000 {
			t.Errorf("%s has %d bytes of SVG and %d of PNG, more than 60 000 and 90 000", name, len(svg), len(image))
		}
		if name != "crowd" && name != "fold" {
			total, charts = total+len(svg)+len(image)*4/3, charts+1
		}
	}
	if mean := total / charts; mean > 300_000/8 {
		t.Errorf("a picture takes %d bytes of a notebook on average, more than an eighth of 300 000", mean)
	}
	n := 100_000
	x := make([]float64, n)
	for i := range x {
		x[i] = float64(i)
	}
	for kind, p := range map[string]*Picture{
		"lines":  Lines(Spec{}, Series{X: x, Y: normal(n, 0, 1, 1)}, Series{X: x, Y: normal(n, 5, 1, 2)}),
		"points": Lines(Spec{}, Series{X: normal(n, 0, 1, 3), Y: normal(n, 0, 1, 1), Points: true}),
		"cdf":    CDF(Spec{}, Sample{Values: normal(n, 0, 1, 1)}),
		"hist":   Histogram(Spec{}, maxBins, Sample{Values: normal(n, 0, 1, 1)}),
	} {
		if svg := mustSVG(t, p); len(svg) > 60_000 {
			t.Errorf("%s of %d points take %d bytes of SVG", kind, n, len(svg))
		}
	}
}

// TestSVG looks into the documents: well-formed, of the size asked for, with
// a title, real text, and fonts that every system has.
func TestSVG(t *testing.T) {
	for name, p := range examples() {
		svg := mustSVG(t, p)
		if err := wellFormed(svg); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, want := range []string{"<title>", "<desc>", "Arial,Helvetica,sans-serif", "<text "} {
			if !strings.Contains(svg, want) {
				t.Errorf("%s: no %s in the SVG", name, want)
			}
		}
		image, err := png.DecodeConfig(bytes.NewReader(mustPNG(t, p)))
		if err != nil {
			t.Fatal(err)
		}
		if size := fmt.Sprintf(`width="%d" height="%d"`, image.Width, image.Height); !strings.Contains(svg, size) {
			t.Errorf("%s: the PNG has %s, the SVG has not", name, size)
		}
		if strings.Contains(p.Text(), "\n") || len(p.Text()) < 40 {
			t.Errorf("%s: the description is %q", name, p.Text())
		}
	}
}

func wellFormed(document string) error {
	d := xml.NewDecoder(strings.NewReader(document))
	for {
		if _, err := d.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestWrite(t *testing.T) {
	p := Lines(Spec{Title: "a"}, Series{X: []float64{1, 2}, Y: []float64{3, 4}})
	dir := t.TempDir()
	for _, name := range []string{"a.svg", "a.PNG", "a.json"} {
		if err := p.Write(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	if err := p.Write(filepath.Join(dir, "a.pdf")); err == nil || !strings.Contains(err.Error(), ".svg, .png or .json") {
		t.Errorf("a.pdf: %v", err)
	}
	if err := SpaceTime(everything(), View{}).Write(filepath.Join(dir, "b.json")); err != ErrNoOption {
		t.Errorf("a diagram's option: %v", err)
	}
	var none *Picture
	if none.Err() == nil || none.Text() == "" {
		t.Error("a nil picture has no error")
	}
}

// TestHostileText draws names that would break a document or a line.
func TestHostileText(t *testing.T) {
	name := "a<b>&\"'\x00\x1b[1m\n\xff\u202e" + strings.Repeat("w", 300)
	trace := everything()
	trace.Names = []string{name, "", "c"}
	for i := range trace.Events {
		trace.Events[i].Text, trace.Events[i].Value = name, name
	}
	for kind, p := range map[string]*Picture{
		"lines": Lines(Spec{Title: name, Note: name, X: Axis{Label: name, Unit: name, Marks: []Mark{{1, name}}}},
			Series{Name: name, X: []float64{1}, Y: []float64{1}}),
		"bars":      Bars(Spec{Title: name}, Bar{Name: name, Group: name, Value: 1}),
		"spacetime": SpaceTime(trace, View{Title: name, Disk: true, Failure: Failure{At: 1, Text: name}}),
	} {
		if err := wellFormed(mustSVG(t, p)); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
