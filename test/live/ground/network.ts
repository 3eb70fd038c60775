import {spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {networkInterfaces} from 'node:os';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {labelPrefix} from '../../../components/core/names';
import {docker, type LiveStack} from '../stack';

/** What the kernel says where there is no way, or who throws it away says nothing. */
const noWay = /No route to host|Network is unreachable|no answer/;

/** Whether bash in a container reaches an address: empty if it does, else the reason. */
function reach(container: string, host: string, port: number): string {
  const script = `exec 3<>/dev/tcp/${host}/${port}`;
  const {status, stderr} = spawnSync('docker', ['exec', container, 'timeout', '5', 'bash', '-c', script], {
    encoding: 'utf8',
  });
  if (status === 0) return '';
  return status === 124
    ? 'no answer'
    : (stderr
        .trim()
        .split('\n')
        .find((line) => line.includes('connect:')) ?? stderr);
}

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
  const listener = createServer((socket) => socket.end());
  let outside = '';
  let port = 0;

  beforeAll(async () => {
    const labels = ['--label', `${labelPrefix}.stack=${stack.stack}`];
    docker('network', 'create', ...labels, neighbour);
    const image = docker('inspect', '--format', '{{.Image}}', stack.named('postgres'));
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

  test('a container on another network cannot reach a database, the gateway can', () => {
    for (const [service, inside] of [
      ['postgres', 5432],
      ['redis', 6379],
    ] as const) {
      const address = addressIn(stack.named(service), stack.named(service));
      expect(reach(stack.named('gateway'), address, inside), service).toBe('');
      expect(reach(neighbour, address, inside), service).toMatch(noWay);
    }
  });

  test('a database container has no way out, not even to what listens on the host', () => {
    expect(reach(neighbour, outside, port)).toBe('');
    for (const service of ['postgres', 'redis']) {
      expect(reach(stack.named(service), outside, port), service).toMatch(noWay);
      const routes = docker('exec', stack.named(service), 'cat', '/proc/net/route').split('\n').slice(1);
      expect(
        routes.map((line) => line.split('\t')[1]),
        service,
      ).not.toContain('00000000');
    }
  });

  test('a database container reaches no network of another service', () => {
    const redis = addressIn(stack.named('redis'), stack.named('redis'));
    const postgres = addressIn(stack.named('postgres'), stack.named('postgres'));
    expect(reach(stack.named('postgres'), redis, 6379)).toMatch(noWay);
    expect(reach(stack.named('redis'), postgres, 5432)).toMatch(noWay);
    expect(reach(stack.named('postgres'), 'redis', 6379)).not.toBe('');
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
    for (const address of others) {
      const {status} = spawnSync('bash', ['-c', `exec 3<>/dev/tcp/${address}/${published}`], {stdio: 'ignore'});
      expect(status, address).not.toBe(0);
    }
  });
}
