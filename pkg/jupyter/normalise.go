package jupyter

import (
	"path/filepath"
	"regexp"
	"strings"

	"github.com/faultline-go/faultline/pkg/notebook"
)

var cellFolder = regexp.MustCompile(`gonb_[0-9a-f]{8}`)

// tidy removes what differs from one machine or kernel to the next: the
// clone's path and the kernel's folder.
func (h Home) tidy(text string) string {
	text = strings.ReplaceAll(text, h.Cells()+string(filepath.Separator), "")
	text = strings.ReplaceAll(text, h.Root+string(filepath.Separator), "")
	return cellFolder.ReplaceAllString(text, "cell")
}

// Normalise makes an executed notebook a function of what its cells output:
// execution counts are 1 to n, no execution times, neighbouring stream
// outputs of one name merged, no paths of this machine, no kernel ids, and
// metadata that names the language but not its patch version.
func Normalise(h Home, n *notebook.Notebook) {
	n.Metadata["kernelspec"] = map[string]any{"display_name": "Go (gonb)", "language": "go", "name": KernelName}
	n.Metadata["language_info"] = map[string]any{
		"codemirror_mode": "", "file_extension": ".go", "mimetype": "text/x-go", "name": "go",
		"nbconvert_exporter": "", "pygments_lexer": "",
	}
	for i, cell := range n.CodeCells() {
		delete(cell.Metadata, "execution")
		cell.ExecutionCount = i + 1
		cell.Outputs = mergeStreams(cell.Outputs)
		for _, output := range cell.Outputs {
			h.normaliseOutput(output, i+1)
		}
	}
}

func (h Home) normaliseOutput(o *notebook.Output, count int) {
	o.Text = h.tidy(o.Text)
	o.ErrorValue = h.tidy(o.ErrorValue)
	for i, line := range o.Traceback {
		o.Traceback[i] = h.tidy(line)
	}
	for mime, value := range o.Data {
		if text, ok := value.(string); ok && !strings.HasPrefix(mime, "image/png") {
			o.Data[mime] = h.tidy(text)
		}
	}
	if o.Type == notebook.ExecuteResult {
		o.ExecutionCount = count
	}
}

// mergeStreams joins neighbouring outputs of one stream: how a stream is cut
// into messages is a matter of timing.
func mergeStreams(outputs []*notebook.Output) []*notebook.Output {
	var merged []*notebook.Output
	for _, o := range outputs {
		if last := len(merged) - 1; last >= 0 && o.Type == notebook.Stream &&
			merged[last].Type == notebook.Stream && merged[last].Name == o.Name {
			merged[last].Text += o.Text
			continue
		}
		merged = append(merged, o)
	}
	return merged
}
