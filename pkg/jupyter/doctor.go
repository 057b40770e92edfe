package jupyter

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// Finding is one thing that the laboratory needs, and its state.
type Finding struct {
	Name     string
	OK       bool
	Optional bool   // one can do without
	Says     string // the version found, or what is wrong
	Cure     string // what to do; "" if OK
}

const setUpCure = "run `go run . lab --setup-only`"

// Examine looks at all that the laboratory needs, changing nothing and
// without the network.
func Examine(ctx context.Context, h Home) []Finding {
	findings := []Finding{{Name: "clone", OK: true, Says: h.Root}}
	goCmd, goFinding := examineGo(ctx, h)
	findings = append(findings, goFinding, examinePython(ctx), examineGit(ctx), h.examineFolder())
	m := machine{goCmd: goCmd}
	if goCmd != "" {
		var err error
		if m, err = h.machine(ctx); err != nil {
			return append(findings, Finding{Name: "sources", Says: err.Error(), Cure: "restore the clone with git"})
		}
	}
	for _, s := range h.steps(m) {
		findings = append(findings, h.examineStep(s))
	}
	return append(findings, h.examineVenv(ctx))
}

func examineGo(ctx context.Context, h Home) (string, Finding) {
	f := Finding{Name: "Go"}
	goCmd, err := findGo()
	if err == nil {
		f.Says, err = goVersion(ctx, h, goCmd)
	}
	if err != nil {
		f.Says, f.Cure, _ = strings.Cut(err.Error(), ": ")
		return "", f
	}
	f.OK = true
	return goCmd, f
}

func examinePython(ctx context.Context) Finding {
	py, err := findPython(ctx)
	if err != nil {
		says, cure, _ := strings.Cut(err.Error(), ": ")
		return Finding{Name: "Python 3", Says: says, Cure: cure}
	}
	if err := exec.CommandContext(ctx, py.path, "-c", "import venv, ensurepip").Run(); err != nil {
		return Finding{Name: "Python 3", Says: "Python " + py.version + " has no venv module",
			Cure: "install it (on Debian and Ubuntu the package is python3-venv)"}
	}
	return Finding{Name: "Python 3", OK: true, Says: py.version + " (" + py.path + ")"}
}

func examineGit(ctx context.Context) Finding {
	version, err := exec.CommandContext(ctx, "git", "--version").Output()
	if err != nil {
		return Finding{Name: "git", Optional: true, Says: "not in PATH", Cure: "install git; only updates of the clone need it"}
	}
	return Finding{Name: "git", OK: true, Says: strings.TrimSpace(string(version))}
}

// examineFolder checks that .faultline, or the root before there is one, can
// be written.
func (h Home) examineFolder() Finding {
	dir := h.Dir()
	if !exists(dir) {
		dir = h.Root
	}
	f := Finding{Name: "folder", Says: dir}
	probe, err := os.CreateTemp(dir, ".probe")
	if err != nil {
		f.Says = fmt.Sprintf("%s cannot be written (%v)", dir, plain(err))
		f.Cure = "make the folder writable, or clone to a place of your own"
		return f
	}
	probe.Close()
	os.Remove(probe.Name())
	f.OK = true
	return f
}

func (h Home) examineStep(s step) Finding {
	f := Finding{Name: s.says, Optional: s.optional}
	key, err := s.key()
	switch {
	case err != nil:
		f.Says, f.Cure = err.Error(), setUpCure
	case s.done(h, key):
		f.OK, f.Says = true, "ready"
	case exists(h.stamp(s.name)):
		f.Says, f.Cure = "out of date", setUpCure
	default:
		f.Says, f.Cure = "not there", setUpCure
	}
	if !f.OK && s.optional {
		f.Says += ": " + s.missing
	}
	return f
}

// examineVenv checks that the installed packages load at all.
func (h Home) examineVenv(ctx context.Context) Finding {
	f := Finding{Name: "JupyterLab runs"}
	if !exists(h.Python()) {
		f.Says, f.Cure = "not installed", setUpCure
		return f
	}
	cmd := exec.CommandContext(ctx, h.Python(), "-c", "import jupyterlab, nbclient; print('JupyterLab', jupyterlab.__version__)")
	cmd.Env = h.jupyterEnv()
	version, err := cmd.Output()
	if err != nil {
		f.Says = "its packages do not load"
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			f.Says += " (" + lastLine(string(exit.Stderr)) + ")"
		}
		f.Cure = "remove " + h.Venv() + " and " + setUpCure
		return f
	}
	f.OK, f.Says = true, strings.TrimSpace(string(version))
	return f
}
