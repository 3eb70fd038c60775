package main

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
)

// packageJSON is what matters here of a package.json.
type packageJSON struct {
	Name             string            `json:"name"`
	Version          string            `json:"version"`
	Dependencies     map[string]string `json:"dependencies"`
	PeerDependencies map[string]string `json:"peerDependencies"`
	Pulumi           struct {
		Resource         bool   `json:"resource"`
		Name             string `json:"name"`
		Version          string `json:"version"`
		Server           string `json:"server"`
		Parameterization *struct {
			Name    string `json:"name"`
			Version string `json:"version"`
			Value   []byte `json:"value"`
		} `json:"parameterization"`
	} `json:"pulumi"`
}

func readPackage(dir string) (p packageJSON, err error) {
	data, err := os.ReadFile(filepath.Join(dir, "package.json"))
	if err == nil {
		err = json.Unmarshal(data, &p)
	}
	return p, err
}

// find looks for an installed package where Node.js would: in dir's node_modules, then in those above it.
func find(dir, name string) (string, packageJSON, bool) {
	for {
		candidate := filepath.Join(dir, "node_modules", name)
		if p, err := readPackage(candidate); err == nil {
			return candidate, p, true
		}
		above := filepath.Dir(dir)
		if above == dir {
			return "", packageJSON{}, false
		}
		dir = above
	}
}

// required is the plugin an npm package of resources needs.
func (p packageJSON) required() *pulumirpc.PackageDependency {
	plugin, version := p.Pulumi.Name, p.Pulumi.Version
	if plugin == "" {
		plugin = strings.TrimPrefix(strings.TrimPrefix(p.Name, "@pulumi/"), "@")
	}
	if version == "" {
		version = p.Version
	}
	d := &pulumirpc.PackageDependency{
		Kind: "resource", Name: plugin, Version: "v" + strings.TrimPrefix(version, "v"), Server: p.Pulumi.Server}
	if given := p.Pulumi.Parameterization; given != nil {
		d.Parameterization = &pulumirpc.PackageParameterization{
			Name: given.Name, Version: given.Version, Value: given.Value}
	}
	return d
}

// GetRequiredPackages lists the plugins of everything the program depends on, directly or not.
func (h *host) GetRequiredPackages(
	_ context.Context, req *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	program, err := readPackage(req.Info.ProgramDirectory)
	if err != nil {
		return nil, err
	}
	res := &pulumirpc.GetRequiredPackagesResponse{}
	seen := map[string]bool{}
	var visit func(dir string, p packageJSON)
	visit = func(dir string, p packageJSON) {
		for _, names := range []map[string]string{p.Dependencies, p.PeerDependencies} {
			for name := range names {
				found, dependency, ok := find(dir, name)
				if !ok || seen[found] {
					continue
				}
				seen[found] = true
				if dependency.Pulumi.Resource {
					res.Packages = append(res.Packages, dependency.required())
				}
				visit(found, dependency)
			}
		}
	}
	visit(req.Info.ProgramDirectory, program)
	return res, nil
}

// GetProgramDependencies lists the direct dependencies as package.json states them.
func (h *host) GetProgramDependencies(
	_ context.Context, req *pulumirpc.GetProgramDependenciesRequest,
) (*pulumirpc.GetProgramDependenciesResponse, error) {
	p, err := readPackage(req.Info.ProgramDirectory)
	if err != nil {
		return nil, err
	}
	res := &pulumirpc.GetProgramDependenciesResponse{}
	for name, version := range p.Dependencies {
		res.Dependencies = append(res.Dependencies, &pulumirpc.DependencyInfo{Name: name, Version: version})
	}
	return res, nil
}

// InstallDependencies runs the package manager in the program's folder.
func (h *host) InstallDependencies(
	req *pulumirpc.InstallDependenciesRequest, server pulumirpc.LanguageRuntime_InstallDependenciesServer,
) error {
	o, err := readOptions(req.Info)
	if err != nil {
		return err
	}
	closer, stdout, stderr, err := rpcutil.MakeInstallDependenciesStreams(server, req.IsTerminal)
	if err != nil {
		return err
	}
	defer closer.Close()
	args := []string{"install"}
	if o.packageManager == "npm" {
		args = append(args, "--loglevel=error")
	}
	cmd := exec.CommandContext(server.Context(), o.packageManager, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = req.Info.ProgramDirectory, stdout, stderr
	if err := cmd.Run(); err != nil {
		return err
	}
	return closer.Close()
}

// Handshake is the engine's first call; there is nothing to agree on.
func (h *host) Handshake(
	context.Context, *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

// GetPluginInfo tells the host's version.
func (h *host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: version}, nil
}

// About tells which Node.js is used, for "pulumi about".
func (h *host) About(context.Context, *pulumirpc.AboutRequest) (*pulumirpc.AboutResponse, error) {
	path, err := exec.LookPath("node")
	if err != nil {
		return nil, err
	}
	out, err := exec.Command(path, "--version").Output()
	if err != nil {
		return nil, err
	}
	return &pulumirpc.AboutResponse{Executable: path, Version: strings.TrimSpace(string(out))}, nil
}
