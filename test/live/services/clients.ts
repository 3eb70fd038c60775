import {ListObjectsV2Command, PutObjectCommand} from '@aws-sdk/client-s3';
import {Redis} from 'ioredis';
import {Client as Postgres} from 'pg';
import {Agent} from 'undici';
import type {Connection} from '../../../components/core/connection';
import {boltDriver} from '../../../probes/bolt';
import {chromaClient} from '../../../probes/chroma';
import {elasticsearchClient} from '../../../probes/elasticsearch';
import {tlsOf} from '../../../probes/probe';
import {s3Client} from '../../../probes/s3';

/** A service's own client, which keeps numbers in the service. */
export interface Keeper {
  /** Resolves once the service has acknowledged the number. */
  readonly write: (n: number) => Promise<unknown>;
  /** Every number that is there. */
  readonly read: () => Promise<number[]>;
  readonly close: () => unknown;
}

type Open = (connection: Connection) => Promise<Keeper>;

const postgres: Open = async (connection) => {
  const {host, port, username: user, password, database} = connection;
  const client = new Postgres({host, port, user, password, database, ssl: tlsOf(connection)});
  client.on('error', () => undefined);
  await client.connect();
  await client.query('CREATE TABLE IF NOT EXISTS numbers (n int)');
  return {
    write: (n) => client.query('INSERT INTO numbers VALUES ($1)', [n]),
    read: async () => (await client.query<{n: number}>('SELECT n FROM numbers')).rows.map(({n}) => n),
    close: () => client.end(),
  };
};

const redis: Open = async (connection) => {
  const {host, port, username, password} = connection;
  const once = {retryStrategy: null, maxRetriesPerRequest: 0, lazyConnect: true} as const;
  const client = new Redis({host, port, username, password, tls: tlsOf(connection), ...once});
  client.on('error', () => undefined);
  await client.connect();
  return {
    write: (n) => client.rpush('numbers', n),
    read: async () => (await client.lrange('numbers', 0, -1)).map(Number),
    close: () => client.disconnect(),
  };
};

const bolt: Open = async (connection) => {
  const driver = boltDriver(connection);
  const {database} = connection;
  const run = (text: string, parameters = {}) => driver.executeQuery(text, parameters, {database});
  return {
    write: (n) => run('CREATE (:Number {n: toInteger($n)})', {n}),
    read: async () =>
      (await run('MATCH (number:Number) RETURN number.n AS n')).records.map((record) => record.get('n')),
    close: () => driver.close(),
  };
};

const chroma: Open = async (connection) => {
  const agent = new Agent({connect: tlsOf(connection)});
  const client = await chromaClient(connection, agent);
  const collection = await client.getOrCreateCollection({name: 'numbers'});
  return {
    write: async (n) => {
      // The client of version 1 resolves with what the server said of a fault.
      const said: unknown = await collection.add({ids: [String(n)], embeddings: [[n, 1, 0]]});
      if (typeof said === 'object' && said !== null && 'error' in said) throw new Error(String(said.error));
    },
    read: async () => (await collection.get()).ids.map(Number),
    close: () => agent.destroy(),
  };
};

const elasticsearch: Open = async (connection) => {
  const client = elasticsearchClient(connection);
  return {
    write: (n) => client.index({index: 'numbers', document: {n}}),
    read: async () => {
      await client.indices.refresh({index: 'numbers'});
      const {hits} = await client.search<{n: number}>({index: 'numbers', size: 10_000});
      return hits.hits.map(({_source}) => _source?.n ?? Number.NaN);
    },
    close: () => client.close(),
  };
};

const s3: Open = async (connection) => {
  const {client, close} = s3Client(connection);
  const {database: Bucket} = connection;
  return {
    write: (n) => client.send(new PutObjectCommand({Bucket, Key: `numbers/${n}`, Body: String(n)})),
    read: async () => {
      const {Contents = []} = await client.send(new ListObjectsV2Command({Bucket, Prefix: 'numbers/'}));
      return Contents.map(({Key = ''}) => Number(Key.replace('numbers/', '')));
    },
    close,
  };
};

/** How numbers are kept in each service. */
export const keepers: Readonly<Record<string, Open>> = {postgres, redis, neo4j: bolt, chroma, elasticsearch, minio: s3};
