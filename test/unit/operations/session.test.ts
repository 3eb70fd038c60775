import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {CommandError} from '@pulumi/pulumi/automation';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {UserError} from '../../../components/core/errors';
import {
  openStack,
  passphraseFile,
  pulumiEnvironment,
  root,
  saidByPulumi,
  translated,
} from '../../../operations/session';

describe("Pulumi's errors in our words", () => {
  test.each([
    ['error: no stack named "x" found', 'stack: there is none, got "x"; run ./platform up --stack x'],
    [
      "error: invalid YAML file: yaml: line 3: could not find expected ':'",
      'Pulumi.x.yaml: not YAML, got "line 3: could not find expected \':\'"; mend that line',
    ],
    [
      'error: invalid YAML file: could not unmarshal map: yaml: unmarshal errors:\n  line 2: cannot unmarshal !!seq',
      'Pulumi.x.yaml: not YAML, got "line 2: cannot unmarshal !!seq"; mend that line',
    ],
    [
      'error: yaml: unmarshal errors:\n  line 3: mapping key "kailash:size" already defined at line 2',
      'Pulumi.x.yaml: not YAML, got "line 3: mapping key \\"kailash:size\\" already defined at line 2"; mend that line',
    ],
    [
      "error: expected project to be an object, was 'string'",
      'Pulumi.x.yaml: not settings, got a string; write config: and below it the settings',
    ],
    [
      'error: constructing secrets manager: unable to read PULUMI_CONFIG_PASSPHRASE_FILE: open /nope: no such file or directory',
      'passphrase: can\'t be read, got "open /nope: no such file or directory"; bring that file back, or name another in PULUMI_CONFIG_PASSPHRASE_FILE',
    ],
    [
      'error: failed to load checkpoint: place 1: unexpected end of JSON input',
      'stack x: its state can\'t be read, got "place 1: unexpected end of JSON input"; bring back a copy: the state before lies beside it, as .pulumi/stacks/kailash/x.json.bak in the folder of states',
    ],
    [
      'error: get stack secrets manager: incorrect passphrase',
      'passphrase: does not open this stack; give the one that it was made with in PULUMI_CONFIG_PASSPHRASE_FILE (a file, mode 0600)',
    ],
    [
      'error: the stack is currently locked by 1 lock(s).',
      'stack x: locked by another run; wait for it, or if none is running: ./platform unlock-state --stack x',
    ],
  ])('%s', (said, message) => {
    const cause = new Error(said);
    const error = translated(cause, 'x');
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({message, cause});
  });

  test('stay as they are where we know nothing better', () => {
    const error = new Error('something else');
    expect(translated(error, 'x')).toBe(error);
  });
});

describe("a command of Pulumi's that fails in a way that nobody foresaw", () => {
  const failed = (stderr: string) =>
    new CommandError({toString: () => `code: -2\n stdout: {"key": "secret"}\n stderr: ${stderr}\n err?: x`} as never);

  test('is told in its own words, each once, without what it printed', () => {
    const stderr = 'Command failed: pulumi stack\nerror: unknown backend\nerror: unknown backend\nerror: no access';
    expect(saidByPulumi(failed(stderr))).toBe('pulumi: unknown backend\nno access');
    expect(saidByPulumi(failed('error: unknown backend'))).toBe('pulumi: unknown backend');
  });

  test('names the setting of where states are, if there is one', () => {
    vi.stubEnv('PULUMI_BACKEND_URL', 'nonsense');
    expect(saidByPulumi(failed('error: unknown backend'))).toBe(
      'pulumi: unknown backend\nPULUMI_BACKEND_URL says where states are: correct it, or unset it',
    );
    vi.unstubAllEnvs();
  });

  test('is a fault of the program where it says nothing', () => {
    expect(saidByPulumi(failed(''))).toBeUndefined();
    expect(saidByPulumi(new Error('error: not of Pulumi'))).toBeUndefined();
  });
});

test('a folder that cannot be used is told without a stack trace', () => {
  const words = ['-r', join(root, 'host/door/register.cjs'), join(root, 'operations/main.ts'), 'connections'];
  const {PULUMI_BACKEND_URL: _, ...environment} = process.env;
  const env = {...environment, KAILASH_HOME: '/dev/null/home', PULUMI_HOME: '/dev/null', PULUMI_CONFIG_PASSPHRASE: 'x'};
  const {status, stderr} = spawnSync(process.execPath, words, {env, encoding: 'utf8'});
  expect([status, stderr]).toEqual([
    1,
    "files: ENOTDIR: not a directory, mkdir '/dev/null/home/state'; see that it is there and that this user may use it\n",
  ]);
});

test.each([
  [{}, undefined, undefined],
  [{https_proxy: 'http://proxy:3128'}, 'localhost,127.0.0.1,::1', 'localhost,127.0.0.1,::1'],
  [
    {HTTP_PROXY: 'http://proxy:3128', no_proxy: '.company,127.0.0.1'},
    '.company,127.0.0.1,localhost,::1',
    '.company,127.0.0.1,localhost,::1',
  ],
  [{http_proxy: 'x', no_proxy: 'a', NO_PROXY: 'b'}, 'a,localhost,127.0.0.1,::1', 'b,localhost,127.0.0.1,::1'],
])("a proxy is not asked for this machine's own addresses: %j", (proxies, lower, upper) => {
  for (const name of Object.keys(process.env)) if (/_proxy$/i.test(name)) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(proxies)) vi.stubEnv(name, value);
  vi.stubEnv('PULUMI_BACKEND_URL', 'file:///nowhere');
  vi.stubEnv('PULUMI_CONFIG_PASSPHRASE', 'x');
  const {no_proxy, NO_PROXY} = pulumiEnvironment();
  expect([no_proxy, NO_PROXY]).toEqual([lower, upper]);
  vi.unstubAllEnvs();
});

describe('the passphrase', () => {
  let folder: string;
  const before = process.env.KAILASH_HOME;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kailash-passphrase-'));
    process.env.KAILASH_HOME = join(folder, 'home');
  });

  afterEach(() => {
    if (before === undefined) delete process.env.KAILASH_HOME;
    else process.env.KAILASH_HOME = before;
    rmSync(folder, {recursive: true, force: true});
  });

  test('is made once, for its owner only, and is not told', () => {
    const said: string[] = [];
    const file = passphraseFile((line) => said.push(line));
    const text = readFileSync(file, 'utf8');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'home')).mode & 0o777).toBe(0o700);
    expect(text).toMatch(/^[\w-]{32}\n$/);
    expect(passphraseFile((line) => said.push(line))).toBe(file);
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(said).toEqual([
      `passphrase: made ${file}; without it nobody can read the stack's passwords, so keep a copy in a safe place`,
    ]);
  });
});

test('a stack has a name that everything can have', async () => {
  await expect(openStack('Big Stack')).rejects.toThrow(
    'stack: not a name, got "Big Stack"; write lower-case letters, digits and hyphens',
  );
});
