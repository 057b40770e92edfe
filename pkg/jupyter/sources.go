package jupyter

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// sourceKey fingerprints the module's sources: what our program and the
// packages that cells import are built from. Tests do not count.
func (h Home) sourceKey() (string, error) {
	sum := sha256.New()
	add := func(path string) error {
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(h.Root, path)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s %x\n", filepath.ToSlash(name), sha256.Sum256(content))
		return nil
	}
	for _, name := range []string{"go.mod", "go.sum", "main.go"} {
		if err := add(filepath.Join(h.Root, name)); err != nil {
			return "", fmt.Errorf("the clone is not complete (%v): restore the file with git and run this again", err)
		}
	}
	err := filepath.WalkDir(filepath.Join(h.Root, "pkg"), func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == "testdata":
			return filepath.SkipDir
		case entry.IsDir() || !entry.Type().IsRegular() || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		return add(path)
	})
	if err != nil {
		return "", fmt.Errorf("the sources of the clone cannot be read: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// fileKey fingerprints one file of the clone.
func (h Home) fileKey(names ...string) (string, error) {
	var parts []string
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join(h.Root, name))
		if err != nil {
			return "", fmt.Errorf("the clone is not complete (%v): restore the file with git and run this again", err)
		}
		parts = append(parts, string(content))
	}
	return fingerprint(parts...), nil
}
