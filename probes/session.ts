import {Redis} from 'ioredis';
import {Client} from 'pg';
import {Agent, fetch} from 'undici';
import type {Connection} from '../components/core/connection';
import type {ProbeKind} from '../components/core/definition';
import {boltDriver} from './bolt';
import {tlsOf} from './probe';
import {explain} from './reason';

/** A connection that stays open, and the smallest request that the service really answers. */
export interface OpenSession {
  readonly ask: () => Promise<void>;
  readonly close: () => Promise<void>;
}

type Open = (connection: Connection) => Promise<OpenSession>;

const postgres: Open = async (connection) => {
  const {host, port, username: user, password, database} = connection;
  const client = new Client({host, port, user, password, database, ssl: tlsOf(connection)});
  client.on('error', () => undefined);
  await client.connect();
  return {ask: async () => void (await client.query('SELECT 1')), close: () => client.end()};
};

const redis: Open = async (connection) => {
  const {host, port, username, password} = connection;
  const client = new Redis({
    host,
    port,
    username,
    password,
    tls: tlsOf(connection),
    lazyConnect: true,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
  });
  client.on('error', () => undefined);
  await client.connect();
  return {
    ask: async () => void (await client.ping()),
    close: async () => client.disconnect(),
  };
};

const bolt: Open = async (connection) => {
  const driver = boltDriver(connection);
  const session = driver.session({database: connection.database});
  return {ask: async () => void (await session.run('RETURN 1')), close: () => driver.close()};
};

/** One HTTPS connection that is kept; asked for a path that does no work. */
const http =
  (path: string, headers: (connection: Connection) => Record<string, string>): Open =>
  async (connection) => {
    const agent = new Agent({connect: tlsOf(connection), connections: 1, keepAliveTimeout: 60_000});
    const url = `https://${connection.host}:${connection.port}${path}`;
    return {
      ask: async () => {
        const response = await fetch(url, {dispatcher: agent, headers: headers(connection)});
        await response.arrayBuffer();
        if (!response.ok) throw new Error(`status ${response.status}`);
      },
      close: () => agent.close(),
    };
  };

const basic = ({username, password}: Connection) => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
});

const kinds: Partial<Record<ProbeKind, Open>> = {
  postgres,
  redis,
  bolt,
  chroma: http('/api/v1/heartbeat', ({password}) => ({authorization: `Bearer ${password}`})),
  elasticsearch: http('/_cluster/health?local=true', basic),
  s3: http('/minio/health/live', () => ({})),
};

/** Whether a connection of this kind can be kept open. */
export const canStayOpen = (kind: ProbeKind): boolean => kinds[kind] !== undefined;

/** Opens a connection that stays open. @throws ProbeError in one line without a secret */
export async function openSession(kind: ProbeKind, connection: Connection): Promise<OpenSession> {
  const open = kinds[kind];
  if (!open) throw new Error(`session: none for ${kind}`);
  const clear = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw explain(error, connection);
    }
  };
  const {ask, close} = await clear(() => open(connection));
  return {ask: () => clear(ask), close};
}
