package jupyter

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
)

// KernelName is the kernelspec's name. It is GoNB's own, so that the notebooks
// are plain GoNB notebooks and open elsewhere too.
const KernelName = "gonb"

// kernelspec is Jupyter's kernel.json.
type kernelspec struct {
	Argv          []string          `json:"argv"`
	DisplayName   string            `json:"display_name"`
	Language      string            `json:"language"`
	InterruptMode string            `json:"interrupt_mode"`
	Env           map[string]string `json:"env"`
}

// InstallKernel writes the kernelspec into a Jupyter data folder, such as the
// one [UserData] returns, and returns the path of the file.
func (h Home) InstallKernel(data string) (string, error) {
	goCmd, err := findGo()
	if err != nil {
		return "", err
	}
	spec := kernelspec{
		Argv:          []string{h.Faultline(), "kernel", "run", "{connection_file}"},
		DisplayName:   "Go (gonb)",
		Language:      "go",
		InterruptMode: "message",
		Env:           map[string]string{"FAULTLINE_GO": goCmd},
	}
	content, err := json.MarshalIndent(spec, "", "  ")
	if err != nil {
		return "", err
	}
	dir := filepath.Join(data, "kernels", KernelName)
	path := filepath.Join(dir, "kernel.json")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	return path, os.WriteFile(path, append(content, '\n'), 0o644)
}

// Data is the clone's own Jupyter data folder.
func (h Home) Data() string { return filepath.Join(h.Venv(), "share", "jupyter") }

// UserData is the data folder that all of a user's Jupyter front ends read.
func UserData() (string, error) {
	if dir := os.Getenv("JUPYTER_DATA_DIR"); dir != "" {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Jupyter"), nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "jupyter"), nil
	}
	return filepath.Join(home, ".local", "share", "jupyter"), nil
}
