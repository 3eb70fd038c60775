import {spawn, spawnSync} from 'node:child_process';
import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {labelPrefix} from '../../components/core/names';
import {placesOf, SecretPlaces} from './secret-places';
import {docker, LiveStack, preparationMs} from './stack';

const stack = new LiveStack('secrecy');
const places = new SecretPlaces(stack);
const {watch, said} = places;
let secrets: Readonly<Record<string, string>>;

beforeAll(async () => {
  await stack.prepare();
  watch.start();
  said.push((await stack.must('up')).all);
  // Again with everything to do for the commands that set services up, and with what Pulumi writes at most.
  docker('rm', '--force', stack.named('redis'));
  said.push((await stack.must('up')).all);
  for (const words of [['status'], ['connections'], ['up', '--preview']]) said.push((await stack.must(...words)).all);
  watch.stop();
  const {passwords, keyLines} = await stack.secrets();
  const passphrase = readFileSync(join(stack.home, 'passphrase'), 'utf8').trim();
  // The only place where the passphrase may be; nothing else is looked for in it.
  rmSync(join(stack.home, 'passphrase'));
  secrets = {
    ...passwords,
    ...Object.fromEntries(keyLines.map((line, index) => [`key line ${index}`, line])),
    passphrase,
  };
}, preparationMs);

afterAll(() => {
  watch.stop();
  stack.clean();
});

describe('a secret of a stack', () => {
  test('is one of many', () => {
    expect(Object.keys(secrets)).toEqual(
      expect.arrayContaining([
        'postgres-postgres',
        'postgres-app',
        'redis-admin',
        'redis-app',
        'key line 5',
        'passphrase',
      ]),
    );
    for (const [name, secret] of Object.entries(secrets)) expect(secret.length, name).toBeGreaterThanOrEqual(24);
  });

  test('is nowhere but in its files: not in the engine, process lists, environments, logs, output, or the state', () => {
    for (const [name, texts] of places.all()) expect(texts, name).not.toEqual([]);
    expect(places.found(secrets)).toEqual([]);
  });

  test('is in its file, readable by its container only', () => {
    const file = join(stack.filesFolder, 'postgres/secrets/postgres');
    expect(readFileSync(file, 'utf8') === secrets['postgres-postgres']).toBe(true);
    const {stdout} = spawnSync('stat', ['--format', '%a %u %g', file, join(stack.filesFolder, 'postgres')], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('400 999 999\n550 0 999\n');
    const type = spawnSync('stat', ['--file-system', '--format', '%T', file], {encoding: 'utf8'});
    expect(type.stdout).toBe('tmpfs\n');
  });
});

test('the search finds what is planted in each of these places', async () => {
  const planted = 'PlantedByTheTest0123456789abcdef';
  const name = stack.named('planted');
  const image = docker('inspect', '--format', '{{.Image}}', stack.named('postgres'));
  const label = ['--label', `${labelPrefix}.stack=${stack.stack}`];
  docker(
    'run',
    '--detach',
    '--init',
    '--name',
    name,
    ...label,
    '--env',
    `PLANTED=${planted}`,
    '--entrypoint',
    'sh',
    image,
    '-c',
    'env; exec sleep 600',
  );
  docker('volume', 'create', ...label, '--label', `planted=${planted}`, name);
  docker('network', 'create', ...label, '--label', `planted=${planted}`, name);
  writeFileSync(join(stack.home, 'tmp', 'planted'), Buffer.from(planted).toString('base64'));
  said.push(`somebody said ${planted}`);
  watch.start();
  const child = spawn('sh', ['-c', 'sleep 600; :', planted], {
    env: {...process.env, PLANTED: planted},
    stdio: 'ignore',
    detached: true,
  });
  try {
    await expect
      .poll(() => [...watch.seen.values()].every((texts) => [...texts].some((text) => text.includes(planted))), {
        timeout: 60_000,
      })
      .toBe(true);
    await expect.poll(() => docker('logs', name).includes(planted), {timeout: 60_000}).toBe(true);
    const elsewhere = ['image', 'settings'];
    expect(placesOf(planted, places.all())).toEqual(
      places
        .all()
        .map(([place]) => place)
        .filter((place) => !elsewhere.includes(place)),
    );
  } finally {
    watch.stop();
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }
});
