// Package nothing does nothing at all.
package nothing

import "github.com/faultline-go/faultline/pkg/exercise/exactlyonce"

type Server struct{ exactlyonce.Idle }

type Client struct{ exactlyonce.Idle }
