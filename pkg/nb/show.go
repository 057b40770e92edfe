// Package nb shows things in a notebook's cell: pictures with [Show], rows
// with [Table], a run's events with [Trace], a verdict with [Card].
//
// Outputs appear in the order of the calls, also relative to what the cell
// prints, and none is lost when the program ends. Outside a notebook each
// function prints its text form, so that a cell's code runs anywhere.
package nb

import (
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"os"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"

	"github.com/faultline-go/faultline/pkg/chart"
)

// The ways out: replaced in tests.
var (
	stdout io.Writer = os.Stdout
	exit             = os.Exit
)

// bundle is one output in several forms; a front end shows the richest that
// it knows and trusts. Plain text is what is printed outside a notebook.
type bundle map[protocol.MIMEType]string

// send shows a bundle and waits until it has arrived, since outputs that are
// still on their way are lost or come after later prints.
func send(b bundle) {
	if !gonbui.IsNotebook {
		fmt.Fprintln(stdout, b[protocol.MIMETextPlain])
		return
	}
	data := &protocol.DisplayData{Data: map[protocol.MIMEType]any{}}
	for mime, content := range b {
		data.Data[mime] = content
	}
	drain()
	gonbui.SendData(data)
	gonbui.Sync()
	if err := gonbui.Error(); err != nil {
		fmt.Fprintf(os.Stderr, "nb: the notebook's kernel does not answer, so outputs are missing: %v\n", err)
		exit(2)
	}
}

// Show shows pictures, one below the other: as SVG, as PNG where the notebook
// is not trusted, and as one line of text where neither can be shown. A
// picture that could not be made shows its error instead, and the cell's
// program ends there with exit code 2.
func Show(pictures ...*chart.Picture) {
	for _, p := range pictures {
		b, err := forms(p)
		if err != nil {
			fail(err)
			return
		}
		send(b)
	}
}

func forms(p *chart.Picture) (bundle, error) {
	svg, err := p.SVG()
	if err != nil {
		return nil, err
	}
	png, err := p.PNG()
	if err != nil {
		return nil, err
	}
	return bundle{
		protocol.MIMEImageSVG:  string(svg),
		protocol.MIMEImagePNG:  base64.StdEncoding.EncodeToString(png),
		protocol.MIMETextPlain: p.Text(),
	}, nil
}

// fail shows an error where the output was expected, repeats it on stderr, and
// ends the program.
func fail(err error) {
	if gonbui.IsNotebook {
		send(bundle{
			protocol.MIMETextHTML: `<p style="border-left:4px solid #d55e00;padding:4px 10px;background:#fdf3ec;color:#222">` +
				`<b>Nothing to show.</b> ` + html.EscapeString(err.Error()) + `</p>`,
			protocol.MIMETextPlain: err.Error(),
		})
	}
	fmt.Fprintln(os.Stderr, err)
	exit(2)
}
