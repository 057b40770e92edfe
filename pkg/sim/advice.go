package sim

import (
	"reflect"
	"slices"
	"time"
)

// The usual suspects of Deterministic, and what gives each away.
const (
	adviseMap    = "the same effects in another order: does it range over a map? Go through the keys in sorted order"
	adviseClock  = "the values look like the time of day: use env.Now or env.Elapsed, not the time package"
	adviseMemory = "the values go on from run to run: memory outlives a run, such as a package-level variable or one that all nodes share; keep all state in the Node that newNode makes"
	adviseFirst  = "only the first run differs: memory outlives a run, such as a package-level variable or one that all nodes share; keep all state in the Node that newNode makes"
	adviseRandom = "draw from env.Rand, not from math/rand or crypto/rand; and do not take the first key of a map range, measure time, or keep memory beyond a run"
)

// advise tells what the difference of several runs in one event, whose effects
// agree before the i-th in the first two, looks like.
func advise(runs [][]act, i int) string {
	if slices.Equal(sortedSums(runs[0]), sortedSums(runs[1])) {
		return adviseMap
	}
	numbers := make([][]int64, len(runs))
	for r, acts := range runs {
		numbers[r] = numbersAt(acts, i)
	}
	for n := range numbers[0] {
		if advice := adviseNumber(numbers, n); advice != "" {
			return advice
		}
	}
	for _, acts := range runs[2:] {
		if !slices.Equal(sums(runs[1]), sums(acts)) {
			return adviseRandom
		}
	}
	return adviseFirst
}

// adviseNumber looks at the n-th number of every run.
func adviseNumber(runs [][]int64, n int) string {
	clock, steady := true, true
	for r, numbers := range runs {
		switch {
		case n >= len(numbers):
			return ""
		case r == 0:
			continue
		}
		before := runs[r-1]
		clock = clock && timeOfDay(before[n], numbers[n])
		steady = steady && numbers[n]-before[n] == runs[1][n]-runs[0][n]
	}
	switch {
	case runs[0][n] == runs[1][n]:
		return ""
	case clock:
		return adviseClock
	case steady:
		return adviseMemory
	}
	return ""
}

func sums(acts []act) (list []uint64) {
	for _, a := range acts {
		list = append(list, a.sum)
	}
	return list
}

func sortedSums(acts []act) []uint64 {
	list := sums(acts)
	slices.Sort(list)
	return list
}

// timeOfDay says whether two numbers may be the time since 1970, in s, ms, µs
// or ns, in this century, one soon after the other.
func timeOfDay(x, y int64) bool {
	for unit := int64(time.Second); unit > 0; unit /= 1000 {
		ticks := int64(time.Second) / unit
		hour, least := 3600*ticks, 1_000_000_000*ticks
		if x >= least && x < 4*least && y >= x && y-x < hour {
			return true
		}
	}
	return false
}

// numbersAt are the numbers in the i-th effect, in order.
func numbersAt(acts []act, i int) (list []int64) {
	if i >= len(acts) {
		return nil
	}
	for _, arg := range acts[i].args {
		list = collect(list, reflect.ValueOf(arg), 0)
	}
	return list
}

func collect(list []int64, v reflect.Value, depth int) []int64 {
	if depth > 10 || len(list) > 1000 {
		return list
	}
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return append(list, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return append(list, int64(v.Uint()))
	case reflect.Float32, reflect.Float64:
		return append(list, int64(v.Float()))
	case reflect.Struct:
		for i := range v.NumField() {
			list = collect(list, v.Field(i), depth+1)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			list = collect(list, v.Index(i), depth+1)
		}
	case reflect.Interface:
		return collect(list, v.Elem(), depth+1)
	}
	return list
}
