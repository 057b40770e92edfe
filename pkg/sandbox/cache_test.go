package sandbox

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// converse serves the requests and returns the answers after the greeting.
func (c cache) converse(t *testing.T, requests string) []cacheResponse {
	t.Helper()
	var out bytes.Buffer
	if err := c.serve(strings.NewReader(requests), &out); err != nil {
		t.Fatal(err)
	}
	var answers []cacheResponse
	for in := json.NewDecoder(&out); in.More(); {
		var r cacheResponse
		if err := in.Decode(&r); err != nil {
			t.Fatal(err)
		}
		answers = append(answers, r)
	}
	if len(answers) == 0 || len(answers[0].KnownCommands) != 3 {
		t.Fatalf("no greeting: %+v", answers)
	}
	return answers[1:]
}

// TestCacheKeepsWarmFolder puts results, some of them forged for actions that
// the warm folder knows: the warm folder stays as it is.
func TestCacheKeepsWarmFolder(t *testing.T) {
	warm, first, second := t.TempDir(), filepath.Join(t.TempDir(), "first"), filepath.Join(t.TempDir(), "second")
	put := `{"ID":1,"Command":"put","ActionID":"AQ==","OutputID":"Ag==","BodySize":4}` + "\n" + `"dHJ1ZQ=="` + "\n"
	get := `{"ID":2,"Command":"get","ActionID":"AQ=="}` + "\n"
	end := `{"ID":3,"Command":"close"}` + "\n"
	cache{warm: warm, fresh: warm}.converse(t, put+end)
	before := contents(t, warm)

	forged := strings.NewReplacer(`"Ag=="`, `"Aw=="`, `dHJ1ZQ==`, `bGllcw==`).Replace(put)
	mine := cache{warm: warm, fresh: first}.converse(t, get+forged+get+end)
	if len(mine) != 4 || contentsOf(t, mine[0].DiskPath) != "true" || contentsOf(t, mine[2].DiskPath) != "lies" {
		t.Errorf("%+v", mine)
	}
	if after := contents(t, warm); after != before {
		t.Errorf("the warm folder was changed: %s, before: %s", after, before)
	}
	theirs := cache{warm: warm, fresh: second}.converse(t, get+`{"ID":5,"Command":"get","ActionID":"CQ=="}`+"\n"+`{"ID":6,"Command":"steal"}`+"\n"+end)
	if len(theirs) != 4 || contentsOf(t, theirs[0].DiskPath) != "true" || theirs[0].Size != 4 || !theirs[1].Miss || theirs[2].Err == "" {
		t.Errorf("%+v", theirs)
	}
}

func contentsOf(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func contents(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, e := range entries {
		all += e.Name() + "=" + contentsOf(t, filepath.Join(dir, e.Name())) + " "
	}
	return all
}
