package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"

	sdk "github.com/pulumi/pulumi/sdk/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// RunPlugin starts a policy pack, or a provider written in Node.js, and streams its output until it ends.
func (h *host) RunPlugin(req *pulumirpc.RunPluginRequest, server pulumirpc.LanguageRuntime_RunPluginServer) error {
	o, err := readOptions(req.Info)
	if err != nil {
		return err
	}
	closer, stdout, stderr, err := rpcutil.MakeRunPluginStreams(server, false)
	if err != nil {
		return err
	}
	defer closer.Close()
	env := o.environ(append(os.Environ(), req.Env...))
	if req.Kind == "analyzer" {
		err = h.policyPack(server.Context(), req, o, env, stdout, stderr)
	} else {
		err = h.provider(server.Context(), req, o, env, stdout, stderr)
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.Exited() {
		if err := closer.Close(); err != nil {
			return err
		}
		code := pulumirpc.RunPluginResponse_Exitcode{Exitcode: int32(exit.ExitCode())}
		return server.Send(&pulumirpc.RunPluginResponse{Output: &code})
	}
	if err != nil {
		return err
	}
	return closer.Close()
}

func (h *host) provider(
	ctx context.Context, req *pulumirpc.RunPluginRequest, o options, env []string, stdout, stderr io.Writer,
) error {
	dir := req.Info.ProgramDirectory
	runner, err := resolve(dir, "@pulumi/pulumi/cmd/run-plugin")
	if err != nil {
		return err
	}
	cmd, release := h.node(ctx, o, append([]string{runner, dir}, req.Args...)...)
	defer release()
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = req.Pwd, env, plain{stdout}, plain{stderr}
	done, err := h.start(cmd)
	if err != nil {
		return err
	}
	defer done()
	return cmd.Wait()
}

// policyPack waits for the engine to say which stack the pack judges, since the SDK's runner wants to know it from its
// environment before it serves.
func (h *host) policyPack(
	ctx context.Context, req *pulumirpc.RunPluginRequest, o options, env []string, stdout, stderr io.Writer,
) error {
	dir := req.Info.ProgramDirectory
	runner, err := resolve(dir, "@pulumi/pulumi/cmd/run-policy-pack")
	if err != nil {
		return err
	}
	proxy, stdout, err := sdk.NewPolicyProxy(ctx, stdout)
	if err != nil {
		return err
	}
	stack, err := proxy.AwaitConfiguration(ctx)
	if err != nil {
		return err
	}
	if stack != nil {
		config, err := json.Marshal(stack.Config)
		if err != nil {
			return err
		}
		dryRun := strconv.FormatBool(stack.DryRun)
		env = append(env, "PULUMI_PROJECT="+stack.Project, "PULUMI_STACK="+stack.Stack,
			"PULUMI_ORGANIZATION="+stack.Organization, "PULUMI_DRY_RUN="+dryRun,
			"PULUMI_CONFIG="+string(config), "PULUMI_NODEJS_PROJECT="+stack.Project,
			"PULUMI_NODEJS_STACK="+stack.Stack, "PULUMI_NODEJS_ORGANIZATION="+stack.Organization,
			"PULUMI_NODEJS_DRY_RUN="+dryRun)
	}
	cmd, release := h.node(ctx, o, append(append([]string{runner}, req.Args...), dir)...)
	defer release()
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, env, plain{stdout}, plain{stderr}
	done, err := h.start(cmd)
	if err != nil {
		return err
	}
	defer done()
	return proxy.Attach(ctx, cmd) // also waits for the process
}
