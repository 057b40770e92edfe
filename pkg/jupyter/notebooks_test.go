package jupyter

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/faultline-go/faultline/pkg/notebook"
)

// courseNotebooks are the notebooks that are committed with their outputs.
func courseNotebooks(t *testing.T) []string {
	t.Helper()
	h, err := FindHere()
	if err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob(filepath.Join(h.Notebooks(), "[0-9][0-9]*-*.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// Every notebook, executed in a fresh kernel, gives what is committed.
func TestNotebooksGiveTheirCommittedOutputs(t *testing.T) {
	paths := courseNotebooks(t)
	if len(paths) == 0 {
		t.Fatal("there are no notebooks to execute")
	}
	h := readyHome(t)
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			committed, err := notebook.Read(path)
			if err != nil {
				t.Fatal(err)
			}
			executed, err := Execute(t.Context(), h, path, ExecOptions{})
			if err != nil {
				t.Fatal(err)
			}
			for i, cell := range committed.CodeCells() {
				if diff := diffOutputs(cell.Outputs, executed.CodeCells()[i].Outputs); diff != "" {
					t.Errorf("cell [%d] (%s): %s", i+1, telling(cell.Source), diff)
				}
			}
			if t.Failed() {
				t.Logf("if the change is meant: go run . exec --write notebooks/%s", filepath.Base(path))
			}
		})
	}
}

// Committed notebooks carry no path of a machine and stay small.
func TestNotebooksAreFitToCommit(t *testing.T) {
	const most = 300 << 10
	for _, path := range courseNotebooks(t) {
		n, err := notebook.Read(path)
		if err != nil {
			t.Fatal(err)
		}
		data, err := n.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if len(data) > most {
			t.Errorf("%s has %d KB, more than %d", filepath.Base(path), len(data)>>10, most>>10)
		}
		for _, bad := range []string{"/home/", "/Users/", "/root/", "gonb_0"} {
			if strings.Contains(string(data), bad) {
				t.Errorf("%s contains %q", filepath.Base(path), bad)
			}
		}
	}
}

// diffOutputs compares two lists of outputs byte by byte and says where they
// first differ; "" if nowhere.
func diffOutputs(want, got []*notebook.Output) string {
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(want):
			return fmt.Sprintf("output %d, %s, is not committed", i+1, kind(got[i]))
		case i >= len(got):
			return fmt.Sprintf("output %d, %s, is committed but did not come", i+1, kind(want[i]))
		}
		if diff := diffOutput(want[i], got[i]); diff != "" {
			return fmt.Sprintf("output %d: %s", i+1, diff)
		}
	}
	return ""
}

func diffOutput(want, got *notebook.Output) string {
	if kind(want) != kind(got) {
		return fmt.Sprintf("%s is committed, %s came", kind(want), kind(got))
	}
	if diff := diffText(want.Text, got.Text); diff != "" {
		return "text: " + diff
	}
	if diff := diffText(want.ErrorValue, got.ErrorValue); diff != "" {
		return "error: " + diff
	}
	for mime := range want.Data {
		if mime == "image/png" && want.String(mime) != got.String(mime) {
			return fmt.Sprintf("image/png: another picture, %d characters, committed are %d", len(got.String(mime)), len(want.String(mime)))
		}
		if diff := diffText(fmt.Sprint(want.Data[mime]), fmt.Sprint(got.Data[mime])); diff != "" {
			return mime + ": " + diff
		}
	}
	return ""
}

// kind names an output by its type, stream and MIME types.
func kind(o *notebook.Output) string {
	var mimes []string
	for mime := range o.Data {
		mimes = append(mimes, mime)
	}
	slices.Sort(mimes)
	return strings.TrimSpace(strings.Join([]string{o.Type, o.Name, strings.Join(mimes, "+")}, " "))
}

// diffText shows the first line in which two texts differ.
func diffText(want, got string) string {
	if want == got {
		return ""
	}
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d is %.200q, committed is %.200q", i+1, b[i], a[i])
		}
	}
	return fmt.Sprintf("%d lines, committed are %d", len(b), len(a))
}
