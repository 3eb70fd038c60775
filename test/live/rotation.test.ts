import {existsSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {Redis} from 'ioredis';
import {Client} from 'pg';
import {afterAll, beforeAll, expect, it} from 'vitest';
import type {Connection} from '../../components/core/connection';
import {probes} from '../../probes';
import {tlsOf} from '../../probes/probe';
import {LiveStack} from './stack';

const stack = new LiveStack('rotation');
const roles = [
  ['postgres', 'app'],
  ['postgres', 'readonly'],
  ['postgres', 'monitor'],
  ['postgres', 'backup'],
  ['redis', 'app'],
  ['redis', 'session'],
  ['redis', 'readonly'],
  ['redis', 'monitor'],
  ['redis', 'backup'],
] as const;

beforeAll(async () => {
  await stack.prepare();
  await stack.must('up');
});
afterAll(() => stack.clean());

async function allConnections(): Promise<Connection[]> {
  const found: Connection[] = [];
  for (const role of new Set(roles.map(([, role]) => role))) {
    const {stdout} = await stack.must('connections', '--role', role, '--format', 'json');
    const parsed = JSON.parse(stdout) as Connection | Connection[];
    found.push(...[parsed].flat());
  }
  return found;
}

/** What a service says to a login: taken, or the reason. */
const login = async (connection: Connection): Promise<string> =>
  await probes[connection.service as 'postgres' | 'redis'](connection, AbortSignal.timeout(20_000)).then(
    () => 'taken',
    (error: Error) => (error.message.startsWith('password refused') ? 'refused' : `taken, but ${error.message}`),
  );

const postgresClient = async (connection: Connection): Promise<Client> => {
  const {host, port, username: user, password, database} = connection;
  const client = new Client({host, port, user, password, database, ssl: tlsOf(connection)});
  client.on('error', () => undefined);
  await client.connect();
  return client;
};

const redisClient = ({host, port, username, password, ca}: Connection): Redis =>
  new Redis({
    host,
    port,
    username,
    password,
    tls: {ca: readFileSync(ca)},
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });

it('changes every password while clients write, ends no connection and loses no acknowledged write', async () => {
  const before = await allConnections();
  const pg = await postgresClient(await stack.connection('postgres'));
  const redis = redisClient(await stack.connection('redis'));
  await pg.query('CREATE TABLE written (n int PRIMARY KEY)');
  let going = true;
  let acknowledged = 0;
  const writing = (async () => {
    while (going) {
      await pg.query('INSERT INTO written VALUES ($1)', [acknowledged]);
      await redis.rpush('written', acknowledged);
      acknowledged++;
      await wait(10);
    }
  })();
  const {stdout} = await stack.must('rotate');
  going = false;
  await writing;
  expect(stdout).toMatch(/^rotate: 11 passwords changed in [\d.]+ s; the new ones work, the old ones are refused$/m);
  expect(acknowledged).toBeGreaterThan(50);
  const {rows} = await pg.query<{n: number}>('SELECT count(*)::int AS n FROM written');
  expect(rows[0]?.n).toBe(acknowledged);
  expect(await redis.llen('written')).toBe(acknowledged);
  await pg.end();
  redis.disconnect();

  const after = await allConnections();
  for (const old of before) expect(await login(old), `${old.service} ${old.role}`).toBe('refused');
  for (const now of after) expect(await login(now), `${now.service} ${now.role}`).toMatch(/^taken/);
  expect(new Set([...before, ...after].map(({password}) => password)).size).toBe(before.length + after.length);
});

it('changes nothing at the next update, and keeps the new passwords through down and up', async () => {
  const now = await stack.connection('postgres');
  const unchanged = await stack.must('up');
  expect(unchanged.stdout).toContain('nothing to change');
  await stack.must('down');
  await stack.must('up');
  expect((await stack.connection('postgres')).password).toBe(now.password);
  expect(await login(now)).toBe('taken');
});

it('finishes with the next update what a killed rotation began', async () => {
  const old = await stack.connection('redis');
  const running = stack.start(['rotate', 'redis', '--role', 'app']);
  for (let i = 0; !existsSync(join(stack.home, `running-${stack.stack}`)); i++) {
    if (i > 600) throw new Error('the rotation did not begin its update');
    await wait(100);
  }
  await wait(3000);
  running.kill('SIGKILL');
  await running;
  await stack.must('up');
  const now = await stack.connection('redis');
  expect(now.password).not.toBe(old.password);
  expect(await login(now)).toBe('taken');
  expect(await login(old)).toBe('refused');
});

it('gives kept data new passwords when the state is lost', async () => {
  const old = await stack.connection('postgres');
  const client = await postgresClient(old);
  await client.query('CREATE TABLE kept AS SELECT 7 AS n');
  await client.end();
  rmSync(join(stack.home, 'state'), {recursive: true});
  const {all} = await stack.must('up');
  expect(all).toContain('the state of this stack is lost, data are kept and get new passwords');
  const now = await stack.connection('postgres');
  expect(await login(old)).toBe('refused');
  const again = await postgresClient(now);
  expect((await again.query('SELECT n FROM kept')).rows).toEqual([{n: 7}]);
  await again.end();
});

it('names the services and roles that there are', async () => {
  const service = await stack.platform('rotate', 'mysql');
  expect(service.exitCode).toBe(1);
  expect(service.stderr).toBe('rotate: no such service in this stack, got "mysql"; choose one of postgres, redis');
  const role = await stack.platform('rotate', 'postgres', '--role', 'boss');
  expect(role.stderr).toBe('rotate: no such role, got "boss"; choose one of postgres, app, readonly, monitor, backup');
});
