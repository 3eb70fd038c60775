import {randomBytes} from 'node:crypto';
import {ChromaClient} from 'chromadb';
import {Agent} from 'undici';
import {closing, type Probe, tlsOf} from './probe';
import {ProbeError} from './reason';

/** Makes a collection, adds three vectors, asks for the nearest, and deletes it. */
export const chroma: Probe = (connection, signal) => {
  const agent = new Agent({connect: tlsOf(connection, signal), connections: 1});
  // Node's own types of undici are of another version than the package.
  const fetchOptions = {dispatcher: agent, signal} as unknown as RequestInit;
  const client = new ChromaClient({
    path: `https://${connection.host}:${connection.port}`,
    auth: {provider: 'token', credentials: connection.password},
    fetchOptions,
  });
  return closing(
    signal,
    () => agent.destroy(),
    async () => {
      await client.heartbeat();
      const version = await client.version();
      const name = `probe-${randomBytes(8).toString('hex')}`;
      const collection = await client.createCollection({name});
      try {
        const embeddings = [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ];
        await collection.add({ids: ['x', 'y', 'z'], embeddings});
        const {ids} = await collection.query({queryEmbeddings: [[0.1, 0.9, 0.1]], nResults: 1});
        if (ids?.[0]?.[0] !== 'y') throw new ProbeError(`the nearest vector is wrong, got ${JSON.stringify(ids)}`);
      } finally {
        await client.deleteCollection({name});
      }
      return {detail: `Chroma ${version}`};
    },
  );
};
