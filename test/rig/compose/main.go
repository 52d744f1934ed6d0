// Prints what Compose makes of projects, as one JSON object by the path that was asked for: a folder, in which the project is found as
// `docker compose` finds it, or a file, which is named as with `-f`. Nothing of the surrounding shell is filled in; every profile is on.
package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/compose-spec/compose-go/v2/cli"
)

type answer struct {
	Project json.RawMessage `json:"project,omitempty"`
	Error   string          `json:"error,omitempty"`
}

func load(path string) ([]byte, error) {
	var files []string
	folder := path
	if info, err := os.Stat(path); err != nil {
		return nil, err
	} else if !info.IsDir() {
		files, folder = []string{path}, filepath.Dir(path)
	}
	// Names in COMPOSE_FILE count from where the command is called.
	if err := os.Chdir(folder); err != nil {
		return nil, err
	}
	// The order of docker compose itself: a second look at .env once the folder of the project is known.
	options, err := cli.NewProjectOptions(files,
		cli.WithEnvFiles(),
		cli.WithDotEnv,
		cli.WithConfigFileEnv,
		cli.WithDefaultConfigPath,
		cli.WithEnvFiles(),
		cli.WithDotEnv,
		cli.WithDefaultProfiles("*"),
		cli.WithoutEnvironmentResolution,
		// What is not written is not filled in: default networks, dependencies out of links.
		cli.WithNormalization(false),
		// Names that are declared nowhere are for the rules to find.
		cli.WithConsistency(false),
	)
	if err != nil {
		return nil, err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return nil, err
	}
	return project.MarshalJSON()
}

func main() {
	answers := map[string]answer{}
	for _, path := range os.Args[1:] {
		if project, err := load(path); err != nil {
			answers[path] = answer{Error: err.Error()}
		} else {
			answers[path] = answer{Project: project}
		}
	}
	output := json.NewEncoder(os.Stdout)
	output.SetIndent("", "  ")
	if err := output.Encode(answers); err != nil {
		panic(err)
	}
}
