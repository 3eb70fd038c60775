import {existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {local} from '@pulumi/command';
import {output, secret} from '@pulumi/pulumi';
import type {Deployment, UpResult} from '@pulumi/pulumi/automation';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {stateFile, type TemporaryStack, temporaryStack} from '../temporary-stack';

const {Command} = local;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'kailash-command-')));
const journal = join(folder, 'journal');
const note = (word: string) => `echo ${word} >> ${journal}`;
/** What ran since the last call, in order. */
const ran = (): string[] => {
  const words = existsSync(journal) ? readFileSync(journal, 'utf8').trim().split('\n') : [];
  rmSync(journal, {force: true});
  return words;
};

let round = 1;
/** Every resource is in round 1; round 2 changes one input of most; round 3 is round 2 less what is only deleted. */
const program = async () => {
  const environment = {ROUND: `${round}`};
  const plain = new Command('plain', {create: 'echo out; echo err >&2; echo "$0"; cat'});
  const stdin = new Command('stdin', {create: 'cat', stdin: 'given\ntwice'});
  const interpreter = new Command('interpreter', {interpreter: ['node', '-p'], create: '6 * 7'});
  const greeting = new Command('environment', {create: 'echo "$GREETING"', environment: {GREETING: 'hello'}});
  const dir = new Command('dir', {create: 'pwd', dir: join(folder, 'tree')});
  const rules = ['assets/**', 'src/**.js', '!**secret.*'];
  const assets = new Command('assets', {
    create: 'true',
    dir: join(folder, 'tree'),
    assetPaths: rules,
    archivePaths: rules,
  });
  const none = new Command('none', {delete: note('none-deleted')});
  const updated = new Command('updated', {
    create: `${note('updated-create')}; echo first; echo warning >&2`,
    update: `${note('updated-update')}; echo "$PULUMI_COMMAND_STDOUT/$PULUMI_COMMAND_STDERR"`,
    environment,
  });
  const again = new Command('again', {create: `${note('again-create')}; echo "$ROUND"`, environment});
  const blind = new Command('blind', {
    create: 'echo "<$PULUMI_COMMAND_STDOUT>"',
    addPreviousOutputInEnv: false,
    environment,
  });
  const triggered = new Command('triggered', {
    create: `${note('triggered-create-$ROUND')}; echo "$ROUND"`,
    update: note('triggered-update'),
    delete: note('triggered-delete-$ROUND-$PULUMI_COMMAND_STDOUT'),
    environment,
    triggers: [round, {nested: 'any type'}],
  });
  if (round < 3) {
    new Command('deleted', {
      create: 'echo made; echo noise >&2',
      update: 'true; echo remade',
      delete: note('deleted-$ROUND-$PULUMI_COMMAND_STDOUT-$PULUMI_COMMAND_STDERR'),
      environment,
    });
  }
  const hidden = new Command(
    'hidden',
    {create: 'cat; echo "$KEY"', stdin: secret('stdin-secret'), environment: {KEY: secret('environment-secret')}},
    {additionalSecretOutputs: ['stdout']},
  );
  const open = new Command('open', {create: 'wc -c', stdin: secret('12345678')});
  const run = local.runOutput({
    command: `${note('run')}; echo "$GREETING"; cat`,
    stdin: 'in',
    environment: {GREETING: 'hi'},
  });
  return {
    plain: [plain.stdout, plain.stderr],
    stdin: stdin.stdout,
    interpreter: interpreter.stdout,
    environment: greeting.stdout,
    dir: dir.stdout,
    assets: assets.assets.apply((found) => Object.keys(found ?? {}).sort()),
    archive: assets.archive.apply(async (found) => Object.keys((await output(found).apply((a) => a)) ?? {}).length > 0),
    none: [none.stdout, none.stderr],
    updated: [updated.stdout, updated.id],
    again: [again.stdout, again.id],
    blind: blind.stdout,
    triggered: [triggered.stdout, triggered.id],
    hidden: hidden.stdout,
    open: open.stdout,
    run: run.stdout,
  };
};

describe('the command plugin does what the documentation of @pulumi/command says', () => {
  let temporary: TemporaryStack;
  const at: Record<string, {up?: UpResult; ran: string[]; state?: Deployment}> = {};
  const value = (step: string, name: string) => at[step]?.up?.outputs[name]?.value;

  beforeAll(async () => {
    for (const file of ['assets/logos/logo.svg', 'src/index.js', 'src/secret.js']) {
      mkdirSync(join(folder, 'tree', file, '..'), {recursive: true});
      writeFileSync(join(folder, 'tree', file), file);
    }
    temporary = await temporaryStack(program);
    const up = async (step: string) => {
      const result = await temporary.stack.up({color: 'never'});
      at[step] = {up: result, ran: ran()};
    };
    await temporary.stack.preview({color: 'never'});
    at.preview = {ran: ran()};
    await up('created');
    await up('unchanged');
    round = 2;
    await up('changed');
    round = 3;
    await up('removed');
    await temporary.stack.refresh({color: 'never', expectNoChanges: true});
    await temporary.stack.preview({color: 'never', expectNoChanges: true});
    at.refreshed = {ran: ran()};
  });
  afterAll(async () => {
    await temporary?.dispose();
    rmSync(folder, {recursive: true, force: true});
  });

  test('runs no create in a preview, but does run "run"', () => {
    expect(at.preview?.ran).toEqual(['run']);
  });

  test('captures standard output and standard error without the last line end, with /bin/sh -c and an empty input', () => {
    expect(value('created', 'plain')).toEqual(['out\n/bin/sh', 'err']);
  });

  test('passes stdin to the process as standard input', () => {
    expect(value('created', 'stdin')).toBe('given\ntwice');
  });

  test('runs the command with the interpreter that is given', () => {
    expect(value('created', 'interpreter')).toBe('42');
  });

  test('adds environment to the variables of the process', () => {
    expect(value('created', 'environment')).toBe('hello');
  });

  test('runs in the directory that is given', () => {
    expect(value('created', 'dir')).toBe(join(folder, 'tree'));
  });

  test('returns the files that the rules name, relative to the directory, and leaves out what a later rule excludes', () => {
    expect(value('created', 'assets')).toEqual(['assets/logos/logo.svg', 'src/index.js']);
    expect(value('created', 'archive')).toBe(true);
  });

  test('creates a resource without create, and has no output for it', () => {
    expect(value('created', 'none')).toEqual(['', '']);
  });

  test('runs create once on creation and nothing when the inputs are unchanged', () => {
    expect(at.created?.ran.sort()).toEqual(['again-create', 'run', 'triggered-create-1', 'updated-create']);
    expect(at.unchanged?.ran).toEqual(['run']);
  });

  test('runs "run" on every execution of the program', () => {
    expect(value('created', 'run')).toBe('hi\nin');
    expect(at.refreshed?.ran).toContain('run');
  });

  test('runs update when an input changes, and keeps the resource', () => {
    expect(at.changed?.ran).toContain('updated-update');
    expect(at.changed?.ran).not.toContain('updated-create');
    expect(value('changed', 'updated')[1]).toBe(value('created', 'updated')[1]);
  });

  test('gives update the previous outputs in PULUMI_COMMAND_STDOUT and PULUMI_COMMAND_STDERR', () => {
    expect(value('changed', 'updated')[0]).toBe('first/warning');
  });

  test('gives no previous outputs when addPreviousOutputInEnv is false', () => {
    expect(value('changed', 'blind')).toBe('<>');
  });

  test('runs create again when an input changes and there is no update, and keeps the resource', () => {
    expect(at.changed?.ran).toContain('again-create');
    expect(value('changed', 'again')).toEqual(['2', value('created', 'again')[1]]);
  });

  // The documentation promises an update where update is given; the official plugin replaces all the same
  // (https://github.com/pulumi/pulumi-command/issues/855), and its SDK asks the engine for it.
  test('replaces the resource when a trigger changes, and deletes the old one with the old inputs and outputs', () => {
    const words = at.changed?.ran.filter((word) => word.startsWith('triggered'));
    expect(words).toEqual(['triggered-create-2', 'triggered-delete-1-1']);
    expect(value('changed', 'triggered')[1]).not.toBe(value('created', 'triggered')[1]);
  });

  test('runs delete when the resource goes, with its last inputs and the outputs of its last run', () => {
    expect(at.removed?.ran).toContain('deleted-2-remade-');
  });

  test('changes nothing in a refresh, also where there are assets and archives', () => {
    expect(at.refreshed?.ran.every((word) => word === 'run')).toBe(true);
  });

  test('keeps secret inputs encrypted in the state, and outputs where they are said to be secret', () => {
    expect(at.created?.up?.outputs.hidden).toEqual({value: 'stdin-secretenvironment-secret', secret: true});
    expect(stateFile(temporary).includes('stdin-secret')).toBe(false);
    expect(stateFile(temporary).includes('environment-secret')).toBe(false);
  });

  test('takes an output for public although an input is secret', () => {
    expect(at.created?.up?.outputs.open).toEqual({value: '8', secret: false});
  });
});
