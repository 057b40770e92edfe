//go:build !linux && !darwin

package nb

import "os"

// unread cannot be told on this system, where GoNB does not run either.
func unread(*os.File) int { return 0 }
