package jupyter

import (
	"bytes"
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// LabOptions tune [Lab].
type LabOptions struct {
	Port      int    // to listen on; 0 is 8888, or the next that is free
	IP        string // address to listen on; "" is this machine only
	NoBrowser bool   // do not open one
	Token     string // that a browser must present; "" makes one up
	Dir       string // folder to serve; "" is the clone

	// Flags are passed on to JupyterLab, after ours.
	Flags []string

	// Ready, if set, is called with the address, token included, once the
	// server answers.
	Ready func(url string)
}

const (
	defaultPort  = 8888
	thisMachine  = "127.0.0.1"
	startPage    = "notebooks/00-start-here.ipynb"
	startTimeout = time.Minute
)

//go:embed lifeline.py
var lifeline string

// Lab runs JupyterLab until it ends or ctx does, then waits until it has shut
// down its kernels. The files are the clone's; what opens is the first
// notebook. The address, and whatever JupyterLab has to warn of, goes to out.
func Lab(ctx context.Context, h Home, opt LabOptions, out io.Writer) error {
	if opt.IP == "" {
		opt.IP = thisMachine
	}
	if opt.Dir == "" {
		opt.Dir = h.Root
	}
	if opt.Token == "" {
		opt.Token = rand.Text()
	}
	port, err := choosePort(opt.IP, opt.Port)
	if err != nil {
		return err
	}
	if err := h.trust(ctx, out); err != nil {
		return err
	}
	// A closed terminal ends the laboratory as Ctrl-C does.
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGHUP)
	defer stop()
	cmd := h.labCommand(ctx, opt, port)
	out = &labOutput{out: out}
	cmd.Stdout, cmd.Stderr = out, out
	hold, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	defer hold.Close()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("JupyterLab does not start (%v): run `faultline doctor`", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	if err := waitReady(ctx, opt, port, ended); err != nil {
		return err
	}
	announce(opt, port, out)
	err = <-ended
	if ctx.Err() != nil {
		fmt.Fprintln(out, "JupyterLab has ended.")
		return nil
	}
	return labEnd(err)
}

func (h Home) labCommand(ctx context.Context, opt LabOptions, port int) *exec.Cmd {
	const run = "from jupyterlab.labapp import main\nimport sys\nsys.exit(main())\n"
	argv := []string{"-c", lifeline + run,
		"--no-browser", "--ServerApp.root_dir=" + opt.Dir, "--LabApp.default_url=" + startURL(opt.Dir),
		"--ServerApp.ip=" + opt.IP, "--ServerApp.port=" + strconv.Itoa(port), "--ServerApp.port_retries=0",
		"--ServerApp.log_level=ERROR", "--LabApp.log_level=ERROR",
		"--ServerApp.quit_button=True",
	}
	if os.Geteuid() == 0 {
		argv = append(argv, "--allow-root")
	}
	cmd := exec.CommandContext(ctx, h.Python(), append(argv, opt.Flags...)...)
	cmd.Dir = opt.Dir
	cmd.Env = append(h.jupyterEnv(), "JUPYTER_TOKEN="+opt.Token)
	ownGroup(cmd)
	return cmd
}

// labOutput lets JupyterLab and us write to one place, and leaves out what
// JupyterLab says when we end it.
type labOutput struct {
	mu  sync.Mutex
	out io.Writer
}

func (w *labOutput) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for line := range bytes.Lines(p) {
		if bytes.Contains(line, []byte("received signal 15, stopping")) {
			continue
		}
		if _, err := w.out.Write(line); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// startURL is the page that opens: the first notebook, beside the files.
func startURL(dir string) string {
	if exists(filepath.Join(dir, filepath.FromSlash(startPage))) {
		return "/lab/tree/" + startPage
	}
	return "/lab"
}

// waitReady returns once the server answers.
func waitReady(ctx context.Context, opt LabOptions, port int, ended chan error) error {
	url := fmt.Sprintf("http://%s/api", net.JoinHostPort(reachable(opt.IP), strconv.Itoa(port)))
	client := http.Client{Timeout: 2 * time.Second}
	deadline := time.After(startTimeout)
	poll := time.NewTicker(100 * time.Millisecond)
	defer poll.Stop()
	for {
		select {
		case <-ctx.Done():
			<-ended
			return errors.New("interrupted before JupyterLab had started")
		case err := <-ended:
			return labEnd(err)
		case <-deadline:
			return fmt.Errorf("JupyterLab does not answer at %s after %v: run `faultline doctor`", url, startTimeout)
		case <-poll.C:
		}
		if answer, err := client.Get(url); err == nil {
			answer.Body.Close()
			return nil
		}
	}
}

func announce(opt LabOptions, port int, out io.Writer) {
	url := fmt.Sprintf("http://%s/?token=%s", net.JoinHostPort(reachable(opt.IP), strconv.Itoa(port)), opt.Token)
	fmt.Fprintf(out, "JupyterLab is at %s (Ctrl-C ends it)\n", url)
	if !opt.NoBrowser && !openBrowser(url) {
		fmt.Fprintln(out, "No browser could be opened: open the address yourself.")
	}
	if opt.Ready != nil {
		opt.Ready(url)
	}
}

// reachable is the address by which this machine reaches a server on ip.
func reachable(ip string) string {
	if parsed := net.ParseIP(ip); parsed != nil && parsed.IsUnspecified() {
		return thisMachine
	}
	return ip
}

func openBrowser(url string) bool {
	opener := "xdg-open"
	if runtime.GOOS == "darwin" {
		opener = "open"
	}
	cmd := exec.Command(opener, url)
	if err := cmd.Start(); err != nil {
		return false
	}
	go func() { _ = cmd.Wait() }()
	return true
}

func labEnd(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("JupyterLab ended by itself (%v): what it said is above; `faultline doctor` checks the set-up", err)
}

// choosePort finds a free port. One that was asked for and is taken is an
// error; the usual one is replaced by the next that is free.
func choosePort(ip string, want int) (int, error) {
	if want != 0 {
		if want < 0 || want > 65535 {
			return 0, fmt.Errorf("--port is %d, but a port is a number from 1 to 65535", want)
		}
		if err := tryPort(ip, want); err != nil {
			return 0, fmt.Errorf("port %d is taken (%v): choose another with --port, or leave --port out to get a free one", want, plainNet(err))
		}
		return want, nil
	}
	var err error
	for port := defaultPort; port < defaultPort+100; port++ {
		if err = tryPort(ip, port); err == nil {
			return port, nil
		}
	}
	return 0, fmt.Errorf("none of the ports %d to %d of %s is free (%v): choose one with --port", defaultPort, defaultPort+99, ip, plainNet(err))
}

func tryPort(ip string, port int) error {
	l, err := net.Listen("tcp", net.JoinHostPort(ip, strconv.Itoa(port)))
	if err != nil {
		return err
	}
	return l.Close()
}

// plainNet strips the operation and address from a network error.
func plainNet(err error) error {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno
	}
	return err
}
