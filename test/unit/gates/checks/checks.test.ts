import {once} from 'node:events';
import {type AddressInfo, createServer} from 'node:net';
import {expect, describe as group, it} from 'vitest';
import type {Check, GateContext} from '../../../../gates/check';
import {gate1} from '../../../../gates/checks';
import {availability} from '../../../../gates/checks/availability';
import {backupsFresh} from '../../../../gates/checks/backups-fresh';
import {certificatesValid} from '../../../../gates/checks/certificates-valid';
import {driftNone} from '../../../../gates/checks/drift-none';
import {egressNone} from '../../../../gates/checks/egress-none';
import {healthVerdict} from '../../../../gates/checks/health-fast';
import {latencyOverhead, overheadsOf, overheadVerdict} from '../../../../gates/checks/latency-overhead';
import {policiesKept} from '../../../../gates/checks/policies-kept';
import {portsDeclared} from '../../../../gates/checks/ports-declared';
import {resourcesVerdict, tooMuch} from '../../../../gates/checks/resources';
import {secretsYoung} from '../../../../gates/checks/secrets-young';
import {answersVerdict} from '../../../../gates/checks/services-answer';
import {setupTime} from '../../../../gates/checks/setup-time';
import {testsPassed} from '../../../../gates/checks/tests-passed';
import {vaultsOpen} from '../../../../gates/checks/vaults-open';
import {availabilityOf, type Sample} from '../../../../gates/measure/availability';
import {containers, contextWith, now, redis} from './context';

const judged = async (check: Check, changes: Partial<GateContext>) => {
  const {verdict, value, reason} = await check.measure(contextWith(changes));
  return [verdict, value, reason];
};

const days = (n: number) => new Date(now + n * 86_400_000).toISOString();

group('gate 1', () => {
  it('has checks that can be told apart', () => {
    expect(new Set(gate1.map(({id}) => id)).size).toBe(gate1.length);
  });
  it('says what to do wherever it does not pass', async () => {
    const judging = gate1.filter(
      ({id}) => !['latency-overhead', 'resources', 'egress-none', 'health-fast', 'services-answer'].includes(id),
    );
    for (const check of judging) {
      const {verdict, fix} = await check.measure(contextWith({}));
      expect([check.id, fix === undefined]).toEqual([check.id, verdict === 'pass']);
    }
  });
});

group('setup-time', () => {
  const step = (name: string, source: string, seconds: number) => ({
    step: name,
    source,
    seconds,
    at: '2026-11-28T10:00:00Z',
  });
  const fresh = [step('node', 'the registry', 60), step('pulumi', 'built', 600), step('up', 'new stack', 60)];
  it('takes the newest setup that made a stack, failed attempts included', async () => {
    const after = [
      step('node', 'there', 0),
      step('up', 'there', 10),
      step('up', 'repair', 99),
      step('up', 'new stack', 5),
    ];
    const setup = () => [...fresh, ...after];
    expect(await judged(setupTime, {setup})).toEqual([
      'pass',
      '12.0 min',
      'the newest fresh setup (2026-11-28T10:00:00Z) brought: node, pulumi, up',
    ]);
  });
  it('fails one that took too long', async () => {
    const setup = () => [step('pulumi', 'built', 2_700), step('up', 'new stack', 1)];
    expect((await judged(setupTime, {setup}))[0]).toBe('fail');
  });
  it('has proven nothing without a record', async () => {
    expect((await judged(setupTime, {setup: () => fresh.slice(0, 2)}))[0]).toBe('not proven');
  });
});

group('tests-passed', () => {
  const run = {commit: 'c0ffee0000000000', at: days(-0.5), passed: 10, failed: 0, changed: false, live: true};
  const cases = [
    ['passes a clean run of this commit', run, 'pass'],
    ['fails a run with a failure', {...run, failed: 1}, 'fail'],
    ['does not take the run of another commit', {...run, commit: 'other'}, 'not proven'],
    ['does not take a run of changed files', {...run, changed: true}, 'not proven'],
    ['does not take an old run', {...run, at: days(-8)}, 'not proven'],
  ] as const;
  it.each(cases)('%s', async (_, only, verdict) => {
    expect((await judged(testsPassed, {tests: () => [only]}))[0]).toBe(verdict);
  });
  it.each([
    [{...run, long: true}, 'the long ones passed'],
    [{...run, long: false}, 'the long ones not on record'],
    [run, 'the long ones not on record'],
  ])('says whether the long tests ran too', async (only, lane) => {
    expect((await judged(testsPassed, {tests: () => [only]})).slice(0, 2)).toEqual([
      'pass',
      `10 passed, 0 failed, 12 h ago; ${lane}`,
    ]);
  });
  it('does not take a run of the commit where files differ from it now', async () => {
    expect(await judged(testsPassed, {tests: () => [run], changed: true})).toEqual([
      'not proven',
      'files differ from the commit',
      'what is here now differs from c0ffee0000, which the tests ran with',
    ]);
  });
});

group('health-fast', () => {
  const took = (count: number, ms: number, failed = 0) => ({
    service: 'redis',
    times: Array.from({length: count}, () => ms),
    failed,
  });
  const slow = {
    verdict: 'fail',
    reason: 'redis took longer, or did not answer',
    fix: 'look whether the machine is busy (./platform status), then give the service more processors: <service>: {cpus: …}',
  };
  it.each([
    [
      'passes below 100 ms',
      [took(120, 99.9)],
      {
        verdict: 'pass',
        value: 'redis p50 99.9 ms, p99 99.9 ms',
        reason: "every service's 99th percentile during 60 s is below 100 ms",
      },
    ],
    ['fails from there on', [took(120, 100)], {...slow, value: 'redis p50 100.0 ms, p99 100.0 ms'}],
    [
      'bears a few that failed',
      [took(1000, 12, 5)],
      {verdict: 'pass', value: 'redis p50 12.0 ms, p99 12.0 ms, 5 failed'},
    ],
    [
      'takes them for too long otherwise',
      [took(1000, 12, 15)],
      {...slow, value: 'redis p50 12.0 ms, p99 none, 15 failed'},
    ],
    ['fails without any answer', [took(0, 0, 600)], {...slow, value: 'redis answered none of 600'}],
    [
      'wants a hundred',
      [took(99, 12)],
      {
        verdict: 'not proven',
        reason: 'fewer than 100 checks of redis',
        fix: 'put the load on longer: --load 60s or more',
      },
    ],
    ['wants a service', [], {verdict: 'not proven', reason: 'there is no service to ask', fix: 'turn a service on'}],
  ])('%s', (_, all, expected) => {
    expect(healthVerdict(all, 60)).toMatchObject(expected);
  });
});

group('what is external', () => {
  const at = (service: string, ok: boolean, ms: number) => (_: unknown, i: number) => ({
    at: i * 5_000,
    service,
    ok,
    ms,
  });
  const samples: Sample[] = [
    ...Array.from({length: 400}, at('redis', true, 5)),
    ...Array.from({length: 400}, at('openai', false, 900)),
  ];
  const seen = async () => availabilityOf(['redis', 'openai'], samples, {from: 0, until: 2_000_000, intervalMs: 5_000});
  const external = (required: boolean) => ({availability: seen, external: [{service: 'openai', required}]});
  it('is shown, and decides the availability only where it is required', async () => {
    const [verdict, value] = await judged(availability, external(false));
    expect(verdict).toBe('pass');
    expect(value).toMatch(/; openai 0\.000 % .*, longest outage 2000 s\), external and not required$/);
    expect((await judged(availability, external(true)))[0]).toBe('fail');
  });
});

group('latency-overhead', () => {
  const overheads = (count: number, more: number) => {
    const inside = Array.from({length: count}, (_, i) => 1 + (i % 5));
    const pairs = {inside, outside: inside.map((ms) => ms + more)};
    return overheadsOf({service: 'redis', kept: pairs, fresh: pairs}).map(overheadVerdict);
  };
  it('passes where every interval is below 15 ms', () => expect(overheads(1000, 2)).toEqual(['pass', 'pass']));
  it('fails where one is above', () => expect(overheads(1000, 16)).toEqual(['fail', 'fail']));
  it('measures from Windows to every service where there is one, and says how that failed', async () => {
    const server = createServer((socket) => void socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const {port} = server.address() as AddressInfo;
    const services = [
      {...redis, port},
      {...redis, service: 'cache', port},
    ];
    const context = {services, latencySamples: 10, containers: async () => []};
    try {
      const times = await judged(latencyOverhead, {...context, powershell: async () => '1.5\r\n'.repeat(10)});
      expect(times[1]).toMatch(/^redis from Windows: p50 .*; cache from Windows: p50 /);
      expect(times[2]).toMatch(/; from Windows: a new connection to the gateway, against one from Linux$/);
      const failed = await judged(latencyOverhead, {...context, powershell: async () => 'refused'});
      expect(failed[2]).toMatch(/; from Windows: not measured, as its PowerShell failed$/);
    } finally {
      server.close();
    }
    expect((await judged(latencyOverhead, context))[2]).toMatch(
      /; from Windows: not measured, as there is no powershell.exe here$/,
    );
  });
  it('has proven nothing by few samples', () => expect(overheads(999, 2)).toEqual(['not proven', 'not proven']));
});

group('resources', () => {
  it('judges by the 95th percentile', () => {
    const flat = (value: number) => Array.from({length: 20}, () => value);
    expect(tooMuch({cpu: [...flat(10), 100], memory: flat(79)})).toEqual([]);
    expect(tooMuch({cpu: flat(70), memory: flat(80)})).toEqual(['cpu', 'memory']);
    expect(tooMuch({cpu: [], memory: []})).toEqual(['cpu', 'memory']);
  });
});

group('resources, as a whole', () => {
  const share = (name: string, cpu: number) => ({name, cpuLimit: 1, memoryLimitBytes: 1, cpu: [cpu], memory: [1]});
  const seen = {containers: ['redis'], seconds: 60, done: {requests: 1000, failures: 0}};
  it('passes what was seen long enough under the whole load', () => {
    expect(resourcesVerdict([share('redis', 5), share('machine', 5)], seen)).toEqual({
      verdict: 'pass',
      reason: 'all below their limits; 1000 requests, 0 failed',
    });
  });
  it('fails what is too much, however short', () => {
    expect(resourcesVerdict([share('redis', 71)], {...seen, seconds: 5})).toEqual({
      verdict: 'fail',
      reason: 'too much: redis cpu',
    });
  });
  it.each([
    [{seconds: 5}, 'looked for 5 s, less than 30 s'],
    [{containers: ['redis', 'postgres']}, "the control groups of postgres can't be seen from here"],
    [{done: {requests: 1000, failures: 11}}, '11 of 1000 requests failed, so the load was not the normal one'],
  ])('has proven nothing with %j', (change, reason) => {
    expect(resourcesVerdict([share('redis', 5)], {...seen, ...change})).toEqual({verdict: 'not proven', reason});
  });
});

group('services-answer', () => {
  const verdict = {
    service: 'redis',
    ok: true,
    outcome: 'healthy',
    latencyMs: 4,
    attempts: 1,
    detail: 'Redis 7',
  } as const;
  it('passes where every service did what an application does', () => {
    expect(answersVerdict([verdict])).toMatchObject({verdict: 'pass', value: 'redis healthy 4 ms Redis 7'});
  });
  it('fails one that does not, and one that is degraded', () => {
    const down = {...verdict, ok: false, outcome: 'down', error: 'container paused'} as const;
    expect(answersVerdict([verdict, down])).toMatchObject({verdict: 'fail', reason: 'redis: container paused'});
    const degraded = {...verdict, outcome: 'degraded', detail: 'one shard is missing'} as const;
    expect(answersVerdict([degraded])).toMatchObject({verdict: 'fail', reason: 'redis: one shard is missing'});
  });
  it('has proven nothing where there is none', () => expect(answersVerdict([])).toMatchObject({verdict: 'not proven'}));
});

group('dates', () => {
  it('fails a certificate that ends soon or has not begun', async () => {
    const certificate = (from: number, until: number) => ({
      name: 'redis-certificate',
      from: days(from),
      until: days(until),
    });
    const verdict = async (...certificates: ReturnType<typeof certificate>[]) =>
      (await judged(certificatesValid, {certificates}))[0];
    expect(await verdict(certificate(-1, 89))).toBe('pass');
    expect(await verdict(certificate(-80, 10))).toBe('fail');
    expect(await verdict(certificate(1, 89))).toBe('fail');
    expect(await verdict()).toBe('not proven');
  });
  it('fails a secret that was not rotated', async () => {
    const secrets = (age: number) => [{name: 'redis-app', from: days(-age)}];
    expect(await judged(secretsYoung, {secrets: secrets(90)})).toEqual([
      'pass',
      '1 secrets, the oldest 90 days',
      'all young enough',
    ]);
    expect(await judged(secretsYoung, {secrets: secrets(91)})).toEqual([
      'fail',
      '1 secrets, the oldest 91 days',
      'redis-app: 91 days',
    ]);
  });
});

group('vaults-open', () => {
  const vault = (method: string, open: boolean) => async () => [{volume: 'v', method, open}];
  it('passes only what is encrypted and open', async () => {
    expect(await judged(vaultsOpen, {vaults: vault('luks', true)})).toEqual([
      'pass',
      '1 of 1 in an open vault',
      'v: luks',
    ]);
    expect(await judged(vaultsOpen, {vaults: vault('luks', false)})).toEqual([
      'fail',
      '0 of 1 in an open vault',
      'v: locked',
    ]);
    const broken = [{volume: 'v', method: 'luks', open: false, why: 'vault: v: its backing file was cut off'}];
    expect((await judged(vaultsOpen, {vaults: async () => broken}))[2]).toBe(
      'v: vault: v: its backing file was cut off',
    );
    expect(await judged(vaultsOpen, {vaults: vault('off', false)})).toEqual([
      'fail',
      '0 of 1 in an open vault',
      'v: not encrypted',
    ]);
  });
});

group('what the state and the engine say', () => {
  it('fails mandatory findings of the policy pack only', async () => {
    const violations = (mandatory: string[]) => async () => ({mandatory, advisory: ['b']});
    expect((await judged(policiesKept, {violations: violations([])}))[0]).toBe('pass');
    expect(await judged(policiesKept, {violations: violations(['a'])})).toEqual([
      'fail',
      '1 mandatory, 1 advisory',
      'a',
    ]);
  });
  it('fails drift, and has proven nothing of what it may not read', async () => {
    const drift = (differences: string[], notes: string[]) => async () => ({compared: 4, differences, notes});
    expect((await judged(driftNone, {}))[0]).toBe('pass');
    expect((await judged(driftNone, {drift: drift(['a'], [])}))[0]).toBe('fail');
    expect((await judged(driftNone, {drift: drift([], ['n'])}))[0]).toBe('not proven');
  });
  it('fails a port more and a port less', async () => {
    expect((await judged(portsDeclared, {}))[0]).toBe('pass');
    const open = containers.map((c) =>
      c.service === 'redis' ? {...c, published: ['0.0.0.0:6380']} : {...c, published: []},
    );
    expect(await judged(portsDeclared, {containers: async () => open})).toEqual([
      'fail',
      '0.0.0.0:6380',
      '127.0.0.1:6379 declared, not published; 0.0.0.0:6380 published, not declared',
    ]);
  });
  it('wants a young and verified backup of every service', async () => {
    const backups = (at: string, verified: boolean) => async () => [{service: 'redis', at, verified}];
    // As long as no operation takes backups there is nothing to judge: the gate could never pass.
    expect(backupsFresh.applies?.(contextWith({}))).toBe(false);
    const none = {backups: async () => []};
    expect(backupsFresh.applies?.(contextWith(none))).toBe(true);
    expect((await judged(backupsFresh, none))[0]).toBe('not proven');
    expect((await judged(backupsFresh, {backups: backups(days(-1), true)}))[0]).toBe('pass');
    expect((await judged(backupsFresh, {backups: backups(days(-2), true)}))[0]).toBe('fail');
    expect((await judged(backupsFresh, {backups: backups(days(-1), false)}))[0]).toBe('fail');
  });
});

group('egress-none', () => {
  /** An engine whose networks are internal or not, and in which a container reaches some addresses. */
  const engine =
    (internal: boolean, reached: readonly string[]): GateContext['docker'] =>
    async (...args) =>
      args[0] === 'network'
        ? {status: 0, output: `${internal}\n`}
        : {
            status: 0,
            output: reached.some((address) => args.join(' ').includes(`/${address}/6379`)) ? 'connected\n' : '',
          };

  it('passes where the gateway answers on the own network only', async () => {
    expect(await judged(egressNone, {docker: engine(true, ['172.18.0.2'])})).toEqual([
      'pass',
      '1 of 1 containers have no way out',
      'networks internal, and from each the gateway answers on its own network and not on another',
    ]);
  });
  it('fails where another network can be reached, or the own one has a way out', async () => {
    const both = ['172.18.0.2', '172.22.0.2'];
    expect((await judged(egressNone, {docker: engine(true, both)}))[2]).toBe(
      'kailash-dev-redis: reached another network',
    );
    expect((await judged(egressNone, {docker: engine(false, ['172.18.0.2'])}))[2]).toBe(
      'kailash-dev-redis: on kailash-dev-redis, which is not internal',
    );
  });
  it('has proven nothing where the attempt itself does not work', async () => {
    expect((await judged(egressNone, {docker: engine(true, [])}))[0]).toBe('not proven');
  });
});
