// Package chart draws: lines, distributions, bars with intervals, and the
// space-time diagram of a run. Start with [Lines] and [SpaceTime].
//
// Every function returns a *[Picture] at once, whatever it was given. Nonsense
// (no data, a NaN, lists of unequal length) is kept as the picture's error and
// comes back from [Picture.SVG], [Picture.PNG] and [Picture.Option], so that a
// cell that shows a chart stays one expression.
//
// Pictures are a function of their data alone: the same data gives the same
// bytes. They are meant to be read without colour too: series differ by dash
// and by marker, and every fate of a message has a shape of its own.
package chart

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// ErrNoOption is returned by Picture.Option for pictures that echarts has no
// form for, such as a space-time diagram.
var ErrNoOption = errors.New("this picture has no interactive form")

// Picture is something drawn, ready to be written as SVG or PNG.
type Picture struct {
	title, text   string
	width, height vg.Length
	paint         func(draw.Canvas)
	option        func() (string, error)
	err           error
}

// Failed is a picture that could not be made: it holds an error in place of a
// drawing. It lets a function that computes data return a picture in any case.
func Failed(err error) *Picture {
	return &Picture{err: err}
}

func failed(format string, args ...any) *Picture {
	return Failed(fmt.Errorf("chart: "+format, args...))
}

// Err says in one sentence why there is nothing to draw, or is nil.
func (p *Picture) Err() error {
	if p == nil {
		return errors.New("chart: there is no picture: the value is nil")
	}
	return p.err
}

// Title is the picture's headline.
func (p *Picture) Title() string {
	if p == nil {
		return ""
	}
	return p.title
}

// Text says in one line what the picture shows, for readers who cannot see it
// and for output that has room for text only.
func (p *Picture) Text() string {
	if err := p.Err(); err != nil {
		return err.Error()
	}
	return p.text
}

// Option is the chart as an echarts option, in JSON. Its error is the
// picture's own, or ErrNoOption.
func (p *Picture) Option() (string, error) {
	if err := p.Err(); err != nil {
		return "", err
	}
	if p.option == nil {
		return "", ErrNoOption
	}
	return p.option()
}

// Write writes the picture to a file, in the format that the name ends in:
// .svg, .png, or .json for the echarts option.
func (p *Picture) Write(name string) error {
	var data []byte
	var err error
	switch ext := strings.ToLower(filepath.Ext(name)); ext {
	case ".svg":
		data, err = p.SVG()
	case ".png":
		data, err = p.PNG()
	case ".json":
		var option string
		option, err = p.Option()
		data = []byte(option)
	default:
		err = fmt.Errorf("chart: %q does not say its format: end the name in .svg, .png or .json", name)
	}
	if err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o644)
}
