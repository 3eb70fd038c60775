import {existsSync, readdirSync, readFileSync, readlinkSync, statfsSync, statSync} from 'node:fs';
import {createServer} from 'node:net';
import {basename, dirname} from 'node:path';
import {UserError} from '../components/core/errors';
import {labelPrefix, physicalName, type StackName} from '../components/core/names';
import type {Settings} from '../components/core/settings';
import {containersIn} from '../components/services/parts';
import {migrateAdvice} from '../components/targets/docker/encrypted-volume';
import {docker} from './containers';
import {plainVolumesOf} from './plain-volumes';
import {vaultsFolder} from './vaults';

/** MiB that a disk must have free: a first start writes about half of it. */
const freeMiB = 2048;

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRINUSE'));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)));
  });

/** The inode of the socket that listens on a port, from proc_net(5). */
function listeningInode(port: number): string | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      continue;
    }
    for (const line of text.split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      if (fields[1]?.endsWith(`:${hex}`) && fields[3] === '0A') return fields[9];
    }
  }
  return undefined;
}

/** The process that listens on a port, as far as this user may see it. */
export function holderOf(port: number): string {
  const inode = listeningInode(port);
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const descriptors = readdirSync(`/proc/${pid}/fd`);
      if (descriptors.some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`))
        return `${basename(readlinkSync(`/proc/${pid}/exe`))} (process ${pid})`;
    } catch {
      // Gone meanwhile, or another user's.
    }
  }
  return 'a process that this user may not see';
}

/** The ports that a gateway publishes; one that the engine restarts again and again holds them now and then. */
async function publishedBy(gateway: string): Promise<number[]> {
  const each = '{{range .HostConfig.PortBindings}}{{range .}}{{.HostPort}} {{end}}{{end}}';
  return (await docker('container', 'inspect', '--format', each, gateway)).split(' ').map(Number);
}

async function takenPorts(settings: Settings, gateway: string | undefined): Promise<string[]> {
  const own = gateway === undefined ? [] : await publishedBy(gateway);
  const problems = await Promise.all(
    Object.values(settings.services).map(async ({definition: {name}, port}) =>
      !own.includes(port) && (await listens(port))
        ? `${name}.port: ${port} is in use, by ${holderOf(port)}; stop that, or give ${name} another port: ${name}: {port: ${port + 10_000}}`
        : undefined,
    ),
  );
  return problems.filter((problem) => problem !== undefined);
}

/** Names in the engine that are ours to use but carry somebody else's labels. */
async function foreignNames(stack: StackName, settings: Settings): Promise<string[]> {
  const services = containersIn(settings);
  const volumes = Object.values(settings.services).flatMap(({definition}) =>
    definition.volumes.map((volume) => physicalName(stack, definition.name, volume.name)),
  );
  const wanted = {
    container: services.map((s) => physicalName(stack, s)),
    network: services.map((s) => physicalName(stack, s)),
    volume: volumes,
  };
  const owner = `{{.Label "${labelPrefix}.project"}}/{{.Label "${labelPrefix}.stack"}}`;
  const problems = await Promise.all(
    Object.entries(wanted).map(async ([kind, names]) => {
      const list = kind === 'container' ? ['ps', '--all', '--format'] : [kind, 'ls', '--format'];
      const nameField = kind === 'container' ? '{{.Names}}' : '{{.Name}}';
      const lines = (await docker(...list, `${nameField}\t${owner}`)).split('\n').filter(Boolean);
      return lines
        .map((line) => line.split('\t'))
        .filter(([name = '', whose]) => names.includes(name) && whose !== `${stack.project}/${stack.stack}`)
        .map(
          ([name]) =>
            `${kind} ${name}: exists, and is not of this stack; remove it (docker ${kind === 'container' ? 'rm' : `${kind} rm`} ${name}) or use another --stack name`,
        );
    }),
  );
  return problems.flat();
}

/** Volumes that hold data in the clear where the stack wants vaults. */
async function plainVolumes(stack: StackName, settings: Settings): Promise<string[]> {
  if (settings.encryption !== 'required') return [];
  const plain = await plainVolumesOf(stack, Object.values(settings.services));
  return plain.map(
    ({vault}) =>
      `volume ${vault}: holds data outside of a vault, and encryption is required; ${migrateAdvice(stack.stack)}`,
  );
}

/** A folder that grows with the data, and what tells what fills its disk. */
interface Growing {
  readonly folder: string;
  readonly hint: string;
}

/** One line for each disk that has less than so many MiB free; folders on one disk count once, those not here not at all. */
export function littleSpace(growing: readonly Growing[], leastMiB: number): string[] {
  const seen = new Set<number>();
  return growing.flatMap(({folder, hint}) => {
    try {
      const {dev} = statSync(folder);
      const {bavail, bsize} = statfsSync(folder);
      const free = Math.floor((bavail * bsize) / 2 ** 20);
      if (seen.has(dev) || free >= leastMiB) return [];
      seen.add(dev);
      return [`disk: ${free} MiB free in ${folder}, less than ${leastMiB} MiB; make room (${hint})`];
    } catch {
      // A remote engine's disk can't be seen from here.
      return [];
    }
  });
}

async function fullDisks({encryption}: Settings): Promise<string[]> {
  const engine = (await docker('info', '--format', '{{.DockerRootDir}}')).trim();
  const vaults = existsSync(vaultsFolder) ? vaultsFolder : dirname(dirname(vaultsFolder));
  const growing = [
    {folder: engine, hint: 'docker system df shows what the engine holds'},
    ...(encryption === 'required' ? [{folder: vaults, hint: `sudo du -xh ${vaults} shows what vaults hold`}] : []),
  ];
  return littleSpace(growing, freeMiB);
}

/**
 * Looks for what would make an update fail halfway.
 * @param gateway the stack's own gateway, unless it is stopped
 * @throws UserError that names every obstacle
 */
export async function refuseObstacles(
  stack: StackName,
  settings: Settings,
  gateway: string | undefined,
): Promise<void> {
  const problems = (
    await Promise.all([
      takenPorts(settings, gateway),
      foreignNames(stack, settings),
      plainVolumes(stack, settings),
      fullDisks(settings),
    ])
  ).flat();
  if (problems.length > 0) throw new UserError(`up: in the way:\n${problems.map((p) => `  ${p}`).join('\n')}`);
}
