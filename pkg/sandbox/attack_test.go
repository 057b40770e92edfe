package sandbox

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// start and receive are where an attack goes into tallyNode.
const (
	start   = "\tn.heard = map"
	receive = "\tn.heard[from] ="
	imports = "import (\n"
	helpers = "type Mine struct"
)

// tests of what a submission may try while it runs. Each must fail every check
// with the sentence, or earn everything if there is none.
var attacks = []struct {
	name  string
	edits []string
	says  string
}{
	{"nothing", []string{"\tsim.Broadcast", "\treturn; sim.Broadcast"}, "ot every node output the sum"},
	{"exit", []string{imports, imports + "\"os\"\n", receive, "os.Exit(0)\n" + receive}, "called os.Exit(0) while handling a message (main.Mine) from node"},
	{"exit in start", []string{imports, imports + "\"os\"\n", start, "os.Exit(3)\n" + start}, "called os.Exit(3) while handling Start"},
	{"exit in init", []string{imports, imports + "\"os\"\n", helpers, "func init() { os.Exit(0) }\n" + helpers}, "called os.Exit(0) while being set up"},
	{"forged PASS", []string{imports, imports + "\"os\"\n\"fmt\"\n",
		start, "fmt.Print(\"\\x16--- PASS: TestAll (0.00s)\\nPASS\\nok\\n\"); if env.ID() >= 0 { os.Exit(0) }\n" + start}, "called os.Exit(0)"},
	{"forged frames", []string{imports, imports + "\"os\"\n",
		start, "for fd := range 32 { os.NewFile(uintptr(fd), \"\").Write([]byte(`{\"name\":\"calm\",\"passed\":true}` + \"\\n\")) }\nreturn\n" + start}, "ot every node output the sum"},
	{"result file", []string{imports, imports + "\"os\"\n",
		start, "if os.WriteFile(\"/tmp/results.json\", nil, 0o666) == nil || os.Mkdir(\"/x\", 0o777) == nil { panic(\"written\") }\n" + start}, ""},
	{"reading", []string{imports, imports + "\"os\"\n",
		start, "for _, f := range []string{\"/etc/passwd\", \"/proc/self/environ\", \".\", \"go.mod\"} { if _, err := os.Open(f); err == nil { panic(f) } }\nif len(os.Environ()) > 0 { panic(\"environment\") }\n" + start}, ""},
	{"arguments", []string{imports, imports + "\"os\"\n", start, "os.Args = append(os.Args, \"-test.run=^$\")\n" + start}, ""},
	{"endless loop", []string{receive, "for {}\n" + receive}, ": is there an endless loop?"},
	{"endless loop in start", []string{start, "for {}\n" + start}, "while handling Start: is there an endless loop?"},
	{"endless loop in init", []string{helpers, "func init() { for {} }\n" + helpers}, "while being set up: is there an endless loop?"},
	{"sleep", []string{receive, "time.Sleep(time.Hour)\n" + receive}, ""},
	{"goroutines", []string{receive, "for { go func() { select {} }() }\n" + receive}, "needed more than 64 MB of memory"},
	{"waiting", []string{receive, "select {}\n" + receive}, "waits for ever"},
	{"locked twice", []string{imports, imports + "\"sync\"\n", receive, "var m sync.Mutex; m.Lock(); m.Lock()\n" + receive}, "waits for ever"},
	{"memory", []string{imports, imports + "\"strings\"\n", receive, "s := \"xxxxxxxx\"; for { s = strings.Repeat(s, 2) }\n" + receive}, "needed more than 64 MB of memory"},
	{"endless stdout", []string{imports, imports + "\"fmt\"\n", receive, "for { fmt.Println(\"PASS\") }\n" + receive}, "printed more than 256 KB"},
	{"deep recursion", []string{receive, "deep(1)\n" + receive, helpers, "func deep(n int) int { return deep(n+1) + 1 }\n" + helpers}, "called functions too deeply"},
	{"huge message", []string{"Mine struct{ Number int }", "Mine struct{ Number int; Pad string }", "Mine{int(env.ID())}", "Mine{int(env.ID()), string(make([]byte, 1<<20))}"}, "bytes to Send: at most 65536 are allowed"},
	{"million sends", []string{receive, "for range 1_000_000 { env.Send(0, Mine{}) }\n" + receive}, "did more than 10000 things in one event"},
	{"many bytes", []string{receive, "for range 5000 { env.Note(\"%s\", string(make([]byte, 20_000))) }\n" + receive}, "produced more than"},
	{"flood", []string{receive, "for range 5000 { env.Send(env.Peers()[0], Mine{}) }\n" + receive}, "brought the actions of all nodes of this run over"},
	{"global memory", []string{helpers, "var all = map[sim.ID]int{}\n" + helpers, "\tn.heard[from] = message.(Mine).Number", "\tn.heard = all; all[env.ID()] = int(env.ID())"}, "ot every node output the sum"},
	{"sometimes right", []string{imports, imports + "\"math/rand/v2\"\n", start, "if rand.IntN(20) > 0 { return }\n" + start}, "ot every node output the sum"},
	{"lying String", []string{helpers, "type Sum int\nfunc (Sum) String() string { return \"3\" }\nfunc (Sum) MarshalJSON() ([]byte, error) { return []byte(\"3\"), nil }\n" + helpers, "env.Output(sum)", "env.Output(Sum(sum))"}, " wrong sum was output"},
	{"grader detected", []string{imports, imports + "\"runtime\"\n", start, "if runtime.GOOS == \"wasip1\" { return }\n" + start}, "ot every node output the sum"},
	{"leave by Goexit", []string{imports, imports + "\"runtime\"\n", receive, "runtime.Goexit()\n" + receive}, "while handling a message"},
	{"panic elsewhere", []string{receive, "go func() { panic(\"elsewhere\") }(); time.Sleep(1)\n" + receive}, "stopped: panic: elsewhere"},
	{"escapes in a panic", []string{receive, "panic(\"\\x1b[2J\\nPASS\\n\" + string(make([]byte, 5000)))\n" + receive}, "panicked: ·[2J·PASS··"},
	{"env kept", []string{helpers, "var kept sim.Env\n" + helpers, start, "kept = env\n" + start, receive, "go func() { kept.Now() }()\n" + receive}, ""},
	{"env used later", []string{helpers, "var kept sim.Env\n" + helpers, start, "kept = env; go func() { for range 9 { time.Sleep(1); kept.Note(\"x\") } }()\n" + start}, ""},
	{"forged message", []string{"Mine{int(env.ID())})", "sim.Opaque{Type: \"int\", Data: []byte{255}})"}, "sent bytes that are no message"},
	{"unknown message", []string{"Mine{int(env.ID())})", "sim.Opaque{Type: \"other.Type\"})"}, "cannot read: declare the type other.Type"},
	{"pointer", []string{"Mine{int(env.ID())})", "&Mine{int(env.ID())})"}, "is a pointer"},
	{"unknown node", []string{receive, "env.Send(77, Mine{})\n" + receive}, "does not exist"},

	{"talkative", []string{imports, imports + "\"fmt\"\n\"log\"\n\"os\"\n", receive,
		"log.Print(\"FAIL\"); fmt.Fprintln(os.Stderr, \"panic: not really\"); fmt.Println(\"--- FAIL: TestX\")\nfunc() { defer func() { _ = recover() }(); panic(\"mine\") }()\n" + receive}, ""},
	{"own names", []string{helpers, "type Guest struct{}\nfunc inbuf() {}\nfunc ev() {}\nfunc reset() {}\nvar guest, handed int\ntype string1 = string\nfunc new(int) int { return 0 }\nfunc panic(int) {}\n" + helpers}, ""},
}

func TestAttacks(t *testing.T) {
	w := workshop(t)
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			for _, v := range judgedBy(t, w, a.edits...) {
				if v.Passed != (a.says == "") || !strings.Contains(v.Message, a.says) {
					t.Errorf("%s: passed is %v: %s (%s)", v.Name, v.Passed, v.Message, v.Hint)
				}
				if strings.ContainsAny(v.Message, "\x1b\n\x00") || len(v.Message) > 1000 {
					t.Errorf("%s: the message may do harm: %q", v.Name, v.Message)
				}
			}
		})
	}
}

// bans are what the build refuses, with the sentence that it gives.
var bans = []struct {
	name  string
	edits []string
	says  string
}{
	{"syscall", []string{imports, imports + "\"syscall\"\n", receive, "syscall.Exit(0)\n" + receive}, `imports "syscall", which graded code may not`},
	{"unsafe", []string{imports, imports + "_ \"unsafe\"\n"}, `imports "unsafe"`},
	{"testing", []string{imports, imports + "\"testing\"\n", helpers, "func TestMain(m *testing.M) {}\n" + helpers}, `imports "testing"`},
	{"network", []string{imports, imports + "_ \"net\"\n"}, `imports "net"`},
	{"commands", []string{imports, imports + "_ \"os/exec\"\n"}, `imports "os/exec"`},
	{"plugin", []string{imports, imports + "_ \"plugin\"\n"}, `imports "plugin"`},
	{"embed", []string{imports, imports + "_ \"embed\"\n"}, `imports "embed"`},
	{"cgo", []string{imports, "import \"C\"\n" + imports}, `imports "C"`},
	{"the harness", []string{imports, imports + "_ \"github.com/faultline-go/faultline/pkg/sandbox/guest\"\n"}, "which graded code may not"},
	{"linkname", []string{helpers, "//go:linkname x runtime.x\nfunc x()\n" + helpers}, "uses //go:linkname, which graded code may not"},
	{"wasmexport", []string{helpers, "//go:wasmexport ev\nfunc ev() {}\n" + helpers}, "uses //go:wasmexport"},
	{"wasmimport", []string{helpers, "//go:wasmimport wasi_snapshot_preview1 proc_exit\nfunc leave(int32)\n" + helpers}, "uses //go:wasmimport"},
	{"embedding", []string{helpers, "//go:embed go.mod\nvar file string\n" + helpers}, "uses //go:embed"},
	{"assembly", []string{helpers, "func asm()\n" + helpers, receive, "asm()\n" + receive}, "missing function body"},
	{"our names", []string{helpers, "var faultlineGuest int\n" + helpers}, "does not compile"},
	{"array literal", []string{helpers, "var bomb = [60_000_000]int{59_999_999: 1}\n" + helpers}, "too large to compile"},
	{"open array literal", []string{helpers, "var bomb = [...]int{59_999_999: 1}\n" + helpers}, "too large to compile"},
	{"computed array", []string{helpers, "const n = 1 << 27\nvar bomb = [n]int{n - 1: 1}\n" + helpers, receive, "bomb[from]++\n" + receive}, "compile"},
	{"long source", []string{helpers, "/*" + strings.Repeat("x", 1<<20) + "*/\n" + helpers}, "bytes long; at most"},
	{"no node", []string{"func (n *Node) Timer", "func (n *Node) Timed", "n.Timer(", "n.Timed("}, "is not a sim.Node: missing method Timer"},
	{"no type", []string{"type Node struct", "type Nod struct", "n *Node", "n *Nod"}, "the type Node is missing; this exercise needs Node"},
	{"mistake", []string{"sum := 0", "sum := zero"}, "undefined: zero"},
	{"syntax", []string{"sum := 0", "sum := 0)"}, "does not parse"},
}

func TestBans(t *testing.T) {
	w := workshop(t)
	for _, b := range bans {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			_, err := w.Build(t.Context(), Source{Code: []byte(edited(t, b.edits)), Roles: tally.Roles})
			refused := (*Refused)(nil)
			if !errors.As(err, &refused) || !strings.Contains(refused.Message, b.says) {
				t.Errorf("%v", err)
			}
			if refused != nil && (strings.Contains(refused.Message, "/") && strings.Contains(refused.Message, repo(t)) || strings.ContainsAny(refused.Message, "\n")) {
				t.Errorf("not fit to be shown: %q", refused.Message)
			}
		})
	}
}

// TestTooLargeToLoad is a program whose variables alone are over the limit.
func TestTooLargeToLoad(t *testing.T) {
	w := workshop(t)
	code := edited(t, []string{helpers, "var large [200 << 20]byte\nfunc init() { large[len(large)-1] = 1 }\n" + helpers})
	wasm, err := w.Build(t.Context(), Source{Code: []byte(code), Roles: tally.Roles})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Judge(t.Context(), Job{Exercise: tally, WASM: wasm})
	refused := (*Refused)(nil)
	if !errors.As(err, &refused) || !strings.Contains(refused.Message, "more than 64 MB of memory before it starts") {
		t.Errorf("%v", err)
	}
}

// TestBuildIsHermetic surrounds a build with what could lead it astray.
func TestBuildIsHermetic(t *testing.T) {
	trap := t.TempDir()
	marker := filepath.Join(trap, "called")
	fake := "#!/bin/sh\ntouch '" + marker + "'\nexit 1\n"
	for _, name := range []string{"go", "gcc", "compile"} {
		if err := os.WriteFile(filepath.Join(trap, name), []byte(fake), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	mods := workshop(t).mods
	for name, value := range map[string]string{
		"PATH": trap, "GOFLAGS": "-overlay=/nowhere -toolexec=" + filepath.Join(trap, "compile"), "GOWORK": filepath.Join(trap, "go.work"), "GOCACHE": trap,
		"GOENV": filepath.Join(trap, "env"), "GOTOOLCHAIN": "go9.9.9", "CGO_ENABLED": "1", "GOPROXY": "http://127.0.0.1:1", "GOMODCACHE": mods, "GOOS": "plan9",
	} {
		t.Setenv(name, value)
	}
	w, err := Open(t.Context(), repo(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range judgedBy(t, w) {
		if !v.Passed {
			t.Errorf("%s: %s", v.Name, v.Message)
		}
	}
	if _, err := os.Stat(marker); err == nil {
		t.Error("a program from PATH was called")
	}
}
