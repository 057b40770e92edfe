package grade

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sample has a full, a failed and an unreadable submission.
var sample = []Report{
	{Submission: "class/alice/03a-exactly-once.ipynb", Exercise: "03a-exactly-once", Score: 25, MaxScore: 25, Student: "alice", Took: 1500 * time.Millisecond,
		Checks: []Check{{Name: "perfect", Points: 10, Passed: true, Message: "Held."}, {Name: "loss", Points: 15, Passed: true, Message: "Held."}}},
	{Submission: "class/o'neil/03a-exactly-once.ipynb", Exercise: "03a-exactly-once", Score: 10, MaxScore: 25, Student: "=bob",
		Checks: []Check{{Name: "perfect", Points: 10, Passed: true, Message: "Held."},
			{Name: "loss", Points: 15, Message: "A deposit <&> \"twice\".", Hint: "Look.", Seed: 17, Lines: []string{"0.1 bank x"}}}},
	{Submission: "class/carol.ipynb", Student: "carol", Error: "class/carol.ipynb: malformed."},
}

func TestJSON(t *testing.T) {
	var b bytes.Buffer
	if err := WriteJSON(&b, sample); err != nil {
		t.Fatal(err)
	}
	want := `{
    "submission": "class/o'neil/03a-exactly-once.ipynb",
    "exercise": "03a-exactly-once",
    "score": 10,
    "max_score": 25,
    "checks": [
      {
        "name": "perfect",
        "points": 10,
        "passed": true,
        "message": "Held.",
        "hint": "",
        "seed": 0
      },
      {
        "name": "loss",
        "points": 15,
        "passed": false,
        "message": "A deposit <&> \"twice\".",
        "hint": "Look.",
        "seed": 17
      }
    ],
    "error": ""
  }`
	if !strings.Contains(b.String(), want) {
		t.Errorf("%s", b.String())
	}
	if !strings.Contains(b.String(), `"checks": [],`) {
		t.Error("a submission that was not judged has no list of checks")
	}
}

func TestCSV(t *testing.T) {
	var b bytes.Buffer
	if err := WriteCSV(&b, sample); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatalf("%v, %v", rows, err)
	}
	if got := strings.Join(rows[0], ","); got != "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,late_submission_penalty,score,max_score" {
		t.Error(got)
	}
	for i, want := range []string{"03a-exactly-once,,,alice,,,,25,0,25,25", "03a-exactly-once,,,'=bob,,,,10,0,10,25", ",,,carol,,,,0,0,0,0"} {
		if got := strings.Join(rows[i+1], ","); got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
}

func TestStudent(t *testing.T) {
	for path, want := range map[string]string{
		"class/alice/03a-exactly-once.ipynb": "alice", "class/bob/ps1/03a-exactly-once.ipynb": "bob",
		"class/03a-exactly-once-carol.ipynb": "carol", "class/dave_03a-exactly-once.ipynb": "dave",
	} {
		r := Report{Exercise: "03a-exactly-once", Student: studentOf("class", path)}
		if got := r.student(); got != want {
			t.Errorf("%s: %s, not %s", path, got, want)
		}
	}
}

func TestJUnit(t *testing.T) {
	var b bytes.Buffer
	if err := WriteJUnit(&b, sample); err != nil {
		t.Fatal(err)
	}
	var read junitSuites
	if err := xml.Unmarshal(b.Bytes(), &read); err != nil {
		t.Fatal(err)
	}
	if read.Tests != 5 || read.Failures != 1 || read.Errors != 1 || len(read.Suites) != 3 {
		t.Errorf("%+v", read)
	}
	failure := read.Suites[1].Cases[1].Failure
	if failure == nil || failure.Message != "A deposit <&> \"twice\"." || failure.Text != "Look." {
		t.Errorf("%s", b.String())
	}
}

func TestGradescope(t *testing.T) {
	for _, r := range sample {
		var b bytes.Buffer
		if err := WriteGradescope(&b, r); err != nil {
			t.Fatal(err)
		}
		var read gradescope
		if err := json.Unmarshal(b.Bytes(), &read); err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for _, test := range read.Tests {
			sum += test.Score
			if (test.Status == "passed") != (test.Score == test.MaxScore) {
				t.Errorf("%+v", test)
			}
		}
		if sum != read.Score || read.Tests == nil || read.Output == "" || read.OutputFormat != "text" || read.Visibility != "visible" {
			t.Errorf("%s", b.String())
		}
	}
}

func TestCard(t *testing.T) {
	var b strings.Builder
	for _, r := range sample {
		if err := r.WriteCard(&b, false); err != nil {
			t.Fatal(err)
		}
	}
	want := `class/alice/03a-exactly-once.ipynb  (03a-exactly-once)
  pass  perfect         10/10
  pass  loss            15/15
  25 of 25 points: public checks passed.
class/o'neil/03a-exactly-once.ipynb  (03a-exactly-once)
  pass  perfect         10/10
  fail  loss             0/15
        A deposit <&> "twice".
        hint: Look.
        replay: faultline grade 'class/o'\''neil/03a-exactly-once.ipynb' --seed 17
  10 of 25 points.
class/carol.ipynb
  class/carol.ipynb: malformed.
`
	if b.String() != want {
		t.Errorf("%s", b.String())
	}
	b.Reset()
	if err := sample[1].WriteCard(&b, true); err != nil || !strings.Contains(b.String(), "        | 0.1 bank x\n") {
		t.Errorf("%s", b.String())
	}
}

func TestCollect(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b/03a-exactly-once.ipynb", "a/deep/x.ipynb", ".ipynb_checkpoints/c.ipynb", "a/.hidden.ipynb", "a/notes.txt"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	list, err := Collect(t.Context(), []string{dir})
	if err != nil || len(list) != 2 || list[0].Student != "a" || list[1].Student != "b" {
		t.Errorf("%+v, %v", list, err)
	}
	for _, path := range []string{filepath.Join(dir, "none.ipynb"), filepath.Join(dir, "a", ".."+"/.ipynb_checkpoints/none"), t.TempDir()} {
		if _, err := Collect(t.Context(), []string{path}); err == nil || !strings.Contains(err.Error(), "no ") {
			t.Errorf("%s: %v", path, err)
		}
	}
}
