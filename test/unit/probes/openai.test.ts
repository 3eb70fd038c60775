import type {IncomingMessage, ServerResponse} from 'node:http';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {probes} from '../../../probes';
import {fingerprint, retryAfterMs} from '../../../probes/openai';
import {type Authority, makeAuthority} from './certificates';
import {connectionTo, deafPort, type Running, startHttps, startSilent} from './servers';

const key = 'sk-test-0123456789abcdef';
const models = JSON.stringify({object: 'list', data: [{id: 'gpt-4o'}, {id: 'text-embedding-3-small'}]});
const long = () => AbortSignal.timeout(30_000);

let authority: Authority;
let tls: {key: string; cert: string};
let server: Running | undefined;
let requests: IncomingMessage[] = [];

beforeAll(() => {
  authority = makeAuthority();
  tls = authority.issue();
});
afterAll(() => authority.remove());
afterEach(async () => {
  await server?.stop();
  server = undefined;
  requests = [];
});

type Reply = readonly [status: number, body: string, headers?: Record<string, string>];

/** The replies one after the other, the last one again and again; to the right key only. */
async function endpoint(replies: readonly Reply[], certificate = tls) {
  server = await startHttps(certificate, (request: IncomingMessage, response: ServerResponse) => {
    const [status, body, headers] = replies[Math.min(requests.length, replies.length - 1)] ?? [500, ''];
    requests.push(request);
    const known = request.headers.authorization === `Bearer ${key}` && request.url === '/v1/models';
    response.writeHead(known ? status : 401, {'content-type': 'application/json', ...headers});
    response.end(known ? body : '{"error":{"code":"invalid_api_key"}}');
  });
  return connectionTo(server.port, {ca: authority.ca, password: key, database: ''});
}

describe('the OpenAI probe', () => {
  it('counts the models and shows the fingerprint of the key', async () => {
    const answer = await probes.openai(await endpoint([[200, models]]), long());
    expect(answer).toEqual({detail: `2 models, key ${fingerprint(key)}`, outcome: 'healthy'});
    expect(JSON.stringify(answer)).not.toContain(key);
  });

  it('closes its connection', async () => {
    await probes.openai(await endpoint([[200, models]]), long());
    await expect.poll(() => server?.open(), {timeout: 10_000}).toBe(0);
  });

  it('is degraded when a model is missing that the application expects', async () => {
    const connection = {...(await endpoint([[200, models]])), database: 'gpt-4o,o9'};
    const detail = `2 models, key ${fingerprint(key)}; missing: o9`;
    expect(await probes.openai(connection, long())).toEqual({detail, outcome: 'degraded'});
  });

  it('refuses a wrong key at once, without naming it', async () => {
    const connection = {...(await endpoint([[200, models]])), password: 'sk-wrong-key'};
    await expect(probes.openai(connection, long())).rejects.toThrow(
      `key ${fingerprint('sk-wrong-key')} refused (status 401); set a valid key`,
    );
    expect(requests).toHaveLength(1);
  });

  it('waits as long as Retry-After says, then asks again', async () => {
    const connection = await endpoint([
      [429, '{}', {'retry-after': '1'}],
      [200, models],
    ]);
    const start = performance.now();
    expect((await probes.openai(connection, long())).outcome).toBe('healthy');
    expect(performance.now() - start).toBeGreaterThan(950);
    expect(requests).toHaveLength(2);
  });

  it('is degraded at once when Retry-After asks for more than it may wait', async () => {
    const connection = await endpoint([[429, '{}', {'retry-after': '3'}]]);
    const detail = `rate limit of key ${fingerprint(key)} reached, free again in 3 s`;
    expect(await probes.openai(connection, long())).toEqual({detail, outcome: 'degraded'});
    expect(requests).toHaveLength(1);
  });

  it('is degraded after three server errors in a row', async () => {
    const connection = await endpoint([[500, 'oops']]);
    expect(await probes.openai(connection, long())).toEqual({detail: 'server error (status 500)', outcome: 'degraded'});
    expect(requests).toHaveLength(3);
  });

  it('is degraded by what it answered, where the time ends before it answers again', async () => {
    const connection = await endpoint([[429, '{}', {'retry-after': '2'}]]);
    const detail = `rate limit of key ${fingerprint(key)} reached, free again in 2 s`;
    expect(await probes.openai(connection, AbortSignal.timeout(1_500))).toEqual({detail, outcome: 'degraded'});
    expect(requests).toHaveLength(1);
  });

  it('stops asking an endpoint that failed five times in a row', async () => {
    const connection = await endpoint([[503, '']]);
    await probes.openai(connection, long());
    const line = 'server error (status 503); not asked again for 10 s after 5 failures in a row';
    // It answered when it was asked last, so it is not down.
    const left = {detail: line, outcome: 'degraded'};
    expect(await probes.openai(connection, long())).toEqual(left);
    expect(await probes.openai(connection, long())).toEqual(left);
    expect(requests).toHaveLength(5);
  });

  it('says that an endpoint is down which it stopped asking as nothing listened', async () => {
    const connection = connectionTo(deafPort, {
      ca: authority.ca,
      service: 'openai',
      uri: `https://localhost:${deafPort}/v1`,
    });
    const line = `connection refused at 127.0.0.1:${deafPort}: nothing listens there`;
    await expect(probes.openai(connection, long())).rejects.toThrow(line);
    await expect(probes.openai(connection, long())).rejects.toThrow(`${line}; not asked again for 10 s`);
  });

  it('shows the daily budget', async () => {
    const connection = {...(await endpoint([[200, models]])), env: {OPENAI_DAILY_BUDGET_USD: '20'}};
    const detail = `2 models, key ${fingerprint(key)}, 20 USD a day`;
    expect(await probes.openai(connection, long())).toEqual({detail, outcome: 'healthy'});
  });

  it('does not take an expired certificate', async () => {
    const connection = {...(await endpoint([[200, models]], authority.issue(-1))), service: 'openai'};
    await expect(probes.openai(connection, long())).rejects.toThrow(
      `certificate of 127.0.0.1:${connection.port} expired; whoever runs it has to renew it`,
    );
    expect(requests).toHaveLength(0);
  });

  it('does not take a certificate of a CA that it was not told of', async () => {
    const connection = {...(await endpoint([[200, models]])), ca: ''};
    await expect(probes.openai(connection, long())).rejects.toThrow('no public CA signed it');
    expect(requests).toHaveLength(0);
  });

  it('says that the base URL is wrong when the answer is no list of models', async () => {
    const connection = await endpoint([[200, '<html>']]);
    await expect(probes.openai(connection, long())).rejects.toThrow(
      'the answer is no list of models; is the base URL right?',
    );
  });

  it('ends when the signal says so, however silent the server is', async () => {
    server = await startSilent();
    const connection = connectionTo(server.port, {ca: authority.ca});
    await expect(probes.openai(connection, AbortSignal.timeout(200))).rejects.toThrow(
      `timed out at 127.0.0.1:${server.port}`,
    );
    await expect.poll(() => server?.open(), {timeout: 10_000}).toBe(0);
  });

  it('says that nothing listens', async () => {
    const port = deafPort;
    const line = `connection refused at 127.0.0.1:${port}: nothing listens there`;
    await expect(probes.openai(connectionTo(port, {ca: authority.ca}), long())).rejects.toThrow(line);
  });
});

describe('retryAfterMs', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    [null, 0],
    ['3', 3000],
    ['Thu, 01 Jan 2026 00:00:05 GMT', 5000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', 0],
  ])('reads %s', (header, wait) => {
    expect(retryAfterMs(header, now)).toBe(wait);
  });
});
