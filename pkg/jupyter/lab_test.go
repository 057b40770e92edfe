package jupyter

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestTakenPort(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	taken := l.Addr().(*net.TCPAddr).Port
	_, err = choosePort(thisMachine, taken)
	oneSentence(t, err, "is taken", "choose another with --port")
	_, err = choosePort(thisMachine, 70000)
	oneSentence(t, err, "--port is 70000", "1 to 65535")
	if port, err := choosePort(thisMachine, 0); err != nil || port == 0 {
		t.Errorf("no port asked for gives %d, %v", port, err)
	}
}

// JupyterLab starts, serves the clone to who has the token, knows the kernel,
// and ends when told to.
func TestLabStartsAndEnds(t *testing.T) {
	h := readyHome(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ready, ended := make(chan string, 1), make(chan error, 1)
	var out bytes.Buffer
	go func() {
		ended <- Lab(ctx, h, LabOptions{NoBrowser: true, Token: "sesame", Ready: func(url string) { ready <- url }}, &out)
	}()
	var url string
	select {
	case url = <-ready:
	case err := <-ended:
		t.Fatalf("%v\n%s", err, &out)
	}
	address, _, _ := strings.Cut(url, "/?token=")
	var specs struct{ Kernelspecs map[string]any }
	if code := get(t, address+"/api/kernelspecs?token=sesame", &specs); code != http.StatusOK || specs.Kernelspecs[KernelName] == nil {
		t.Errorf("the kernels are %v (%d), want %s", specs, code, KernelName)
	}
	var folder struct{ Content []struct{ Name string } }
	if code := get(t, address+"/api/contents/?token=sesame", &folder); code != http.StatusOK || len(folder.Content) == 0 {
		t.Errorf("the root folder is %v (%d)", folder, code)
	}
	if code := get(t, address+"/api/contents/", &folder); code != http.StatusForbidden {
		t.Errorf("without the token the answer is %d", code)
	}
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("ended with %v\n%s", err, &out)
		}
	case <-time.After(20 * time.Second):
		t.Error("JupyterLab does not end")
	}
	if !strings.Contains(out.String(), "JupyterLab is at http://127.0.0.1:") || !strings.Contains(out.String(), "has ended") {
		t.Errorf("it said:\n%s", &out)
	}
}

func get(t *testing.T, url string, into any) int {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusOK {
		if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
			t.Fatal(err)
		}
	}
	return answer.StatusCode
}

func TestFind(t *testing.T) {
	h := smallClone(t)
	deep := filepath.Join(h.Root, "a", "b")
	write(t, filepath.Join(deep, "go.mod"), "module example.com/other\n", 0o644)
	found, err := Find(deep)
	if err != nil {
		t.Fatal(err)
	}
	if want, _ := filepath.EvalSymlinks(h.Root); found.Root != want {
		t.Errorf("found %s, want %s", found.Root, want)
	}
	_, err = Find(os.TempDir())
	oneSentence(t, err, "is not inside a clone of Faultline")
}
