package sim

import "fmt"

// Signature is an idealised signature: only Env.Sign makes one that verifies,
// because its mark cannot be written outside this package.
type Signature struct {
	signer ID
	digest uint64
	mark   *mark
}

// mark is the proof that a signature came from Env.Sign. It is not empty, so
// that two marks never share an address with anything else.
type mark struct{ _ uint64 }

var genuine = &mark{}

func sign(signer ID, content any) (Signature, error) {
	digest, err := fingerprint(content)
	return Signature{signer: signer, digest: digest, mark: genuine}, err
}

// Signer is who the signature claims to be from.
func (s Signature) Signer() ID { return s.signer }

// String says who claims to have signed, and a part of what; not whether it is
// so, which is for Verify.
func (s Signature) String() string { return fmt.Sprintf("by %d: %08x", s.signer, uint32(s.digest)) }

// Verify says whether s is signer's signature of content.
func Verify(signer ID, content any, s Signature) bool {
	if s.mark != genuine || s.signer != signer {
		return false
	}
	digest, err := fingerprint(content)
	return err == nil && digest == s.digest
}
