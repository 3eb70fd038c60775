import {execFile} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {getCompileCacheDir} from 'node:module';
import {homedir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import type {Stack} from '@pulumi/pulumi/automation';
import {version} from '@pulumi/pulumi/package.json';
import {UserError} from '../components/core/errors';
import type {StackName} from '../components/core/names';

/** The checkout. */
export const root = dirname(__dirname);

/** The project's name, as in Pulumi.yaml. */
export const project = 'kailash';

/** Where states, passphrases and records of this user lie, outside of the checkout. */
export const home = (): string => process.env.KAILASH_HOME ?? join(homedir(), '.kailash-platform');

/** The stack that operations work on unless told otherwise. */
export const defaultStack = 'dev';

/** A stack that is open for operations. */
export interface Session {
  readonly name: StackName;
  readonly stack: Stack;
  /** There was no state of it before; never of a backend that is not a folder. */
  readonly isNew: boolean;
  /** What `pulumi config --json` says at the beginning, where that was asked for early. */
  readonly configuration?: Promise<string>;
}

/**
 * The folder of states, as Pulumi takes it. Without `metadata=skip`, Pulumi writes a file of attributes beside each state, in
 * place: cut off at that moment, the whole state is refused (gocloud.dev/blob/fileblob, `Options.Metadata`).
 */
export const statesIn = (home: string): string => `file://${join(home, 'state')}?metadata=skip`;

/** Pulumi's own backend is used where the user is logged in to one. */
function loggedIn(): boolean {
  if (process.env.PULUMI_BACKEND_URL) return true;
  const file = join(process.env.PULUMI_HOME ?? join(homedir(), '.pulumi'), 'credentials.json');
  try {
    return Boolean((JSON.parse(readFileSync(file, 'utf8')) as {current?: string}).current);
  } catch {
    return false;
  }
}

/** The file that holds the passphrase of a stack's secrets; made once, mode 0600, and said. */
export function passphraseFile(say: (line: string) => void): string {
  const file = join(home(), 'passphrase');
  if (existsSync(file)) return file;
  mkdirSync(home(), {recursive: true, mode: 0o700});
  writeFileSync(file, `${randomBytes(24).toString('base64url')}\n`, {mode: 0o600, flag: 'wx'});
  say(`passphrase: made ${file}; without it nobody can read the stack's passwords, so keep a copy in a safe place`);
  return file;
}

/** Where Node.js keeps compiled code, for the processes that Pulumi starts. */
function compileCache(): Record<string, string> {
  const folder = getCompileCacheDir();
  return folder ? {NODE_COMPILE_CACHE: dirname(folder)} : {};
}

/** Pulumi's parts talk over 127.0.0.1, for which gRPC would ask a company's proxy (grpc/grpc-node, doc/environment_variables.md). */
function withoutProxy(): Record<string, string> {
  if (!Object.keys(process.env).some((name) => /^(https?|grpc|all)_proxy$/i.test(name))) return {};
  const {no_proxy: lower, NO_PROXY: upper} = process.env;
  const completed = (given = '') =>
    [...new Set([...given.split(',').filter(Boolean), 'localhost', '127.0.0.1', '::1'])].join(',');
  return {no_proxy: completed(lower ?? upper), NO_PROXY: completed(upper ?? lower)};
}

/** The variables that a plain `pulumi` needs for our stacks: nothing of it is secret. */
export function pulumiEnvironment(say: (line: string) => void = () => {}): Record<string, string> {
  const env: Record<string, string> = {
    PULUMI_SKIP_UPDATE_CHECK: '1',
    PULUMI_NODEJS_TRANSPILE_ONLY: 'true',
    ...withoutProxy(),
    ...compileCache(),
  };
  if (!loggedIn()) {
    mkdirSync(join(home(), 'state'), {recursive: true, mode: 0o700});
    env.PULUMI_BACKEND_URL = statesIn(home());
  }
  if (process.env.PULUMI_CONFIG_PASSPHRASE === undefined && process.env.PULUMI_CONFIG_PASSPHRASE_FILE === undefined)
    env.PULUMI_CONFIG_PASSPHRASE_FILE = passphraseFile(say);
  return env;
}

/**
 * What makes Node.js start Pulumi's processes quickly: compiled code is kept, and parts of the SDK load late. As variables, since
 * Pulumi starts the policy pack without a word of ours (nodejs.org/api/cli.html, `NODE_OPTIONS`, `NODE_COMPILE_CACHE`).
 */
export function nodeEnvironment(): Record<string, string> {
  const late = JSON.stringify(join(root, 'host', 'door', 'lazily.cjs'));
  return {NODE_OPTIONS: [process.env.NODE_OPTIONS, '--require', late].filter(Boolean).join(' '), ...compileCache()};
}

/** Whether a folder of states has one of this stack; undefined where the backend is not a folder. */
function hasState(backend: string | undefined, stack: string): boolean | undefined {
  // `file://~` and relative folders are Pulumi's own spelling, which it alone resolves.
  if (!backend?.startsWith('file:///')) return undefined;
  const stacks = join(fileURLToPath(backend), '.pulumi', 'stacks', project);
  return ['json', 'json.gz'].some((ending) => existsSync(join(stacks, `${stack}.${ending}`)));
}

const stateFile = (stack: string): string => join('.pulumi', 'stacks', project, `${stack}.json`);

const stackFile = (stack: string): string => join(root, `Pulumi.${stack}.yaml`);

/** Nothing is made for a stack that is not there: with no passphrase, none was ever made. */
function refuseWithoutPassphrase(stack: string): void {
  if (process.env.PULUMI_CONFIG_PASSPHRASE !== undefined || process.env.PULUMI_CONFIG_PASSPHRASE_FILE !== undefined)
    return;
  const file = join(home(), 'passphrase');
  if (existsSync(file)) return;
  if (!loggedIn() && hasState(statesIn(home()), stack) === false) throw new UserError(noStack(stack));
  throw new UserError(
    `passphrase: ${file} is not there, so the stack's passwords can't be read; bring it back, or name another in PULUMI_CONFIG_PASSPHRASE_FILE`,
  );
}

const noStack = (stack: string): string =>
  `stack: there is none, got ${JSON.stringify(stack)}; run ./platform up --stack ${stack}`;

/** A stack whose every failure is told in our words. */
const plainSpoken = (stack: Stack): Stack =>
  new Proxy(stack, {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      if (typeof value !== 'function') return value;
      return (...words: unknown[]) => {
        const result: unknown = value.apply(receiver, words);
        if (!(result instanceof Promise)) return result;
        return result.catch((error: unknown) => {
          throw translated(error, target.name);
        });
      };
    },
  });

/** @throws UserError where a text is no stack's name: it becomes part of names and paths */
export function refuseStackName(stack: string): void {
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(stack))
    throw new UserError(
      `stack: not a name, got ${JSON.stringify(stack)}; write lower-case letters, digits and hyphens`,
    );
}

/** Asks for the configuration while the Automation API and the operation load, which takes as long. */
function configurationOf(stack: string, envVars: Record<string, string>): Promise<string> {
  const words = ['config', '--show-secrets', '--json', '--stack', stack, '--non-interactive'];
  const asked = promisify(execFile)('pulumi', words, {cwd: root, env: {...process.env, ...envVars}})
    .then(({stdout}) => stdout)
    .catch((error: unknown) => {
      throw translated(error, stack);
    });
  asked.catch(() => {});
  return asked;
}

interface OpenOptions {
  readonly create?: boolean;
  readonly say?: (line: string) => void;
  /** The operation begins with the stack's settings. */
  readonly configuration?: boolean;
}

/**
 * Opens a stack, and makes it where there is none yet.
 * @throws UserError where the stack does not exist and `create` is not asked for
 */
export async function openStack(
  stack: string,
  {create = false, say = () => {}, configuration = false}: OpenOptions = {},
): Promise<Session> {
  refuseStackName(stack);
  if (!create) refuseWithoutPassphrase(stack);
  if (create && !existsSync(stackFile(stack))) writeFileSync(stackFile(stack), `config:\n  ${project}:size: small\n`);
  // The program runs in this process, and talks to Pulumi.
  Object.assign(process.env, withoutProxy());
  const envVars: Record<string, string> = {...pulumiEnvironment(say), ...nodeEnvironment()};
  const found = hasState(envVars.PULUMI_BACKEND_URL ?? process.env.PULUMI_BACKEND_URL, stack);
  const early = configuration && found ? {configuration: configurationOf(stack, envVars)} : {};
  try {
    const {LocalWorkspace, PulumiCommand, Stack} = await import('@pulumi/pulumi/automation');
    // Its constructor is private, `get` asks the CLI for its version: a start more for what the door made sure of.
    const pulumiCommand = Reflect.construct(PulumiCommand, ['pulumi', version]);
    const workspace = await LocalWorkspace.create({workDir: root, envVars, pulumiCommand});
    // Pulumi would need a third of a second to say what is known; every call names the stack, none needs it selected.
    if (found) workspace.selectStack = async () => {};
    const opened = await (create ? Stack.createOrSelect(stack, workspace) : Stack.select(stack, workspace));
    return {name: {project, stack}, stack: plainSpoken(opened), isNew: found === false, ...early};
  } catch (error) {
    throw translated(error, stack);
  }
}

const known: readonly [RegExp, (stack: string, found: string) => string][] = [
  [
    /(?:invalid YAML file: |error: (?=yaml: ))(?:could not unmarshal map: )?(?:yaml: )?(?:unmarshal errors:\s*)?(.*)/,
    (stack, found) => `Pulumi.${stack}.yaml: not YAML, got ${JSON.stringify(found)}; mend that line`,
  ],
  [
    /expected project to be an object, was '(\w+)'/,
    (stack, found) => `Pulumi.${stack}.yaml: not settings, got a ${found}; write config: and below it the settings`,
  ],
  [
    /unable to read PULUMI_CONFIG_PASSPHRASE_FILE: (.*)/,
    (_, found) =>
      `passphrase: can't be read, got ${JSON.stringify(found)}; bring that file back, or name another in PULUMI_CONFIG_PASSPHRASE_FILE`,
  ],
  [
    /failed to load checkpoint: (?:unexpected )?EOF/,
    (stack) =>
      `stack ${stack}: its state can't be read, as Pulumi was killed while it wrote the file of attributes beside it; the state itself is whole: delete ${stateFile(stack)}.attrs in the folder of states`,
  ],
  [
    /failed to load checkpoint: (.*)/,
    (stack, found) =>
      `stack ${stack}: its state can't be read, got ${JSON.stringify(found)}; bring back a copy: the state before lies beside it, as ${stateFile(stack)}.bak in the folder of states`,
  ],
  [/no stack named/, noStack],
  [
    /incorrect passphrase/,
    () =>
      'passphrase: does not open this stack; give the one that it was made with in PULUMI_CONFIG_PASSPHRASE_FILE (a file, mode 0600)',
  ],
  [
    /the stack is currently locked|currently locked by/,
    (stack) =>
      `stack ${stack}: locked by another run; wait for it, or if none is running: ./platform unlock-state --stack ${stack}`,
  ],
];

/** What Pulumi says, in one clear message where we know it. */
export function translated(error: unknown, stack: string): unknown {
  const text = error instanceof Error ? error.message : String(error);
  for (const [pattern, message] of known) {
    const found = pattern.exec(text);
    if (found) return new UserError(message(stack, found[1] ?? ''), {cause: error});
  }
  return error;
}

/**
 * What Pulumi itself said was wrong, where a command of it failed; not what the command printed, as that may be secrets.
 * @returns undefined for any other error
 */
export function saidByPulumi(error: unknown): string | undefined {
  // Its class, `CommandError`, comes with the Automation API, which not every operation loads.
  if (!(error instanceof Error && ('commandResult' in error || error.message.startsWith('Command failed: pulumi '))))
    return undefined;
  const said = [...error.message.matchAll(/^ ?(?:stderr: )?error: (.*)/gm)].map(([, text]) => text);
  if (said.length === 0) return undefined;
  const where = process.env.PULUMI_BACKEND_URL
    ? '\nPULUMI_BACKEND_URL says where states are: correct it, or unset it'
    : '';
  return `pulumi: ${[...new Set(said)].join('\n')}${where}`;
}
