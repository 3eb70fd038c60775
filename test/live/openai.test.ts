import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import type {RequestListener} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {afterAll, beforeAll, expect, test} from 'vitest';
import type {ServiceStatus} from '../../operations/status';
import {fingerprint} from '../../probes/openai';
import {type Authority, makeAuthority} from '../unit/probes/certificates';
import {type Running, startHttps} from '../unit/probes/servers';
import {SecretPlaces} from './secret-places';
import {linesOf} from './services/clients-of-vendors';
import {LiveStack, preparationMs} from './stack';

const stack = new LiveStack('openai');
const places = new SecretPlaces(stack);
const key = 'sk-live-0123456789abcdefghijkl';
const wrong = 'sk-wrong-0123456789abcdefghijk';
const folder = mkdtempSync(join(tmpdir(), 'kailash-openai-'));
let authority: Authority;
let server: Running;
let expired: Running;
let status: number | 'hangs' = 200;
let requests = 0;
let redisPort = 0;

/** The row of the endpoint in what `up` prints. */
const row = (text: string): string | undefined => /^openai .*$/m.exec(text)?.[0].replace(/ +/g, ' ');

const settle = (openai: Readonly<Record<string, unknown>>, {port} = server) => {
  const baseUrl = `https://127.0.0.1:${port}/v1`;
  const endpoint = {baseUrl, caFile: authority.ca, models: ['gpt-4o'], ...openai};
  stack.settle({size: 'small', postgres: {enabled: false}, redis: {port: redisPort}, openai: endpoint});
};

const up = async () => {
  const ended = await stack.platform('up');
  places.said.push(ended.all);
  return ended;
};

/** The endpoint as `status` shows it. */
const shown = async (): Promise<ServiceStatus | undefined> => {
  const asked = await stack.must('status', '--json');
  places.said.push(asked.all);
  return (JSON.parse(asked.stdout) as ServiceStatus[]).find(({service}) => service === 'openai');
};

beforeAll(async () => {
  authority = makeAuthority();
  const answer: RequestListener = (request, response) => {
    requests += 1;
    if (status === 'hangs') return;
    const known = request.headers.authorization === `Bearer ${key}` && request.url === '/v1/models';
    response.writeHead(known ? status : 401, {
      'content-type': 'application/json',
      ...(status === 429 && {'retry-after': '60'}),
    });
    response.end('{"data": [{"id": "gpt-4o"}, {"id": "text-embedding-3-small"}]}');
  };
  server = await startHttps(authority.issue(), answer);
  expired = await startHttps(authority.issue(-1), answer);
  writeFileSync(join(folder, 'key'), `${key}\n`, {mode: 0o600});
  [, redisPort = 0] = await stack.prepare({postgres: {enabled: false}});
  places.watch.start();
}, preparationMs);

afterAll(async () => {
  places.watch.stop();
  await Promise.all([server?.stop(), expired?.stop()]);
  authority?.remove();
  rmSync(folder, {recursive: true, force: true});
  stack.clean();
});

test('an endpoint with a key from a file is healthy, in up and in status', async () => {
  settle({keyFile: join(folder, 'key')});
  const {exitCode, stdout, all} = await up();
  expect(exitCode, all).toBe(0);
  const where = `https://127.0.0.1:${server.port}/v1`;
  expect(row(stdout)).toMatch(new RegExp(`^openai healthy ${where} - \\d+ ms 2 models, key ${fingerprint(key)}$`));
  places.said.push((await stack.must('connections')).all);
  expect(await shown()).toMatchObject({container: 'external', endpoint: where, answers: true, outcome: 'healthy'});
  expect((await stack.must('connections', 'openai', '--format', 'password')).stdout).toBe(key);
});

test('one that is degraded does not fail up unless it is required', async () => {
  status = 500;
  const taken = await up();
  expect(taken.exitCode, taken.all).toBe(0);
  expect(row(taken.stdout)).toMatch(/^openai degraded \S+ - \d+ ms server error \(status 500\)$/);
  settle({keyFile: join(folder, 'key'), required: true});
  const refused = await up();
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain('openai: degraded, and required: server error (status 500)');
  status = 200;
});

test('one that has no requests left for the key is degraded, in up and in status', async () => {
  status = 429;
  settle({keyFile: join(folder, 'key')});
  const taken = await up();
  expect(taken.exitCode, taken.all).toBe(0);
  const why = `rate limit of key ${fingerprint(key)} reached, free again in 60 s`;
  expect(row(taken.stdout)).toMatch(new RegExp(`^openai degraded \\S+ - \\d+ ms ${why}$`));
  expect(await shown()).toMatchObject({answers: true, outcome: 'degraded', detail: why});
  status = 200;
});

test('one that hangs is asked three times by up, and is down', async () => {
  status = 'hangs';
  requests = 0;
  const taken = await up();
  expect(taken.exitCode, taken.all).toBe(0);
  const why = `did not answer within 6 s at 127.0.0.1:${server.port}`;
  expect(row(taken.stdout)).toBe(`openai down https://127.0.0.1:${server.port}/v1 - - ${why}`);
  expect(requests).toBe(3);
  status = 200;
});

test('one whose certificate expired is down, and does not get the key', async () => {
  settle({keyFile: join(folder, 'key')}, expired);
  requests = 0;
  const taken = await up();
  expect(taken.exitCode, taken.all).toBe(0);
  const where = `127.0.0.1:${expired.port}`;
  const why = `certificate of ${where} expired; whoever runs it has to renew it`;
  expect(row(taken.stdout)).toBe(`openai down https://${where}/v1 - - ${why}`);
  expect(requests).toBe(0);
});

test('a key that is refused is told by its fingerprint, and fails up where the endpoint is required', async () => {
  settle({});
  const set = await stack.pulumiTold(wrong, 'config', 'set', '--secret', 'openaiKey');
  expect(set.exitCode, set.all).toBe(0);
  const why = `key ${fingerprint(wrong)} refused (status 401); set a valid key`;
  const taken = await up();
  expect(taken.exitCode, taken.all).toBe(0);
  expect(row(taken.stdout)).toBe(`openai down https://127.0.0.1:${server.port}/v1 - - ${why}`);
  settle({required: true});
  await stack.pulumiTold(wrong, 'config', 'set', '--secret', 'openaiKey');
  const refused = await up();
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain(`openai: ${why}`);
});

test('a key from a file shows nowhere, one of the configuration only where Pulumi hands that to the program', () => {
  places.watch.stop();
  for (const [name, texts] of places.all()) expect(texts, name).not.toEqual([]);
  expect(places.found({key, wrong})).toEqual(['wrong: environments']);
  const shown = [...(places.watch.seen.get('environments') ?? [])].filter((text) => text.includes(wrong));
  for (const text of shown) expect(text.includes('\0PULUMI_CONFIG='), 'not the program').toBe(true);
});

test('curl asks it with what connections prints, as the README has it', async () => {
  settle({keyFile: join(folder, 'key')});
  await stack.must('up');
  const line = linesOf(/curl .*OPENAI/);
  expect(line).not.toBe('');
  const env = await stack.printedEnvironment();
  const ended = await execa('sh', ['-c', line], {env, reject: false, stdin: 'ignore'});
  expect(ended.exitCode, ended.stderr).toBe(0);
  expect(ended.stdout).toContain('"gpt-4o"');
});
