import {expect, describe as group, it} from 'vitest';
import {containerDifferences, type DeclaredContainer, nanoseconds} from '../../../../operations/drift/container';
import type {Container} from '../../../../operations/drift/inspected';
import {asDeclared, declared, image} from './fixtures';

const found = (changes: {
  config?: Partial<Container['Config']>;
  host?: Partial<Container['HostConfig']>;
  rest?: Partial<Container>;
}): Container => ({
  ...asDeclared,
  ...changes.rest,
  Config: {...asDeclared.Config, ...changes.config},
  HostConfig: {...asDeclared.HostConfig, ...changes.host},
});

const differences = (changes: Parameters<typeof found>[0], wanted: DeclaredContainer = declared) =>
  containerDifferences(wanted, found(changes), image);

group('containerDifferences', () => {
  it('finds nothing in a container that is as declared, though the engine writes it otherwise', () => {
    expect(differences({})).toEqual([]);
  });

  const aliases = {Aliases: ['redis']};
  const cases: [string, Parameters<typeof found>[0], {what: string; declared: string; found: string}[]][] = [
    [
      'another network that it was joined to',
      {rest: {NetworkSettings: {Networks: {'kailash-dev-redis': aliases, bridge: {Aliases: null}}}}},
      [{what: 'network', declared: '(none)', found: 'bridge'}],
    ],
    [
      'a network that was cut',
      {rest: {NetworkSettings: {Networks: {}}}},
      [{what: 'network', declared: 'kailash-dev-redis', found: '(none)'}],
    ],
    [
      'a name on the network that is gone',
      {rest: {NetworkSettings: {Networks: {'kailash-dev-redis': {Aliases: ['aa']}}}}},
      [{what: 'alias on kailash-dev-redis', declared: 'redis', found: '(none)'}],
    ],
    [
      'a changed variable',
      {config: {Env: ['MODE=queue', 'PATH=/bin', 'LANG=C.UTF-8']}},
      [{what: 'env MODE', declared: 'cache', found: 'queue'}],
    ],
    [
      'a password in a variable, without showing it',
      {config: {Env: ['MODE=cache', 'PATH=/bin', 'LANG=C.UTF-8', 'REDIS_PASSWORD=geheim']}},
      [{what: 'env REDIS_PASSWORD', declared: '(none)', found: '***'}],
    ],
    [
      'a read-only flag that was removed',
      {host: {ReadonlyRootfs: false}},
      [{what: 'read-only root', declared: 'on', found: 'off'}],
    ],
    [
      'a label',
      {config: {Labels: {'kailash-platform.image': 'redis', 'io.kailash.service': 'other'}}},
      [{what: 'label io.kailash.service', declared: 'redis', found: 'other'}],
    ],
    [
      'a mount that can be written',
      {rest: {Mounts: [{...asDeclared.Mounts[0], RW: true} as Container['Mounts'][0], ...asDeclared.Mounts.slice(1)]}},
      [
        {
          what: 'mount',
          declared: '/run/kailash-platform/kailash-dev/redis/config at /run/config (read-only)',
          found: '(none)',
        },
        {
          what: 'mount',
          declared: '(none)',
          found: '/run/kailash-platform/kailash-dev/redis/config at /run/config (writable)',
        },
      ],
    ],
    [
      'capabilities',
      {host: {CapAdd: ['CHOWN', 'CAP_NET_ADMIN'], CapDrop: null}},
      [
        {what: 'dropped capability', declared: 'ALL', found: '(none)'},
        {what: 'added capability', declared: '(none)', found: 'NET_ADMIN'},
      ],
    ],
    [
      'a health check that was switched off',
      {config: {Healthcheck: {Test: ['NONE'], Interval: 2e9, Timeout: 5e9, StartPeriod: 70e9, Retries: 15}}},
      [{what: 'health command', declared: 'CMD ping', found: 'NONE'}],
    ],
    [
      'limits that docker update changed',
      {host: {Memory: 512 * 2 ** 20, MemorySwap: -1, NanoCpus: 2e9}},
      [
        {what: 'memory', declared: '256 MiB', found: '512 MiB'},
        {what: 'memory with swap', declared: '256 MiB', found: 'unlimited'},
        {what: 'processors', declared: '0.5', found: '2'},
      ],
    ],
    [
      'a port on every address',
      {host: {PortBindings: {'6379/tcp': [{HostIp: '', HostPort: '6380'}]}}},
      [
        {what: 'port', declared: '(none)', found: '0.0.0.0:6380 to 6379/tcp'},
        {what: 'port', declared: '127.0.0.1:6380 to 6379/tcp', found: '(none)'},
      ],
    ],
    [
      'user, restart policy, image and state',
      {
        config: {User: ''},
        host: {RestartPolicy: {Name: ''}},
        rest: {Image: 'sha256:2', State: {Status: 'paused'}},
      },
      [
        {what: 'state', declared: 'running', found: 'paused'},
        {what: 'image', declared: 'sha256:1', found: 'sha256:2'},
        {what: 'user', declared: '999:999', found: "''"},
        {what: 'restart', declared: 'unless-stopped', found: 'no'},
      ],
    ],
  ];
  it.each(cases)('finds %s', (_, changes, expected) => {
    expect(differences(changes)).toEqual(expected);
  });

  it("takes the image's command where none is declared", () => {
    const {command: _, ...without} = declared;
    expect(differences({config: {Cmd: ['redis-server']}}, without)).toEqual([]);
  });
});

group('nanoseconds', () => {
  it("reads Go's durations", () => {
    expect([nanoseconds('2s'), nanoseconds('1m30s'), nanoseconds('500ms'), nanoseconds('1h0m0s')]).toEqual([
      2e9, 90e9, 5e8, 3600e9,
    ]);
  });
});
