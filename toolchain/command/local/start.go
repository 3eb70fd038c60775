package local

import (
	"context"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// grace is how long a cancelled command has between SIGTERM and SIGKILL.
const grace = 3 * time.Second

// lifetime ends when the plugin is told to end.
var lifetime = context.Background()

// EndWith makes every command end when ctx does.
func EndWith(ctx context.Context) { lifetime = ctx }

// prepare makes a command that leaves no process when ctx or the plugin ends. It leads a process group of its own, so
// that what it started ends with it; what it left running when it succeeded stays.
func prepare(ctx context.Context, argv []string) (*exec.Cmd, func()) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(lifetime, cancel)
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error {
		group := -cmd.Process.Pid
		time.AfterFunc(grace, func() { _ = syscall.Kill(group, syscall.SIGKILL) })
		return syscall.Kill(group, syscall.SIGTERM)
	}
	return cmd, func() {
		if ctx.Err() != nil && cmd.Process != nil {
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		}
		stop()
		cancel()
	}
}

// runOnOneThread keeps the thread that starts cmd alive until it ends, since Pdeathsig watches the thread.
func runOnOneThread(cmd *exec.Cmd) error {
	ended := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		ended <- cmd.Run()
	}()
	return <-ended
}
