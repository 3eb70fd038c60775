import {spawn} from 'node:child_process';

/** How a command ended; `code` is undefined when it was stopped at its deadline. */
export interface Ended {
  readonly code: number | undefined;
  readonly output: string;
}

/** Runs a command to its end and never throws; output is what it said on both streams. */
export const run = (
  command: string,
  args: readonly string[],
  options: {readonly deadlineMs?: number; readonly env?: NodeJS.ProcessEnv} = {},
): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(command, args, {stdio: ['ignore', 'pipe', 'pipe'], env: options.env ?? process.env});
    const chunks: Buffer[] = [];
    let late = false;
    const timer = options.deadlineMs
      ? setTimeout(() => {
          late = true;
          child.kill('SIGKILL');
        }, options.deadlineMs)
      : undefined;
    const end = (code: number | undefined, extra = '') => {
      clearTimeout(timer);
      resolve({code: late ? undefined : code, output: `${Buffer.concat(chunks)}${extra}`.trim()});
    };
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', (error) => end(127, error.message));
    child.once('close', (code) => end(code ?? 1));
  });

/** Asks the engine through its command line, which knows the engine's address and the registries' credentials. */
export const docker = (args: readonly string[], options: {readonly deadlineMs?: number} = {}): Promise<Ended> =>
  run('docker', args, options);
