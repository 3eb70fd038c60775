import {execFile, spawn} from 'node:child_process';
import {promisify} from 'node:util';

const run = promisify(execFile);
const label = 'io.kailash.test=premises';
const image = 'kailash-premises:1';

/** How a call of the engine's client ended. */
export interface Answer {
  readonly status: number;
  readonly output: string;
}

/** Calls `docker`; a failure is an answer too. */
export const docker = (...args: string[]): Promise<Answer> =>
  run('docker', args, {timeout: 120_000}).then(
    ({stdout, stderr}) => ({status: 0, output: stdout + stderr}),
    (error: {code?: number; stdout?: string; stderr?: string}) => ({
      status: error.code ?? 1,
      output: (error.stdout ?? '') + (error.stderr ?? ''),
    }),
  );

const programs = ['/bin/sh', '/bin/cat', '/bin/cp', '/bin/sleep', '/usr/bin/perl'];

/** A program and the libraries that it is linked with. */
async function withLibraries(program: string): Promise<string[]> {
  const {stdout} = await run('ldd', [program]);
  return [program, ...[...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path)];
}

/** Makes an image out of a shell, three programs and Perl of this machine: nothing is downloaded. */
export async function makeImage(): Promise<void> {
  const files = (await Promise.all(programs.map(withLibraries))).flat();
  const {stdout: modules} = await run('perl', ['-e', 'print for grep { m{/perl-base$} } @INC']);
  const paths = [...new Set([...files, ...(modules ? [modules] : [])])].map((path) => path.slice(1));
  const tar = spawn('tar', ['-C', '/', '-chf', '-', ...paths], {stdio: ['ignore', 'pipe', 'inherit']});
  const load = spawn('docker', ['import', '-', image], {stdio: [tar.stdout, 'ignore', 'inherit']});
  const status = await new Promise((resolve) => load.on('close', resolve));
  if (status !== 0) throw new Error(`docker import ended with status ${status}`);
}

/** Runs a shell command in a fresh container and gives what it wrote. */
export const inContainer = (options: readonly string[], command: string): Promise<Answer> =>
  docker('run', '--rm', '--network', 'none', '--label', label, ...options, image, '/bin/sh', '-c', command);

/** Makes a container, started if asked for, and gives its id. */
export async function container(options: readonly string[], how: 'create' | 'run'): Promise<string> {
  const verb = how === 'run' ? ['run', '--detach'] : ['create'];
  const {status, output} = await docker(...verb, '--label', label, ...options, image, '/bin/sleep', '300');
  if (status !== 0) throw new Error(output);
  return output.trim().split('\n').at(-1) ?? '';
}

/** What the engine shows of a container to whoever may ask it. */
export async function inspect(id: string): Promise<Record<string, Record<string, unknown>>> {
  const [shown] = JSON.parse((await docker('inspect', id)).output) as Record<string, Record<string, unknown>>[];
  if (!shown) throw new Error(`nothing to inspect: ${id}`);
  return shown;
}

/** A field of `/proc/self/status` in a container with these options. */
export async function processStatus(options: readonly string[], field: string): Promise<string> {
  const {output} = await inContainer(options, 'cat /proc/self/status');
  return new RegExp(`^${field}:\\s*(\\S+)`, 'm').exec(output)?.[1] ?? output;
}

/** Removes what this or an earlier run left. */
export async function removeAll(): Promise<void> {
  for (const [list, remove] of [
    [
      ['ps', '--all', '--quiet'],
      ['rm', '--force', '--volumes'],
    ],
    [
      ['volume', 'ls', '--quiet'],
      ['volume', 'rm', '--force'],
    ],
    [
      ['network', 'ls', '--quiet'],
      ['network', 'rm'],
    ],
  ] as const) {
    const ids = (await docker(...list, '--filter', `label=${label}`)).output.split('\n').filter(Boolean);
    if (ids.length > 0) await docker(...remove, ...ids);
  }
  await docker('image', 'rm', '--force', image);
}

/** The label that cleaning up goes by. */
export const labelled = ['--label', label] as const;
