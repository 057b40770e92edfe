//go:build browser

package labtest

import (
	"slices"
	"testing"
	"time"
)

// inkOfAChart is the least share of a chart's pixels that its lines, axes and
// letters take; a blank picture has none.
const inkOfAChart = 0.005

// A reader opens notebook 04, runs it from the menu and sees its charts.
func TestNotebook04RunsFromTheMenu(t *testing.T) {
	const path = "notebooks/04-no-global-clock.ipynb"
	page := Start(t, path).Open(path)
	page.RunAll(2 * time.Minute)
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
