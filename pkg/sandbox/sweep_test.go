package sandbox

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestSweep(t *testing.T) {
	w := &Workshop{dir: t.TempDir()}
	old := time.Now().Add(-2 * stale)
	for _, dir := range []string{"build-old", "build-new", "tmp-old", "cache"} {
		path := filepath.Join(w.dir, dir)
		if err := os.Mkdir(path, 0o755); err != nil {
			t.Fatal(err)
		}
		if dir != "build-new" {
			if err := os.Chtimes(path, old, old); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.sweep()
	for dir, stays := range map[string]bool{"build-old": false, "build-new": true, "tmp-old": false, "cache": true} {
		if _, err := os.Stat(filepath.Join(w.dir, dir)); (err == nil) != stays {
			t.Errorf("%s: %v", dir, err)
		}
	}
}

func TestKeepNewest(t *testing.T) {
	dir := t.TempDir()
	for i, name := range []string{"c", "b", "a"} {
		path := filepath.Join(dir, name)
		made := time.Now().Add(-time.Duration(i) * time.Minute)
		if err := os.WriteFile(path, make([]byte, 100), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, made, made); err != nil {
			t.Fatal(err)
		}
	}
	keepNewest(dir, 250)
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 2 || left[0].Name() != "b" || left[1].Name() != "c" {
		t.Errorf("%v, %v", left, err)
	}
}
