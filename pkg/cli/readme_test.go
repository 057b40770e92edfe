package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadmeProgram runs the README's program: it is formatted, compiles, and
// prints what the README says that it prints.
func TestReadmeProgram(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```.*?```\n(.*?)```").FindSubmatch(readme)
	if blocks == nil {
		t.Fatal("README.md has no Go program followed by its output")
	}
	header := "package main\n\nimport (\n\t\"fmt\"\n\t\"time\"\n\n\t\"" + module + "/pkg/sim\"\n)\n\n"
	file := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(file, append([]byte(header), blocks[1]...), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("gofmt", "-d", file).Output(); err != nil || len(out) > 0 {
		t.Errorf("the README's program is not formatted: %v\n%s", err, out)
	}
	out, err := exec.Command("go", "run", file).CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != strings.TrimSpace(string(blocks[2])) {
		t.Errorf("the README's program prints (%v)\n%s\nbut the README says\n%s", err, out, blocks[2])
	}
}

// TestReadmeLinks looks for every file that the README names.
func TestReadmeLinks(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, link := range regexp.MustCompile(`\]\(([^)]+)\)`).FindAllSubmatch(readme, -1) {
		if _, err := os.Stat(filepath.Join("../..", string(link[1]))); err != nil {
			t.Errorf("README.md names %s, which is not there", link[1])
		}
	}
}
