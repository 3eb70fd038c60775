package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// exitedAfterReporting is the status with which the SDK's runners exit when they have already shown the user the error.
const exitedAfterReporting = 32

// plain hides what a writer is, so that os/exec copies the output itself and Wait knows when all of it has arrived.
type plain struct{ io.Writer }

// Run runs a Pulumi program to its end.
func (h *host) Run(ctx context.Context, req *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	o, err := readOptions(req.Info)
	if err != nil {
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	}
	dir := req.Info.ProgramDirectory
	runner, err := resolve(dir, "@pulumi/pulumi/cmd/run")
	if err != nil {
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	}
	args := []string{runner, "--monitor", req.GetMonitorAddress(), "--engine", h.engine,
		"--project", req.GetProject(), "--stack", req.GetStack(), "--organization", req.GetOrganization(),
		"--root-directory", req.Info.RootDirectory, "--pwd", dir, "--parallel", strconv.Itoa(int(req.GetParallel()))}
	if req.GetDryRun() {
		args = append(args, "--dry-run")
	}
	args = append(append(args, req.Info.EntryPoint), req.GetArgs()...)

	cmd, release := h.node(ctx, o, args...)
	defer release()
	cmd.Stdout, cmd.Stderr = plain{os.Stdout}, plain{os.Stderr}
	if cmd.Env, err = programEnviron(o, req); err != nil {
		return nil, err
	}
	done, err := h.start(cmd)
	if err != nil {
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	}
	err = cmd.Wait()
	done()
	return h.response(err), nil
}

// response tells the engine how the program ended. Bail means: fail, but say nothing more, the user knows already.
func (h *host) response(err error) *pulumirpc.RunResponse {
	var exit *exec.ExitError
	switch {
	case err == nil, errors.Is(err, exec.ErrWaitDelay) && h.ctx.Err() == nil:
		return &pulumirpc.RunResponse{}
	case h.ctx.Err() != nil:
		return &pulumirpc.RunResponse{Bail: true}
	case errors.As(err, &exit) && exit.ExitCode() == exitedAfterReporting:
		return &pulumirpc.RunResponse{Bail: true}
	case errors.As(err, &exit) && exit.Exited():
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("Program exited with non-zero exit code: %d", exit.ExitCode())}
	}
	return &pulumirpc.RunResponse{Error: "Program exited unexpectedly: " + err.Error()}
}

// programEnviron adds the stack's configuration, which the SDK reads from the environment, not from arguments.
func programEnviron(o options, req *pulumirpc.RunRequest) ([]string, error) {
	config := map[string]string{}
	for key, value := range req.GetConfig() {
		namespace, name, _ := strings.Cut(key, ":")
		config[namespace+":config:"+strings.TrimPrefix(name, "config:")] = value
	}
	configJSON, err := json.Marshal(config)
	if err != nil {
		return nil, err
	}
	secretKeys := req.GetConfigSecretKeys()
	if secretKeys == nil {
		secretKeys = []string{}
	}
	secretsJSON, err := json.Marshal(secretKeys)
	if err != nil {
		return nil, err
	}
	env := append(os.Environ(), "PULUMI_CONFIG="+string(configJSON), "PULUMI_CONFIG_SECRET_KEYS="+string(secretsJSON))
	return o.environ(env), nil
}
