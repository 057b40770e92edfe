package sim

import (
	"fmt"
	"time"
)

// spy is a node whose diary is kept.
type spy struct {
	node Node
	env  spyEnv
}

func (s *spy) watch(env Env) Env {
	s.env.Env = env
	return &s.env
}

func (s *spy) Start(env Env) {
	s.env.diary.begin(env, "Start", "", nil)
	s.node.Start(s.watch(env))
}

func (s *spy) Receive(env Env, from ID, message any) {
	s.env.diary.begin(env, "Receive", processOf(env).w.name(from), message)
	s.node.Receive(s.watch(env), from, message)
}

func (s *spy) Timer(env Env, name string) {
	s.env.diary.begin(env, "Timer", name, nil)
	s.node.Timer(s.watch(env), name)
}

// spyEnv notes every effect, and lets it happen.
type spyEnv struct {
	Env
	diary *diary
}

// Unwrap is the Env below.
func (s *spyEnv) Unwrap() Env { return s.Env }

func (s *spyEnv) Send(to ID, message any) {
	s.diary.note("Send", to, message)
	s.Env.Send(to, message)
}

func (s *spyEnv) SetTimer(name string, after time.Duration) {
	s.diary.note("SetTimer", name, after)
	s.Env.SetTimer(name, after)
}

func (s *spyEnv) CancelTimer(name string) {
	s.diary.note("CancelTimer", name)
	s.Env.CancelTimer(name)
}

func (s *spyEnv) Adjust(by, over time.Duration) {
	s.diary.note("Adjust", by, over)
	s.Env.Adjust(by, over)
}

func (s *spyEnv) Busy(d time.Duration) {
	s.diary.note("Busy", d)
	s.Env.Busy(d)
}

func (s *spyEnv) Output(value any) {
	s.diary.note("Output", value)
	s.Env.Output(value)
}

func (s *spyEnv) Status(state string) {
	s.diary.note("Status", state)
	s.Env.Status(state)
}

func (s *spyEnv) Note(format string, args ...any) {
	s.diary.note("Note", fmt.Sprintf(format, args...))
	s.Env.Note(format, args...)
}

func (s *spyEnv) Disk() Disk { return &spyDisk{s.Env.Disk(), s.diary} }

type spyDisk struct {
	Disk
	diary *diary
}

func (s *spyDisk) Put(key string, value any) {
	s.diary.note("Disk.Put", key, value)
	s.Disk.Put(key, value)
}

func (s *spyDisk) Append(log string, record any) {
	s.diary.note("Disk.Append", log, record)
	s.Disk.Append(log, record)
}

func (s *spyDisk) Keep(log string, from, to int) {
	s.diary.note("Disk.Keep", log, from, to)
	s.Disk.Keep(log, from, to)
}

func (s *spyDisk) Sync() {
	s.diary.note("Disk.Sync")
	s.Disk.Sync()
}
