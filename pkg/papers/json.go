package papers

import (
	"encoding/json"
	"math"
)

// MarshalJSON writes {"id", "paper", "published", "ours", "ci95", "verdict"};
// "paper" names the figure too, since a paper may have several.
func (o Outcome) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		ID        string      `json:"id"`
		Paper     string      `json:"paper"`
		Published float64     `json:"published"`
		Ours      *float64    `json:"ours"`
		CI95      [2]*float64 `json:"ci95"`
		Verdict   string      `json:"verdict"`
	}{
		o.Row.ID, o.Row.Paper + ": " + o.Figure.Name, o.Figure.Published, number(o.Ours.Value),
		[2]*float64{number(o.Ours.CI95[0]), number(o.Ours.CI95[1])}, o.Verdict,
	})
}

// number is null in JSON where there is none.
func number(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}
