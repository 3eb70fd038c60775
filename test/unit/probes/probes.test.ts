import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import type {ProbeKind} from '../../../components/core/definition';
import {probes} from '../../../probes';
import {closing, leftBehind, probeName, tlsOf} from '../../../probes/probe';
import {type Authority, makeAuthority} from './certificates';
import {connectionTo, deafPort, type Running, startHttps, startPlain, startSilent} from './servers';

const kinds: readonly ProbeKind[] = ['postgres', 'redis', 'bolt', 'chroma', 'elasticsearch', 's3'];

let authority: Authority;
let server: Running | undefined;
beforeAll(() => {
  authority = makeAuthority();
});
afterAll(() => authority.remove());
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

describe.each(kinds)('the %s probe', (kind) => {
  it('says that nothing listens', async () => {
    const connection = connectionTo(deafPort, {ca: authority.ca});
    const line = `connection refused at 127.0.0.1:${connection.port}: nothing listens there`;
    await expect(probes[kind](connection, AbortSignal.timeout(30_000))).rejects.toThrow(line);
  });

  it('ends when the signal says so and leaves no connection, however silent the server is', async () => {
    server = await startSilent();
    const connection = connectionTo(server.port, {ca: authority.ca});
    const asked = probes[kind](connection, AbortSignal.timeout(300));
    await expect(asked).rejects.toThrow(`timed out at 127.0.0.1:${server.port}`);
    await expect.poll(() => server?.open(), {timeout: 40_000}).toBe(0);
  });

  it('does not start when the signal is over', async () => {
    const connection = connectionTo(deafPort, {ca: authority.ca});
    await expect(probes[kind](connection, AbortSignal.abort())).rejects.toThrow('timed out');
  });

  it('names a CA file that is missing', async () => {
    const connection = connectionTo(1, {ca: 'no-such-folder/ca.crt'});
    await expect(probes[kind](connection, AbortSignal.timeout(30_000))).rejects.toThrow('no-such-folder/ca.crt');
  });
});

/** PostgreSQL asks for TLS inside its own protocol: see the last test. */
const direct = kinds.filter((kind) => kind !== 'postgres');

describe.each(direct)('the %s probe over TLS', (kind) => {
  it('does not take a certificate that another CA signed', async () => {
    const other = makeAuthority();
    server = await startHttps(other.issue(), (_, response) => response.end());
    other.remove();
    const connection = connectionTo(server.port, {ca: authority.ca});
    await expect(probes[kind](connection, AbortSignal.timeout(30_000))).rejects.toThrow(
      `certificate of 127.0.0.1:${server.port} not trusted: the CA in ${authority.ca} did not sign it`,
    );
  });

  it('does not send its password in the clear to a server without TLS', async () => {
    server = await startPlain('-ERR unknown command\r\n');
    const connection = connectionTo(server.port, {ca: authority.ca});
    await expect(probes[kind](connection, AbortSignal.timeout(30_000))).rejects.toThrow(
      `no TLS at 127.0.0.1:${server.port}`,
    );
  });
});

describe.each(['chroma', 'elasticsearch', 's3'] as const)('the %s probe', (kind) => {
  it('says that the password was refused', async () => {
    server = await startHttps(authority.issue(), (_, response) => {
      response
        .writeHead(401, {'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch'})
        .end(kind === 's3' ? '<Error><Code>SignatureDoesNotMatch</Code></Error>' : '{}');
    });
    const connection = connectionTo(server.port, {ca: authority.ca});
    const line = `password refused for user "app" at 127.0.0.1:${server.port}`;
    await expect(probes[kind](connection, AbortSignal.timeout(30_000))).rejects.toThrow(line);
  });
});

describe('the postgres probe over TLS', () => {
  it('does not go on with a server that declines TLS', async () => {
    server = await startPlain('N');
    const connection = connectionTo(server.port, {ca: authority.ca});
    await expect(probes.postgres(connection, AbortSignal.timeout(30_000))).rejects.toThrow(
      `no TLS at 127.0.0.1:${server.port}`,
    );
  });
});

describe('tlsOf', () => {
  it('asks an address for the certificate of localhost, a name for its own, and TLS 1.2 of both', () => {
    expect(tlsOf(connectionTo(1, {host: '::1'}))).toEqual({minVersion: 'TLSv1.2', servername: 'localhost'});
    expect(tlsOf(connectionTo(1, {host: 'db.example'}))).toEqual({minVersion: 'TLSv1.2', servername: 'db.example'});
  });
});

describe('closing', () => {
  it('closes in peace after the work', async () => {
    const closed: boolean[] = [];
    const result = await closing(
      new AbortController().signal,
      (byForce) => closed.push(byForce),
      async () => 7,
    );
    expect([result, closed]).toEqual([7, [false]]);
  });

  it('closes after work that failed, and tells that failure rather than one of closing', async () => {
    const close = () => Promise.reject(new Error('closing failed'));
    const work = () => Promise.reject(new Error('work failed'));
    await expect(closing(new AbortController().signal, close, work)).rejects.toThrow('work failed');
  });

  it('closes by force when the signal comes while it closes', async () => {
    const closed: boolean[] = [];
    const close = (byForce: boolean) => {
      closed.push(byForce);
      return byForce ? undefined : new Promise(() => undefined);
    };
    await closing(AbortSignal.timeout(50), close, async () => 7);
    expect(closed).toEqual([false, true]);
  });
});

describe('what probes leave behind', () => {
  it('is known by its name once it is ten minutes old', () => {
    const now = Date.parse('2026-11-30T12:00:00Z');
    const [fresh, old] = [probeName(now - 540_000), probeName(now - 660_000)];
    const others = ['probe-of-mine', 'probe', `x${old}`, `${old}.csv`, 'numbers'];
    expect(leftBehind([fresh, old, 'probe-0123456789abcdef', ...others], now)).toEqual([old, 'probe-0123456789abcdef']);
  });
});
