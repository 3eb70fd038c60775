import {existsSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {execa} from 'execa';
import {Redis} from 'ioredis';
import {Client} from 'pg';
import {afterAll, beforeAll, expect, it} from 'vitest';
import type {Connection} from '../../components/core/connection';
import {types} from '../../operations/deployment';
import {probes} from '../../probes';
import {tlsOf} from '../../probes/probe';
import {docker, LiveStack} from './stack';

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

/** Makes every secret that many days old, in the state: Pulumi's own date, and the one that the policies see. */
async function age(days: number): Promise<void> {
  const made = new Date(Date.now() - days * 86_400_000).toISOString();
  const {stdout} = await stack.pulumi('stack', 'export');
  const state = JSON.parse(stdout) as {deployment: {resources: {type: string; [field: string]: unknown}[]}};
  for (const resource of state.deployment.resources.filter(({type}) => type === types.password)) {
    resource.created = made;
    for (const side of ['inputs', 'outputs']) Object.assign(resource[side] as object, {keepers: {made}});
  }
  const file = join(stack.home, 'aged.json');
  writeFileSync(file, JSON.stringify(state), {mode: 0o600});
  const {exitCode, all} = await stack.pulumi('stack', 'import', '--file', file);
  expect(exitCode, all).toBe(0);
}

it('warns of secrets that are overdue', async () => {
  await age(100);
  const {stdout} = await stack.must('up');
  expect(stdout).toMatch(/advisory limit-secret-age \(postgres-secret-age\): .*\n.*a secret is overdue/);
  const shown = await stack.must('status');
  expect(shown.stdout).toMatch(/^postgres .* 100 d, 5 overdue /m);
  expect(shown.stdout).toContain('secrets overdue: postgres-app (100 d)');
  const [postgres] = JSON.parse((await stack.must('status', '--json')).stdout) as {overdue: unknown[]}[];
  expect(postgres?.overdue).toContainEqual({secret: 'postgres-backup', days: 100, refused: false});
});

it('refuses every change but a rotation of all once the grace has ended', async () => {
  await age(200);
  expect(await stack.refused(['up'])).toMatch(
    /^policies: refused.*\n(.*\n)*.*mandatory forbid-overdue-secret \((postgres|redis)-secret-age\): .*\n.*its grace has ended/,
  );
  const others = ['admin', 'app', 'session', 'readonly', 'monitor', 'backup'].map((secret) => `redis-${secret}`);
  expect(await stack.refused(['rotate', 'postgres'])).toBe(
    `rotate: the policies refuse other secrets too, whose grace has ended, got ${others.join(', ')}; run ./platform rotate without a service, which changes all`,
  );
});

/** A client that asks for the password again when it is refused, as Kailash DataFlow's credential_provider does. */
class AskingClient {
  private password: string;
  asked = 0;

  constructor(
    private readonly connection: Connection,
    private readonly command: string,
  ) {
    this.password = connection.password;
  }

  /** Writes one row through a connection of its own. */
  async write(n: number): Promise<void> {
    for (;;) {
      try {
        const client = await postgresClient({...this.connection, password: this.password});
        await client.query('INSERT INTO asked VALUES ($1)', [n]);
        return await client.end();
      } catch (error) {
        if (!/password authentication failed/.test(String(error))) throw error;
        this.asked++;
        this.password = (await execa('sh', ['-c', this.command], {env: stack.environment(), extendEnv: false})).stdout;
      }
    }
  }
}

it('changes every password while clients write, ends no connection and loses no acknowledged write', async () => {
  const before = await allConnections();
  const url = await stack.connection('postgres');
  const {stdout: command} = await stack.must('connections', 'postgres', '--format', 'password-command');
  const asking = new AskingClient(url, command);
  const pg = await postgresClient(url);
  const redis = redisClient(await stack.connection('redis'));
  await pg.query('CREATE TABLE written (n int PRIMARY KEY); CREATE TABLE asked (n int PRIMARY KEY)');
  let going = true;
  const longestMs = {open: 0, asking: 0};
  const began = performance.now();
  /** Writes 100 times a second until told to end, catching up after an interruption, and gives how many were acknowledged. */
  const writing = async (who: keyof typeof longestMs, write: (n: number) => Promise<unknown>) => {
    for (let n = 0; ; n++) {
      if (!going) return n;
      const start = performance.now();
      await write(n);
      longestMs[who] = Math.max(longestMs[who], performance.now() - start);
      await wait(Math.max(0, began + (n + 1) * 10 - performance.now()));
    }
  };
  const writers = Promise.all([
    writing('open', async (n) => {
      await pg.query('INSERT INTO written VALUES ($1)', [n]);
      await redis.rpush('written', n);
    }),
    writing('asking', (n) => asking.write(n)),
  ]);
  const {stdout} = await stack.must('rotate');
  await asking.write(-1);
  going = false;
  const [acknowledged, fetched] = await writers;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(
    `rotation: ${acknowledged} and ${fetched} writes in ${seconds} s, longest ${Math.round(longestMs.open)} ms on an open connection, ` +
      `${Math.round(longestMs.asking)} ms for a client that asks for the password (${asking.asked} times)`,
  );
  expect(stdout).toMatch(/^rotate: 11 passwords changed in [\d.]+ s; the new ones work, the old ones are refused$/m);
  expect(acknowledged).toBeGreaterThan(50);
  const counted = async (name: string) =>
    (await pg.query<{n: number}>(`SELECT count(*)::int AS n FROM ${name}`)).rows[0]?.n;
  expect(await counted('written')).toBe(acknowledged);
  expect(await redis.llen('written')).toBe(acknowledged);
  // The client that asks has found the new password by itself; one with a URL goes on only as long as it is connected.
  expect(await counted('asked')).toBe(fetched + 1);
  expect(asking.asked).toBeGreaterThan(0);
  await expect(postgresClient(url)).rejects.toThrow('password authentication failed');
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

it('says what to do where an earlier state was restored, and then takes its passwords', async () => {
  const {stdout: earlier} = await stack.pulumi('stack', 'export');
  const file = join(stack.home, 'earlier.json');
  writeFileSync(file, earlier, {mode: 0o600});
  await stack.must('rotate');
  docker('rm', '--force', stack.named('redis'));
  await stack.must('up');
  const lost = await stack.connection('redis');
  expect((await stack.pulumi('stack', 'import', '--file', file)).exitCode).toBe(0);
  const refused = await stack.refused(['up']);
  expect(refused).toContain(
    'redis: could not be set up; if a state was lost or restored, its data may know other passwords: run ./platform adopt redis --stack live-rotation',
  );
  expect(refused).toContain(
    'the engine has containers or networks of this stack that its state does not know; if an earlier state was restored, run ./platform adopt --stack live-rotation',
  );
  const {stdout} = await stack.must('adopt');
  expect(stdout).toContain('adopt: postgres, redis: data are kept, and take the passwords of the state');
  for (const now of await allConnections()) expect(await login(now), `${now.service} ${now.role}`).toMatch(/^taken/);
  expect(await login(lost)).toBe('refused');
  const client = await postgresClient(await stack.connection('postgres'));
  expect((await client.query('SELECT n FROM kept')).rows).toEqual([{n: 7}]);
  await client.end();
  expect((await stack.must('up')).stdout).toContain('nothing to change');
  expect(await stack.refused(['adopt', 'mysql'])).toBe(
    'adopt: no such service in this stack, got "mysql"; choose one of postgres, redis',
  );
});

it('takes back the very state that was thought lost, whose files others have replaced meanwhile', async () => {
  const before = await allConnections();
  const [state, away] = [join(stack.home, 'state'), join(stack.home, 'state-away')];
  renameSync(state, away);
  await stack.must('up');
  for (const old of before) expect(await login(old), `${old.service} ${old.role}`).toBe('refused');
  rmSync(state, {recursive: true});
  renameSync(away, state);
  await stack.must('adopt');
  for (const old of before) expect(await login(old), `${old.service} ${old.role}`).toMatch(/^taken/);
  expect((await stack.must('up')).stdout).toContain('nothing to change');
});

it('names the services and roles that there are', async () => {
  const service = await stack.platform('rotate', 'mysql');
  expect(service.exitCode).toBe(1);
  expect(service.stderr).toBe('rotate: no such service in this stack, got "mysql"; choose one of postgres, redis');
  const role = await stack.platform('rotate', 'postgres', '--role', 'boss');
  expect(role.stderr).toBe('rotate: no such role, got "boss"; choose one of postgres, app, readonly, monitor, backup');
});
