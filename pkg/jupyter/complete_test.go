package jupyter

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// GoNB as it comes sleeps twelve seconds when asked for a completion early,
// and the next cell waits behind it.
func TestEarlyCompletion(t *testing.T) {
	s := newSession(t, readyHome(t))
	tab := s.ask("complete", "%%\nfmt.Pri")
	cell := s.ask("execute", "%%\nfmt.Println(6 * 7)")
	t.Logf("kernel %.2fs, first Tab %.2fs (%d matches), next cell %.2fs", s.started.Seconds(), tab.Seconds, len(tab.Matches), cell.Seconds)
	const stall = 8 * time.Second // a busy machine may take its time
	if tab.took() > stall || cell.took() > stall {
		t.Errorf("an early Tab took %v and the next cell %v; want no stall", tab.took(), cell.took())
	}
	if cell.Text != "42\n" {
		t.Errorf("the cell printed %q", cell.Text)
	}
	if !slices.Contains(tab.Matches, "Println") {
		t.Errorf("the early Tab found %q, not Println", tab.Matches)
	}
}

func TestCompletionAndHelpForOurPackages(t *testing.T) {
	s := newSession(t, readyHome(t))
	for _, c := range []struct{ code, want string }{
		{"%%\nx := sim.Nor", "Normal"},
		{"%%\nvar c sim.Config\nc.See", "Seed"},
	} {
		got := s.ask("complete", c.code)
		t.Logf("%q: %q in %.2fs", c.code, got.Matches, got.Seconds)
		if !slices.ContainsFunc(got.Matches, func(m string) bool { return strings.HasPrefix(m, c.want) }) {
			t.Errorf("completing %q gives %q, want %s", c.code, got.Matches, c.want)
		}
	}
	help := s.ask("inspect", "%%\nfmt.Println(sim.Outside)")
	t.Logf("help: %.300s (%.2fs)", help.Text, help.Seconds)
	help = s.ask("inspect", "%%\nx := sim.Normal")
	t.Logf("help: %.300s (%.2fs)", help.Text, help.Seconds)
	if !strings.Contains(help.Text, "func sim.Normal") {
		t.Errorf("help for sim.Normal is %q", help.Text)
	}
}
