package jupyter

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// trust signs the course's own notebooks, those that git knows and that
// nobody has changed, so that JupyterLab shows all their committed outputs.
// Without git, or with changes, a notebook just stays untrusted.
func (h Home) trust(ctx context.Context, out io.Writer) error {
	notebooks := h.unmodified(ctx)
	if len(notebooks) == 0 {
		return nil
	}
	s := step{
		name: "trust", says: "trust in the course's notebooks",
		key: func() (string, error) {
			parts := []string{"1"}
			for _, name := range notebooks {
				content, err := os.ReadFile(filepath.Join(h.Root, name))
				if err != nil {
					return "", err
				}
				parts = append(parts, name, string(content))
			}
			return fingerprint(parts...), nil
		},
		do: func(ctx context.Context) error {
			cmd := exec.CommandContext(ctx, h.Python(), append([]string{"-m", "jupyter", "trust"}, notebooks...)...)
			cmd.Dir, cmd.Env = h.Root, h.jupyterEnv()
			return cmd.Run()
		},
		optional: true, missing: "JupyterLab may hide some pictures until the cells are run",
	}
	_, err := s.perform(ctx, h, newReporter(out, ""))
	return err
}

// unmodified lists, by path below the root, the notebooks whose content is
// what git has.
func (h Home) unmodified(ctx context.Context) []string {
	tracked, err := h.git(ctx, "ls-files", "-z", "--", "*.ipynb")
	if err != nil {
		return nil
	}
	changed, err := h.git(ctx, "diff", "-z", "--name-only", "HEAD", "--", "*.ipynb")
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(tracked, func(name string) bool { return slices.Contains(changed, name) })
}

// git runs git on the clone and splits its answer at zero bytes.
func (h Home) git(ctx context.Context, args ...string) ([]string, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-c", "safe.directory=*", "-C", h.Root}, args...)...)
	answer, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	return strings.FieldsFunc(string(answer), func(r rune) bool { return r == 0 }), nil
}
