package experiment_test

import (
	"fmt"
	"time"

	"github.com/faultline-go/faultline/pkg/experiment"
)

func ExampleRun() {
	r, err := experiment.Run("clock-drift", experiment.Set{"rate_ppm": 50, "duration": 24 * time.Hour}, 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("seconds a day:", r.Mean("offset"))
	// Output: seconds a day: 4.32
}

func ExampleSweep() {
	results := experiment.Must(experiment.Sweep("ack-chain", experiment.Set{"loss": 1}, "messages", []float64{1, 2, 3}, 10))
	fmt.Println(results.Line("messages", "disagree").Mean)
	// Output: [1 0 0]
}

func ExampleFind() {
	_, err := experiment.Find("drift-clock")
	fmt.Println(err)
	// Output: there is no experiment "drift-clock": choose from ack-chain, clock-drift, cristian, redundancy, retransmit
}
