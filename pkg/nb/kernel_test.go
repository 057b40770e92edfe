//go:build linux || darwin

package nb

import (
	"encoding/gob"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/janpfeifer/gonb/gonbui/protocol"
	"golang.org/x/sys/unix"
)

// TestCell is the program of a cell when a fake kernel starts this test's
// binary again; on its own it does nothing.
func TestCell(t *testing.T) {
	if os.Getenv("NB_TEST_CELL") == "" {
		return
	}
	for i := range 20 {
		fmt.Printf("print %d\n", i)
		Markdown(fmt.Sprintf("display %d", i))
	}
	Show(line(), nil)
	fmt.Println("never printed")
}

// TestKernel plays the kernel: every display of a cell's program arrives, each
// after all that was printed before it, and nothing is lost at the end.
func TestKernel(t *testing.T) {
	dir := t.TempDir()
	there, back := filepath.Join(dir, "there"), filepath.Join(dir, "back")
	for _, path := range []string{there, back} {
		if err := unix.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	reader, writer := openPipe(t, there), openPipe(t, back)
	cell := exec.Command(os.Args[0], "-test.run=^TestCell$")
	cell.Env = append(os.Environ(), "NB_TEST_CELL=1", protocol.GONB_PIPE_ENV+"="+there, protocol.GONB_PIPE_BACK_ENV+"="+back)
	printed, err := cell.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaints strings.Builder
	cell.Stderr = &complaints
	if err := cell.Start(); err != nil {
		t.Fatal(err)
	}
	prints := make(chan string, 1000)
	go func() {
		defer close(prints)
		buffer := make([]byte, 4096)
		for {
			n, err := printed.Read(buffer)
			if n > 0 {
				prints <- string(buffer[:n])
			}
			if err != nil {
				return
			}
		}
	}()
	var order strings.Builder
	flush := func() {
		for {
			select {
			case text, open := <-prints:
				order.WriteString(text)
				if !open {
					return
				}
			default:
				return
			}
		}
	}
	displays := serve(t, reader, writer, func(data map[protocol.MIMEType]any) {
		flush()
		fmt.Fprintln(&order, data[protocol.MIMETextPlain])
	})
	err = cell.Wait()
	flush()
	if err == nil || cell.ProcessState.ExitCode() != 2 || !strings.Contains(complaints.String(), "the value is nil") {
		t.Errorf("the cell ends with %v and says %q, want exit code 2 and the error", err, complaints.String())
	}
	var want strings.Builder
	for i := range 20 {
		fmt.Fprintf(&want, "print %d\ndisplay %d\n", i, i)
	}
	fmt.Fprintf(&want, "%s\nchart: there is no picture: the value is nil\n", line().Text())
	if order.String() != want.String() {
		t.Errorf("outputs came as\n%s\nwant\n%s", order.String(), want.String())
	}
	if displays != 22 {
		t.Errorf("%d displays arrived, want 22", displays)
	}
}

// openPipe opens a named pipe for both directions, so that neither end waits
// for the other.
func openPipe(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// serve answers a cell as GoNB does, until it has shown an error.
func serve(t *testing.T, reader, writer *os.File, show func(map[protocol.MIMEType]any)) (displays int) {
	t.Helper()
	decoder, encoder := gob.NewDecoder(reader), gob.NewEncoder(writer)
	for last := false; ; {
		var data protocol.DisplayData
		if err := decoder.Decode(&data); err != nil {
			t.Fatal(err)
		}
		if comm, is := data.Data[protocol.MIMECommValue].(protocol.CommValue); is {
			if err := encoder.Encode(&protocol.CommValue{Address: protocol.GonbuiSyncAckAddress, Value: comm.Value}); err != nil {
				t.Fatal(err)
			}
			if last {
				return displays
			}
			continue
		}
		displays++
		for mime, content := range data.Data {
			if _, is := content.(string); !is {
				t.Errorf("%s is a %T, and GoNB wants strings", mime, content)
			}
		}
		show(data.Data)
		_, last = data.Data[protocol.MIMETextHTML]
	}
}
