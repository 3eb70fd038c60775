import {expect, describe as group, it} from 'vitest';
import {millisecondsOf} from '../../../../components/core/duration';
import {UserError} from '../../../../components/core/errors';
import type {Outage} from '../../../../gates/measure/availability';
import {together} from '../../../../operations/events';
import {type EngineEvent, eventLine, inWords, type Occurrence} from '../../../../operations/watch/events';
import {causesOf, shownReport} from '../../../../operations/watch/report';

const event = (Type: string, Action: string, Attributes: Record<string, string> = {}): EngineEvent => ({
  Type,
  Action,
  Actor: {ID: 'id', Attributes},
  timeNano: 1_795_824_000_000_000_000,
});
const redis = {'io.kailash.service': 'redis', name: 'kailash-dev-redis'};
const services = new Map([['id-of-gateway', 'gateway']]);

group('inWords', () => {
  const told: [EngineEvent, string, string, boolean][] = [
    [event('container', 'die', {...redis, exitCode: '137'}), 'redis', 'ended: killed (exit status 137)', true],
    [event('container', 'die', {...redis, exitCode: '1'}), 'redis', 'ended (exit status 1)', true],
    [event('container', 'oom', redis), 'redis', 'ran out of memory: its limit was reached', true],
    [event('container', 'kill', {...redis, signal: '9'}), 'redis', 'was sent SIGKILL', true],
    [event('container', 'pause', redis), 'redis', 'paused', true],
    [event('container', 'start', redis), 'redis', 'started', false],
    [event('container', 'health_status: unhealthy', redis), 'redis', 'unhealthy', true],
    [event('container', 'exec_start: bash -l', redis), 'redis', 'somebody opened a shell inside', false],
    [
      event('network', 'disconnect', {name: 'kailash-dev-redis', container: 'id-of-gateway'}),
      'gateway',
      'left the network kailash-dev-redis',
      true,
    ],
    [
      event('network', 'connect', {name: 'bridge', container: '0123456789abcdef'}),
      '0123456789ab',
      'joined the network bridge',
      false,
    ],
    [event('volume', 'destroy'), 'id', 'volume removed', true],
  ];
  it.each(told)('tells %j', (given, service, text, grave) => {
    expect(inWords(given, services)).toEqual({at: 1_795_824_000_000, service, text, grave});
  });
  it('leaves out health checks and what else goes on all the time', () => {
    for (const action of ['exec_create: redis-cli ping', 'exec_start: redis-cli ping', 'exec_die', 'top', 'attach'])
      expect(inWords(event('container', action, redis))).toBeUndefined();
    expect(inWords(event('image', 'pull'))).toBeUndefined();
  });
});

group('eventLine', () => {
  it('is one line with the time in UTC', () => {
    expect(eventLine({at: 1_795_824_000_000, service: 'redis', text: 'paused', grave: true})).toBe(
      '2026-11-28 00:00:00  redis          paused',
    );
  });
});

group('together', () => {
  it('has what both know once, in order', () => {
    const one = (at: number): Occurrence => ({at, service: 'redis', text: 'started', grave: false});
    expect(together([one(2), one(1)], [one(2), one(3)]).map(({at}) => at)).toEqual([1, 2, 3]);
  });
});

const outage: Outage = {service: 'redis', from: 100_000, until: 130_000, seconds: 30, failures: 6, error: 'timed out'};
const occurrence = (at: number, service: string, text: string, grave = true): Occurrence => ({
  at,
  service,
  text,
  grave,
});

group('causesOf', () => {
  it('takes the grave events of the service, its companions, the gateway and the engine, from just before the beginning', () => {
    const events = [
      occurrence(84_000, 'redis', 'too early'),
      occurrence(90_000, 'redis', 'paused'),
      occurrence(95_000, 'postgres', 'another service'),
      occurrence(99_000, 'gateway', 'left the network'),
      occurrence(100_500, 'redis-node', 'ran out of memory'),
      occurrence(100_600, 'engine', 'does not answer'),
      occurrence(101_000, 'redis', 'started', false),
      occurrence(131_000, 'redis', 'too late'),
    ];
    expect(causesOf(outage, events).map(({text}) => text)).toEqual([
      'paused',
      'left the network',
      'ran out of memory',
      'does not answer',
    ]);
  });
});

group('shownReport', () => {
  it('shows availability and every outage with its cause', () => {
    const availability = {
      from: 0,
      until: 600_000,
      intervalMs: 5_000,
      services: [
        {
          service: 'redis',
          expected: 120,
          answered: 114,
          failed: 6,
          missing: 0,
          ratio: 0.95,
          bound: 0.9039,
          outages: [outage],
          longestSeconds: 30,
          downSeconds: 30,
          p50: 12.4,
          p95: 20,
          p99: Number.NaN,
        },
      ],
    };
    const outages = [
      {...outage, causes: [occurrence(99_000, 'redis', 'paused'), occurrence(99_000, 'gateway', 'stopped')]},
    ];
    expect(shownReport({availability, outages}).split('\n')).toEqual([
      'over 10 min, 1970-01-01T00:00:00.000Z to 1970-01-01T00:10:00.000Z, asked every 5 s',
      '',
      'service  answered  with 95 % at least  failed  missing  down  longest  p50    p95    p99',
      'redis    95.000 %  90.390 %            6       0        30 s  30 s     12 ms  20 ms  -',
      '',
      'outage of  from      until     length  said       the engine says',
      'redis      00:01:40  00:02:10  30 s    timed out  paused, gateway stopped',
    ]);
    expect(shownReport({availability, outages: []}).split('\n').at(-1)).toBe('no outage');
    const days = {...availability, until: 86_400_000};
    expect(shownReport({availability: days, outages}).split('\n').at(-1)).toBe(
      'redis      01-01 00:01:40  01-01 00:02:10  30 s    timed out  paused, gateway stopped',
    );
  });
});

group('millisecondsOf', () => {
  it('reads lengths of time', () => {
    expect(['90s', '10m', '1.5h', '7d', '2min'].map((text) => millisecondsOf('x', text))).toEqual([
      90_000, 600_000, 5_400_000, 604_800_000, 120_000,
    ]);
  });
  it.each(['', '5', '0s', 'h', '-1h', '10 minutes'])('refuses %j', (text) => {
    expect(() => millisecondsOf('gate --duration', text)).toThrow(
      new UserError(
        `gate --duration: not a length of time, got ${JSON.stringify(text)}; write it like 90s, 10m or 24h`,
      ),
    );
  });
  it('refuses what is out of bounds', () => {
    const bounds = {least: '1s', most: '1h'};
    expect(millisecondsOf('watch --interval', '1s', bounds)).toBe(1_000);
    expect(() => millisecondsOf('watch --interval', '0.1s', bounds)).toThrow(
      new UserError('watch --interval: too short, got "0.1s"; write 1s or more'),
    );
    expect(() => millisecondsOf('watch --interval', '2h', bounds)).toThrow(
      new UserError('watch --interval: too long, got "2h"; write 1h or less'),
    );
  });
});
