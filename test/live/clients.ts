import type {X509Certificate} from 'node:crypto';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createConnection} from 'node:net';
import {Duplex} from 'node:stream';
import {type ConnectionOptions, connect, type TLSSocket} from 'node:tls';
import {Redis} from 'ioredis';
import {Client, type ClientConfig} from 'pg';
import type {Connection} from '../../components/core/connection';

/** Milliseconds that a server has for an answer on a busy machine. */
export const patienceMs = 30_000;

/** Runs one statement as an application would, and closes. */
export async function sql(connection: Connection, text: string, more: ClientConfig & {replication?: string} = {}) {
  const {host, port, username: user, password, database, ca} = connection;
  const ssl = {ca: readFileSync(ca, 'utf8')};
  const client = new Client({host, port, user, password, database, ssl, connectionTimeoutMillis: patienceMs, ...more});
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Sends one command to Redis as an application would, and closes. */
export async function redis(connection: Connection, words: readonly [string, ...string[]], more: {ca?: string} = {}) {
  const {host, port, username, password, ca} = connection;
  const client = new Redis({
    host,
    port,
    username,
    password,
    tls: {ca: more.ca ?? readFileSync(ca, 'utf8')},
    lazyConnect: true,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
    connectTimeout: patienceMs,
  });
  let first: Error | undefined;
  client.on('error', (error: Error) => {
    first ??= error;
  });
  try {
    await client.connect();
    return await client.call(...words);
  } catch (error) {
    throw first ?? error;
  } finally {
    client.disconnect();
  }
}

/** Sends bytes without TLS and gives what came back until the server closed, or anything came. */
export async function plain(port: number, bytes: string | Buffer, host = '127.0.0.1'): Promise<Buffer> {
  const socket = createConnection(port, host);
  socket.setTimeout(patienceMs, () => socket.destroy(new Error('no answer')));
  const parts: Buffer[] = [];
  socket.on('data', (part) => {
    parts.push(part);
    socket.end();
  });
  socket.write(bytes);
  await once(socket, 'close');
  return Buffer.concat(parts);
}

/** Sends bytes over TLS as a client of the stack, and gives what comes back first. */
export async function overTls({port, ca}: Connection, bytes: Buffer): Promise<Buffer> {
  const socket = connect({host: '127.0.0.1', port, servername: 'localhost', ca: readFileSync(ca, 'utf8')});
  socket.setTimeout(patienceMs, () => socket.destroy(new Error('no answer')));
  try {
    await once(socket, 'secureConnect');
    socket.write(bytes);
    const [first] = await once(socket, 'data');
    return first as Buffer;
  } finally {
    socket.destroy();
  }
}

/** The first message of a client of TLS 1.2, which servers answer with their certificate in the clear (RFC 5246, 7.4.2). */
export async function clientHello(): Promise<Buffer> {
  const sent = Promise.withResolvers<Buffer>();
  const wire = new Duplex({read: () => undefined, write: (bytes: Buffer, _, done) => done(void sent.resolve(bytes))});
  const client = connect({socket: wire, servername: 'localhost', maxVersion: 'TLSv1.2'});
  client.on('error', () => undefined);
  try {
    return await sent.promise;
  } finally {
    client.destroy();
  }
}

/** What a PostgreSQL client sends before TLS (postgresql.org/docs/15/protocol-message-formats.html, SSLRequest). */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** Shakes hands over TLS, and reads something off the connection. */
async function shaken<T>(
  connection: Connection,
  options: ConnectionOptions,
  read: (socket: TLSSocket) => T,
): Promise<T> {
  const socket = createConnection(connection.port, '127.0.0.1');
  socket.setTimeout(patienceMs, () => socket.destroy(new Error('no answer')));
  try {
    await once(socket, 'connect');
    if (connection.service === 'postgres') {
      socket.write(sslRequest);
      await once(socket, 'data');
    }
    const ca = readFileSync(connection.ca, 'utf8');
    const secure = connect({socket, servername: 'localhost', ca, ...options});
    await once(secure, 'secureConnect');
    return read(secure);
  } finally {
    socket.destroy();
  }
}

/** The protocol that a TLS handshake agreed on. */
export const handshake = (connection: Connection, options: ConnectionOptions): Promise<string | null> =>
  shaken(connection, options, (socket) => socket.getProtocol());

/** The certificate that a server shows, verified with a CA of which only this text is known. */
export const certificateOf = (connection: Connection, ca: string): Promise<X509Certificate> =>
  shaken(connection, {ca}, (socket) => {
    const certificate = socket.getPeerX509Certificate();
    if (!certificate) throw new Error(`${connection.service}: shows no certificate`);
    return certificate;
  });

/** Asks again and again until it works. */
export async function eventually<T>(work: () => Promise<T>, limitMs = 120_000): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
