import {mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {UserError} from '../../../components/core/errors';
import {openStack, passphraseFile, translated} from '../../../operations/session';

describe("Pulumi's errors in our words", () => {
  test.each([
    ['error: no stack named "x" found', 'stack: there is none, got "x"; run ./platform up --stack x'],
    [
      "error: invalid YAML file: yaml: line 3: could not find expected ':'",
      'Pulumi.x.yaml: not YAML, got "line 3: could not find expected \':\'"; mend that line',
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
