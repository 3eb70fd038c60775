import {execFileSync} from 'node:child_process';
import {resolve} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Connection} from '../../../components/core/connection';
import {shown} from '../../../operations/connections';

const db: Connection = {
  service: 'postgres',
  role: 'app',
  host: 'localhost',
  port: 5432,
  username: 'app',
  password: 'aPassword',
  database: 'kailash',
  uri: 'postgresql://app:aPassword@localhost:5432/kailash',
  ca: '/run/ca.crt',
  env: {DATABASE_URL: 'postgresql://app:aPassword@localhost:5432/kailash', PGSSLMODE: 'verify-full'},
};
const cache: Connection = {
  ...db,
  service: 'redis',
  port: 6379,
  database: '0',
  uri: 'rediss://x',
  env: {REDIS_URL: "it's"},
};
const both = [db, cache];

describe('connections are shown', () => {
  test('as a table that hides passwords', () => {
    expect(shown(both, 'table', false, 'dev')).toBe(
      [
        'service   role  host       port  username  password  database  CA',
        'postgres  app   localhost  5432  app       (hidden)  kailash   /run/ca.crt',
        'redis     app   localhost  6379  app       (hidden)  0         /run/ca.crt',
      ].join('\n'),
    );
  });

  test('as a table with passwords where that is asked for', () => {
    expect(shown([db], 'table', true, 'dev').split('\n')[1]).toBe(
      'postgres  app   localhost  5432  app       aPassword  kailash   /run/ca.crt',
    );
  });

  test('as variables that a POSIX shell reads back as they were', () => {
    const text = shown(both, 'env', false, 'dev');
    expect(text).toBe(
      "DATABASE_URL='postgresql://app:aPassword@localhost:5432/kailash'\nPGSSLMODE='verify-full'\nREDIS_URL='it'\\''s'",
    );
    expect(execFileSync('sh', ['-c', `${text}\nprintf %s "$REDIS_URL"`], {encoding: 'utf8'})).toBe("it's");
  });

  test('as JSON: one as an object, several as a list', () => {
    expect(JSON.parse(shown([db], 'json', false, 'dev'))).toEqual(db);
    expect(JSON.parse(shown(both, 'json', false, 'dev'))).toEqual(both);
  });

  test('as one URI, one password, or the command that gives it', () => {
    expect(shown([db], 'uri', false, 'dev')).toBe(db.uri);
    expect(shown([db], 'password', false, 'dev')).toBe('aPassword');
    expect(shown([db], 'password-command', false, 'prod')).toBe(
      `${resolve(__dirname, '../../../platform')} connections postgres --role app --format password --stack prod`,
    );
  });

  test.each(['uri', 'password', 'password-command'] as const)('as %s of one service only', (format) => {
    expect(() => shown(both, format, false, 'dev')).toThrow(
      `connections: --format ${format} is of one service, got postgres, redis; name one`,
    );
  });
});
