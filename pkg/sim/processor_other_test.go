//go:build !unix

package sim

import "time"

var testsBegan = time.Now()

// processorTime is the time of day where there is nothing better.
func processorTime() time.Duration { return time.Since(testsBegan) }
