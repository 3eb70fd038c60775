import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {networkInterfaces} from 'node:os';
import {execa} from 'execa';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {labelPrefix} from '../../../components/core/names';
import {plain} from '../clients';
import {docker, type LiveStack} from '../stack';

/** SSLRequest (postgresql.org/docs/15/protocol-message-formats.html); PostgreSQL answers `S`, as it has TLS. */
const sslRequest = '\\0\\0\\0\\010\\004\\322\\026\\057';

const inside = async (container: string, ...words: string[]): Promise<string> =>
  (await execa('docker', ['exec', container, 'timeout', '20', ...words], {reject: false, stdin: 'ignore'})).stdout;

/**
 * What a container hears from an address. That a connection comes about tells nothing: proxies of companies and of
 * build machines take connections to any address.
 */
const hears = (container: string, host: string, port: number, says: string, bytes = 2): Promise<string> =>
  inside(
    ...([container, 'bash', '-c'] as const),
    // More bytes than come would never be printed: head keeps them until it has all, or is ended.
    `exec 3<>/dev/tcp/${host}/${port}; printf '${says}' >&3; timeout 5 head -c ${bytes} <&3`,
  );

/** Asks a service in its protocol, from a container with Redis' client in it. */
const asks = {
  postgres: {
    from: (container: string, host: string) => hears(container, host, 5432, sslRequest, 1),
    answer: 'S',
  },
  redis: {
    from: (container: string, host: string) =>
      inside(
        ...([container, 'redis-cli', '-h', host, '--tls', '--insecure'] as const),
        ...['--user', 'health', '--pass', 'none', '--no-auth-warning', 'ping'],
      ),
    answer: 'PONG',
  },
} as const;

const addressIn = (container: string, network: string): string =>
  docker('inspect', '--format', `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`, container);

/** The local addresses that something listens on at a port, as proc_net(5) writes them. */
const listening = (port: number): string[] =>
  ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(
        ([, local, , state]) =>
          state === '0A' && local?.endsWith(`:${port.toString(16).toUpperCase().padStart(4, '0')}`),
      )
      .map(([, local]) => local?.split(':')[0] ?? ''),
  );

/** Nobody reaches a database but through the gateway, and a database reaches nobody. */
export function networkTests(stack: LiveStack): void {
  const neighbour = stack.named('neighbour');
  const listener = createServer((socket) => socket.end('hi'));
  let outside = '';
  let port = 0;

  beforeAll(async () => {
    const labels = ['--label', `${labelPrefix}.stack=${stack.stack}`];
    docker('network', 'create', ...labels, neighbour);
    const image = docker('inspect', '--format', '{{.Image}}', stack.named('redis'));
    const run = ['run', '--detach', '--init', '--name', neighbour, '--network', neighbour, ...labels];
    docker(...run, '--entrypoint', 'sleep', image, 'infinity');
    outside = docker('network', 'inspect', '--format', '{{(index .IPAM.Config 0).Gateway}}', neighbour);
    listener.listen(0, outside);
    await once(listener, 'listening');
    const address = listener.address();
    port = address !== null && typeof address === 'object' ? address.port : 0;
  });

  afterAll(() => {
    listener.close();
    docker('rm', '--force', neighbour);
    docker('network', 'rm', neighbour);
  });

  test.each(['postgres', 'redis'] as const)('a container on another network cannot reach %s', async (service) => {
    const {from, answer} = asks[service];
    const network = stack.named(service);
    const address = addressIn(stack.named(service), network);
    expect(await from(neighbour, address)).not.toBe(answer);
    docker('network', 'connect', network, neighbour);
    try {
      expect(await from(neighbour, address)).toBe(answer);
    } finally {
      docker('network', 'disconnect', network, neighbour);
    }
    expect(await from(neighbour, address)).not.toBe(answer);
  });

  test('a database container has no way out, not even to what listens on the host', async () => {
    expect(await hears(neighbour, outside, port, '')).toBe('hi');
    for (const service of ['postgres', 'redis']) {
      expect(await hears(stack.named(service), outside, port, ''), service).toBe('');
      // An address for documentation (RFC 5737): whoever answers for it is outside.
      expect(await hears(stack.named(service), '198.51.100.1', 80, 'GET / HTTP/1.0\\r\\n\\r\\n'), service).toBe('');
    }
  });

  test('a database container reaches no network of another service', async () => {
    const postgres = addressIn(stack.named('postgres'), stack.named('postgres'));
    expect(await asks.postgres.from(stack.named('gateway'), postgres)).toBe('S');
    expect(await asks.postgres.from(stack.named('redis'), postgres)).toBe('');
    expect(await asks.postgres.from(stack.named('redis'), 'postgres')).toBe('');
  });

  test('the published ports listen on 127.0.0.1 and nowhere else', async () => {
    for (const service of ['postgres', 'redis']) {
      const {port: published} = await stack.connection(service);
      expect(listening(published), service).toEqual(['0100007F']);
    }
    expect(listening(port)).not.toEqual(['0100007F']);
    const bindings = docker(
      'ps',
      '--filter',
      `label=${labelPrefix}.stack=${stack.stack}`,
      '--format',
      '{{.Names}}\t{{.Ports}}',
    );
    for (const line of bindings.split('\n')) {
      const [name, ports = ''] = line.split('\t');
      const published = ports.split(', ').filter((part) => part.includes('->'));
      expect(published.length, name).toBe(name === stack.named('gateway') ? 2 : 0);
      for (const part of published) expect(part).toMatch(/^127\.0\.0\.1:/);
    }
  });

  test('the published ports do not answer on another address of this machine', async () => {
    const others = Object.values(networkInterfaces()).flatMap((all) =>
      (all ?? []).filter(({family, internal}) => family === 'IPv4' && !internal).map(({address}) => address),
    );
    const {port: published} = await stack.connection('postgres');
    expect(others).not.toEqual([]);
    for (const address of others)
      await expect(plain(published, 'hello', address), address).rejects.toThrow(/ECONNREFUSED/);
  });
}
