import {expect, it} from 'vitest';
import {connectionOf} from '../../../components/core/connection';
import {postgres} from '../../../components/services/postgres';

it('fills the template of a definition for one role', () => {
  const connection = connectionOf(postgres, 'readonly', {
    host: 'localhost',
    port: 5433,
    password: 'swordfish',
    ca: '/run/ca.crt',
  });
  const uri = 'postgresql://readonly:swordfish@localhost:5433/kailash?sslmode=verify-full&sslrootcert=/run/ca.crt';
  expect(connection).toEqual({
    service: 'postgres',
    role: 'readonly',
    host: 'localhost',
    port: 5433,
    username: 'readonly',
    password: 'swordfish',
    database: 'kailash',
    uri,
    ca: '/run/ca.crt',
    env: {DATABASE_URL: uri, KAILASH_DATABASE_URL: uri, PGSSLMODE: 'verify-full', PGSSLROOTCERT: '/run/ca.crt'},
  });
});
