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
	adviseRandom = "draw from env.Rand, not from math/rand or crypto/rand; and do not take the first key of a map range, or measure time"
)

// advise tells what the difference of three runs in one event, whose effects
// agree before the i-th, looks like.
func advise(a, b, c []act, i int) string {
	if slices.Equal(sortedSums(a), sortedSums(b)) {
		return adviseMap
	}
	x, y, z := numbersAt(a, i), numbersAt(b, i), numbersAt(c, i)
	for n := range min(len(x), len(y), len(z)) {
		switch {
		case x[n] == y[n]:
		case timeOfDay(x[n], y[n]) && timeOfDay(y[n], z[n]):
			return adviseClock
		case y[n]-x[n] == z[n]-y[n]:
			return adviseMemory
		}
	}
	if slices.Equal(sums(b), sums(c)) {
		return adviseFirst
	}
	return adviseRandom
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
