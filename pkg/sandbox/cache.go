package sandbox

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The go command asks a program for cached results if GOCACHEPROG names one;
// go doc cmd/go/internal/cacheprog has the protocol. Ours reads from a warm
// folder, which it never writes to, and keeps new results in another folder,
// which is thrown away after the build (or is the warm one while it is being
// warmed).
const (
	warmMark = "FAULTLINE_SANDBOX_WARM"
	newMark  = "FAULTLINE_SANDBOX_NEW"
)

type cacheRequest struct {
	ID                 int64
	Command            string
	ActionID, OutputID []byte
	BodySize           int64
}

type cacheResponse struct {
	ID            int64
	Err           string     `json:",omitempty"`
	KnownCommands []string   `json:",omitempty"`
	Miss          bool       `json:",omitempty"`
	OutputID      []byte     `json:",omitempty"`
	Size          int64      `json:",omitempty"`
	Time          *time.Time `json:",omitempty"`
	DiskPath      string     `json:",omitempty"`
}

// cache is two folders of results: an action's entry, named by its ID, holds
// the ID of its output, which is a file of that name.
type cache struct{ warm, fresh string }

func helpCache(in io.Reader, out io.Writer) error {
	c := cache{warm: os.Getenv(warmMark), fresh: os.Getenv(newMark)}
	if c.warm == "" || c.fresh == "" {
		return errors.New("the build cache has no folder")
	}
	return c.serve(in, out)
}

func (c cache) serve(in io.Reader, out io.Writer) error {
	buffered := bufio.NewReader(in)
	requests := json.NewDecoder(buffered)
	answers := json.NewEncoder(out)
	if err := answers.Encode(cacheResponse{KnownCommands: []string{"get", "put", "close"}}); err != nil {
		return err
	}
	for {
		var r cacheRequest
		if err := requests.Decode(&r); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		answer, err := c.answer(r, requests)
		if err != nil {
			answer.Err = err.Error()
		}
		answer.ID = r.ID
		if err := answers.Encode(answer); err != nil || r.Command == "close" {
			return err
		}
	}
}

func (c cache) answer(r cacheRequest, body *json.Decoder) (cacheResponse, error) {
	switch r.Command {
	case "get":
		return c.get(r.ActionID), nil
	case "put":
		return c.put(r, body)
	case "close":
		return cacheResponse{}, nil
	}
	return cacheResponse{}, fmt.Errorf("unknown command %q", r.Command)
}

func (c cache) get(action []byte) cacheResponse {
	for _, dir := range []string{c.fresh, c.warm} {
		entry, err := os.ReadFile(filepath.Join(dir, "a-"+hex.EncodeToString(action)))
		if err != nil {
			continue
		}
		path := filepath.Join(dir, "d-"+string(entry))
		output, err := hex.DecodeString(string(entry))
		info, statErr := os.Stat(path)
		if err != nil || statErr != nil {
			continue
		}
		made := info.ModTime()
		return cacheResponse{OutputID: output, Size: info.Size(), Time: &made, DiskPath: path}
	}
	return cacheResponse{Miss: true}
}

// put stores both files under temporary names first, so that an interrupted
// warm-up leaves none that is cut short.
func (c cache) put(r cacheRequest, body *json.Decoder) (cacheResponse, error) {
	var data []byte
	if r.BodySize > 0 {
		var encoded string
		err := body.Decode(&encoded)
		if err == nil {
			data, err = base64.StdEncoding.DecodeString(encoded)
		}
		if err != nil {
			return cacheResponse{}, err
		}
	}
	if err := os.MkdirAll(c.fresh, 0o755); err != nil {
		return cacheResponse{}, err
	}
	output := hex.EncodeToString(r.OutputID)
	path := filepath.Join(c.fresh, "d-"+output)
	err := firstError(
		writeWhole(path, data),
		writeWhole(filepath.Join(c.fresh, "a-"+hex.EncodeToString(r.ActionID)), []byte(output)),
	)
	return cacheResponse{DiskPath: path}, err
}

func writeWhole(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "new-")
	if err != nil {
		return err
	}
	_, err = io.Copy(f, strings.NewReader(string(data)))
	err = firstError(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
