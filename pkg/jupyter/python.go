package jupyter

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// minPython is what the pins of requirements.txt need.
var minPython = [2]int{3, 10}

// python is the interpreter found on the machine.
type python struct {
	path    string
	version string // "3.11.2"
}

// findPython looks for a python3 that is new enough. Its errors are whole
// sentences.
func findPython(ctx context.Context) (python, error) {
	var old *python
	for _, name := range []string{"python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		found := python{path: path}
		var major, minor int
		answer, err := exec.CommandContext(ctx, path, "-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])").Output()
		if err != nil {
			continue
		}
		found.version = strings.TrimSpace(string(answer))
		if _, err := fmt.Sscanf(found.version, "%d.%d", &major, &minor); err != nil {
			continue
		}
		if major > minPython[0] || major == minPython[0] && minor >= minPython[1] {
			return found, nil
		}
		if old == nil {
			old = &found
		}
	}
	if ctx.Err() != nil {
		return python{}, ctx.Err()
	}
	if old != nil {
		return python{}, fmt.Errorf("%s is Python %s, but JupyterLab needs %d.%d or newer: install a newer Python 3 and run this again",
			old.path, old.version, minPython[0], minPython[1])
	}
	return python{}, fmt.Errorf("Python 3 is not installed, and JupyterLab needs it: install python3 (%d.%d or newer; on Debian and Ubuntu python3 and python3-venv) and run this again",
		minPython[0], minPython[1])
}

// makeVenv creates the Python environment and installs the pinned packages
// into it. What an interrupted attempt left is removed first.
func (h Home) makeVenv(ctx context.Context) error {
	py, err := findPython(ctx)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(h.Venv()); err != nil {
		return h.writable(err)
	}
	if _, err := h.run(ctx, command{dir: h.Root, argv: []string{py.path, "-m", "venv", h.Venv()}}); err != nil {
		return venvProblem(py, err)
	}
	_, err = h.run(ctx, command{dir: h.Root, argv: []string{h.Python(), "-m", "pip", "install",
		"--disable-pip-version-check", "--no-input", "--retries", "2", "-r", h.requirements()}})
	if err != nil {
		return h.pipProblem(err)
	}
	return nil
}

func (h Home) requirements() string { return filepath.Join(h.Root, "requirements.txt") }

var noVenvModule = regexp.MustCompile(`(?i)ensurepip|No module named '?venv|python3-venv`)

func venvProblem(py python, err error) error {
	if output := outputOf(err); noVenvModule.MatchString(output) {
		return fmt.Errorf("Python %s at %s has no venv module: install it (on Debian and Ubuntu the package is python3-venv) and run this again", py.version, py.path)
	}
	return fmt.Errorf("the Python environment could not be made: %w", err)
}

var pipRefused = regexp.MustCompile(`(?i)failed to establish a new connection|connection refused|NewConnectionError|name resolution|name or service not known|` +
	`no matching distribution|could not find a version|proxyerror|timed out|SSLError|403 client error|404 client error|network is unreachable|connection reset|connection broken`)

func (h Home) pipProblem(err error) error {
	output := outputOf(err)
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case strings.Contains(output, "No space left on device"):
		return fmt.Errorf("the disk is full: free about 1 GB for %s and run this again", h.Dir())
	case pipRefused.MatchString(output):
		return fmt.Errorf("the Python packages could not be downloaded: check the network, or the proxy and index that pip is configured with, and run this again (details: %s)", h.log())
	}
	return fmt.Errorf("pip could not install the packages of requirements.txt (%s): the details are in %s", lastLine(output), h.log())
}
