import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, describe as group, it, vi} from 'vitest';
import {UserError} from '../../../components/core/errors';
import {resourcesIn, types} from '../../../operations/deployment';
import {logLine, logs, readLine, readOn, secretsIn} from '../../../operations/logs';
import {
  datesOf,
  endedBecause,
  gatewayText,
  type Inspected,
  lastEnd,
  overdueIn,
  overdueText,
  type ServiceStatus,
  shownStatus,
  vaultOf,
} from '../../../operations/status';
import {dataVolumesIn} from '../../../operations/vault-states';

const finished = '2026-11-28T00:00:00.123456789Z';
const state = (changes: Partial<NonNullable<Inspected['State']>>): Inspected => ({
  State: {Status: 'exited', ExitCode: 0, OOMKilled: false, FinishedAt: finished, ...changes},
});

group('endedBecause', () => {
  it.each([
    [
      'says nothing of a container that never ended',
      state({Status: 'running', FinishedAt: '0001-01-01T00:00:00Z'}),
      '',
    ],
    ['names the memory limit', state({OOMKilled: true, ExitCode: 137}), 'memory limit reached, 2026-11-28 00:00:00'],
    ['names the signal', state({ExitCode: 137}), 'ended by SIGKILL, 2026-11-28 00:00:00'],
    ['names the exit status', state({ExitCode: 3}), 'exit status 3, 2026-11-28 00:00:00'],
    ['says when one that runs was started again', state({Status: 'running'}), 'started again, 2026-11-28 00:00:00'],
    ['says nothing of a container that is not there', {}, ''],
  ])('%s', (_, inspected, expected) => {
    expect(endedBecause(inspected)).toBe(expected);
  });

  it('tells of processes that the kernel killed inside of a container that never ended', () => {
    const running = state({Status: 'running', FinishedAt: '0001-01-01T00:00:00Z'});
    expect(endedBecause(running, [], 2)).toBe('memory limit reached, processes killed inside: 2');
  });

  it('knows from the watch what the engine has forgotten', () => {
    const at = Date.parse(finished);
    const event = (ms: number, text: string) => ({at: at + ms, service: 'redis', text, grave: true});
    const events = [
      event(-60_000, 'ended (exit status 1)'),
      event(-5, 'ran out of memory: its limit was reached'),
      event(1, 'ended: killed (exit status 137)'),
    ];
    expect(endedBecause(state({Status: 'running'}), events)).toBe(
      'ran out of memory: its limit was reached, 2026-11-28 00:00:00',
    );
    expect(endedBecause(state({Status: 'running'}), events.slice(2))).toBe(
      'ended: killed (exit status 137), 2026-11-28 00:00:00',
    );
  });
});

group('lastEnd', () => {
  const part = (name: string, inspected: Inspected, memoryKills = 0) => ({name, inspected, memoryKills});
  const running = (at: string) => state({Status: 'running', FinishedAt: at});
  const [early, late] = ['2026-11-28T00:00:00Z', '2026-11-29T00:00:00Z'];
  it.each([
    ['says nothing where none ended', [part('front', {}), part('node', {})], ''],
    [
      'takes the newest end, and names a companion',
      [part('front', running(early)), part('node', state({FinishedAt: late, ExitCode: 3}))],
      'node: exit status 3, 2026-11-29 00:00:00',
    ],
    [
      "takes the service's own as it is",
      [part('front', running(late)), part('node', running(early))],
      'started again, 2026-11-29 00:00:00',
    ],
    [
      'takes want of memory before what is newer',
      [part('front', running(late)), part('node', running(early), 1)],
      'node: memory limit reached, processes killed inside: 1',
    ],
  ])('%s', (_, parts, expected) => {
    expect(lastEnd(parts)).toBe(expected);
  });
});

const dayMs = 86_400_000;

group('datesOf', () => {
  it("takes the service's certificate that ends first and its oldest secret", () => {
    const resources = resourcesIn({
      resources: [
        {urn: 'a::redis-app', type: types.password, created: '2026-11-01T00:00:00Z'},
        {urn: 'a::redis-admin', type: types.password, created: '2026-11-20T00:00:00Z'},
        {urn: 'a::postgres-app', type: types.password, created: '2020-01-01T00:00:00Z'},
        {urn: 'a::redis-certificate-certificate', type: types.leaf, outputs: {validityEndTime: '2026-12-08T00:00:00Z'}},
      ],
    });
    const now = Date.parse('2026-11-28T00:00:00Z');
    const rotation = {maxAgeMs: 20 * dayMs, graceMs: 7 * dayMs};
    expect(datesOf('redis', resources, rotation, now)).toEqual({
      certificateDays: 10,
      secretDays: 27,
      overdue: [{secret: 'redis-app', days: 27, refused: false}],
    });
    expect(datesOf('redis', resources, {...rotation, graceMs: 6 * dayMs}, now).overdue).toEqual([
      {secret: 'redis-app', days: 27, refused: true},
    ]);
    expect(datesOf('redis', resources, {...rotation, maxAgeMs: 27 * dayMs}, now)).not.toHaveProperty('overdue');
    expect(datesOf('neo4j', resources, rotation, now)).toEqual({});
    const key = {name: 'redis-data-key', from: '2020-01-01T00:00:00Z'};
    expect(overdueIn([key], rotation, now)).toMatchObject([{secret: 'redis-data-key', refused: false}]);
  });
});

group('shownStatus', () => {
  it('shows use against limits, and a dash for what is not known', () => {
    const redis: ServiceStatus = {
      service: 'redis',
      container: 'running',
      health: 'healthy',
      endpoint: '127.0.0.1:6379',
      answers: true,
      outcome: 'healthy',
      latencyMs: 3,
      detail: 'Redis 7',
      restarts: 1,
      ended: 'exit status 1, 2026-11-28 00:00:00',
      use: {memoryMiB: 10, memoryLimitMiB: 256, cpuPercent: 4},
      vault: 'luks',
      certificateDays: 89,
      secretDays: 0,
    };
    const {use: _, vault: ____, certificateDays: __, secretDays: ___, ...bare} = redis;
    const unknown: ServiceStatus = {...bare, service: 'x', answers: false, outcome: 'down', ended: ''};
    expect(shownStatus([redis, unknown]).split('\n')).toEqual([
      'service  container  health   endpoint        answers  latency  memory      CPU  restarts                                vault  certificate  secrets  says',
      'redis    running    healthy  127.0.0.1:6379  yes      3 ms     10/256 MiB  4 %  1 (exit status 1, 2026-11-28 00:00:00)  luks   89 d         0 d      Redis 7',
      'x        running    healthy  127.0.0.1:6379  no       3 ms     -           -    1                                       -      -            -        Redis 7',
    ]);
  });
});

group('what someone else runs', () => {
  it('is as healthy as its answer says', () => {
    const openai: ServiceStatus = {
      service: 'openai',
      container: 'external',
      health: '-',
      endpoint: 'https://llm.example/v1',
      answers: true,
      outcome: 'degraded',
      latencyMs: 3,
      detail: 'server error (status 500)',
      restarts: 0,
      ended: '',
    };
    expect(shownStatus([openai]).split('\n')[1]).toMatch(/^openai +external +degraded +https:\S+ +yes +3 ms /);
  });
});

group('overdue secrets', () => {
  const bare = {
    service: 'redis',
    container: 'running',
    health: 'healthy',
    endpoint: '',
    answers: true,
    outcome: 'healthy',
    latencyMs: 1,
    detail: '',
    restarts: 0,
    ended: '',
  } as const;
  const overdue = [
    {secret: 'redis-app', days: 91, refused: false},
    {secret: 'redis-admin', days: 130, refused: true},
  ];

  it('are counted in the table, and named below it with what to do', () => {
    const late = {...bare, secretDays: 130, overdue};
    expect(shownStatus([late])).toContain('130 d, 2 overdue');
    expect(overdueText([late], 'dev')).toBe(
      'secrets overdue: redis-app (91 d), redis-admin (130 d, up refuses it); run ./platform rotate --stack dev',
    );
  });
  it('may be keys of vaults, which are changed apart', () => {
    const keys = [{secret: 'redis-data-key', days: 91, refused: false}];
    expect(overdueText([{...bare, overdue: keys}], 'dev')).toMatch(
      /; run \.\/platform rotate --vault-keys --stack dev$/,
    );
    expect(overdueText([{...bare, overdue: [...overdue, ...keys]}], 'dev')).toMatch(
      /; run \.\/platform rotate --stack dev and \.\/platform rotate --vault-keys --stack dev$/,
    );
  });
  it('are not mentioned where there are none', () => {
    expect(overdueText([bare], 'dev')).toBe('');
  });
});

group('logs', () => {
  it('masks every secret, also as part of a URI', () => {
    const line = '2026-11-28T00:00:00.123456789Z failed: postgresql://app:geheim%2Fx@h and geheim/x';
    expect(readLine('postgres', line, ['geheim/x'])).toEqual({
      at: '2026-11-28T00:00:00.123456789Z',
      service: 'postgres',
      text: 'failed: postgresql://app:***@h and ***',
    });
  });
  it('masks a private key that is logged line by line', () => {
    const pem =
      '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\nAgEGCCqGSM49AwEHBG0w\nab==\n-----END PRIVATE KEY-----\n';
    const resources = resourcesIn({
      resources: [
        {urn: 'a::redis-key', type: 'tls:index/privateKey:PrivateKey', outputs: {privateKeyPem: pem}},
        {urn: 'a::redis-app', type: types.password, outputs: {result: 'geheim/xy'}},
        {urn: 'a::short', type: types.password, outputs: {result: 'kurz'}},
      ],
    });
    const secrets = secretsIn(resources);
    expect(secrets).toEqual(['MIGHAgEAMBMGByqGSM49', 'AgEGCCqGSM49AwEHBG0w', 'geheim/xy']);
    expect(pem.split('\n').map((line) => readLine('redis', line, secrets).text)).toEqual([
      '-----BEGIN PRIVATE KEY-----',
      '***',
      '***',
      'ab==',
      '-----END PRIVATE KEY-----',
      '',
    ]);
  });
  it.each(['yesterday 5', '7d', '5', '2026-13-40', ''])('refuses to go back to %j', async (since) => {
    await expect(logs(undefined, {stack: 'none', since})).rejects.toThrow(
      new UserError(
        `logs --since: neither a length nor a time, got ${JSON.stringify(since)}; write it like 90s, 10m, 24h or 2026-11-30T09:00:00Z`,
      ),
    );
  });
  it('goes on with a container that ended, each line once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kailash-logs-'));
    vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    // The first time it ends after one line, the second time the container is gone, then it is back with another line.
    const body = `n=$(cat ${folder}/n 2>/dev/null || echo 0); echo $((n + 1)) > ${folder}/n; echo "$@" >> ${folder}/words
case $n in 1) echo 'Error: No such container: redis-1' >&2; exit 1 ;; esac
echo '2026-11-28T00:00:01.000000000Z one'; [ $n = 0 ] || echo '2026-11-28T00:00:02.000000000Z two' >&2`;
    writeFileSync(join(folder, 'docker'), `#!/bin/sh\n${body}\n`, {mode: 0o755});
    const lines: string[] = [];
    const reading = readOn('redis', 'redis-1', '10m', (line) => {
      lines.push(line.slice(-3));
      if (lines.length === 2) throw new Error('enough');
    });
    try {
      await expect(reading).rejects.toThrow('enough');
      expect(lines).toEqual(['one', 'two']);
      expect(told.mock.calls).toEqual([['logs: redis: its container ended; goes on when it is back']]);
      expect(readFileSync(join(folder, 'words'), 'utf8').split('\n')[2]).toBe(
        'logs --timestamps --since 2026-11-28T00:00:01.000000000Z --follow redis-1',
      );
    } finally {
      vi.restoreAllMocks();
      vi.unstubAllEnvs();
      rmSync(folder, {recursive: true, force: true});
    }
  });
  it('takes a line without a time as it is', () => {
    expect(readLine('redis', 'no time', [])).toEqual({at: '', service: 'redis', text: 'no time'});
  });
  it('shows time, service and text', () => {
    expect(logLine({at: '2026-11-28T00:00:00.123456789Z', service: 'redis', text: 'ready'}, 8)).toBe(
      '2026-11-28 00:00:00.123  redis     ready',
    );
  });
});

group('gatewayText', () => {
  it('names the gateway where a service can not be reached because of it', () => {
    expect(gatewayText({})).toBe('; the gateway in front of it is missing: ./platform up');
    expect(gatewayText(state({}))).toBe('; the gateway in front of it is exited: ./platform up');
    expect(gatewayText(state({Status: 'running', Health: {Status: 'unhealthy'}}))).toBe(
      '; the gateway in front of it is unhealthy: ./platform up',
    );
    expect(gatewayText(state({Status: 'running', Health: {Status: 'healthy'}}))).toBe('');
  });
});

group('vaults', () => {
  it('are known from the state', () => {
    const resources = resourcesIn({
      resources: [
        {urn: 'a::v', type: types.vault, outputs: {vault: 'kailash-dev-redis-data'}},
        {urn: 'a::v', type: types.volume, inputs: {name: 'kailash-dev-redis-data'}},
        {urn: 'a::w', type: types.volume, inputs: {name: 'kailash-dev-neo4j-data'}},
      ],
    });
    expect(dataVolumesIn(resources)).toEqual([
      {volume: 'kailash-dev-redis-data', vault: true},
      {volume: 'kailash-dev-neo4j-data', vault: false},
    ]);
  });
  it('are as bad as the worst of a service', () => {
    const state = (volume: string, method: string, open: boolean) => ({volume: `kailash-dev-${volume}`, method, open});
    const open = [state('neo4j-data', 'luks', true), state('neo4j-logs', 'luks', true)];
    expect(vaultOf('kailash-dev-neo4j', open)).toBe('luks');
    expect(vaultOf('kailash-dev-neo4j', [...open, state('neo4j-more', 'luks', false)])).toBe('closed');
    expect(vaultOf('kailash-dev-neo4j', [...open, state('neo4j-more', 'off', false)])).toBe('off');
    expect(vaultOf('kailash-dev-redis', open)).toBeUndefined();
    expect(vaultOf(undefined, open)).toBeUndefined();
  });
});
