// Package sandbox runs a stranger's nodes. A submission's Go source is
// compiled to WebAssembly and runs in wazero, without files, network, clock or
// any descriptor; the world, its checks and the verdict stay outside.
//
// [Workshop.Build] compiles a [Source] hermetically, [Load] makes a [Program] of the
// result, and [Program.Nodes] gives what an exercise judges: proxies, each of
// which boots its node in an instance (and so a memory) of its own. All of
// this runs in a child process, see [Judge], that is killed on its limits.
// [Workshop.Warm] makes the first build fast and belongs into set-up.
//
// A guest that leaves in any way, exit code 0 included, has failed.
package sandbox

import (
	"context"
	"fmt"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/sim"
)

// Limits of what one run of a world may take.
const (
	memoryPages = 1024      // of 64 KiB, for one instance
	runMemory   = 512 << 20 // bytes of all instances of one run
	runActions  = 1_000_000 // actions of all nodes in one run
	runBytes    = 64 << 20  // bytes of those actions
	printed     = 256 << 10 // bytes on stdout and stderr, for one instance
)

// Program is a compiled submission. It is used from one goroutine.
type Program struct {
	runtime wazero.Runtime
	cache   wazero.CompilationCache
	module  wazero.CompiledModule
	box     *blackBox
	run     *run
	pool    memories
	nursery *nursery
}

// Load compiles WebAssembly to machine code, which is kept in the folder
// cache; an empty cache keeps nothing.
func Load(ctx context.Context, wasm []byte, cache string) (*Program, error) {
	p := &Program{run: &run{}}
	config := wazero.NewRuntimeConfigCompiler().WithMemoryLimitPages(memoryPages)
	if cache != "" {
		kept, err := wazero.NewCompilationCacheWithDir(cache)
		if err != nil {
			return nil, fmt.Errorf("the folder for compiled submissions cannot be used: %w", err)
		}
		p.cache, config = kept, config.WithCompilationCache(kept)
	}
	p.runtime = wazero.NewRuntimeWithConfig(ctx, config)
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, p.runtime); err != nil {
		return nil, fmt.Errorf("the sandbox cannot start: %w", err)
	}
	module, err := p.runtime.CompileModule(experimental.WithCompilationWorkers(ctx, 2), mergeData(wasm))
	if err != nil {
		what := "The program cannot be loaded: " + tidy(err.Error()) + "."
		if tooMuchMemory(err) {
			what = fmt.Sprintf("The program needs more than %d MB of memory before it starts: is there a huge array?", memoryPages/16)
		}
		return nil, &Refused{what}
	}
	p.module = module
	p.startNursery(ctx)
	return p, nil
}

// Close frees everything.
func (p *Program) Close(ctx context.Context) error {
	p.nursery.stop()
	<-p.nursery.done
	err := p.runtime.Close(ctx)
	if p.cache != nil {
		err = firstError(err, p.cache.Close(ctx))
	}
	return err
}

// Nodes makes the proxies of the submission, by role. Between two runs of a
// world EndRun must be called.
func (p *Program) Nodes(roles []string) exercise.Nodes {
	nodes := exercise.Nodes{}
	for _, role := range roles {
		nodes[role] = func() sim.Node { return &proxy{program: p, role: role} }
	}
	return nodes
}

// EndRun frees the instances of the run that has ended.
func (p *Program) EndRun(ctx context.Context) {
	p.run.close(ctx)
	p.run = &run{}
}

// run is what the boots of one world share on the host's side.
type run struct {
	instances map[sim.ID]*instance
	disks     map[sim.ID]*written
	actions   int
	bytes     int
	memory    int
}

func (r *run) close(ctx context.Context) {
	for _, i := range r.instances {
		i.close(ctx)
	}
}

// booted makes the instance the node's; the one of its boot before is gone.
func (r *run) booted(ctx context.Context, id sim.ID, i *instance) {
	if r.instances == nil {
		r.instances = map[sim.ID]*instance{}
	}
	if old := r.instances[id]; old != nil {
		r.memory -= old.memory()
		old.close(ctx)
	}
	r.instances[id] = i
	r.memory += i.memory()
}

// disk is the list of what the node has ever written in this run.
func (r *run) disk(id sim.ID) *written {
	if r.disks == nil {
		r.disks = map[sim.ID]*written{}
	}
	if r.disks[id] == nil {
		r.disks[id] = &written{}
	}
	return r.disks[id]
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
