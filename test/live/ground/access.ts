import {expect, test} from 'vitest';
import {makeAuthority} from '../../unit/probes/certificates';
import {eventually, handshake, plain, redis, sql} from '../clients';
import {docker, type LiveStack} from '../stack';

/** Data survive, and nobody gets in without the right password over the right TLS. */
export function accessTests(stack: LiveStack): void {
  test('what was written is there after a restart of the containers', async () => {
    const [db, cache] = [await stack.connection('postgres'), await stack.connection('redis')];
    await sql(db, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('still here')");
    await redis(cache, ['SET', 'kept', 'still here']);
    docker('restart', stack.named('postgres'), stack.named('redis'));
    expect(await eventually(() => sql(db, 'SELECT word FROM kept'))).toEqual([{word: 'still here'}]);
    expect(await eventually(() => redis(cache, ['GET', 'kept']))).toBe('still here');
  });

  test('a wrong password is refused', async () => {
    const [db, cache] = [await stack.connection('postgres'), await stack.connection('redis')];
    await expect(sql({...db, password: 'wrong'}, 'SELECT 1')).rejects.toMatchObject({code: '28P01'});
    await expect(redis({...cache, password: 'wrong'}, ['PING'])).rejects.toThrow(/WRONGPASS/);
  });

  test('the administrators cannot come in from outside, and nobody without a name', async () => {
    const [db, cache] = [await stack.connection('postgres'), await stack.connection('redis')];
    await expect(sql({...db, username: 'postgres'}, 'SELECT 1')).rejects.toThrow(
      /pg_hba\.conf rejects connection for host .*, user "postgres"/,
    );
    await expect(redis({...cache, username: 'default'}, ['PING'])).rejects.toThrow(/WRONGPASS/);
    await expect(redis({...cache, username: '', password: ''}, ['GET', 'kept'])).rejects.toThrow(/NOAUTH/);
    await expect(redis({...cache, username: 'health', password: 'none'}, ['GET', 'kept'])).rejects.toThrow(/NOPERM/);
  });

  test('plain text is refused', async () => {
    const [db, cache] = [await stack.connection('postgres'), await stack.connection('redis')];
    await expect(sql(db, 'SELECT 1', {ssl: false})).rejects.toThrow(/pg_hba\.conf rejects connection.* no encryption/);
    expect((await plain(cache.port, 'PING\r\n')).toString('latin1')).not.toContain('PONG');
  });

  test('TLS 1.1 is refused by the servers, 1.2 and 1.3 are not', async () => {
    // OpenSSL 3 itself refuses TLS 1.1 above level 0 (SSL_CTX_set_security_level(3)).
    const only = (version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') => ({
      minVersion: version,
      maxVersion: version,
      ...(version === 'TLSv1.1' ? {ciphers: 'DEFAULT@SECLEVEL=0'} : {}),
    });
    for (const service of ['postgres', 'redis']) {
      const connection = await stack.connection(service);
      expect(await handshake(connection, only('TLSv1.2'))).toBe('TLSv1.2');
      expect(await handshake(connection, only('TLSv1.3'))).toBe('TLSv1.3');
      await expect(handshake(connection, only('TLSv1.1')), service).rejects.toMatchObject({
        code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
      });
    }
  });

  test('a client that trusts another CA refuses the servers, and so does one that asks for another name', async () => {
    const other = makeAuthority();
    try {
      for (const service of ['postgres', 'redis']) {
        const connection = await stack.connection(service);
        await expect(handshake({...connection, ca: other.ca}, {}), service).rejects.toMatchObject({
          code: expect.stringMatching(/^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN)$/),
        });
        await expect(handshake(connection, {servername: 'elsewhere.example'}), service).rejects.toMatchObject({
          code: 'ERR_TLS_CERT_ALTNAME_INVALID',
        });
      }
    } finally {
      other.remove();
    }
  });
}
