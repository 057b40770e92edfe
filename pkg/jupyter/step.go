package jupyter

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// step is one part of set-up. It is done when its stamp holds its key, so a
// step whose inputs change is done again, and one that was cut short too,
// since the stamp is written last.
type step struct {
	name string // of the stamp file
	says string // what the reader is told: "building gonb"

	// key fingerprints all that the result depends on.
	key func() (string, error)
	// makes lists what must exist for the stamp to count.
	makes []string
	do    func(ctx context.Context) error

	// optional turns a failure into a warning; missing says what one does without.
	optional bool
	missing  string
}

// done reports whether the step's result is there, for the key given.
func (s step) done(h Home, key string) bool {
	stamp, err := os.ReadFile(h.stamp(s.name))
	if err != nil || strings.TrimSpace(string(stamp)) != key {
		return false
	}
	for _, path := range s.makes {
		if _, err := os.Stat(path); err != nil {
			return false
		}
	}
	return true
}

// perform does the step unless it is done; ran says whether it had to.
func (s step) perform(ctx context.Context, h Home, out *reporter) (ran bool, err error) {
	key, err := s.key()
	if err != nil {
		return false, err
	}
	if s.done(h, key) {
		return false, nil
	}
	if err := os.Remove(h.stamp(s.name)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return false, h.writable(err)
	}
	start := time.Now()
	finish := out.begin(s.says)
	err = s.do(ctx)
	switch {
	case err == nil:
		finish(fmt.Sprintf("%.1f s", time.Since(start).Seconds()))
	case ctx.Err() != nil:
		finish("interrupted")
		return true, errors.New("set-up was interrupted; what is done is kept, and the same command completes it")
	case s.optional:
		finish("not available")
		out.warn("%s (%v)", s.missing, err)
		return true, nil
	default:
		finish("failed")
		return true, err
	}
	return true, h.writable(os.WriteFile(h.stamp(s.name), []byte(key+"\n"), 0o644))
}

func (h Home) stamp(name string) string { return filepath.Join(h.stamps(), name) }

// writable turns a refusal to write into a sentence.
func (h Home) writable(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s cannot be written (%v): make the folder writable, or clone to a place of your own", h.Dir(), plain(err))
}

// plain strips the operation and path from a file error: "permission denied".
func plain(err error) error {
	var pathErr *os.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

// fingerprint hashes its parts, in order.
func fingerprint(parts ...string) string {
	sum := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(sum, "%d:%s\n", len(part), part)
	}
	return hex.EncodeToString(sum.Sum(nil))
}
