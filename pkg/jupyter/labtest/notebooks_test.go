//go:build browser

package labtest

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/faultline-go/faultline/pkg/notebook"
)

// inkOfAChart is the least share of a chart's pixels that its lines, axes and
// letters take; a blank picture has none.
const inkOfAChart = 0.005

// A reader opens a fresh clone's notebook and sees the committed charts before
// running anything: where JupyterLab trusts the notebook, and where it does
// not, since then the PNG stands in for the SVG.
func TestCommittedChartsAreDrawn(t *testing.T) {
	const trusted, untrusted = "notebooks/00-start-here.ipynb", "notebooks/untrusted.ipynb"
	lab := Start(t, trusted)
	n, err := notebook.Read(filepath.Join(lab.Dir, trusted))
	if err != nil {
		t.Fatal(err)
	}
	n.Metadata["changed"] = "so that no signature fits"
	if err := n.Write(filepath.Join(lab.Dir, untrusted)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{trusted, untrusted} {
		page := lab.Open(path)
		page.Screenshot("committed-" + filepath.Base(path))
		checkPictures(t, page, 1)
	}
}

// A reader opens notebook 04, runs it from the menu and sees its charts.
func TestNotebook04RunsFromTheMenu(t *testing.T) {
	const path = "notebooks/04-no-global-clock.ipynb"
	page := Start(t, path).Open(path)
	page.RunAll(4 * time.Minute)
	page.Screenshot("04-after-run")
	checkCells(t, page.Cells())
	checkPictures(t, page, 1)
}

// checkCells fails on any cell that was not run or that says an error.
func checkCells(t *testing.T, cells []Cell) {
	t.Helper()
	next := 1
	for i, cell := range cells {
		if cell.Type != "code" || cell.Source == "" {
			continue
		}
		if cell.Count != next {
			t.Errorf("cell %d has the count %d, want %d", i+1, cell.Count, next)
		}
		next++
		if slices.Contains(cell.Kinds, "error") || cell.Stderr != "" {
			t.Errorf("cell %d failed: %v %s", i+1, cell.Kinds, cell.Stderr)
		}
	}
	if next == 1 {
		t.Error("the notebook has no code cell")
	}
}

// checkPictures fails unless at least so many pictures are drawn, none blank.
func checkPictures(t *testing.T, page *Page, least int) {
	t.Helper()
	pictures := page.Pictures()
	if len(pictures) < least {
		t.Errorf("%d pictures are drawn, want at least %d", len(pictures), least)
	}
	for _, p := range pictures {
		share, colours := p.Ink()
		t.Logf("cell %d: %d×%d, ink %.3f, %d colours", p.Cell+1, p.Width, p.Height, share, colours)
		if p.Width == 0 || p.Height == 0 {
			t.Errorf("cell %d: the picture did not load", p.Cell+1)
		}
		if share < inkOfAChart || colours < 3 {
			t.Errorf("cell %d: the picture is blank (ink %.4f, %d colours)", p.Cell+1, share, colours)
		}
	}
}
