//go:build browser

package labtest

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// Page is a notebook that is open in the browser.
type Page struct {
	lab  *Lab
	path string
}

// Cell is a cell's state as the front end has it.
type Cell struct {
	Type   string   `json:"type"`   // "code", "markdown" or "raw"
	Count  int      `json:"count"`  // In [Count]; 0 if not executed, or running
	Source string   `json:"source"` // the whole text
	Kinds  []string `json:"kinds"`  // of its outputs: "stream stdout", "error", or a MIME type
	Stderr string   `json:"stderr"` // what its outputs hold of stderr
}

// Open opens a notebook, by its path below the served folder, and waits until
// its kernel is there. (JupyterLab may call its state unknown until the first
// cell is run: GoNB says no more than it must.)
func (l *Lab) Open(path string) *Page {
	l.t.Helper()
	p := &Page{lab: l, path: path}
	within(l, time.Minute, "open "+filepath.Base(path), chromedp.Navigate(l.pageURL(path)))
	l.until(90*time.Second, "see "+filepath.Base(path)+" with its kernel",
		script(`panel.sessionContext.isReady && panel.sessionContext.session?.kernel?.connectionStatus === "connected"`))
	return p
}

// script is an expression on the open notebook's panel; null before there is
// one.
func script(expression string) string {
	return `(() => {
		const shell = window.jupyterapp?.shell;
		const panel = shell && [...shell.widgets("main")].find(w => w.sessionContext && w.content?.model?.cells);
		if (!panel) return null;
		return ` + expression + `;
	})()`
}

// RunAll chooses "Run All Cells" from the Run menu, as a reader does, and
// waits until every code cell has an execution count.
func (p *Page) RunAll(limit time.Duration) {
	p.lab.t.Helper()
	p.lab.click("the Run menu", `[...document.querySelectorAll(".lm-MenuBar-itemLabel")].find(e => e.textContent === "Run")`)
	p.lab.click("Run All Cells", `document.querySelector('.lm-Menu-item[data-command="runmenu:run-all"]')`)
	time.Sleep(500 * time.Millisecond)
	p.lab.until(limit, "see all cells done", script(`panel.sessionContext.session.kernel.status === "idle" &&
		[...panel.content.model.cells].every(c => c.type !== "code" || c.sharedModel.getSource().trim() === "" ||
			c.executionCount !== null && c.executionState !== "running")`))
}

// click moves the mouse to what a JavaScript expression finds and clicks, as
// a hand does: a menu of JupyterLab's heeds only a mouse that has moved.
func (l *Lab) click(what, find string) {
	l.t.Helper()
	l.until(20*time.Second, "see "+what, find+"?.getBoundingClientRect().width > 0")
	at := within(l, 10*time.Second, "find "+what, chromedp.Evaluate[[2]float64](
		`(() => { const r = `+find+`.getBoundingClientRect(); return [r.x + r.width/2, r.y + r.height/2]; })()`))
	within(l, 10*time.Second, "point at "+what, chromedp.MouseEvent(chromedp.MouseMoved, at[0], at[1]))
	time.Sleep(100 * time.Millisecond)
	within(l, 10*time.Second, "click "+what, chromedp.MouseClickXY(at[0], at[1]))
}

// Cells returns the notebook's cells as the front end has them now.
func (p *Page) Cells() []Cell {
	p.lab.t.Helper()
	const list = `[...panel.content.model.cells].map(c => {
		const outputs = c.type === "code" ? c.sharedModel.getOutputs() : [];
		const text = t => Array.isArray(t) ? t.join("") : String(t?.text ?? t ?? "");
		return {
			type: c.type, count: c.executionCount ?? 0, source: c.sharedModel.getSource(),
			kinds: outputs.flatMap(o => o.data ? Object.keys(o.data) : [o.output_type + (o.name ? " " + o.name : "")]),
			stderr: outputs.filter(o => o.name === "stderr").map(o => text(o.text)).join(""),
		};
	})`
	return within(p.lab, 10*time.Second, "read the cells", chromedp.Evaluate[[]Cell](script(list)))
}

// Picture is an image that is drawn in a cell's output.
type Picture struct {
	Cell          int // index among all cells
	Width, Height int // natural size
	Shot          image.Image
}

// Pictures scrolls to each image of the outputs in turn and looks at it.
func (p *Page) Pictures() []Picture {
	p.lab.t.Helper()
	var pictures []Picture
	for i, cell := range p.Cells() {
		if !cell.hasPicture() {
			continue
		}
		pictures = append(pictures, p.picturesOf(i)...)
	}
	return pictures
}

func (c Cell) hasPicture() bool {
	for _, kind := range c.Kinds {
		if kind == "image/svg+xml" || kind == "image/png" {
			return true
		}
	}
	return false
}

func (p *Page) picturesOf(cell int) []Picture {
	p.lab.t.Helper()
	find := fmt.Sprintf(`const cell = panel.content.widgets[%d]; const found = [...cell.node.querySelectorAll(".jp-OutputArea-output img")]`, cell)
	within(p.lab, 10*time.Second, "scroll", chromedp.Evaluate[bool](script(fmt.Sprintf(`(panel.content.scrollToItem(%d, "start"), true)`, cell))))
	p.lab.until(15*time.Second, fmt.Sprintf("see the pictures of cell %d", cell+1),
		script(`(() => {`+find+`; return found.length > 0 && found.every(i => i.complete)})()`))
	sizes := within(p.lab, 10*time.Second, "measure", chromedp.Evaluate[[][2]int](
		script(`(() => {`+find+`; return found.map(i => [i.naturalWidth, i.naturalHeight])})()`)))
	var pictures []Picture
	for n, size := range sizes {
		shot := p.look(fmt.Sprintf("cell %d", cell+1), fmt.Sprintf(`(() => {%s; return found[%d]})()`, find, n))
		p.lab.keep(fmt.Sprintf("%s-cell%02d-%d", strings.TrimSuffix(filepath.Base(p.path), ".ipynb"), cell+1, n+1), encode(shot))
		pictures = append(pictures, Picture{Cell: cell, Width: size[0], Height: size[1], Shot: shot})
	}
	return pictures
}

// look scrolls to an element and returns what the window shows of it.
func (p *Page) look(what, element string) image.Image {
	p.lab.t.Helper()
	within(p.lab, 10*time.Second, "scroll to "+what, chromedp.Evaluate[bool](
		script(`(`+element+`.scrollIntoView({block: "center"}), true)`)))
	time.Sleep(500 * time.Millisecond)
	box := within(p.lab, 10*time.Second, "find "+what, chromedp.Evaluate[[4]float64](
		script(`(() => { const r = `+element+`.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; })()`)))
	shot := within(p.lab, 20*time.Second, "look at "+what, chromedp.CaptureScreenshot())
	window, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		p.lab.t.Fatalf("the screenshot of %s: %v", what, err)
	}
	area := image.Rect(int(box[0]), int(box[1]), int(box[2]), int(box[3])).Intersect(window.Bounds())
	seen := image.NewRGBA(image.Rect(0, 0, area.Dx(), area.Dy()))
	draw.Draw(seen, seen.Bounds(), window, area.Min, draw.Src)
	return seen
}

func encode(picture image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		return nil
	}
	return b.Bytes()
}

// Ink is the share of pixels that differ from the picture's commonest colour,
// and the number of different colours: a blank picture has none and one.
func (p Picture) Ink() (share float64, colours int) {
	counts := map[[4]uint32]int{}
	bounds := p.Shot.Bounds()
	most := 0
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			r, g, b, a := p.Shot.At(x, y).RGBA()
			key := [4]uint32{r, g, b, a}
			counts[key]++
			most = max(most, counts[key])
		}
	}
	all := bounds.Dx() * bounds.Dy()
	return float64(all-most) / float64(all), len(counts)
}

// Screenshot keeps a picture of the browser's window.
func (p *Page) Screenshot(name string) {
	p.lab.snapshot(name)
}

func (l *Lab) snapshot(name string) {
	shot, err := chromedp.Run(l.browser, chromedp.CaptureScreenshot())
	if err != nil {
		l.t.Logf("no screenshot %s: %v", name, err)
		return
	}
	l.keep(name, shot)
}

// keep writes a PNG where FAULTLINE_SCREENSHOTS says.
func (l *Lab) keep(name string, png []byte) {
	dir := os.Getenv("FAULTLINE_SCREENSHOTS")
	if dir == "" {
		return
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		l.t.Log(err)
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		l.t.Log(err)
	}
}
