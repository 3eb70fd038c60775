import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {connect, createServer, type Server, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {run} from '../../operations/images/docker';

/** The credentials that the test registry knows. */
export const credentials = {username: 'tester', password: 'registry-test'};
/** bcrypt of the password above. */
const passwordHash = '$2b$04$wQuhopRfYpe13lA8Q04vv.9xye8x736AxpBciNCoGVty/bovCVV9W';

/** Debian's docker-registry, unpacked without being installed: nothing starts by itself. */
const unpacked = async (folder: string): Promise<string> => {
  const program = join(folder, 'usr', 'bin', 'docker-registry');
  const fetching = 'apt-get -qq download docker-registry';
  const script = `{ ${fetching} 2>/dev/null || { apt-get -qq update && ${fetching}; }; } && dpkg -x docker-registry_*.deb .`;
  const {code, output} = await run('sh', ['-c', `cd '${folder}' && ${script}`]);
  if (code !== 0 || !existsSync(program)) throw new Error(`docker-registry: cannot be fetched, got: ${output}`);
  return program;
};

/** A real registry on 127.0.0.1, behind a pipe that can break. */
export interface TestRegistry {
  /** `127.0.0.1:port`, with the pipe in between. */
  readonly host: string;
  /** Ends the registry for good once this many bytes have been sent from now on. */
  endAfter(bytes: number): void;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1 and says which. */
export const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

/** Starts the registry, which asks everyone for the credentials. */
export const startRegistry = async (): Promise<TestRegistry> => {
  const folder = mkdtempSync(join(tmpdir(), 'registry-test-'));
  const program = await unpacked(folder);
  const probe = createServer();
  const inner = await listen(probe);
  await new Promise((resolve) => probe.close(resolve));
  writeFileSync(join(folder, 'htpasswd'), `${credentials.username}:${passwordHash}\n`);
  const config = {
    version: 0.1,
    log: {level: 'warn', accesslog: {disabled: true}},
    storage: {filesystem: {rootdirectory: join(folder, 'data')}},
    http: {addr: `127.0.0.1:${inner}`},
    auth: {htpasswd: {realm: 'test', path: join(folder, 'htpasswd')}},
  };
  writeFileSync(join(folder, 'config.yml'), JSON.stringify(config));
  const child: ChildProcess = spawn(program, ['serve', join(folder, 'config.yml')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const log: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => log.push(chunk));

  const sockets = new Set<Socket>();
  let left = Number.POSITIVE_INFINITY;
  const end = () => {
    child.kill('SIGKILL');
    for (const socket of sockets) socket.destroy();
    pipe.close();
  };
  const pipe = createServer((client) => {
    const upstream = connect(inner, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    upstream.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left <= 0) end();
      else client.write(chunk);
    });
  });
  const port = await listen(pipe);

  const deadline = Date.now() + 30_000;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${inner}/v2/`).catch(() => undefined);
    if (answer?.status === 401) break;
    if (Date.now() > deadline) throw new Error(`docker-registry does not start: ${Buffer.concat(log)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    host: `127.0.0.1:${port}`,
    endAfter: (bytes) => {
      left = bytes;
    },
    close: async () => {
      end();
      rmSync(folder, {recursive: true, force: true});
    },
  };
};
