package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// outFiles are files that a verb writes all at once at its end: until keep,
// what was there before is untouched, and an interruption leaves it so.
type outFiles struct{ waiting []outFile }

type outFile struct {
	temp *os.File
	path string
}

// open returns a writer that will become the file of that path, or the
// fallback if there is no path. That the file cannot be written is found now.
func (o *outFiles) open(path string, fallback io.Writer) (io.Writer, error) {
	if path == "" {
		return fallback, nil
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("cannot write %s: it is not a file; give another name", path)
	}
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		var why *os.PathError
		if errors.As(err, &why) {
			err = why.Err
		}
		return nil, fmt.Errorf("cannot write %s: %w; give a name in a folder that you may write to", path, err)
	}
	o.waiting = append(o.waiting, outFile{temp, path})
	return temp, nil
}

// keep puts all files in place.
func (o *outFiles) keep() error {
	for _, f := range o.waiting {
		err := errors.Join(f.temp.Chmod(0o644), f.temp.Close())
		if err == nil {
			err = os.Rename(f.temp.Name(), f.path)
		}
		if err != nil {
			return fmt.Errorf("cannot write %s: %w", f.path, err)
		}
	}
	o.waiting = nil
	return nil
}

// discard removes what was not kept.
func (o *outFiles) discard() {
	for _, f := range o.waiting {
		f.temp.Close()
		os.Remove(f.temp.Name())
	}
}
