import {spawn, spawnSync} from 'node:child_process';
import {readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {labelPrefix} from '../../components/core/names';
import {ProcessWatch} from './process-watch';
import {docker, LiveStack, preparationMs} from './stack';

const stack = new LiveStack('secrecy');
const watch = new ProcessWatch();
const said: string[] = [];
let secrets: ReadonlyMap<string, string>;

const lines = (text: string): string[] => text.split('\n').filter(Boolean);

/** Every file below a folder, as Latin-1. */
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));

function logOf(container: string): string {
  const {stdout, stderr} = spawnSync('docker', ['logs', container], {encoding: 'utf8', maxBuffer: 2 ** 28});
  return stdout + stderr;
}

/** Every place where a secret could show, with all its texts. */
function places(): [string, readonly string[]][] {
  const filter = ['--filter', `label=${labelPrefix}.stack=${stack.stack}`];
  const containers = lines(docker('ps', '--all', '--format', '{{.Names}}', ...filter));
  const images = [...new Set(containers.map((name) => docker('inspect', '--format', '{{.Image}}', name)))];
  const of = (kind: 'network' | 'volume') => lines(docker(kind, 'ls', '--format', '{{.Name}}', ...filter));
  return [
    ['container', containers.map((name) => docker('inspect', name))],
    ['log', containers.map(logOf)],
    ['network', of('network').map((name) => docker('network', 'inspect', name))],
    ['volume', of('volume').map((name) => docker('volume', 'inspect', name))],
    ['image', images.map((id) => docker('image', 'inspect', id) + docker('history', '--no-trunc', id))],
    ['output', said],
    ['settings', [readFileSync(stack.settingsFile, 'utf8')]],
    ['state and other files', filesBelow(stack.home)],
    ...[...watch.seen].map(([kind, texts]): [string, string[]] => [kind, [...texts]]),
  ];
}

/** The names of the places that show a text, plain or in the usual disguises. */
function placesOf(text: string, all: readonly (readonly [string, readonly string[]])[]): string[] {
  const shapes = [text, Buffer.from(text).toString('base64'), Buffer.from(text).toString('hex')];
  return all
    .filter(([, texts]) => texts.some((one) => shapes.some((shape) => one.includes(shape))))
    .map(([name]) => name);
}

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
  secrets = new Map([
    ...Object.entries(passwords),
    ...keyLines.map((line, index): [string, string] => [`key line ${index}`, line]),
    ['passphrase', passphrase],
  ]);
}, preparationMs);

afterAll(() => {
  watch.stop();
  stack.clean();
});

describe('a secret of a stack', () => {
  test('is one of many', () => {
    expect([...secrets.keys()]).toEqual(
      expect.arrayContaining([
        'postgres-postgres',
        'postgres-app',
        'redis-admin',
        'redis-app',
        'key line 5',
        'passphrase',
      ]),
    );
    for (const [name, secret] of secrets) expect(secret.length, name).toBeGreaterThanOrEqual(24);
  });

  test('is nowhere but in its files: not in the engine, process lists, environments, logs, output, or the state', () => {
    const all = places();
    for (const [name, texts] of all) expect(texts, name).not.toEqual([]);
    const found = [...secrets].flatMap(([name, secret]) => placesOf(secret, all).map((place) => `${name}: ${place}`));
    expect(found).toEqual([]);
  });

  test('is in its file, readable by its container only', () => {
    const file = join(stack.filesFolder, 'postgres/secrets/postgres');
    expect(readFileSync(file, 'utf8') === secrets.get('postgres-postgres')).toBe(true);
    const {stdout} = spawnSync('stat', ['--format', '%a %u %g', file, join(stack.filesFolder, 'postgres')], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('400 999 999\n500 999 999\n');
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
    expect(placesOf(planted, places())).toEqual(
      places()
        .map(([place]) => place)
        .filter((place) => !elsewhere.includes(place)),
    );
  } finally {
    watch.stop();
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }
});
