package notebook

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMalformedNotebooks(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "the file is empty",
		" \n ":                              "the file is empty",
		"{":                                 "ends in the middle",
		"{\n\n x":                           "line 3 is not JSON",
		"[]":                                "not an object",
		"{} {}":                             "something follows",
		"{}":                                `"nbformat" is missing`,
		`{"nbformat": 3}`:                   "format 3 is not supported",
		`{"nbformat": "4"}`:                 `"nbformat" is missing or not a number`,
		`{"nbformat":4,"nbformat_minor":5}`: `"cells" is missing`,
		`{"nbformat":4,"nbformat_minor":5,"metadata":[],"cells":[]}`:                                                   `"metadata" is not an object`,
		`{"nbformat":4,"nbformat_minor":5,"cells":[7]}`:                                                                "cell 1: not an object",
		`{"nbformat":4,"nbformat_minor":5,"cells":[{"cell_type":"poem","source":""}]}`:                                 `cell 1: cell_type "poem"`,
		`{"nbformat":4,"nbformat_minor":5,"cells":[{"cell_type":"raw","source":[1]}]}`:                                 `cell 1: "source" is neither`,
		`{"nbformat":4,"nbformat_minor":5,"cells":[{"cell_type":"raw"}]}`:                                              `cell 1: "source" is missing`,
		`{"nbformat":4,"nbformat_minor":5,"cells":[{"cell_type":"code","source":""}]}`:                                 `cell 1: "outputs" is missing`,
		`{"nbformat":4,"nbformat_minor":5,"cells":[{"cell_type":"code","source":"","outputs":[{}]}]}`:                  `cell 1: output 1: "output_type" is missing`,
		`{"nbformat":4,"nbformat_minor":5,"cells":[{"cell_type":"code","source":"","outputs":[{"output_type":"x"}]}]}`: `output_type "x" is not known`,
	} {
		_, err := Parse([]byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: got %v, want %q", text, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%.60s: the error has several lines: %q", text, err)
		}
	}
}

func TestReadNamesTheFile(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.ipynb")
	if err := os.WriteFile(bad, []byte("no"), 0o644); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		bad:                            "bad.ipynb: not a notebook",
		filepath.Join(dir, "no.ipynb"): "no.ipynb: there is no such notebook",
		dir:                            "is not a file",
		"/dev/null":                    "is not a file",
	} {
		if _, err := Read(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", path, err, want)
		}
	}
	large := filepath.Join(dir, "large.ipynb")
	if err := os.WriteFile(large, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, MaxSize+1); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(large); err == nil || !strings.Contains(err.Error(), "is larger than 64 MB") {
		t.Errorf("a large one: %v", err)
	}
}

// What the reader accepts, the writer writes so that it is read alike, and a
// second round changes nothing.
func FuzzParse(f *testing.F) {
	f.Add([]byte(saved))
	f.Add([]byte(`{"nbformat":4,"nbformat_minor":0,"metadata":{},"cells":[]}`))
	f.Add([]byte(`{"nbformat":4,"nbformat_minor":5,"cells":[{"cell_type":"raw","source":["\ud800","\r\n\u0085"],"attachments":3}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := Parse(data)
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("the error has several lines: %q", err)
			}
			return
		}
		for _, cell := range n.Cells {
			_, _ = cell.Grading()
			cell.Tagged("x")
		}
		once, err := n.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(once)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, once)
		}
		twice, err := again.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(once, twice) {
			t.Fatalf("a second round changes it:\n%s", firstDifference(string(twice), string(once)))
		}
	})
}
