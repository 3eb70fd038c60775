import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Connection} from '../../../components/core/connection';
import type {ProbeKind} from '../../../components/core/definition';
import {messageOf} from '../../../components/core/errors';
import {services} from '../../../components/services';
import {probes} from '../../../probes';
import {makeAuthority, reissue} from '../../unit/probes/certificates';
import {asRoot} from '../as-root';
import {eventually, handshake, overTls, patienceMs, plain} from '../clients';
import {docker, type LiveStack} from '../stack';

/** "Bolt, please, version 5.4" (Bolt protocol, handshake). */
const bolt = Buffer.from('6060b017000004050000000000000000'.padEnd(40, '0'), 'hex');
const http = (path: string) => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
const answered = /^HTTP\/1\.1 (2\d\d|401)/;

/** What each service answers over TLS, and so must not without; what it says to a wrong password. */
const manners = {
  neo4j: {asks: bolt, answer: /^[\0-\xff]{4}/, refusal: /^password refused for user "app"/},
  chroma: {
    asks: http('/api/v1/heartbeat'),
    answer: answered,
    refusal: /^password refused for chroma/,
  },
  elasticsearch: {asks: http('/'), answer: answered, refusal: /^password refused for user "app"/},
  minio: {asks: http('/minio/health/live'), answer: answered, refusal: /^password refused for user "app"/},
} as const;

/** A service with a table entry above. */
export type Mannered = keyof typeof manners;

/** A server that starts has minutes for it. */
const polled = {timeout: 300_000, interval: 1_000};

/** A service with a probe. */
export type Asked = Mannered | 'postgres' | 'redis';

const ask = (service: Asked, connection: Connection) =>
  probes[services[service].probe as ProbeKind](connection, AbortSignal.timeout(patienceMs));

/** Nobody gets in without the right password over the right TLS. */
export function accessTests(stack: LiveStack, names: readonly Mannered[]): void {
  describe.each(names)('%s', (service) => {
    const {asks, answer, refusal} = manners[service];

    test('refuses a wrong password', async () => {
      const connection = await stack.connection(service);
      await expect(ask(service, {...connection, password: 'wrong-password'})).rejects.toThrow(refusal);
      expect((await ask(service, connection)).outcome ?? 'healthy').toBe('healthy');
    });

    test('answers over TLS 1.2 and 1.3, and in plain text to nobody', async () => {
      const connection = await stack.connection(service);
      expect((await overTls(connection, asks)).toString('latin1')).toMatch(answer);
      expect((await plain(connection.port, asks).catch(() => Buffer.alloc(0))).toString('latin1')).not.toMatch(answer);
      for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
        expect(await handshake(connection, {minVersion: version, maxVersion: version})).toBe(version);
      const old = {minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0'} as const;
      // Chroma closes without a word.
      const code = expect.stringMatching(
        service === 'chroma' ? /^ECONNRESET$/ : /^ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION$/,
      );
      await expect(handshake(connection, old)).rejects.toMatchObject({code});
    });

    test('is refused by a client that trusts another CA', async () => {
      const connection = await stack.connection(service);
      const other = makeAuthority();
      try {
        const refused = ask(service, {...connection, ca: other.ca});
        await expect(refused).rejects.toThrow(`not trusted: the CA in ${other.ca} did not sign it`);
      } finally {
        other.remove();
      }
    });
  });
}

/** A client takes no certificate of the stack's own CA that has ended, and says what to do. */
export function expiryTests(stack: LiveStack, names: readonly Asked[]): void {
  test.each(names)('%s', async (service) => {
    const connection = await stack.connection(service);
    const {tls} = services[service];
    const folder = join(stack.filesFolder, service, 'tls');
    const certificate = join(folder, tls.certificate);
    const good = asRoot(['cat', certificate]);
    const key = asRoot(['cat', join(folder, tls.key)]);
    const ended = reissue(good, key, connection.ca, await stack.authorityKey());
    try {
      asRoot(['tee', certificate], ended);
      docker('restart', stack.named(service));
      const refusal = `certificate of ${connection.host}:${connection.port} expired; do ./platform up to renew it, or have the company renew it that made it`;
      await expect.poll(() => ask(service, connection).catch(messageOf), polled).toBe(refusal);
    } finally {
      asRoot(['tee', certificate], good);
      docker('restart', stack.named(service));
    }
    expect((await eventually(() => ask(service, connection))).outcome ?? 'healthy').toBe('healthy');
  });
}
