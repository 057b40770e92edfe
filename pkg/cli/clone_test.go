package cli

import (
	"os"
	"path/filepath"
	"testing"
)

// changedClone is a folder that passes for a clone, with the real solutions
// and with exercises that were changed or removed.
func changedClone(t *testing.T, change string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"go.mod", "solutions/03a-exactly-once.ipynb", "exercises/03a-exactly-once.ipynb"} {
		data, err := os.ReadFile(filepath.Join(clone, name))
		if err != nil {
			t.Fatal(err)
		}
		if name[0] == 'e' && change == "remove" {
			continue
		}
		if name[0] == 'e' {
			data = append(data, '\n')
		}
		to := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// clone is the repository's root, as seen when the tests start.
var clone = func() string {
	root, err := filepath.Abs("../..")
	if err != nil {
		panic(err)
	}
	return root
}()
