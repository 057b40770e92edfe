package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/faultline-go/faultline/pkg/exercise/release"
	"github.com/faultline-go/faultline/pkg/experiment"
	"github.com/faultline-go/faultline/pkg/jupyter"
	"github.com/faultline-go/faultline/pkg/notebook"
)

// inventory is what list prints.
type inventory struct {
	Notebooks   []listedNotebook   `json:"notebooks"`
	Exercises   []listedExercise   `json:"exercises"`
	Experiments []listedExperiment `json:"experiments"`
}

type listedNotebook struct {
	Path  string `json:"path"`
	Title string `json:"title"`
}

type listedExercise struct {
	Name   string        `json:"name"`
	Title  string        `json:"title"`
	Path   string        `json:"path"`
	Points int           `json:"points"`
	Checks []listedCheck `json:"checks"`
}

type listedCheck struct {
	Name   string `json:"name"`
	Points int    `json:"points"`
	Expect string `json:"expect"`
}

type listedExperiment struct {
	Name    string   `json:"name"`
	About   string   `json:"about"`
	Params  []string `json:"params"`
	Metrics []string `json:"metrics"`
}

func newList() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the notebooks, exercises and experiments",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			h, err := jupyter.FindHere()
			if err != nil {
				return err
			}
			found, err := takeInventory(h)
			if err != nil {
				return err
			}
			if asJSON {
				out := json.NewEncoder(cmd.OutOrStdout())
				out.SetIndent("", "  ")
				out.SetEscapeHTML(false)
				return out.Encode(found)
			}
			return found.print(cmd.OutOrStdout())
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func takeInventory(h jupyter.Home) (inventory, error) {
	found := inventory{Notebooks: []listedNotebook{}}
	paths, err := filepath.Glob(filepath.Join(h.Notebooks(), "*.ipynb"))
	if err != nil {
		return found, err
	}
	slices.Sort(paths)
	for _, path := range paths {
		n, err := notebook.Read(path)
		if err != nil {
			return found, err
		}
		name := filepath.Join(filepath.Base(h.Notebooks()), filepath.Base(path))
		found.Notebooks = append(found.Notebooks, listedNotebook{name, titleOf(n)})
	}
	for _, e := range exercises {
		listed := listedExercise{Name: e.Name, Title: e.Title, Points: e.Max()}
		path := filepath.Join(release.ExerciseDir, e.Name+release.NotebookFile)
		if _, err := os.Stat(filepath.Join(h.Root, path)); err == nil {
			listed.Path = path
		}
		for _, c := range e.Checks {
			listed.Checks = append(listed.Checks, listedCheck{c.Name, c.Points, c.Expect})
		}
		found.Exercises = append(found.Exercises, listed)
	}
	for _, e := range experiment.All() {
		listed := listedExperiment{Name: e.Name, About: e.About}
		for _, p := range e.Params {
			listed.Params = append(listed.Params, p.Name)
		}
		for _, m := range e.Metrics {
			listed.Metrics = append(listed.Metrics, m.Name)
		}
		found.Experiments = append(found.Experiments, listed)
	}
	return found, nil
}

// titleOf is the text of the notebook's first heading.
func titleOf(n *notebook.Notebook) string {
	for _, c := range n.Cells {
		for line := range strings.Lines(c.Source) {
			if text, ok := strings.CutPrefix(line, "# "); ok && c.Type == notebook.Markdown {
				return strings.TrimSpace(text)
			}
		}
	}
	return "(no heading)"
}

func (i inventory) print(to io.Writer) error {
	w := tabwriter.NewWriter(to, 0, 4, 3, ' ', 0)
	fmt.Fprintln(w, "Notebooks")
	for _, n := range i.Notebooks {
		fmt.Fprintf(w, "  %s\t%s\n", n.Path, n.Title)
	}
	fmt.Fprintln(w, "\nExercises")
	for _, e := range i.Exercises {
		path := e.Path
		if path == "" {
			path = e.Name + " (its notebook is missing)"
		}
		fmt.Fprintf(w, "  %s\t%s: %d points in %d checks\n", path, e.Title, e.Points, len(e.Checks))
	}
	fmt.Fprintln(w, "\nExperiments")
	for _, e := range i.Experiments {
		fmt.Fprintf(w, "  %s\t%s\n", e.Name, e.About)
	}
	return w.Flush()
}
