package sandbox

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

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
	if err := lock.Lock(); err != nil {
		return fmt.Errorf("grading needs to write below %s: %w", w.dir, err)
	}
	defer lock.Unlock()
	args := append([]string{"build", "-mod=readonly", "-trimpath", "-buildvcs=false"}, guestPackage, simPackage)
	args = append(append(args, Imports...), packages...)
	said, err := w.run(ctx, warmTime, w.root, w.warm(), args...)
	if err != nil {
		return fmt.Errorf("the packages that submissions use do not build: %s (%w)", tidy(said), err)
	}
	return nil
}

// overlay makes a private build cache over a warm one: results are shared by
// hard links, which the go command never writes to, and the small entries that
// name them are copied. Whatever a build adds is thrown away with it.
func overlay(warm, private string) error {
	folders, err := os.ReadDir(warm)
	if err != nil {
		return err
	}
	for _, folder := range folders {
		if !folder.IsDir() {
			continue
		}
		if err := overlayFolder(filepath.Join(warm, folder.Name()), filepath.Join(private, folder.Name())); err != nil {
			return err
		}
	}
	return os.MkdirAll(private, 0o755)
}

func overlayFolder(warm, private string) error {
	files, err := os.ReadDir(warm)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(private, 0o755); err != nil {
		return err
	}
	for _, file := range files {
		if file.Type() != fs.ModeDir {
			if err := share(filepath.Join(warm, file.Name()), filepath.Join(private, file.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

func share(from, to string) error {
	if strings.HasSuffix(from, "-d") && os.Link(from, to) == nil {
		return nil
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}
