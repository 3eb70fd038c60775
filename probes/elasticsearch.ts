import {randomBytes} from 'node:crypto';
import {Client, HttpConnection} from '@elastic/elasticsearch';
import type {Connection} from '../components/core/connection';
import {closing, leftBehind, type Probe, probeName, tlsOf} from './probe';

/** A client that asks once. */
export const elasticsearchClient = (connection: Connection): Client =>
  new Client({
    node: `https://${connection.host}:${connection.port}`,
    auth: {username: connection.username, password: connection.password},
    tls: tlsOf(connection),
    Connection: HttpConnection,
    maxRetries: 0,
  });

/** Deletes the indices of earlier probes that were cut off. */
async function tidy(client: Client, signal: AbortSignal): Promise<void> {
  const {indices} = await client.indices.resolveIndex({name: 'probe-*'}, {signal});
  const left = leftBehind(indices.map(({name}) => name));
  if (left.length > 0) await client.indices.delete({index: left, ignore_unavailable: true}, {signal});
}

/** Indexes a document in an index of its own, refreshes, finds it, and deletes the index. */
export const elasticsearch: Probe = (connection, signal) => {
  const client = elasticsearchClient(connection);
  return closing(
    signal,
    () => client.close(),
    async () => {
      const index = probeName();
      const word = randomBytes(8).toString('hex');
      try {
        await client.index({index, document: {word}}, {signal});
        await client.indices.refresh({index}, {signal});
        const {hits} = await client.search<{word: string}>({index, query: {match: {word}}}, {signal});
        if (hits.hits[0]?._source?.word !== word) throw new Error('search did not find what was indexed');
      } finally {
        await client.indices.delete({index, ignore_unavailable: true}, {signal});
      }
      await tidy(client, signal);
      const {nodes} = await client.nodes.info({filter_path: 'nodes.*.version'}, {signal});
      return {
        detail: `Elasticsearch ${Object.values(nodes)[0]?.version} without x-pack's security, its front checks passwords`,
      };
    },
  );
};
