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

/** 127.0.0.1 and the addresses that stand for all, as proc_net(5) writes them. */
const loopback = /^(0100007F|0{8}|0{32}|0{16}FFFF00000100007F):/;

/** The inode of the socket that listens on a port of 127.0.0.1, from proc_net(5). */
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
      if (fields[1]?.endsWith(`:${hex}`) && loopback.test(fields[1]) && fields[3] === '0A') return fields[9];
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

/** The container that `docker ps` (`{{.Names}}\t{{.Ports}}` by line) lists with a port of 127.0.0.1. Pure. */
export function publisherOf(port: number, listed: string): string | undefined {
  const holds = (part: string): boolean => {
    const [, address, from, to = from] = /^(\S+):(\d+)(?:-(\d+))?->\S+\/tcp$/.exec(part) ?? [];
    return ['127.0.0.1', '0.0.0.0'].includes(address ?? '') && Number(from) <= port && port <= Number(to);
  };
  const lines = listed.split('\n').map((line) => line.split('\t'));
  return lines.find(([, ports = '']) => ports.split(', ').some(holds))?.[0];
}

/** Another port to use instead. */
export const otherPort = (port: number): number => (port + 10_000 > 65_535 ? port - 10_000 : port + 10_000);

/** The ports that a gateway publishes; one that the engine restarts again and again holds them now and then. */
async function publishedBy(gateway: string): Promise<number[]> {
  const each = '{{range .HostConfig.PortBindings}}{{range .}}{{.HostPort}} {{end}}{{end}}';
  return (await docker('container', 'inspect', '--format', each, gateway)).split(' ').map(Number);
}

async function takenPorts(settings: Settings, gateway: string | undefined): Promise<string[]> {
  const own = gateway === undefined ? [] : await publishedBy(gateway);
  const listed = await docker('ps', '--format', '{{.Names}}\t{{.Ports}}');
  const wanted = Object.values(settings.services).filter(({port}) => !own.includes(port));
  const problems = await Promise.all(
    wanted.map(async ({definition: {name}, port}) => {
      const container = publisherOf(port, listed);
      if (container === undefined && !(await listens(port))) return [];
      const who = container === undefined ? holderOf(port) : `the container ${container}`;
      return [
        `${name}.port: ${port} is in use, by ${who}; stop that, or give ${name} another port: ${name}: {port: ${otherPort(port)}}`,
      ];
    }),
  );
  return problems.flat();
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
