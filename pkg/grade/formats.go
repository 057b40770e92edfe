package grade

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// WriteJSON writes the reports as a list.
func WriteJSON(w io.Writer, reports []Report) error {
	list := make([]Report, len(reports))
	for i, r := range reports {
		if list[i] = r; r.Checks == nil {
			list[i].Checks = []Check{}
		}
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(list)
}

// WriteCSV writes the columns of nbgrader's export. What a folder of
// submissions does not tell (dates, names, penalties) stays empty or zero.
func WriteCSV(w io.Writer, reports []Report) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score", "late_submission_penalty", "score", "max_score"}}
	for _, r := range reports {
		score := strconv.Itoa(r.Score)
		rows = append(rows, []string{r.Exercise, "", "", plain(r.student()), "", "", "", score, "0", score, strconv.Itoa(r.MaxScore)})
	}
	return out.WriteAll(rows)
}

// student is the submission's student without the exercise's name.
func (r Report) student() string {
	name := r.Student
	if r.Exercise != "" {
		if rest := strings.Trim(strings.Replace(name, r.Exercise, "", 1), "-_. "); rest != "" {
			name = rest
		}
	}
	return name
}

// plain keeps a spreadsheet from taking a name for a formula.
func plain(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Time     string      `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Failure *junitProblem `xml:"failure,omitempty"`
	Error   *junitProblem `xml:"error,omitempty"`
}

type junitProblem struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// WriteJUnit writes a test suite for each submission and a test for each
// check. A submission that was not judged is one test with an error.
func WriteJUnit(w io.Writer, reports []Report) error {
	all := junitSuites{}
	for _, r := range reports {
		s := junitSuiteOf(r)
		all.Tests, all.Failures, all.Errors = all.Tests+s.Tests, all.Failures+s.Failures, all.Errors+s.Errors
		all.Suites = append(all.Suites, s)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	out := xml.NewEncoder(w)
	out.Indent("", "  ")
	if err := out.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func junitSuiteOf(r Report) junitSuite {
	s := junitSuite{Name: r.Submission, Time: fmt.Sprintf("%.3f", r.Took.Seconds())}
	if r.Error != "" {
		s.Tests, s.Errors = 1, 1
		s.Cases = []junitCase{{Name: "submission", Class: r.Exercise, Error: &junitProblem{Message: r.Error}}}
		return s
	}
	for _, c := range r.Checks {
		test := junitCase{Name: c.Name, Class: r.Exercise}
		if !c.Passed {
			s.Failures++
			test.Failure = &junitProblem{Message: c.Message, Text: c.Hint}
		}
		s.Tests++
		s.Cases = append(s.Cases, test)
	}
	return s
}

type gradescope struct {
	Score         float64          `json:"score"`
	ExecutionTime float64          `json:"execution_time"` // seconds
	Output        string           `json:"output"`
	OutputFormat  string           `json:"output_format"`
	Visibility    string           `json:"visibility"`
	Tests         []gradescopeTest `json:"tests"`
}

type gradescopeTest struct {
	Name       string   `json:"name"`
	Number     string   `json:"number"`
	Score      float64  `json:"score"`
	MaxScore   float64  `json:"max_score"`
	Status     string   `json:"status"`
	Output     string   `json:"output"`
	Visibility string   `json:"visibility"`
	Tags       []string `json:"tags"`
}

// WriteGradescope writes one submission's results.json.
func WriteGradescope(w io.Writer, r Report) error {
	g := gradescope{Score: float64(r.Score), ExecutionTime: r.Took.Round(time.Millisecond).Seconds(),
		Output: r.headline(), OutputFormat: "text", Visibility: "visible", Tests: []gradescopeTest{}}
	for i, c := range r.Checks {
		test := gradescopeTest{Name: c.Name, Number: strconv.Itoa(i + 1), Score: float64(c.earned()), MaxScore: float64(c.Points),
			Status: "failed", Output: c.Message, Visibility: "visible", Tags: []string{}}
		if c.Passed {
			test.Status = "passed"
		}
		if c.Hint != "" {
			test.Output += "\nHint: " + c.Hint
		}
		g.Tests = append(g.Tests, test)
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(g)
}

func (r Report) headline() string {
	if r.Error != "" {
		return r.Error
	}
	return fmt.Sprintf("%s: %d of %d points.", r.Exercise, r.Score, r.MaxScore)
}
