import {existsSync} from 'node:fs';
import {execa} from 'execa';
import {messageOf, UserError} from '../components/core/errors';
import {physicalName, type StackName} from '../components/core/names';
import {filesFolder} from '../components/targets/docker/delivery';
import {generationOf} from '../components/targets/docker/passwords';
import {asRoot} from '../components/targets/docker/shell';
import {docker} from './containers';
import {types} from './deployment';
import {openStack, root, type Session} from './session';

/** A vault of a stack, with its key. */
export interface Vault {
  /** Also the name of the Docker volume inside. */
  readonly name: string;
  readonly key: string;
  /** The one before, which a change of keys that was cut off may have left in force. */
  readonly previous?: string;
}

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly parent?: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** A secret as `pulumi stack export --show-secrets` writes it. */
const plain = (value: unknown): unknown => {
  const text = (value as {plaintext?: string} | undefined)?.plaintext;
  return text === undefined ? value : JSON.parse(text);
};

/** The vaults that an exported state knows. */
export function vaultsIn(deployment: unknown): Vault[] {
  const resources = (deployment as {resources?: readonly Resource[]}).resources ?? [];
  const keysOf = (vault: Resource): unknown[] =>
    resources
      .filter(({parent, type}) => parent === vault.urn && type === types.password)
      .sort((a, b) => generationOf(b.urn).generation - generationOf(a.urn).generation)
      .map(({outputs}) => plain(outputs?.result));
  return resources
    .filter(({type}) => type === 'kailash:docker:EncryptedVolume')
    .map((vault) => {
      const [key, previous] = keysOf(vault);
      return {name: vault.outputs?.vault, key, ...(previous === undefined ? {} : {previous})};
    })
    .filter((vault): vault is Vault => typeof vault.name === 'string' && typeof vault.key === 'string');
}

/** Runs `host/vault` as root, the key on its standard input. @throws UserError with its own words */
export async function vault(words: readonly string[], key = ''): Promise<string> {
  const script = asRoot('vault', words);
  const {exitCode, stdout, stderr} = await execa('sh', ['-c', script], {cwd: root, input: key, reject: false});
  if (exitCode !== 0) throw new UserError(stderr.trim() || `vault: ended with status ${exitCode}; run it by hand`);
  return stdout.trim();
}

/** What `host/vault` says of a key that is not the vault's. */
const wrongKey = /^.*vault: \S+: (the key does not fit|neither key fits|is open, but with another key)/m;

/** What to do where `host/vault` said that a key is not the vault's. Pure. */
export const keyAdvice = (said: string, stack: string): string[] =>
  wrongKey.test(said)
    ? [
        `a vault opens only with the key in its stack's state: where that was lost or an older one restored, bring back the newest copy, then run ./platform adopt --stack ${stack}; with no copy, copy out what is in vaults that are open (docs/operating.md), and let ./platform down --delete-data --stack ${stack} delete what nobody can read any more`,
      ]
    : [];

/** Opens a vault with its key, or with the one before where that is still in force. */
async function open({name, key, previous}: Vault, stack: string): Promise<string> {
  try {
    return await vault(['open', name], key);
  } catch (error) {
    const said = messageOf(error);
    if (!wrongKey.test(said)) throw error;
    if (previous !== undefined) return await open({name, key: previous}, stack);
    throw new UserError([said, ...keyAdvice(said, stack)].join('\n'), {cause: error});
  }
}

/** Whether a key opens a vault that is open. */
export const fits = (name: string, key: string): Promise<boolean> =>
  vault(['open', name], key).then(
    () => true,
    (error: unknown) => {
      if (wrongKey.test(messageOf(error))) return false;
      throw error;
    },
  );

export const containersUsing = async (volume: string, ...filters: readonly string[]): Promise<string[]> =>
  (await docker('ps', '--all', '--filter', `volume=${volume}`, ...filters, '--format', '{{.Names}}'))
    .split('\n')
    .filter(Boolean);

/** Whether the files that a container reads, which lie in memory, are still there. */
function hasFiles(name: StackName, container: string): boolean {
  const stack = physicalName(name);
  return existsSync(filesFolder(stack, container.slice(stack.length + 1)));
}

/** One that the engine restarts again and again would start between the two steps below. */
const going = ['--filter', 'status=running', '--filter', 'status=restarting'];

/** Stops the containers that use vaults, then closes the vaults. */
export async function lockVaults(vaults: readonly Vault[], say: (line: string) => void): Promise<void> {
  for (const {name} of vaults) {
    for (const container of await containersUsing(name, ...going)) {
      await docker('stop', '--time', '60', container);
      say(`${container}: stopped`);
    }
  }
  for (const {name} of vaults) say(await vault(['close', name]));
}

/** Opens the vaults, then starts the containers that use them. */
export async function unlockVaults(
  stack: StackName,
  vaults: readonly Vault[],
  say: (line: string) => void,
): Promise<void> {
  for (const one of vaults) say(await open(one, stack.stack));
  for (const {name} of vaults) {
    for (const container of await containersUsing(name, '--filter', 'status=exited')) {
      if (!hasFiles(stack, container)) {
        // The engine would make empty folders in place of the files.
        say(`${container}: its files were in memory and are gone; run ./platform up --stack ${stack.stack}`);
        continue;
      }
      await docker('start', container);
      say(`${container}: started`);
    }
  }
}

async function vaultsOf(stack: string): Promise<{name: StackName; vaults: Vault[]}> {
  const session = await openStack(stack);
  const {deployment} = await session.stack.exportStack();
  const vaults = vaultsIn(deployment);
  if (vaults.length === 0) console.log(`stack ${stack}: has no vaults`);
  return {name: session.name, vaults};
}

/** Where `host/vault` keeps what it encrypts. */
export const vaultsFolder = '/var/lib/kailash-platform/vaults';

/** Deletes the vaults of volumes that are gone, with their data. */
export async function deleteVaults(volumes: readonly string[]): Promise<void> {
  if (!existsSync(vaultsFolder)) return;
  const known = JSON.parse(await vault(['status'])) as readonly {readonly name: string; readonly state: string}[];
  for (const {name, state} of known.filter((one) => volumes.includes(one.name))) {
    // An update that failed leaves vaults open that the state does not know.
    if (state === 'open') await vault(['close', name]);
    await vault(['delete', name]);
  }
}

/** Installs what the strongest method of this machine needs, where no method works yet. */
export async function ensureMethod(): Promise<string[]> {
  const {chosen, possible} = JSON.parse(await vault(['probe'])) as {readonly chosen: string; readonly possible: string};
  if (chosen !== '') return [];
  if (possible === '')
    throw new UserError(
      'encryption: no method works on this machine (host/vault probe says why); use a kernel with dm-crypt, fscrypt or FUSE, or write encryption: off and encryptionReason: why the data may lie in the clear',
    );
  await vault(['install', possible]);
  return [`vaults: ${possible} installed`];
}

/** Opens the vaults that are closed, so that what lies in them can start. */
export async function openClosed({name: {stack: own}, stack}: Session): Promise<string[]> {
  const vaults = vaultsIn((await stack.exportStack()).deployment);
  if (vaults.length === 0) return [];
  const all = JSON.parse(await vault(['status'])) as readonly {readonly name: string; readonly state: string}[];
  const closed = vaults.filter(({name}) => all.some((one) => one.name === name && one.state === 'closed'));
  for (const one of closed) await open(one, own);
  return closed.map(({name}) => `vault ${name}: was closed, opened`);
}

/** `./platform lock` */
export async function lock({stack}: {stack: string}): Promise<number> {
  const {vaults} = await vaultsOf(stack);
  await lockVaults(vaults, console.log);
  return 0;
}

/** `./platform unlock` */
export async function unlock({stack}: {stack: string}): Promise<number> {
  const {name, vaults} = await vaultsOf(stack);
  await unlockVaults(name, vaults, console.log);
  return 0;
}
