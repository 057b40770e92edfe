package jupyter

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// LabOptions tune [Lab].
type LabOptions struct {
	Port      int    // to listen on; 0 is 8888, or the next that is free
	NoBrowser bool   // do not open one
	Open      string // notebook to open, relative to the root; "" is 00-start-here
	IP        string // address to listen on; "" is this machine only
}

const defaultPort = 8888

// Lab runs JupyterLab until it ends or ctx does, then waits for it to shut
// down its kernels. Whatever JupyterLab prints goes to out.
func Lab(ctx context.Context, h Home, opt LabOptions, out io.Writer) error {
	port, err := choosePort(opt.Port)
	if err != nil {
		return err
	}
	open := opt.Open
	if open == "" {
		open = "notebooks/00-start-here.ipynb"
	}
	url := "/lab"
	if exists(filepath.Join(h.Root, filepath.FromSlash(open))) {
		url = "/lab/tree/" + open
	}
	ip := opt.IP
	if ip == "" {
		ip = "127.0.0.1"
	}
	argv := []string{
		"-m", "jupyterlab", "--ServerApp.root_dir=" + h.Root, "--LabApp.default_url=" + url,
		"--ServerApp.ip=" + ip, "--ServerApp.port=" + strconv.Itoa(port), "--ServerApp.port_retries=0",
		"--ServerApp.log_level=WARN", "--LabApp.log_level=WARN", "--no-browser",
	}
	if os.Geteuid() == 0 {
		argv = append(argv, "--allow-root")
	}
	cmd := exec.Command(h.Python(), argv...)
	cmd.Dir = h.Root
	cmd.Env = h.jupyterEnv()
	cmd.Stdout, cmd.Stderr = out, out
	return cmd.Run()
}

// choosePort checks that a port is free. One that was asked for and is taken
// is an error; the usual one is replaced by the next that is free.
func choosePort(want int) (int, error) {
	if want != 0 {
		if !portFree(want) {
			return 0, fmt.Errorf("port %d is taken: choose another with --port, or leave --port out to get a free one", want)
		}
		return want, nil
	}
	for port := defaultPort; port < defaultPort+100; port++ {
		if portFree(port) {
			return port, nil
		}
	}
	return 0, fmt.Errorf("ports %d to %d are all taken: choose another with --port", defaultPort, defaultPort+99)
}

func portFree(port int) bool {
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return false
	}
	_ = l.Close()
	return true
}

var _ = time.Second
