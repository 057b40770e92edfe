package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce/versions"
	"github.com/faultline-go/faultline/pkg/notebook"
)

// submission writes a notebook that holds a version of exactly-once.
func submission(t *testing.T, version string) string {
	t.Helper()
	source, err := versions.Source(version)
	if err != nil {
		t.Fatal(err)
	}
	n := &notebook.Notebook{FormatMinor: 4, Metadata: map[string]any{}, Cells: []*notebook.Cell{
		{Type: notebook.Code, Source: source[strings.Index(source, "\nimport"):]},
	}}
	path := filepath.Join(t.TempDir(), "03a-exactly-once-"+version+".ipynb")
	if err := n.Write(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestGrade(t *testing.T) {
	right, wrong := submission(t, "reference"), submission(t, "nosync")
	results := filepath.Join(t.TempDir(), "results.json")
	tests := []struct {
		args   []string
		code   int
		stdout string // a part
		stderr string // a part
	}{
		{[]string{right}, 0, "100 of 100 points", ""},
		{[]string{right, wrong, "--csv"}, 1, "03a-exactly-once,,,nosync,,,,75,0,75,100", ""},
		{[]string{wrong}, 1, "replay: faultline grade", ""},
		{[]string{wrong, "--seed", "1"}, 1, "        | ", ""},
		{[]string{right, "--junit"}, 0, `<testsuites tests="8" failures="0" errors="0">`, ""},
		{[]string{right, "--gradescope", results}, 0, "", ""},
		{nil, 2, "", "grade needs a notebook"},
		{[]string{"none.ipynb"}, 2, "", "none.ipynb: there is no such notebook"},
		{[]string{right, "--json", "--csv"}, 2, "", "csv"},
		{[]string{right, "--seed", "0"}, 2, "", "seeds begin at 1"},
		{[]string{right, wrong, "--gradescope", results}, 2, "", "--gradescope takes one submission, and there are 2"},
		{[]string{right, "--gradescope", t.TempDir()}, 2, "", "it is not a file"},
	}
	for _, x := range tests {
		var stdout, stderr bytes.Buffer
		code := Main(append([]string{"grade"}, x.args...), &stdout, &stderr)
		if code != x.code || !strings.Contains(stdout.String(), x.stdout) || !strings.Contains(stderr.String(), x.stderr) {
			t.Errorf("grade %v: exit %d\n%s%s", x.args, code, &stdout, &stderr)
		}
		if x.code == 2 && (stdout.Len() > 0 || strings.Count(stderr.String(), "\n") != 1) {
			t.Errorf("grade %v: not one sentence on stderr: %q %q", x.args, stdout.String(), stderr.String())
		}
	}
}

// TestGradeJSON holds what is written to what the design says.
func TestGradeJSON(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if code := Main([]string{"grade", submission(t, "nosync"), "--json"}, &stdout, &stderr); code != 1 {
		t.Fatalf("exit %d: %s", code, &stderr)
	}
	var reports []struct {
		Submission string `json:"submission"`
		Exercise   string `json:"exercise"`
		Score      int    `json:"score"`
		MaxScore   int    `json:"max_score"`
		Checks     []struct {
			Name    string `json:"name"`
			Points  int    `json:"points"`
			Passed  bool   `json:"passed"`
			Message string `json:"message"`
			Hint    string `json:"hint"`
			Seed    uint64 `json:"seed"`
		} `json:"checks"`
		Error string `json:"error"`
	}
	in := json.NewDecoder(&stdout)
	in.DisallowUnknownFields()
	if err := in.Decode(&reports); err != nil || len(reports) != 1 {
		t.Fatalf("%v, %d reports", err, len(reports))
	}
	r := reports[0]
	if r.Exercise != "03a-exactly-once" || r.Score != 75 || r.MaxScore != 100 || len(r.Checks) != 8 || r.Error != "" {
		t.Errorf("%+v", r)
	}
	for _, c := range r.Checks {
		if c.Name == "" || c.Points == 0 || c.Message == "" || c.Passed != (c.Seed == 0) || c.Passed != (c.Hint == "") {
			t.Errorf("%+v", c)
		}
	}
}

// TestGradescopeAlwaysWritten grades what cannot be graded.
func TestGradescopeAlwaysWritten(t *testing.T) {
	dir := t.TempDir()
	bad, results := filepath.Join(dir, "03a-exactly-once.ipynb"), filepath.Join(dir, "results.json")
	if err := os.WriteFile(bad, []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	for path, code := range map[string]int{bad: 1, filepath.Join(dir, "none.ipynb"): 2} {
		if err := os.WriteFile(results, []byte(`{"score": 100}`), 0o644); err != nil {
			t.Fatal(err)
		}
		var stdout, stderr bytes.Buffer
		if got := Main([]string{"grade", path, "--gradescope", results}, &stdout, &stderr); got != code {
			t.Errorf("exit %d: %s", got, &stderr)
		}
		data, err := os.ReadFile(results)
		if err != nil || !strings.Contains(string(data), `"score": 0,`) || !strings.Contains(string(data), `"tests": []`) {
			t.Errorf("%s, %v", data, err)
		}
	}
}
