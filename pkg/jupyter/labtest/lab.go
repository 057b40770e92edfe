//go:build browser

// Package labtest drives a real JupyterLab in a headless Chromium, for tests
// built with the tag "browser". Start with [Start], then [Lab.Open].
//
// Screenshots are kept in the folder that FAULTLINE_SCREENSHOTS names, if any.
package labtest

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/faultline-go/faultline/pkg/jupyter"
)

// Lab is a running JupyterLab with a browser beside it.
type Lab struct {
	Dir     string // the folder that is served
	t       testing.TB
	address string // with the token
	browser context.Context
}

// Start sets up the clone if needed, starts JupyterLab on a folder of the
// test's own that holds copies of the files given (paths below the clone's
// root), and a browser. Both end with the test.
func Start(t testing.TB, files ...string) *Lab {
	t.Helper()
	h, err := jupyter.FindHere()
	if err != nil {
		t.Fatal(err)
	}
	if err := jupyter.Setup(t.Context(), h, os.Stderr); err != nil {
		t.Fatal(err)
	}
	l := &Lab{Dir: t.TempDir(), t: t}
	for _, name := range files {
		copyFile(t, filepath.Join(h.Root, name), filepath.Join(l.Dir, name))
	}
	l.serve(h)
	l.startBrowser()
	return l
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// serve starts JupyterLab and waits until it answers.
func (l *Lab) serve(h jupyter.Home) {
	l.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- jupyter.Lab(ctx, h, jupyter.LabOptions{
			NoBrowser: true, Dir: l.Dir, Ready: func(url string) { ready <- url },
			Flags: []string{"--expose-app-in-browser"},
		}, logWriter{l.t})
	}()
	select {
	case l.address = <-ready:
	case err := <-ended:
		cancel()
		l.t.Fatalf("JupyterLab did not start: %v", err)
	}
	l.t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			l.t.Errorf("JupyterLab ended with: %v", err)
		}
	})
}

func (l *Lab) startBrowser() {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.WindowSize(1280, 1000),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("force-color-profile", "srgb"),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, cancelAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	browser, cancelBrowser := chromedp.NewContext(allocator)
	l.browser = browser
	l.t.Cleanup(func() {
		cancelBrowser()
		cancelAllocator()
	})
	if err := chromedp.Do(browser); err != nil {
		l.t.Fatalf("no browser starts (%v): install Chromium", err)
	}
}

// pageURL is the address of a file's page, in a workspace that is empty.
func (l *Lab) pageURL(path string) string {
	address, err := url.Parse(l.address)
	if err != nil {
		l.t.Fatal(err)
	}
	address.Path = "/lab/tree/" + path
	query := address.Query()
	query.Set("reset", "")
	address.RawQuery = query.Encode()
	return address.String()
}

// within runs browser actions of one value; what names them in a failure.
func within[T any](l *Lab, limit time.Duration, what string, action chromedp.Action[T]) T {
	l.t.Helper()
	ctx, cancel := context.WithTimeout(l.browser, limit)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		l.snapshot("failed-" + strings.ReplaceAll(what, " ", "-"))
		l.t.Fatalf("%s: %v", what, err)
	}
	return value
}

// until waits for a JavaScript expression to be true.
func (l *Lab) until(limit time.Duration, what, expression string) {
	l.t.Helper()
	deadline := time.Now().Add(limit)
	for {
		ctx, cancel := context.WithTimeout(l.browser, 5*time.Second)
		holds, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		cancel()
		if err == nil && holds {
			return
		}
		if time.Now().After(deadline) {
			l.snapshot("failed-" + strings.ReplaceAll(what, " ", "-"))
			l.t.Fatalf("waited %v to %s (%v)", limit, what, err)
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// logWriter puts what JupyterLab says into the test's log.
type logWriter struct{ t testing.TB }

func (w logWriter) Write(p []byte) (int, error) {
	w.t.Logf("lab: %s", strings.TrimRight(string(p), "\n"))
	return len(p), nil
}
