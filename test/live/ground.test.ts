import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {Connection} from '../../components/core/connection';
import type {ServiceStatus} from '../../operations/status';
import {eventually, sql} from './clients';
import {accessTests} from './ground/access';
import {hardeningTests} from './ground/hardening';
import {offlineTests} from './ground/offline';
import {roleTests} from './ground/roles';
import {type Ended, LiveStack, preparationMs, root} from './stack';

const stack = new LiveStack('ground');
let first: Ended;

beforeAll(async () => {
  await stack.prepare();
  first = await stack.platform('up');
}, preparationMs);

afterAll(() => stack.clean());

describe('up', () => {
  test('is green the first time, and ends with the services and what to do next', async () => {
    expect(first.exitCode, first.all).toBe(0);
    const [db, cache] = [await stack.connection('postgres'), await stack.connection('redis')];
    const text = first.stdout;
    expect(text).toMatch(/^service +state +endpoint +healthy after +latency +says$/m);
    expect(text).toMatch(
      new RegExp(`^postgres +healthy +127\\.0\\.0\\.1:${db.port} +\\d+\\.\\d s +\\d+ ms +PostgreSQL 15\\.\\d+$`, 'm'),
    );
    expect(text).toMatch(
      new RegExp(`^redis +healthy +127\\.0\\.0\\.1:${cache.port} +\\d+\\.\\d s +\\d+ ms +Redis 7\\.\\S+$`, 'm'),
    );
    expect(text).toMatch(/^connect +\.\/platform connections --stack live-ground$/m);
    expect(text).toMatch(/^look +\.\/platform status --stack live-ground$/m);
    expect(text).toMatch(/^remove +\.\/platform down --stack live-ground$/m);
    expect(text).toMatch(/\n\nready after \d+\.\d s$/);
    expect(first.stderr).toBe('');
  });

  test('makes the passphrase once, for its owner only, and says so', () => {
    const file = join(stack.home, 'passphrase');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(first.stdout).toContain(
      `passphrase: made ${file}; without it nobody can read the stack's passwords, so keep a copy in a safe place`,
    );
  });

  test('changes nothing the second time, and still asks every service', async () => {
    const before = statSync(join(stack.home, 'passphrase')).mtimeMs;
    const containers = stack.inEngine().containers;
    const second = await stack.must('up');
    expect(second.stdout).toMatch(/^✔ update: nothing to change \(\d+\.\d s\)$/m);
    // Nothing was started, so nothing became healthy.
    expect(second.stdout).toMatch(/^postgres +healthy +\S+ +- +\d+ ms /m);
    expect(second.stdout).toMatch(/^redis +healthy /m);
    expect(second.stdout).not.toContain('passphrase: made');
    expect(statSync(join(stack.home, 'passphrase')).mtimeMs).toBe(before);
    expect(stack.inEngine().containers).toEqual(containers);
  });

  test('leaves nothing that a plain pulumi would change, which says that no pack was loaded', async () => {
    const {exitCode, all} = await stack.pulumi(
      ...['preview', '--refresh', '--expect-no-changes', '--non-interactive', '--color', 'never'],
    );
    expect(exitCode, all).toBe(0);
    expect(all).toContain(
      'policies: the pack was not loaded, so nothing checked the security rules; run ./platform up, or add --policy-pack policies',
    );
  });
});

describe('connections', () => {
  test('are shown in a table without passwords, unless asked for', async () => {
    const {password} = await stack.connection('postgres');
    const hidden = await stack.must('connections');
    expect(hidden.stdout).toMatch(
      /^postgres +app +localhost +\d+ +app +\(hidden\) +kailash +\/run\/kailash-platform\/\S+\/ca\.crt$/m,
    );
    expect(hidden.stdout).toMatch(/^redis +app +localhost +\d+ +app +\(hidden\) +0 +\//m);
    expect(hidden.all).not.toContain(password);
    expect((await stack.must('connections', '--show-secrets')).stdout).toContain(password);
  });

  test('are given as variables that a shell reads, as JSON, as password and as the command that gives it', async () => {
    const db = await stack.connection('postgres');
    const {stdout: env} = await stack.must('connections', '--format', 'env');
    const read = execFileSync(
      'sh',
      ['-c', 'set -a; eval "$1"; printf "%s %s" "$DATABASE_URL" "$REDIS_CA_FILE"', 'sh', env],
      {encoding: 'utf8'},
    );
    expect(read).toBe(`${db.uri} ${db.ca}`);
    const both = JSON.parse((await stack.must('connections', '--format', 'json')).stdout) as Connection[];
    expect(both.map(({service, role}) => `${service} ${role}`)).toEqual(['postgres app', 'redis app']);
    expect((await stack.must('connections', 'postgres', '--format', 'password')).stdout).toBe(db.password);
    expect((await stack.must('connections', 'postgres', '--format', 'password-command')).stdout).toBe(
      `${join(root, 'platform')} connections postgres --role app --format password --stack live-ground`,
    );
  });

  test('are given as a URI that opens the database', async () => {
    const {stdout: uri} = await stack.must('connections', 'postgres', '--format', 'uri');
    const psql = spawnSync('psql', [uri, '-XAtc', 'SELECT current_user'], {encoding: 'utf8'});
    if (psql.error) {
      const connection = await stack.connection('postgres');
      const rows = await sql(connection, 'SELECT current_user', {connectionString: uri});
      expect(rows).toEqual([{current_user: 'app'}]);
    } else expect(psql.stdout + psql.stderr).toBe('app\n');
  });

  test('of an unknown service, role or format are refused with the ones that there are', async () => {
    const refused = async (...args: string[]) => {
      const {exitCode, stderr} = await stack.platform('connections', ...args);
      expect(exitCode).toBe(1);
      return stderr;
    };
    expect(await refused('mysql')).toBe('connections: no such service, got "mysql"; choose one of postgres, redis');
    expect(await refused('postgres', '--role', 'root')).toBe(
      'connections: no such role, got "root"; choose one of app, backup, monitor, readonly',
    );
    expect(await refused('--format', 'xml')).toBe(
      'connections: no such format, got "xml"; choose one of table, env, json, uri, password, password-command',
    );
    expect(await refused('--format', 'uri')).toBe(
      'connections: --format uri is of one service, got postgres, redis; name one',
    );
  });
});

describe('status', () => {
  test('shows each service as the engine and a client see it', async () => {
    // On a machine with a lot else to do, an answer may come too late once.
    const {stdout} = await eventually(() => stack.must('status'));
    expect(stdout).toMatch(/^postgres +running +healthy +127\.0\.0\.1:\d+ +yes +\d+ ms .* PostgreSQL 15\.\d+$/m);
    expect(stdout).toMatch(/^redis +running +healthy +127\.0\.0\.1:\d+ +yes +\d+ ms .* Redis 7\.\S+$/m);
  });

  test('is given as JSON', async () => {
    const all = JSON.parse((await eventually(() => stack.must('status', '--json'))).stdout) as ServiceStatus[];
    expect(all.map(({service, container, health, answers}) => ({service, container, health, answers}))).toEqual([
      {service: 'postgres', container: 'running', health: 'healthy', answers: true},
      {service: 'redis', container: 'running', health: 'healthy', answers: true},
    ]);
  });
});

test('status that goes on ends without a word when nobody reads it any more', () => {
  const main = ['-r', join(root, 'host/door/register.cjs'), join(root, 'operations/main.ts')];
  const words = [process.execPath, ...main, 'status', '--watch', '--json', '--stack', stack.stack];
  const options = {cwd: root, env: stack.environment(), encoding: 'utf8', timeout: 120_000} as const;
  expect(spawnSync('sh', ['-c', '"$0" "$@" | head -c 1', ...words], options)).toMatchObject({stdout: '[', stderr: ''});
});

describe('hardening', () => hardeningTests(stack));
describe('roles', () => roleTests(stack));
describe('access', () => accessTests(stack));
describe('offline', () => offlineTests(stack));

describe('down', () => {
  test('deletes everything when it is told the name', async () => {
    const {stdout} = await stack.must('down', '--delete-data', '--yes-delete', stack.stack);
    expect(stdout).toBe('stack live-ground: deleted, with 2 volumes of data');
    expect(stack.inEngine()).toEqual({containers: [], networks: [], volumes: []});
    expect(existsSync(stack.filesFolder)).toBe(false);
  });
});
