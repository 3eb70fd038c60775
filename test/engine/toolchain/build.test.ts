import {type ChildProcess, execFileSync, type SpawnSyncReturns, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';

const build = resolve(__dirname, '../../../toolchain/build');
const parts = [
  'pulumi',
  'pulumi-language-nodejs',
  'pulumi-resource-command',
  'pulumi-resource-docker',
  'pulumi-resource-pulumi-nodejs',
  'pulumi-resource-random',
  'pulumi-resource-tls',
];
const tools =
  'bash chmod cut dirname find flock head install mkdir mktemp mv rm sh sha256sum sleep sort tail tar touch xargs'.split(
    ' ',
  );
/** A compiler that is quick: it notes how it was called, and writes an executable file. */
const compiler = `#!/bin/bash
if [ "$1" = env ]; then echo "\${FAKE_VERSION:-go1.25.11}"; exit; fi
echo "$GOFLAGS $*" >> "$FAKE_LOG"
if [ -n "$FAKE_HANG" ]; then touch "$FAKE_LOG.hangs"; sleep 300; fi
while [ $# -gt 0 ]; do [ "$1" != -o ] || out=$2; shift; done
if [ -n "$FAKE_FAIL" ]; then echo "main.go:1: does not compile"; exit 1; fi
printf '#!/bin/sh\\n' > "$out"; chmod +x "$out"
`;

let folder: string;
let env: NodeJS.ProcessEnv;
const started: ChildProcess[] = [];
const run = (extra: NodeJS.ProcessEnv = {}): SpawnSyncReturns<string> =>
  spawnSync(build, [], {env: {...env, ...extra}, encoding: 'utf8'});
const start = (extra: NodeJS.ProcessEnv = {}): ChildProcess => {
  const child = spawn(build, [], {env: {...env, ...extra}, stdio: ['ignore', 'pipe', 'ignore'], detached: true});
  started.push(child);
  return child;
};
/** The living processes of the session that a build was started in. */
const inSession = (session: number | undefined): number[] =>
  readdirSync('/proc').flatMap((pid) => {
    try {
      const stat = /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
      const [state, , , owner] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return state !== 'Z' && Number(owner) === session ? [Number(pid)] : [];
    } catch {
      return []; // gone meanwhile
    }
  });
const calls = (): string[] => {
  const log = join(folder, 'log');
  return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
};
const inCache = (): string[] => readdirSync(join(folder, 'cache/toolchain')).filter((name) => name !== '.lock');
const hangs = async () => {
  for (const end = Date.now() + 60_000; !existsSync(join(folder, 'log.hangs')); await pause(50)) {
    if (Date.now() > end) throw new Error('the build does not start to compile');
  }
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kailash-build-'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/go'), compiler);
  chmodSync(join(folder, 'bin/go'), 0o755);
  // Nothing but what the script needs: the machine may have a Go of its own beside these.
  for (const tool of tools)
    symlinkSync(execFileSync('which', [tool], {encoding: 'utf8'}).trim(), join(folder, 'bin', tool));
  env = {HOME: folder, KAILASH_CACHE: join(folder, 'cache'), PATH: join(folder, 'bin'), FAKE_LOG: join(folder, 'log')};
});
afterEach(() => {
  for (const {pid} of started.splice(0)) {
    for (const left of inSession(pid)) process.kill(left, 'SIGKILL');
  }
  rmSync(folder, {recursive: true, force: true});
});

describe('toolchain/build', () => {
  test('prints the folder of all parts, and finds it again in no time without compiling', () => {
    const first = run();
    expect(first.stderr).toMatch(/^toolchain: pulumi-resource-docker, \d+ s$/m);
    expect(readdirSync(first.stdout.trim()).sort()).toEqual(parts);
    const compiled = calls().length;
    const before = Date.now();
    expect(run()).toMatchObject({stdout: first.stdout, stderr: '', status: 0});
    expect(Date.now() - before).toBeLessThan(10_000);
    expect(calls()).toHaveLength(compiled);
  });

  test('does not heed flags that the user has set for other projects', () => {
    expect(run({GOFLAGS: '-race', GOOS: 'plan9', GOWORK: '/nowhere'}).status).toBe(0);
    expect(calls().every((call) => call.startsWith('-mod=readonly -buildvcs=false -trimpath build '))).toBe(true);
  });

  test('lets one of two at once build and the other wait for it', async () => {
    const output = async (child: ChildProcess) => {
      let text = '';
      child.stdout?.on('data', (data: Buffer) => {
        text += data.toString();
      });
      await once(child, 'close');
      return text;
    };
    const [one, two] = await Promise.all([output(start()), output(start())]);
    expect(one).toBe(two);
    expect(calls().filter((call) => call.includes('/bin/pulumi '))).toHaveLength(1);
  });

  test('leaves nothing behind and no compiler running when it is told to end', async () => {
    const child = start({FAKE_HANG: '1'});
    await hangs();
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    expect((await closed)[0]).toBe(143);
    expect(inCache()).toEqual([]);
    expect(inSession(child.pid)).toEqual([]);
  });

  test('clears away what a killed build has left, and builds', async () => {
    const child = start({FAKE_HANG: '1'});
    await hangs();
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
    expect(inCache()).toHaveLength(1);
    const next = run();
    expect(next.status).toBe(0);
    expect(inCache()).toEqual([next.stdout.trim().split('/').pop()]);
  });

  test('shows the compiler output of a part that fails, and leaves nothing behind', () => {
    const failed = run({FAKE_FAIL: '1'});
    expect(failed).toMatchObject({status: 1, stdout: ''});
    expect(failed.stderr).toContain('main.go:1: does not compile');
    expect(failed.stderr).toMatch(/^toolchain: pulumi: build failed after \d+ s/m);
    expect(inCache()).toEqual([]);
  });

  test('refuses a Go that is too old or missing, and says what to do', () => {
    expect(run({FAKE_VERSION: 'go1.24.9'}).stderr).toBe(
      'toolchain: go: too old, got 1.24.9; install Go 1.25.11 or newer, or run ./platform, which brings one\n',
    );
    rmSync(join(folder, 'bin/go'));
    expect(run().stderr).toBe(
      'toolchain: go: not found on PATH; install Go 1.25.11 or newer, or run ./platform, which brings one\n',
    );
  });

  test('uses a finished build where Go has gone since', () => {
    const first = run();
    rmSync(join(folder, 'bin/go'));
    expect(run().stdout).toBe(first.stdout);
  });
});
