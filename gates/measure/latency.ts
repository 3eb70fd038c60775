import {type ChildProcessByStdio, spawn} from 'node:child_process';
import {userInfo} from 'node:os';
import {dirname, join} from 'node:path';
import {createInterface} from 'node:readline';
import type {Readable, Writable} from 'node:stream';
import type {Connection} from '../../components/core/connection';
import type {GateContext, GateService} from '../check';
import type {Request, Whom} from './asker';
import type {Container} from './containers';

/** Milliseconds of the same requests, in pairs. */
export interface Pairs {
  readonly inside: readonly number[];
  readonly outside: readonly number[];
}

/** A service's pairs over one kept connection, and over a new one each time. */
export interface Paired {
  readonly service: string;
  readonly kept: Pairs;
  readonly fresh: Pairs;
}

const root = dirname(dirname(__dirname));
const script = join(__dirname, 'asker.ts');
const words = ['-r', join(root, 'host/door/register.cjs'), script];
const patienceMs = 60_000;

/** What a process died of, in one line: an error of Node.js is followed by its stack. Pure. */
export function lastWords(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.findLast((line) => /^(\w*Error|docker): /.test(line)) ?? lines.findLast(Boolean) ?? 'it said nothing';
}

/** A process that asks, on the host or inside the network; told over standard input, so no secret is in its arguments. */
class Asker {
  private readonly waiting: {resolve: (line: string) => void; reject: (error: Error) => void}[] = [];
  private said = '';

  constructor(private readonly child: ChildProcessByStdio<Writable, Readable, Readable>) {
    createInterface({input: child.stdout}).on('line', (line) => this.waiting.shift()?.resolve(line));
    child.stderr.on('data', (data: Buffer) => {
      this.said = `${this.said}${data.toString()}`.slice(-5_000);
    });
    const fail = () => {
      for (const {reject} of this.waiting.splice(0)) reject(new Error(`asker ended: ${lastWords(this.said)}`));
    };
    child.on('error', fail);
    child.on('close', fail);
    child.stdin.on('error', () => undefined);
  }

  private line(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`asker did not answer within ${patienceMs / 1000} s`)),
        patienceMs,
      );
      this.waiting.push({
        resolve: (line) => {
          clearTimeout(late);
          if (line.startsWith('!')) reject(new Error(line.slice(1)));
          else resolve(line);
        },
        reject: (error) => {
          clearTimeout(late);
          reject(error);
        },
      });
      this.child.stdin.write(`${text}\n`);
    });
  }

  async begin(whom: Whom): Promise<void> {
    await this.line(JSON.stringify(whom));
  }

  async ask(request: Request): Promise<number> {
    return Number(await this.line(request));
  }

  end(): void {
    this.child.stdin.end();
  }
}

/** Where a container finds the CA. */
const caInside = '/run/ca.crt';

/** Arguments of `docker` that run an asker on a service's network, with this machine's own Node.js and the checkout. */
export function insideArguments(name: string, network: string, image: string, ca: string, host: string): string[] {
  const {uid, gid} = userInfo();
  const mounts = ['/usr', '/lib', '/lib64', root, process.execPath].map(
    (path) => `type=bind,source=${path},target=${path},readonly`,
  );
  return [
    ...['run', '--rm', '--interactive', '--name', name, '--network', network, '--user', `${uid}:${gid}`],
    ...['--add-host', host],
    // SWC unpacks native code into the home folder and runs it from there.
    ...['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges=true', '--tmpfs', '/tmp:exec'],
    ...['--memory', '512m', '--no-healthcheck', '--workdir', root, '--env', 'HOME=/tmp'],
    ...mounts.flatMap((mount) => ['--mount', mount]),
    ...['--mount', `type=bind,source=${ca},target=${caInside},readonly`],
    ...['--entrypoint', process.execPath, image, ...words],
  ];
}

const started = (command: string, args: readonly string[]): Asker =>
  new Asker(spawn(command, args, {cwd: root, stdio: ['pipe', 'pipe', 'pipe']}));

async function pairsOf(request: Request, count: number, inside: Asker, outside: Asker): Promise<Pairs> {
  const pairs = {inside: [] as number[], outside: [] as number[]};
  for (let i = 0; i < 10; i++) await Promise.all([inside.ask(request), outside.ask(request)]);
  for (let i = 0; i < count; i++) {
    // Each goes first every other time, so that none has the warmer server.
    if (i % 2 === 0) pairs.inside.push(await inside.ask(request));
    pairs.outside.push(await outside.ask(request));
    if (i % 2 === 1) pairs.inside.push(await inside.ask(request));
  }
  return pairs;
}

/** The same requests inside of a service's network and from the host through the gateway, one after the other in turn. */
export async function measureService(
  {service, kind, connection, container, network, internalPort}: GateService,
  {image, addresses}: Pick<Container, 'image' | 'addresses'>,
  {docker, latencySamples}: Pick<GateContext, 'docker' | 'latencySamples'>,
): Promise<Paired> {
  const name = `${container}-latency`;
  await docker('rm', '--force', '--volumes', name);
  const outside = started(process.execPath, words);
  const address = addresses[network] ?? '';
  const inside = started('docker', insideArguments(name, network, image, connection.ca, `${service}:${address}`));
  try {
    // Addresses on both sides: names would be asked of different servers. Neo4j's driver holds the certificate against
    // what it connects to, so it gets a name, which the container knows without asking.
    const host = kind === 'bolt' ? service : address;
    const within: Connection = {...connection, host, port: internalPort, ca: caInside};
    const without: Connection = {...connection, host: '127.0.0.1'};
    await Promise.all([outside.begin({kind, connection: without}), inside.begin({kind, connection: within})]);
    const kept = await pairsOf('p', latencySamples, inside, outside);
    const fresh = await pairsOf('n', latencySamples, inside, outside);
    return {service, kept, fresh};
  } finally {
    outside.end();
    inside.end();
    await docker('rm', '--force', '--volumes', name);
  }
}
