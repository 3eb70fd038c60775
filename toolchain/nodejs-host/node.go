package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/google/shlex"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// grace is how long an interrupted Node.js process has before it is killed.
const grace = 3 * time.Second

// options are what "runtime.options" in Pulumi.yaml, PulumiPolicy.yaml or PulumiPlugin.yaml may hold.
type options struct {
	typescript     bool
	nodeArgs       []string
	tsconfig       string
	packageManager string
}

// readOptions reports every wrong option at once.
func readOptions(info *pulumirpc.ProgramInfo) (o options, err error) {
	o = options{typescript: true, packageManager: "npm"}
	var problems []error
	wrong := func(format string, args ...any) {
		problems = append(problems, fmt.Errorf("runtime.options."+format, args...))
	}
	given := info.GetOptions().AsMap()
	text := func(name string) string {
		value, ok := given[name].(string)
		if given[name] != nil && !ok {
			wrong("%s: must be a string, got %v; quote it", name, given[name])
		}
		return value
	}
	if value, set := given["typescript"]; set {
		var ok bool
		if o.typescript, ok = value.(bool); !ok {
			wrong("typescript: must be true or false, got %q; leave out the quotes", fmt.Sprint(value))
		}
	}
	o.tsconfig = text("tsconfigpath")
	args := text("nodeargs")
	if o.nodeArgs, err = shlex.Split(args); err != nil {
		wrong("nodeargs: cannot be split into arguments, got %q; close every quote: %w", args, err)
	}
	switch manager := text("packagemanager"); manager {
	case "", "auto":
	case "npm", "pnpm", "yarn", "bun":
		o.packageManager = manager
	default:
		wrong("packagemanager: unknown, got %q; use auto, npm, pnpm, yarn or bun", manager)
	}
	return o, errors.Join(problems...)
}

// environ is what the SDK's runners read the options from.
func (o options) environ(env []string) []string {
	env = append(env, fmt.Sprintf("PULUMI_NODEJS_TYPESCRIPT=%t", o.typescript))
	if o.tsconfig != "" {
		env = append(env, "PULUMI_NODEJS_TSCONFIG_PATH="+o.tsconfig)
	}
	return env
}

// resolve finds the file that Node.js loads for a module of a package from dir.
func resolve(dir, module string) (string, error) {
	if _, err := exec.LookPath("node"); err != nil {
		return "", errors.New("node: not found on PATH; install Node.js 22 or newer")
	}
	if file, ok := nearest(dir, module); ok {
		return file, nil
	}
	cmd := exec.Command("node", "-p", "require.resolve(process.argv[1])", module)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: cannot find %s, got no such package; run npm install there", dir, module)
	}
	return strings.TrimSpace(string(out)), nil
}

// nearest spares a tenth of a second, the start of a Node.js, where the package lies as npm installs it: in the nearest
// node_modules, at or above dir, that has it.
func nearest(dir, module string) (string, bool) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", false
	}
	for {
		file, err := filepath.EvalSymlinks(filepath.Join(dir, "node_modules", module, "index.js"))
		if err == nil {
			return file, true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", false
		}
		dir = parent
	}
}

// nodes counts the running Node.js processes, so that the host does not end before them.
type nodes struct{ sync.WaitGroup }

// node prepares a Node.js process that is interrupted when ctx or the host ends, then killed after the grace.
func (h *host) node(ctx context.Context, o options, args ...string) (*exec.Cmd, func()) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(h.ctx, cancel)
	cmd := exec.CommandContext(ctx, "node", append(append([]string{}, o.nodeArgs...), args...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = grace
	// The kernel kills it also where this host is killed. It watches the thread that started the process, which
	// therefore must not end before.
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd, func() { stop(); cancel() }
}

// start starts cmd from a thread that lives until done is called, as Pdeathsig needs it.
func (h *host) start(cmd *exec.Cmd) (done func(), err error) {
	started, over := make(chan error), make(chan struct{})
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		started <- cmd.Start()
		<-over
	}()
	if err := <-started; err != nil {
		close(over)
		return nil, err
	}
	h.nodes.Add(1)
	return func() { close(over); h.nodes.Done() }, nil
}
