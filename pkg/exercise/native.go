package exercise

import (
	"fmt"
	"reflect"

	"github.com/faultline-go/faultline/pkg/sim"
)

// Native makes the nodes of Go types in this process as strict as the sandbox:
// a message is encoded when it is sent and decoded when it is received, so
// that nodes share no memory, and one that cannot be encoded fails the run
// with a sentence that names the field. Stubs are forgiven.
func Native(nodes Nodes) Nodes {
	strict := Nodes{}
	for role, fresh := range nodes {
		strict[role] = func() sim.Node {
			node := fresh()
			if node == nil {
				return nil
			}
			return native{Forgiving(node), role}
		}
	}
	return strict
}

// Fresh is a constructor of zero values of the prototype's type.
func Fresh(prototype sim.Node) func() sim.Node {
	t := reflect.TypeOf(prototype)
	if t == nil {
		return func() sim.Node { return nil }
	}
	if t.Kind() != reflect.Pointer {
		return func() sim.Node { return reflect.Zero(t).Interface().(sim.Node) }
	}
	return func() sim.Node { return reflect.New(t.Elem()).Interface().(sim.Node) }
}

type native struct {
	sim.Node
	role string
}

func (n native) Start(env sim.Env) { n.Node.Start(nativeEnv{env, n.role}) }

func (n native) Receive(env sim.Env, from sim.ID, message any) {
	n.Node.Receive(nativeEnv{env, n.role}, from, carried(n.role, "received", message))
}

func (n native) Timer(env sim.Env, name string) { n.Node.Timer(nativeEnv{env, n.role}, name) }

type nativeEnv struct {
	sim.Env
	role string
}

func (e nativeEnv) Send(to sim.ID, message any) { e.Env.Send(to, carried(e.role, "sent", message)) }

func (e nativeEnv) Output(value any) { e.Env.Output(carried(e.role, "output", value)) }

// carried is the value as it arrives at the other side of the encoding.
func carried(role, verb string, value any) any {
	name, data, err := sim.Encode(value)
	if err != nil {
		panic(Failure{Message: fmt.Sprintf("%s %s a value that cannot be encoded: %v.", role, verb, err)})
	}
	if t := reflect.TypeOf(value); t.PkgPath() == "" {
		return value
	}
	sim.Messages(value)
	copied, err := sim.Decode(name, data)
	if err != nil {
		panic(Failure{Message: fmt.Sprintf("%s %s a value that cannot be decoded: %v.", role, verb, err)})
	}
	return copied
}
