import {describe, expect, it} from 'vitest';
import {explain, masked, ProbeError} from '../../../probes/reason';
import {connectionTo} from './servers';

const connection = connectionTo(5432, {host: 'localhost', database: 'kailash', ca: 'run/ca.crt'});
const coded = (code: string, message = 'whatever the driver says') => Object.assign(new Error(message), {code});

const table: readonly (readonly [string, unknown, string, boolean])[] = [
  ['PostgreSQL password', coded('28P01'), 'password refused for user "app" at localhost:5432', true],
  [
    'Redis password',
    new Error('WRONGPASS invalid username-password pair'),
    'password refused for user "app" at localhost:5432',
    true,
  ],
  [
    'Neo4j password',
    coded('Neo.ClientError.Security.Unauthorized'),
    'password refused for user "app" at localhost:5432',
    true,
  ],
  [
    'S3 key',
    Object.assign(new Error('x'), {name: 'SignatureDoesNotMatch'}),
    'password refused for user "app" at localhost:5432',
    true,
  ],
  ['status 401', new Response('', {status: 401}), 'password refused for user "app" at localhost:5432', true],
  ['Chroma token', new Error('Unauthorized'), 'password refused for user "app" at localhost:5432', true],
  [
    'Neo4j after several wrong passwords',
    coded('Neo.ClientError.Security.AuthenticationRateLimit'),
    'too many wrong passwords for user "app" at localhost:5432; wait a few seconds',
    true,
  ],
  [
    'a port that looks like a code of PostgreSQL',
    coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:28000'),
    'connection refused at localhost:5432: nothing listens there',
    false,
  ],
  ['rights', coded('42501'), 'user "app" lacks rights at localhost:5432', true],
  ['absent database', coded('3D000'), '"kailash" does not exist at localhost:5432', true],
  [
    'foreign CA',
    coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
    'certificate of localhost:5432 not trusted: the CA in run/ca.crt did not sign it',
    true,
  ],
  [
    'expired',
    coded('CERT_HAS_EXPIRED'),
    'certificate of localhost:5432 expired; do ./platform up to renew it, or have the company renew it that made it',
    true,
  ],
  ['other names', coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'certificate of localhost:5432 made for other names', true],
  ['no TLS', new Error('The server does not support SSL connections'), 'no TLS at localhost:5432', true],
  ['refused', coded('ECONNREFUSED'), 'connection refused at localhost:5432: nothing listens there', false],
  [
    'refused on both addresses',
    new AggregateError([coded('ECONNREFUSED')], ''),
    'connection refused at localhost:5432: nothing listens there',
    false,
  ],
  [
    'refused, as fetch says',
    new TypeError('fetch failed', {cause: coded('ECONNREFUSED')}),
    'connection refused at localhost:5432: nothing listens there',
    false,
  ],
  ['name', coded('ENOTFOUND'), 'name not found: "localhost"', false],
  ['closed', new Error('Connection terminated unexpectedly'), 'connection closed by localhost:5432', false],
  ['starting', coded('57P03'), 'still starting at localhost:5432', false],
  ['loading', new Error('LOADING Redis is loading the dataset in memory'), 'still starting at localhost:5432', false],
  [
    'timeout',
    new DOMException('The operation was aborted due to timeout', 'TimeoutError'),
    'timed out at localhost:5432',
    false,
  ],
  ['unknown', new Error('first line\nsecond line'), 'first line', false],
  ['no error at all', 'text', 'text', false],
];

describe('explain', () => {
  it.each(table)('tells %s in one line', (_, error, line, final) => {
    const explained = explain(error, connection);
    expect(explained.message).toBe(line);
    expect(explained.final).toBe(final);
    expect(explained.cause).toBeUndefined();
  });

  it('keeps the password, its escaped form and the address with it out of what it does not know', () => {
    const secret = connectionTo(1, {password: 'pass/word+1', uri: 'x://app:pass%2Fword%2B1@h'});
    const error = new Error(`bad pass/word+1 in ${secret.uri} or pass%2Fword%2B1`);
    expect(explain(error, secret).message).toBe('bad *** in *** or ***');
  });

  it('leaves what is explained already', () => {
    const error = new ProbeError('clear', true);
    expect(explain(error, connection)).toBe(error);
  });
});

describe('masked', () => {
  it('replaces longer secrets first, and ignores empty ones', () => {
    expect(masked('abc abcdef x', ['abc', '', 'abcdef'])).toBe('*** *** x');
  });
});
