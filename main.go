// Command faultline is a laboratory for distributed systems: it opens the
// notebooks, runs experiments, grades exercises. See pkg/cli for its verbs.
package main

import (
	"os"

	"github.com/faultline-go/faultline/pkg/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr))
}
