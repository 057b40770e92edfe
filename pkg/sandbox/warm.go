package sandbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// goRoot is where the Go that built this program is, if it says so.
func goRoot() string {
	//lint:ignore SA1019 go env would have to be asked of a go command, which is what is being looked for
	return runtime.GOROOT()
}

// Warm builds everything that a submission to an exercise may import, so that
// later builds only compile the submission itself. The argument is the
// exercises' packages. It does nothing where all is built already.
func (w *Workshop) Warm(ctx context.Context, packages ...string) error {
	lock := flock.New(filepath.Join(w.dir, "warm.lock"))
	if _, err := lock.TryLockContext(ctx, 50*time.Millisecond); err != nil {
		return fmt.Errorf("grading needs to write below %s: %w", w.dir, err)
	}
	defer lock.Unlock()
	if w.IsWarm(packages...) {
		return nil
	}
	args := append([]string{"build", "-mod=readonly", "-trimpath", "-buildvcs=false"}, guestPackage, simPackage)
	args = append(append(args, Imports...), packages...)
	said, err := w.run(ctx, warmTime, w.root, w.warm(), args...)
	if err != nil {
		return fmt.Errorf("the packages that submissions use do not build: %s (%w)", tidy(said), err)
	}
	return os.WriteFile(w.stamp(packages), []byte(w.sources(packages)), 0o644)
}

// IsWarm says whether Warm has nothing to do.
func (w *Workshop) IsWarm(packages ...string) bool {
	then, err := os.ReadFile(w.stamp(packages))
	return err == nil && string(then) == w.sources(packages)
}

// stamp is a file for each list of packages.
func (w *Workshop) stamp(packages []string) string {
	sum := sha256.Sum256([]byte(strings.Join(packages, " ")))
	return filepath.Join(w.warm(), "stamp-"+hex.EncodeToString(sum[:8]))
}

// sources is a fingerprint of what Warm builds: of names, sizes and dates. If
// it fails to see a change, the next build is slow but no less right, since
// the go command looks at the content.
func (w *Workshop) sources(packages []string) string {
	sum := sha256.New()
	fmt.Fprintln(sum, w.goCmd, packages, Imports)
	note := func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return nil // what is missing shows in the sum
		}
		if info, err := e.Info(); err == nil && !strings.HasSuffix(path, "_test.go") {
			fmt.Fprintln(sum, path, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	}
	for _, name := range []string{"go.mod", "go.sum", "pkg"} {
		_ = filepath.WalkDir(filepath.Join(w.root, name), note)
	}
	_ = filepath.WalkDir(w.goCmd, note)
	return hex.EncodeToString(sum.Sum(nil))
}
