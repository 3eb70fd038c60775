import type {RequestListener} from 'node:http';
import {afterAll, afterEach, beforeAll, expect, describe as group, it} from 'vitest';
import type {ContainerState, Engine} from '../../../gates/engine';
import {
  type Bystander,
  describe,
  failure,
  type HealthOptions,
  health,
  type Subject,
  type Verdict,
} from '../../../gates/health';
import {fingerprint} from '../../../probes/openai';
import {type Authority, makeAuthority} from '../probes/certificates';
import {connectionTo, deafPort, type Running, startHttps, startSilent} from '../probes/servers';

let authority: Authority;
let tls: {key: string; cert: string};
const servers: Running[] = [];
beforeAll(() => {
  authority = makeAuthority();
  tls = authority.issue();
});
afterAll(() => authority.remove());
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

const models: RequestListener = (_, response) => response.end('{"data":[]}');

async function start(listener: RequestListener): Promise<Running> {
  const server = await startHttps(tls, listener);
  servers.push(server);
  return server;
}

/** An endpoint with OpenAI's API, in a container as far as the engine says. */
const subject = (port: number, fields: Partial<Subject> = {}): Subject => ({
  service: 'openai',
  kind: 'openai',
  container: 'kailash-dev-openai',
  connection: connectionTo(port, {ca: authority.ca, database: ''}),
  ...fields,
});

/** Says the states one after the other, the last one again and again. */
function engineOf(states: readonly ContainerState[], log = ''): Engine & {asked: string[]} {
  const asked: string[] = [];
  return {
    asked,
    async state(container) {
      asked.push(container);
      return states[Math.min(asked.length, states.length) - 1] ?? {kind: 'ready'};
    },
    logs: async (container, lines) => `${container}: last ${lines} lines\n${log}`,
  };
}

async function ask(subjects: readonly (Subject | Bystander)[], engine: Engine, fields: Partial<HealthOptions> = {}) {
  const lines: string[] = [];
  const options = {timeoutMs: 30_000, mask: [], onAnswer: (line: string) => lines.push(line), engine, ...fields};
  const verdicts = await health(subjects, options);
  return {verdicts, lines, first: verdicts[0] as Verdict};
}

const ready: Engine = engineOf([{kind: 'ready'}]);

group('health', () => {
  it('waits for a container that no client asks until the engine calls it healthy', async () => {
    const engine = engineOf([{kind: 'waiting', why: 'container running, not healthy yet'}, {kind: 'ready'}]);
    const bystander = {service: 'gateway', container: 'kailash-dev-gateway'};
    expect((await ask([bystander], engine)).first).toMatchObject({service: 'gateway', ok: true, outcome: 'healthy'});
    expect(engine.asked).toEqual(['kailash-dev-gateway', 'kailash-dev-gateway']);
    const lost = engineOf([{kind: 'lost', why: 'container unhealthy: no'}], 'it said so');
    const {first} = await ask([bystander], lost);
    expect(first).toMatchObject({ok: false, outcome: 'down', error: 'container unhealthy: no'});
    expect(failure([first])).toContain('it said so');
  });

  it('ends the wait when it is told to', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    const waiting = engineOf([{kind: 'waiting', why: 'container not started yet'}]);
    const {first} = await ask([{service: 'gateway', container: 'x'}], waiting, {signal: stop.signal});
    expect(first).toMatchObject({ok: false, outcome: 'down'});
  });

  it('says that a service answered, with the latency of that attempt', async () => {
    const {port} = await start(models);
    const {first, lines} = await ask([subject(port)], ready);
    const detail = `0 models, key ${fingerprint('Secret0123456789')}`;
    expect(first).toEqual({
      service: 'openai',
      ok: true,
      outcome: 'healthy',
      latencyMs: expect.any(Number),
      attempts: 1,
      detail,
    });
    expect(first.latencyMs).toBeGreaterThan(0);
    expect(lines).toEqual([describe(first)]);
  });

  it('waits while the container is starting, and asks the service only then', async () => {
    const {port} = await start(models);
    const waiting = {kind: 'waiting', why: 'container running, not healthy yet'} as const;
    const engine = engineOf([waiting, waiting, {kind: 'ready'}]);
    const {first} = await ask([subject(port)], engine);
    expect([first.ok, first.attempts, engine.asked.length]).toEqual([true, 1, 3]);
  });

  it('asks again until the limit when nothing listens', async () => {
    const port = deafPort;
    const {first} = await ask([subject(port, {kind: 'redis'})], ready, {timeoutMs: 1_500});
    expect(first.error).toMatch(
      new RegExp(
        `^connection refused at 127.0.0.1:${port}: nothing listens there \\(waited until the limit, \\d+ attempts\\)$`,
      ),
    );
    expect(first.attempts).toBeGreaterThan(1);
  });

  it('asks again after a refusal, since a password may be changing just now', async () => {
    let requests = 0;
    const {port} = await start((request, response) => {
      requests += 1;
      if (requests < 3) response.writeHead(401).end('{}');
      else models(request, response);
    });
    const {first} = await ask([subject(port)], ready);
    expect([first.ok, first.attempts]).toEqual([true, 3]);
  });

  it('tells the last answer when the limit cuts an attempt off', async () => {
    let requests = 0;
    const {port} = await start((_, response) => {
      requests += 1;
      if (requests === 1) response.writeHead(401).end('{}');
    });
    const {first} = await ask([subject(port)], ready, {timeoutMs: 3_500});
    const error = `key ${fingerprint('Secret0123456789')} refused (status 401); set a valid key`;
    expect(first.error).toBe(`${error} (waited until the limit, 2 attempts)`);
  });

  it('ends at the limit when the service stays silent', async () => {
    const silent = await startSilent();
    servers.push(silent);
    const {first} = await ask([subject(silent.port)], ready, {timeoutMs: 500});
    expect(first.ok).toBe(false);
    expect(first.error).toBe(`timed out at 127.0.0.1:${silent.port} (waited until the limit, 1 attempts)`);
  });

  it('does not wait for a container that is lost, and shows its log without secrets', async () => {
    const lost = {kind: 'lost', why: 'container unhealthy: password is Hidden123'} as const;
    const engine = engineOf([lost], 'using Secret0123456789 and Hidden123');
    const {first} = await ask([subject(deafPort)], engine, {mask: ['Hidden123']});
    expect(first).toEqual({
      service: 'openai',
      ok: false,
      outcome: 'down',
      latencyMs: 0,
      attempts: 0,
      detail: '',
      error: 'container unhealthy: password is ***',
      logs: 'kailash-dev-openai: last 20 lines\nusing *** and ***',
    });
  });

  it('gives up on a refused key after five answers', async () => {
    let requests = 0;
    const {port} = await start((_, response) => {
      requests += 1;
      response.writeHead(401).end('{}');
    });
    const {first} = await ask([subject(port)], ready);
    const error = `key ${fingerprint('Secret0123456789')} refused (status 401); set a valid key`;
    expect([first.error, first.attempts, requests]).toEqual([error, 5, 5]);
  });

  it('takes a degraded service unless it is required', async () => {
    const {port} = await start((_, response) => response.writeHead(429, {'retry-after': '60'}).end('{}'));
    const subjects = [subject(port, {container: undefined}), subject(port, {container: undefined, required: true})];
    const {verdicts} = await ask(subjects, ready);
    const detail = `rate limit of key ${fingerprint('Secret0123456789')} reached, free again in 60 s`;
    expect(verdicts).toMatchObject([
      {ok: true, outcome: 'degraded', detail},
      {ok: false, outcome: 'degraded', error: `degraded, and required: ${detail}`},
    ]);
  });

  it('takes even what is down where it is said not to be required', async () => {
    const {port} = await start((_, response) => response.writeHead(401).end('{}'));
    const {first} = await ask([subject(port, {container: undefined, required: false})], ready);
    const detail = `key ${fingerprint('Secret0123456789')} refused (status 401); set a valid key`;
    expect(first).toMatchObject({ok: true, outcome: 'down', detail});
    expect(first).not.toHaveProperty('error');
  });

  it('gives up on one that hangs and that someone else runs after three attempts of the same length', async () => {
    const asked = async (required: boolean) => {
      const {port} = await start(() => undefined);
      const {first} = await ask([subject(port, {container: undefined, required})], ready, {attemptMs: 200});
      return {first, why: `did not answer within 0.2 s at 127.0.0.1:${port}`};
    };
    const taken = await asked(false);
    expect(taken.first).toMatchObject({ok: true, outcome: 'down', attempts: 3, detail: taken.why});
    const refused = await asked(true);
    expect(refused.first).toMatchObject({ok: false, outcome: 'down', attempts: 3, error: refused.why});
    expect(failure([refused.first])).toContain(`openai: ${refused.why}; check its address, key and network`);
  });

  it('gives a container that hangs more time with each attempt', async () => {
    let requests = 0;
    const {port} = await start((request, response) => {
      requests += 1;
      setTimeout(() => models(request, response), 2_000);
    });
    const {first} = await ask([subject(port)], ready, {attemptMs: 800});
    // 0.8 s and 1.6 s are too short, 3.2 s are not.
    expect(first).toMatchObject({ok: true, outcome: 'healthy', attempts: 3});
    expect(requests).toBe(3);
  });

  it('asks all services at once, and tells each as soon as it is known', async () => {
    const slow = await start((request, response) => setTimeout(() => models(request, response), 1_500));
    const fast = await start(models);
    const {lines, verdicts} = await ask(
      [subject(slow.port, {service: 'slow'}), subject(fast.port, {service: 'fast'})],
      ready,
    );
    expect(verdicts.map(({service}) => service)).toEqual(['slow', 'fast']);
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['fast', 'slow']);
  });
});

const verdict = (fields: Partial<Verdict>): Verdict => ({
  service: 'postgres',
  ok: true,
  outcome: 'healthy',
  latencyMs: 12.4,
  attempts: 1,
  detail: 'PostgreSQL 15.20',
  ...fields,
});
const down = {ok: false, outcome: 'down', latencyMs: 0, detail: ''} as const;

group('describe', () => {
  it.each([
    [verdict({}), 'postgres       healthy       12 ms   PostgreSQL 15.20'],
    [verdict({latencyMs: 0.3}), 'postgres       healthy       <1 ms   PostgreSQL 15.20'],
    [
      verdict({...down, service: 'redis', attempts: 5, error: 'no TLS at h:1'}),
      'redis          down        5 tries   no TLS at h:1',
    ],
  ])('tells a verdict in one line', (given, line) => {
    expect(describe(given)).toBe(line);
  });
});

group('failure', () => {
  it('is empty when nothing failed', () => {
    expect(failure([verdict({})])).toBe('');
  });

  it('names each failed service, its error, its last log lines, and what to do', () => {
    const failed = [
      verdict({}),
      verdict({...down, service: 'redis', error: 'container exited (exit status 1)', logs: 'a\nb\n'}),
      verdict({...down, service: 'neo4j', error: 'container does not exist', logs: ''}),
      verdict({...down, service: 'openai', error: 'connection refused'}),
    ];
    expect(failure(failed)).toBe(`health gate: 3 of 4 services failed (redis, neo4j, openai)
redis: container exited (exit status 1)
  | a
  | b
neo4j: container does not exist
  (its container logged nothing)
openai: connection refused; check its address, key and network
Mend the cause and do ./platform up again: it repairs what is broken and keeps data; ./platform status shows the rest.`);
  });
});
