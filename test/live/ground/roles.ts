import {expect, test} from 'vitest';
import {redis as redisService} from '../../../components/services/redis';
import {redis, sql} from '../clients';
import {docker, type LiveStack} from '../stack';

const lacksRights = {code: '42501'};

/** Each role may what its definition says, and no more. */
export function roleTests(stack: LiveStack): void {
  test('postgres: app makes tables, readonly reads what app made later, and cannot write', async () => {
    const app = await stack.connection('postgres');
    const readonly = await stack.connection('postgres', 'readonly');
    await sql(app, "CREATE TABLE shared (word text); INSERT INTO shared VALUES ('seen')");
    expect(await sql(readonly, 'SELECT word FROM shared')).toEqual([{word: 'seen'}]);
    await expect(sql(readonly, "INSERT INTO shared VALUES ('no')")).rejects.toMatchObject(lacksRights);
    await expect(sql(readonly, 'CREATE TABLE other (word text)')).rejects.toMatchObject(lacksRights);
    await expect(sql(readonly, 'DROP TABLE shared')).rejects.toMatchObject(lacksRights);
  });

  test('postgres: who only reads can write nowhere: no large object, no table for a while, no other database', async () => {
    const app = await stack.connection('postgres');
    expect(await sql(app, 'SELECT lo_unlink(lo_from_bytea(0, $$x$$)) AS gone')).toEqual([{gone: 1}]);
    for (const role of ['readonly', 'monitor', 'backup']) {
      const connection = await stack.connection('postgres', role);
      for (const text of [
        'SELECT lo_create(0)',
        'SELECT lo_creat(-1)',
        "SELECT lo_from_bytea(0, 'x')",
        'CREATE TEMP TABLE t (n int)',
      ])
        await expect(sql(connection, text), `${role}: ${text}`).rejects.toMatchObject(lacksRights);
      for (const database of ['postgres', 'template1'])
        await expect(sql({...connection, database}, 'CREATE TEMP TABLE t (n int)'), role).rejects.toMatchObject(
          lacksRights,
        );
    }
    await expect(sql({...app, database: 'postgres'}, 'SELECT 1')).rejects.toMatchObject(lacksRights);
  });

  test('postgres: app cannot administer', async () => {
    const app = await stack.connection('postgres');
    for (const text of [
      'CREATE ROLE other',
      'CREATE DATABASE other',
      'ALTER SYSTEM SET log_connections = off',
      "SELECT pg_read_file('/run/secrets/postgres')",
      "COPY kept TO PROGRAM 'id'",
      'SELECT rolpassword FROM pg_authid',
      'SET ROLE postgres',
    ])
      await expect(sql(app, text), text).rejects.toMatchObject(lacksRights);
  });

  test('postgres: monitor sees statistics of all, no data', async () => {
    const monitor = await stack.connection('postgres', 'monitor');
    const [row] = await sql(
      monitor,
      "SELECT pg_database_size('kailash') > 0 AS size, count(*) > 0 AS activity FROM pg_stat_activity",
    );
    expect(row).toEqual({size: true, activity: true});
    expect(await sql(monitor, "SELECT setting FROM pg_settings WHERE name = 'data_directory'")).toEqual([
      {setting: '/var/lib/postgresql/data'},
    ]);
    await expect(sql(monitor, 'SELECT * FROM public.shared')).rejects.toMatchObject(lacksRights);
  });

  test('postgres: backup reads everything and streams the log, and cannot write', async () => {
    const backup = await stack.connection('postgres', 'backup');
    expect(await sql(backup, 'SELECT word FROM shared')).toEqual([{word: 'seen'}]);
    const [system] = await sql(backup, 'IDENTIFY_SYSTEM', {replication: 'true'});
    expect(system).toHaveProperty('systemid');
    await expect(sql(backup, "INSERT INTO shared VALUES ('no')")).rejects.toMatchObject(lacksRights);
    const app = await stack.connection('postgres');
    await expect(sql(app, 'IDENTIFY_SYSTEM', {replication: 'true'})).rejects.toThrow(/pg_hba\.conf|replication/);
  });

  test('postgres: pages have checksums, and every way in and every password is SCRAM', async () => {
    const monitor = await stack.connection('postgres', 'monitor');
    expect(await sql(monitor, 'SHOW data_checksums')).toEqual([{data_checksums: 'on'}]);
    expect(await sql(monitor, 'SHOW password_encryption')).toEqual([{password_encryption: 'scram-sha-256'}]);
    const asAdministrator = (text: string) =>
      docker(...['exec', stack.named('postgres')], ...['psql', '-X', '-U', 'postgres', '-d', 'kailash', '-Atc', text]);
    // `peer` lets in only who is already the operating system's user that owns the server and its files.
    const rules = asAdministrator("SELECT DISTINCT type || ' ' || auth_method FROM pg_hba_file_rules ORDER BY 1");
    expect(rules.split('\n')).toEqual([
      'hostnossl reject',
      'hostssl reject',
      'hostssl scram-sha-256',
      'local peer',
      'local scram-sha-256',
    ]);
    expect(
      asAdministrator("SELECT rolname FROM pg_authid WHERE rolcanlogin AND rolpassword NOT LIKE 'SCRAM-SHA-256$%'"),
    ).toBe('');
    expect(asAdministrator('SELECT rolname FROM pg_authid WHERE rolsuper')).toBe('postgres');
  });

  test('redis: app reads and writes and cannot administer', async () => {
    const app = await stack.connection('redis');
    expect(await redis(app, ['SET', 'session:1', 'of app'])).toBe('OK');
    expect(await redis(app, ['SET', 'word', 'of app'])).toBe('OK');
    for (const words of [
      ['CONFIG', 'GET', '*'],
      ['ACL', 'LIST'],
      ['FLUSHALL'],
      ['SHUTDOWN'],
      ['REPLICAOF', 'NO', 'ONE'],
    ] as const)
      await expect(redis(app, [...words]), words.join(' ')).rejects.toThrow(/NOPERM/);
  });

  test('redis: session reaches only keys below its prefix', async () => {
    const session = await stack.connection('redis', 'session');
    expect(await redis(session, ['GET', 'session:1'])).toBe('of app');
    expect(await redis(session, ['SET', 'session:2', 'mine'])).toBe('OK');
    await expect(redis(session, ['GET', 'word'])).rejects.toThrow(/NOPERM/);
    await expect(redis(session, ['SET', 'word', 'mine'])).rejects.toThrow(/NOPERM/);
    for (const words of [
      ['KEYS', '*'],
      ['SCAN', '0'],
      ['RANDOMKEY'],
      ['FUNCTION', 'FLUSH'],
      ['EVAL', 'return 1', '0'],
    ] as const)
      await expect(redis(session, [...words]), words.join(' ')).rejects.toThrow(/NOPERM/);
    const library = "#!lua name=taken\nredis.register_function('f', function() return 1 end)";
    await expect(redis(session, ['FUNCTION', 'LOAD', library])).rejects.toThrow(/NOPERM/);
  });

  test('redis: a setup that no command of reached the server fails', () => {
    const [sh = '', ...words] = redisService.setup.command;
    const run = () => docker('exec', '-i', stack.named('redis'), sh, ...words);
    expect(run).toThrow();
  });

  test('redis: a cache that is full is told so, and no session is evicted for it', async () => {
    const [app, session] = [await stack.connection('redis'), await stack.connection('redis', 'session')];
    expect(await redis(session, ['SETEX', 'session:3', '3600', 'kept'])).toBe('OK');
    const value = 'x'.repeat(8 * 2 ** 20);
    const filled: string[] = [];
    const fill = async () => {
      for (let n = 0; n < 100; n++) {
        await redis(app, ['SETEX', `cache:${n}`, '3600', value]);
        filled.push(`cache:${n}`);
      }
    };
    try {
      await expect(fill()).rejects.toThrow(/^OOM /);
      expect(await redis(session, ['GET', 'session:3'])).toBe('kept');
      expect(await redis(app, ['GET', 'session:1'])).toBe('of app');
    } finally {
      for (const key of filled) await redis(app, ['UNLINK', key]);
    }
    expect(await redis(session, ['SETEX', 'session:4', '3600', 'new'])).toBe('OK');
  });

  test('redis: readonly reads every key and writes none', async () => {
    const readonly = await stack.connection('redis', 'readonly');
    expect(await redis(readonly, ['GET', 'word'])).toBe('of app');
    await expect(redis(readonly, ['SET', 'word', 'mine'])).rejects.toThrow(/NOPERM/);
    await expect(redis(readonly, ['DEL', 'word'])).rejects.toThrow(/NOPERM/);
  });

  test('redis: monitor sees statistics and no key, backup can have a dump taken and read no key', async () => {
    const monitor = await stack.connection('redis', 'monitor');
    expect(await redis(monitor, ['INFO', 'memory'])).toContain('used_memory:');
    expect(await redis(monitor, ['SLOWLOG', 'LEN'])).toBeTypeOf('number');
    await expect(redis(monitor, ['GET', 'word'])).rejects.toThrow(/NOPERM/);
    const backup = await stack.connection('redis', 'backup');
    expect(await redis(backup, ['LASTSAVE'])).toBeTypeOf('number');
    await expect(redis(backup, ['GET', 'word'])).rejects.toThrow(/NOPERM/);
    await expect(redis(backup, ['SET', 'word', 'mine'])).rejects.toThrow(/NOPERM/);
  });
}
