import {spawn} from 'node:child_process';
import {join} from 'node:path';

/** The checkout. */
export const root = join(__dirname, '..');

const running = new Set<number>();

const killGroup = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-pid, signal);
  } catch {
    running.delete(pid);
  }
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    for (const pid of running) killGroup(pid, 'SIGTERM');
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });
}

/** How a program that was run ended. */
export interface Ended {
  readonly status: number;
  /** Standard output and error, if they were not shown at once. */
  readonly output: string;
  readonly seconds: number;
}

/** What may differ between runs of a program. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Shows the output while it comes instead of collecting it. */
  readonly show?: boolean;
  readonly limitMinutes: number;
}

/** Runs a program in a process group of its own, and ends the group with us or at the limit. */
export const runProgram = (command: string, args: readonly string[], options: RunOptions): Promise<Ended> =>
  new Promise((resolve) => {
    const start = performance.now();
    let output = '';
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: {...process.env, ...options.env},
      stdio: options.show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const pid = child.pid;
    if (pid !== undefined) running.add(pid);
    const limit = setTimeout(() => {
      output += `\nended: took longer than ${options.limitMinutes} minutes`;
      if (pid !== undefined) killGroup(pid, 'SIGKILL');
    }, options.limitMinutes * 60_000);
    const end = (status: number): void => {
      clearTimeout(limit);
      if (pid !== undefined) running.delete(pid);
      resolve({status, output, seconds: (performance.now() - start) / 1000});
    };
    child.stdout?.on('data', (data: Buffer) => {
      output += data.toString();
    });
    child.stderr?.on('data', (data: Buffer) => {
      output += data.toString();
    });
    child.on('error', (error) => {
      output += error.message;
      end(127);
    });
    child.on('exit', (code) => setImmediate(end, code ?? 137));
  });
