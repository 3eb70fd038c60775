import {execFileSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {asRoot} from './as-root';
import {redis, sql} from './clients';
import {docker, LiveStack, preparationMs, root} from './stack';

const stack = new LiveStack('reboot');
const marker = `marker-${randomBytes(12).toString('hex')}`;

/** Processes by a word of their command line (proc(5), `cmdline`). */
const withWord = (word: string): string[] =>
  readdirSync('/proc').filter((entry) => {
    try {
      return /^\d+$/.test(entry) && readFileSync(`/proc/${entry}/cmdline`, 'latin1').split('\0').includes(word);
    } catch {
      return false;
    }
  });

const kill = (pids: readonly string[]) => asRoot(['sh', '-c', 'kill -KILL "$@" 2>/dev/null || true', 'sh', ...pids]);

/** Mounts below these folders, the innermost first. */
const mountsBelow = (...folders: string[]): string[] =>
  readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((point) => folders.some((folder) => point.startsWith(`${folder}/`)))
    .toReversed();

/** The engine's own containerd and what keeps its containers name these files. */
const containerd = ['/var/run/docker/containerd/containerd.toml', '/var/run/docker/containerd/containerd.sock'];

/** As if every process of the engine had been killed at once, the vaults closed, and what lies in memory lost. */
async function killAll(): Promise<void> {
  const pids = stack.inEngine().containers.map((id) => docker('inspect', '--format', '{{.State.Pid}}', id));
  // The engine first, so that nothing is told how it ended, nor started again.
  kill([readFileSync('/var/run/docker.pid', 'utf8').trim()]);
  kill(containerd.flatMap(withWord));
  kill([...pids, ...withWord('/usr/sbin/docker-proxy')]);
  for (const end = Date.now() + 30_000; pids.some((pid) => existsSync(`/proc/${pid}`)); await wait(100))
    if (Date.now() > end) throw new Error('containers outlived the engine');
  for (const point of mountsBelow('/var/lib/docker', '/run/docker')) asRoot(['umount', '--lazy', point]);
  for (const volume of ['postgres', 'redis']) asRoot(['host/vault', 'close', stack.named(volume, 'data')]);
  asRoot(['host/deliver', 'remove', stack.named()]);
}

beforeAll(async () => {
  if (existsSync('/run/systemd/system'))
    throw new Error('reboot: kills the engine, which systemd would start again; run it where the door starts it');
  await stack.prepare({encryption: 'required', redis: {fsync: 'always'}});
  const others = docker('ps', '--format', '{{.Names}}').split('\n').filter(Boolean);
  if (others.length > 0) throw new Error(`reboot: kills the engine, and others use it: ${others.join(', ')}`);
  await stack.must('up');
}, preparationMs);
/** Ends the engine in order, so that it forgets the mounts it miscounts, and starts it. */
async function restartEngine(): Promise<void> {
  if (existsSync('/var/run/docker.pid')) {
    const pid = readFileSync('/var/run/docker.pid', 'utf8').trim();
    asRoot(['sh', '-c', 'kill -TERM "$1" 2>/dev/null || true', 'sh', pid]);
    for (const end = Date.now() + 60_000; existsSync(`/proc/${pid}`) && Date.now() < end; ) await wait(100);
  }
  execFileSync(join(root, 'platform'), ['install'], {stdio: 'ignore'});
}

afterAll(async () => {
  // Whatever went wrong, the next test needs the engine.
  await restartEngine();
  stack.clean();
}, 120_000);

test('where everything was killed, one command starts the engine, opens the vaults, and the data are there', async () => {
  await sql(await stack.connection('postgres'), `CREATE TABLE kept AS SELECT '${marker}'::text AS word`);
  await redis(await stack.connection('redis'), ['SET', 'kept', marker]);
  await stack.forgetStart();
  await killAll();
  expect(() => docker('version')).toThrow();

  const start = performance.now();
  const {exitCode, all} = await stack.throughDoor(['up']);
  console.log(`nothing running to green gate: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  expect(exitCode, all).toBe(0);
  expect(all).toMatch(/^engine: Docker .* done in /m);
  expect(await sql(await stack.connection('postgres'), 'SELECT word FROM kept')).toEqual([{word: marker}]);
  expect(await redis(await stack.connection('redis'), ['GET', 'kept'])).toBe(marker);
});

test('the engine counts mounts that are gone: then data are kept until it is restarted, as the message says', async () => {
  const deletes = ['down', '--delete-data', '--yes-delete', stack.stack];
  const first = await stack.throughDoor(deletes);
  if (first.exitCode !== 0) {
    expect(first.all).toMatch(/^vault: \S+: in use at \S+, by the engine; .*, restart the engine; then close again$/m);
    expect(stack.inEngine()).toMatchObject({containers: [], volumes: [expect.any(String), expect.any(String)]});
    await restartEngine();
    expect(await stack.throughDoor(deletes)).toMatchObject({exitCode: 0});
  }
  expect(stack.inEngine()).toMatchObject({containers: [], volumes: []});
});
