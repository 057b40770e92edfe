package notebook

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// saved is a notebook as Jupyter saves it, with all kinds of cells and
// outputs, unknown entries, and characters that writers treat differently.
const saved = `{
 "cells": [
  {
   "attachments": {
    "a.png": {
     "image/png": "QUJD"
    }
   },
   "cell_type": "markdown",
   "id": "one",
   "metadata": {},
   "source": [
    "# Title\n",
    "\n",
    "äöü <b>&amp;</b>   line\u000b",
    " end"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 3,
   "id": "two",
   "metadata": {
    "nbgrader": {
     "grade": true,
     "grade_id": "raft-check",
     "locked": true,
     "points": 2.5,
     "schema_version": 3,
     "solution": false,
     "task": false
    },
    "tags": [
     "slow"
    ],
    "unknown": [
     1,
     1.50,
     1e9,
     12345678901234567890,
     null,
     true,
     {},
     []
    ]
   },
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "a\n",
      "b"
     ]
    },
    {
     "data": {
      "application/vnd.x+json": {
       "a": [
        "kept\n",
        "split"
       ]
      },
      "image/png": "QUJD\nREVG\n",
      "image/svg+xml": [
       "<svg>\n",
       "</svg>"
      ],
      "text/html": [
       "<b>bold</b>"
      ]
     },
     "metadata": {},
     "output_type": "display_data"
    },
    {
     "data": {
      "text/plain": []
     },
     "execution_count": 3,
     "metadata": {
      "a": 1
     },
     "output_type": "execute_result"
    },
    {
     "ename": "ERROR",
     "evalue": "undefined: x",
     "output_type": "error",
     "traceback": [
      "one",
      "two\n"
     ]
    }
   ],
   "source": []
  },
  {
   "cell_type": "raw",
   "id": "three",
   "metadata": {},
   "source": [
    "tab\tquote\"back\\slash\bbell\u0007 \f"
   ]
  }
 ],
 "metadata": {
  "kernelspec": {
   "display_name": "Go (gonb)",
   "language": "go",
   "name": "gonb"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5,
 "unknown": "kept"
}
`

func TestReadingAndWritingChangesNothing(t *testing.T) {
	n, err := Parse([]byte(saved))
	if err != nil {
		t.Fatal(err)
	}
	data, err := n.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if string(data) != saved {
		t.Errorf("written:\n%s", firstDifference(string(data), saved))
	}
	if got := n.Cells[1].Outputs[0].Text; got != "a\nb" {
		t.Errorf("the stream is %q", got)
	}
	if got := n.Cells[1].Outputs[1].String("image/svg+xml"); got != "<svg>\n</svg>" {
		t.Errorf("the SVG is %q", got)
	}
	if !n.Cells[1].Tagged("slow") || n.Cells[1].Tagged("fast") {
		t.Error("tags are misread")
	}
}

func TestClearOutputs(t *testing.T) {
	n, err := Parse([]byte(saved))
	if err != nil {
		t.Fatal(err)
	}
	n.ClearOutputs()
	data, err := n.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{"bold", "stdout", "ERROR", `"execution_count": 3`} {
		if bytes.Contains(data, []byte(gone)) {
			t.Errorf("%q is still there", gone)
		}
	}
	for _, kept := range []string{`"execution_count": null`, `"outputs": []`, "raft-check", `"unknown": "kept"`} {
		if !bytes.Contains(data, []byte(kept)) {
			t.Errorf("%q is lost", kept)
		}
	}
}

func TestGrading(t *testing.T) {
	n, err := Parse([]byte(saved))
	if err != nil {
		t.Fatal(err)
	}
	g, err := n.Cells[1].Grading()
	want := Grading{GradeID: "raft-check", Grade: true, Locked: true, Points: 2.5, SchemaVersion: 3}
	if err != nil || *g != want {
		t.Errorf("got %+v, %v; want %+v", g, err, want)
	}
	before, _ := n.Bytes()
	n.Cells[1].SetGrading(g)
	if after, _ := n.Bytes(); !bytes.Equal(before, after) {
		t.Errorf("setting what was there changes it:\n%s", firstDifference(string(after), string(before)))
	}
	if g, err := n.Cells[0].Grading(); g != nil || err != nil {
		t.Errorf("a cell without: %+v, %v", g, err)
	}
	n.Cells[0].SetGrading(&Grading{GradeID: "x", Solution: true})
	if g, err := n.Cells[0].Grading(); err != nil || g.GradeID != "x" || !g.Solution || g.SchemaVersion != 3 {
		t.Errorf("set and read back: %+v, %v", g, err)
	}
	n.Cells[0].SetGrading(nil)
	if _, ok := n.Cells[0].Metadata["nbgrader"]; ok {
		t.Error("nil does not remove the block")
	}
	n.Cells[1].Metadata["nbgrader"] = map[string]any{"points": "ten"}
	if _, err := n.Cells[1].Grading(); err == nil || !strings.Contains(err.Error(), `"points" is not a number`) {
		t.Errorf("points that are a word: %v", err)
	}
}

func TestWriteKeepsThePermissions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "n.ipynb")
	if err := os.WriteFile(path, []byte(saved), 0o600); err != nil {
		t.Fatal(err)
	}
	n, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Write(path); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("files are left behind: %v", entries)
	}
	if err := n.Write(filepath.Join(path, "below", "a", "file")); err == nil {
		t.Error("writing where nothing can be gives no error")
	}
}

// Whatever text a cell holds, it comes back.
func TestAnyTextComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := rapid.String().Draw(t, "source")
		output := rapid.String().Draw(t, "output")
		n := &Notebook{FormatMinor: 5, Cells: []*Cell{{
			Type: Code, ID: "a", Source: source,
			Outputs: []*Output{{Type: DisplayData, Data: map[string]any{"text/plain": output, "image/png": output}}},
		}}}
		data, err := n.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(data) {
			t.Fatalf("not JSON: %s", data)
		}
		back, err := Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		cell := back.Cells[0]
		if cell.Source != source || cell.Outputs[0].String("text/plain") != output || cell.Outputs[0].String("image/png") != output {
			t.Fatalf("%q and %q came back as %+v", source, output, cell)
		}
	})
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return "got  " + a[i] + "\nwant " + b[i]
		}
	}
	return "one is longer"
}
