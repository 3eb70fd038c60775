import {DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand} from '@aws-sdk/client-s3';
import {Agent} from 'undici';
import {expect, test} from 'vitest';
import type {Connection} from '../../../components/core/connection';
import {probes} from '../../../probes';
import {boltDriver} from '../../../probes/bolt';
import {chromaClient} from '../../../probes/chroma';
import {elasticsearchClient} from '../../../probes/elasticsearch';
import {probeName, tlsOf} from '../../../probes/probe';
import {s3Client} from '../../../probes/s3';
import {patienceMs} from '../clients';
import type {LiveStack} from '../stack';

/** Makes what a probe makes, lists what is there, and removes it. */
interface Things {
  readonly make: (name: string) => Promise<unknown>;
  readonly names: () => Promise<string[]>;
  readonly remove: (name: string) => Promise<unknown>;
  readonly close: () => unknown;
}

const opened: Readonly<Record<string, (connection: Connection) => Promise<Things>>> = {
  chroma: async (connection) => {
    const agent = new Agent({connect: tlsOf(connection)});
    const client = await chromaClient(connection, agent);
    return {
      make: (name) => client.createCollection({name}),
      names: async () => {
        const all: readonly (string | {readonly name: string})[] = await client.listCollections();
        return all.map((one) => (typeof one === 'string' ? one : one.name));
      },
      remove: (name) => client.deleteCollection({name}),
      close: () => agent.destroy(),
    };
  },
  elasticsearch: async (connection) => {
    const client = elasticsearchClient(connection);
    return {
      make: (index) => client.indices.create({index}),
      names: async () => (await client.indices.resolveIndex({name: 'probe*'})).indices.map(({name}) => name),
      remove: (index) => client.indices.delete({index}),
      close: () => client.close(),
    };
  },
  neo4j: async (connection) => {
    const driver = boltDriver(connection);
    const {database} = connection;
    const run = (text: string, parameters = {}) => driver.executeQuery(text, parameters, {database});
    return {
      make: (name) =>
        run(
          `UNWIND [[0, 1]] AS edge
           WITH gds.graph.project($name, edge[0], edge[1]) AS projection
           RETURN projection.graphName AS name`,
          {name},
        ),
      // Nodes too: those of a projected graph are in memory only.
      names: async () => {
        const {records} = await run(
          `CALL gds.graph.list() YIELD graphName
           RETURN graphName AS name
           UNION ALL
           MATCH (node)
           RETURN elementId(node) AS name`,
        );
        return records.map((record) => record.get('name'));
      },
      remove: (name) => run('CALL gds.graph.drop($name) YIELD graphName RETURN graphName', {name}),
      close: () => driver.close(),
    };
  },
  minio: async (connection) => {
    const {client, close} = s3Client(connection);
    const Bucket = connection.database;
    const place = (name: string) => ({Bucket, Key: `.probe/${name}`});
    return {
      make: (name) => client.send(new PutObjectCommand({...place(name), Body: 'x'})),
      names: async () => {
        const {Contents = []} = await client.send(new ListObjectsV2Command({Bucket, Prefix: '.probe/'}));
        return Contents.map(({Key = ''}) => Key.replace('.probe/', ''));
      },
      remove: (name) => client.send(new DeleteObjectCommand(place(name))),
      close,
    };
  },
};
const kinds = {neo4j: 'bolt', chroma: 'chroma', elasticsearch: 'elasticsearch', minio: 's3'} as const;

/** Probes that were cut off leave something behind, which later ones remove; what an application made stays. */
export function leftoverTests(stack: LiveStack, services: readonly string[]): void {
  const some = (Object.keys(kinds) as (keyof typeof kinds)[]).filter((service) => services.includes(service));
  test.each(some)('%s is rid of what probes left behind that were cut off', async (service) => {
    const connection = await stack.connection(service);
    const things = await opened[service]?.(connection);
    if (!things) throw new Error(`leftovers: none of ${service}`);
    const [old, fresh, own] = [probeName(Date.now() - 660_000), probeName(), 'probe-of-an-application'];
    try {
      for (const name of [old, fresh, own]) await things.make(name);
      const before = await things.names();
      await probes[kinds[service]](connection, AbortSignal.timeout(patienceMs));
      const names = await things.names();
      // Beside what `up` itself left behind on a busy machine a moment ago.
      expect(names).toEqual(expect.arrayContaining([fresh, own]));
      expect(names).not.toContain(old);
      // Nothing of its own stays.
      expect(before).toEqual(expect.arrayContaining(names));
      for (const name of [fresh, own]) await things.remove(name);
    } finally {
      await things.close();
    }
  });
}
