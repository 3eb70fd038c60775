import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {networkInterfaces} from 'node:os';
import {execa} from 'execa';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {labelPrefix} from '../../../components/core/names';
import {clientHello, plain} from '../clients';
import {docker, type LiveStack} from '../stack';

/** SSLRequest (postgresql.org/docs/15/protocol-message-formats.html); PostgreSQL answers `S`, as it has TLS. */
const sslRequest = '\\0\\0\\0\\010\\004\\322\\026\\057';

const inside = async (container: string, ...words: string[]): Promise<string> =>
  (await execa('docker', ['exec', container, 'timeout', '20', ...words], {reject: false, stdin: 'ignore'})).stdout;

/** An address for documentation (RFC 5737): whoever answers for it is outside. A connection that nobody takes is waited for 5 s. */
const elsewhere = (container: string): Promise<string> =>
  inside(
    ...([container, 'timeout', '5', 'bash', '-c'] as const),
    "exec 3<>/dev/tcp/198.51.100.1/80; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; head -c 2 <&3",
  );

/**
 * What a container hears from an address, `reads` being the command that reads it. That a connection comes about tells nothing, and
 * neither does a handshake: proxies of companies and of build machines take connections to any address, and speak TLS and HTTP.
 */
const hears = (container: string, host: string, port: number, says: string, reads = 'head -c 2'): Promise<string> =>
  inside(
    ...([container, 'bash', '-c'] as const),
    // More bytes than come would never be printed: head keeps them until it has all, or is ended.
    `exec 3<>/dev/tcp/${host}/${port}; printf '${says}' >&3; timeout 5 ${reads} <&3 | tr -d '\\0'`,
  );

interface Question {
  readonly from: (container: string, host: string) => Promise<string>;
  /** What only the service itself answers. */
  readonly answer: RegExp;
}

/** Asks for the certificate: the names of its issuer and of its holder are in its first bytes. */
const certificate = (service: string, port: number): Question => ({
  from: async (container, host) => {
    const bytes = [...(await clientHello())].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`);
    return await hears(container, host, port, bytes.join(''), 'head -c 500');
  },
  answer: new RegExp(`kailash-platform \\S+ CA[^]*${service}`),
});

/** Asks a service in its protocol, with what every container has. */
const questions: Readonly<Record<string, Question>> = {
  postgres: {
    from: (container, host) => hears(container, host, 5432, sslRequest, 'head -c 1'),
    answer: /^S$/,
  },
  redis: certificate('redis', 6379),
  neo4j: certificate('neo4j', 7687),
  chroma: certificate('chroma', 8000),
  elasticsearch: certificate('elasticsearch', 9200),
  'elasticsearch-node': {
    from: (container, host) => hears(container, host, 9200, 'GET /_cluster/health HTTP/1.0\\r\\n\\r\\n', 'cat'),
    answer: /"cluster_name":"kailash"/,
  },
  minio: certificate('minio', 9000),
};

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

/**
 * Nobody reaches a database but through the gateway, and a database reaches nobody; `companions` are containers that not even
 * the gateway reaches.
 */
export function networkTests(
  stack: LiveStack,
  services: readonly [string, ...string[]],
  companions: readonly string[],
): void {
  const containers = [...services, ...companions];
  const reached = async (service: string, container: string, host: string): Promise<boolean> => {
    const question = questions[service];
    if (!question) throw new Error(`network: no question for ${service}`);
    return question.answer.test(await question.from(container, host));
  };
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
    docker('rm', '--force', '--volumes', neighbour);
    docker('network', 'rm', neighbour);
  });

  test('a container on another network cannot reach any of them', async () => {
    const heard = async (service: string) => {
      const network = stack.named(service);
      const address = addressIn(network, network);
      const before = await reached(service, neighbour, address);
      docker('network', 'connect', network, neighbour);
      const within = await reached(service, neighbour, address).finally(() =>
        docker('network', 'disconnect', network, neighbour),
      );
      return {service, before, within, after: await reached(service, neighbour, address)};
    };
    const expected = containers.map((service) => ({service, before: false, within: true, after: false}));
    expect(await Promise.all(containers.map(heard))).toEqual(expected);
  });

  test.each(companions)('not even the gateway reaches %s', async (companion) => {
    const network = stack.named(companion);
    expect(await reached(companion, network, '127.0.0.1')).toBe(true);
    expect(await reached(companion, stack.named('gateway'), addressIn(network, network))).toBe(false);
  });

  test('a database container has no way out, not even to what listens on the host', async () => {
    expect(await hears(neighbour, outside, port, '')).toBe('hi');
    const heard = containers.map(async (service) => [
      await hears(stack.named(service), outside, port, ''),
      await elsewhere(stack.named(service)),
    ]);
    expect(await Promise.all(heard)).toEqual(containers.map(() => ['', '']));
  });

  test('the gateway hears nothing from outside either, so that its clients are never carried elsewhere', async () => {
    const gateway = stack.named('gateway');
    const masquerade = '{{index .Options "com.docker.network.bridge.enable_ip_masquerade"}}';
    expect(docker('network', 'inspect', '--format', masquerade, gateway)).toBe('false');
    expect(await elsewhere(gateway)).toBe('');
  });

  test('a database container reaches no network of another service', async () => {
    for (const container of containers)
      expect(await reached(container, stack.named(container), '127.0.0.1'), container).toBe(true);
    for (const target of services) {
      const address = addressIn(stack.named(target), stack.named(target));
      expect(await reached(target, stack.named('gateway'), address), target).toBe(true);
      const others = containers.filter((container) => container !== target && container !== `${target}-node`);
      const ways = others.flatMap((other) => [address, target].map((host) => ({other, host})));
      const found = ways.map(({other, host}) => reached(target, stack.named(other), host));
      expect(await Promise.all(found), target).toEqual(ways.map(() => false));
    }
  });

  test('the published ports listen on 127.0.0.1 and nowhere else', async () => {
    for (const service of services) {
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
      expect(published.length, name).toBe(name === stack.named('gateway') ? services.length : 0);
      for (const part of published) expect(part).toMatch(/^127\.0\.0\.1:/);
    }
  });

  test('the published ports do not answer on another address of this machine', async () => {
    const others = Object.values(networkInterfaces()).flatMap((all) =>
      (all ?? []).filter(({family, internal}) => family === 'IPv4' && !internal).map(({address}) => address),
    );
    const {port: published} = await stack.connection(services[0]);
    expect(others).not.toEqual([]);
    for (const address of others)
      await expect(plain(published, 'hello', address), address).rejects.toThrow(/ECONNREFUSED/);
  });
}
