package cli

import (
	"github.com/faultline-go/faultline/pkg/exercise"
	"github.com/faultline-go/faultline/pkg/exercise/exactlyonce"
)

// exercises are all that there are, in the order of their names.
var exercises = []*exercise.Exercise{
	exactlyonce.Exercise,
}
