package sandbox

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Limits of what is kept between gradings.
const (
	keptCompiled = 128 << 20 // bytes of machine code
	stale        = time.Hour // no build takes that long
)

// sweep removes what interrupted builds left, and the machine code that was
// not made lately. What cannot be removed stays: it only takes room.
func (w *Workshop) sweep() {
	entries, err := os.ReadDir(w.dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		scratch := strings.HasPrefix(e.Name(), "build-") || strings.HasPrefix(e.Name(), "tmp-")
		if info, err := e.Info(); scratch && err == nil && time.Since(info.ModTime()) > stale {
			os.RemoveAll(filepath.Join(w.dir, e.Name()))
		}
	}
	keepNewest(w.Compiled(), keptCompiled)
}

// keepNewest removes the oldest files below a folder until the rest take no
// more than that many bytes.
func keepNewest(dir string, most int64) {
	type file struct {
		path string
		size int64
		made time.Time
	}
	var files []file
	_ = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return nil // gone meanwhile, or no matter
		}
		if info, err := e.Info(); err == nil {
			files = append(files, file{path, info.Size(), info.ModTime()})
		}
		return nil
	})
	slices.SortFunc(files, func(a, b file) int { return b.made.Compare(a.made) })
	kept := int64(0)
	for _, f := range files {
		if kept += f.size; kept > most {
			os.Remove(f.path)
		}
	}
}
