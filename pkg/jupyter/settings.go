package jupyter

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// settings are files of the environment, by path below it. JupyterLab is told
// not to fetch news or look for newer versions: nothing of ours reaches for
// the network once set up. nbgrader is told what an empty solution is in Go,
// where a comment alone does not compile.
var settings = map[string]string{
	"etc/jupyter/labconfig/page_config.json": `{"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": true}}
`,
	"etc/jupyter/jupyter_lab_config.json": `{"LabApp": {"news_url": null, "check_for_updates_class": "jupyterlab.handlers.announcements.NeverCheckForUpdate", "extension_manager": "readonly"}}
`,
	"share/jupyter/lab/settings/overrides.json": `{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}}
`,
	"etc/jupyter/nbgrader_config.py": `c = get_config()
c.ClearSolutions.code_stub = {"go": "panic(\"not implemented\")"}
`,
}

// settingsText is all settings as one text, for the step's key.
func settingsText() string {
	text := ""
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		text += name + "\n" + settings[name]
	}
	return text
}

func (h Home) writeSettings() error {
	for name, content := range settings {
		path := filepath.Join(h.Venv(), filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			return err
		}
	}
	return nil
}
