package experiment

import (
	"fmt"
	"strings"
)

// suggest is " (did you mean X?)" if one of the names is close to what was
// written, else nothing.
func suggest(written string, names []string) string {
	best, least := "", max(2, len(written)/3)+1
	for _, name := range names {
		d := distance(strings.ToLower(written), name)
		if len(written) > 1 && strings.HasPrefix(name, strings.ToLower(written)) {
			d = 1
		}
		if d < least && d < len(name) {
			best, least = name, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s?)", best)
}

// distance is Levenshtein's: how many letters to insert, delete or replace.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
