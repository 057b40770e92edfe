package jupyter

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func finding(t *testing.T, findings []Finding, name string) Finding {
	t.Helper()
	for _, f := range findings {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("the doctor says nothing of %q: %+v", name, findings)
	return Finding{}
}

func TestDoctorOnABareClone(t *testing.T) {
	onlyThese(t, nil)
	h := smallClone(t)
	findings := Examine(t.Context(), h)
	for _, name := range []string{"Python 3", "gonb, the Go kernel", "JupyterLab runs"} {
		if f := finding(t, findings, name); f.OK || f.Cure == "" || f.Says == "" {
			t.Errorf("%s: %+v; want it missing, with a cure", name, f)
		}
	}
	for _, name := range []string{"clone", "Go", "git", "folder"} {
		if f := finding(t, findings, name); !f.OK || f.Cure != "" {
			t.Errorf("%s: %+v; want it there", name, f)
		}
	}
	if f := finding(t, findings, "gopls, for completion and help"); f.OK || !f.Optional {
		t.Errorf("gopls: %+v; want it missing and optional", f)
	}
	if exists(h.Dir()) {
		t.Error("the doctor has made something")
	}
}

func TestDoctorAfterSetup(t *testing.T) {
	onlyThese(t, map[string]string{"python3": fakePython})
	h := smallClone(t)
	if err := Setup(t.Context(), h, &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	for _, f := range Examine(t.Context(), h) {
		if !f.OK {
			t.Errorf("after set-up: %+v", f)
		}
	}
	if err := os.Remove(filepath.Join(h.Bin(), "goimports")); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(h.Root, "requirements.txt"), "jupyterlab==2\n", 0o644)
	findings := Examine(t.Context(), h)
	if f := finding(t, findings, "goimports"); f.OK {
		t.Error("a removed program is not missed")
	}
	if f := finding(t, findings, "Python packages (JupyterLab, nbclient, nbgrader)"); f.OK || f.Says != "out of date" {
		t.Errorf("with new pins: %+v", f)
	}
}
