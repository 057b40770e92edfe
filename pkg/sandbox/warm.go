package sandbox

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"

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
