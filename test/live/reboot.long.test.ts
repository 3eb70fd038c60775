import {randomBytes} from 'node:crypto';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {execa} from 'execa';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {asRoot} from './as-root';
import {redis, sql} from './clients';
import {docker, LiveStack, preparationMs, root} from './stack';

const stack = new LiveStack('reboot');
const marker = `marker-${randomBytes(12).toString('hex')}`;

/** Processes by their program's name (proc(5), `comm`). */
const named = (pattern: RegExp): string[] =>
  readdirSync('/proc').filter((entry) => {
    try {
      return /^\d+$/.test(entry) && pattern.test(readFileSync(`/proc/${entry}/comm`, 'utf8').trim());
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

/** As if the power had failed: engine, containers and vaults are gone at once, and what lay in memory too. */
async function cutPower(): Promise<void> {
  const pids = stack.inEngine().containers.map((id) => docker('inspect', '--format', '{{.State.Pid}}', id));
  // The engine first, so that nothing is told how it ended, nor started again.
  kill(named(/^dockerd$/));
  kill(named(/^containerd(-shim.*)?$/));
  kill([...pids, ...named(/^docker-proxy$/)]);
  for (const end = Date.now() + 30_000; pids.some((pid) => existsSync(`/proc/${pid}`)); await wait(100))
    if (Date.now() > end) throw new Error('containers outlived the power cut');
  for (const point of mountsBelow('/var/lib/docker', '/run/docker')) asRoot(['umount', '--lazy', point]);
  for (const volume of ['postgres', 'redis']) asRoot(['host/vault', 'close', stack.named(volume, 'data')]);
  asRoot(['host/deliver', 'remove', stack.named()]);
}

beforeAll(async () => {
  await stack.prepare({encryption: 'required', redis: {fsync: 'always'}});
  const others = docker('ps', '--format', '{{.Names}}').split('\n').filter(Boolean);
  if (others.length > 0) throw new Error(`reboot: stops the engine, and others use it: ${others.join(', ')}`);
  await stack.must('up');
}, preparationMs);
afterAll(() => stack.clean());

test('after a power cut one command starts the engine, opens the vaults, and the data are there', async () => {
  await sql(await stack.connection('postgres'), `CREATE TABLE kept AS SELECT '${marker}'::text AS word`);
  await redis(await stack.connection('redis'), ['SET', 'kept', marker]);
  await stack.forgetStart();
  await cutPower();
  expect(() => docker('version')).toThrow();

  const start = performance.now();
  const {KAILASH_CACHE} = process.env;
  const env = stack.environment(KAILASH_CACHE ? {KAILASH_CACHE} : {});
  const options = {env, extendEnv: false, reject: false, all: true, stdin: 'ignore', timeout: 480_000} as const;
  const {exitCode, all} = await execa(join(root, 'platform'), ['up', '--stack', stack.stack], options);
  console.log(`power to green gate: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  expect(exitCode, all).toBe(0);
  expect(all).toMatch(/^engine: Docker .* done in /m);
  expect(await sql(await stack.connection('postgres'), 'SELECT word FROM kept')).toEqual([{word: marker}]);
  expect(await redis(await stack.connection('redis'), ['GET', 'kept'])).toBe(marker);
});
