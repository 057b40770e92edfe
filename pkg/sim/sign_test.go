package sim

import (
	"fmt"
	"testing"
)

// signedBy runs a world in which node 0 signs and hands over what it signed.
func signedBy(t *testing.T, content any) Signature {
	t.Helper()
	var s Signature
	w := newWorld(t, Config{Nodes: 1}, cast(script{start: func(env Env) { s = env.Sign(content) }}))
	runAll(t, w)
	return s
}

func TestASignatureVerifiesForItsSignerAndContentOnly(t *testing.T) {
	s := signedBy(t, number{7})
	if !Verify(0, number{7}, s) || s.Signer() != 0 {
		t.Error("a genuine signature does not verify")
	}
	if Verify(1, number{7}, s) || Verify(0, number{8}, s) || Verify(0, color(7), s) || Verify(0, func() {}, s) {
		t.Error("a signature verifies for another signer or content")
	}
	if Verify(0, nil, Signature{}) || Verify(0, number{7}, Signature{}) {
		t.Error("the zero signature verifies")
	}
}

func TestBytesForgeNoSignature(t *testing.T) {
	s := signedBy(t, 7)
	name, data, err := Encode(signed{7, s})
	if err != nil {
		t.Fatal(err)
	}
	back, err := Decode(name, data)
	if err != nil {
		t.Fatal(err)
	}
	if forged := back.(signed).By; Verify(0, 7, forged) || forged.Signer() != 0 {
		t.Error("a signature made of bytes verifies")
	}
	if shown(back) == "" || fmt.Sprint(back) == "" {
		t.Error("a signature cannot be shown")
	}
}

// A node keeps a certificate on its disk and finds it good after a crash; one
// that it made up from bytes stays bad.
func TestSignaturesSurviveOnADisk(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1, Faults: []Fault{Crash(ms, 0), Restart(2*ms, 0)}}, cast(script{start: func(env Env) {
		var genuine, forged signed
		if env.Disk().Get("genuine", &genuine) && env.Disk().Get("forged", &forged) {
			env.Output(Verify(0, 7, genuine.By))
			env.Output(Verify(0, 8, forged.By))
			return
		}
		env.Disk().Put("genuine", signed{7, env.Sign(7)})
		made, _ := fingerprint(8)
		env.Disk().Put("forged", signed{8, Signature{signer: 0, digest: made}})
		env.Disk().Sync()
	}}))
	runAll(t, w)
	wantOutputs(t, w, 0, true, false)
}

func TestWhatCannotBeEncodedCannotBeSigned(t *testing.T) {
	w := newWorld(t, Config{Nodes: 1}, cast(script{start: func(env Env) { env.Sign(&number{}) }}))
	if stop := w.RunUntil(nil); stop.Why != Failed {
		t.Errorf("%v", stop)
	}
}
