import {ChromaClient} from 'chromadb';
import {ChromaClient as ChromaClientV2} from 'chromadb-v2';
import {Agent, fetch} from 'undici';
import type {Connection} from '../components/core/connection';
import {closing, leftBehind, type Probe, probeName, tlsOf} from './probe';
import {ProbeError} from './reason';

/**
 * The client that speaks the server's API. Servers before 0.5 have version 1 only, and the authentication of 0.6 fails in
 * version 1 ("cannot unpack non-iterable coroutine object").
 */
export async function chromaClient(
  {host, port, password: credentials}: Connection,
  dispatcher: Agent,
  signal?: AbortSignal,
): Promise<ChromaClient> {
  const path = `https://${host}:${port}`;
  const headers = {authorization: `Bearer ${credentials}`};
  const {ok, body} = await fetch(`${path}/api/v2/heartbeat`, {dispatcher, headers, signal});
  await body?.cancel();
  // Node's own types of undici are of another version than the package.
  const fetchOptions = {dispatcher, signal} as unknown as RequestInit;
  const options = {path, fetchOptions, auth: {provider: 'token', credentials}} as const;
  // What is used here is the same in both.
  return ok ? (new ChromaClientV2(options) as unknown as ChromaClient) : new ChromaClient(options);
}

/** The names of all collections; clients since 2 give only these. */
async function namesIn(client: ChromaClient): Promise<string[]> {
  const all: readonly (string | {readonly name: string})[] = await client.listCollections();
  return all.map((one) => (typeof one === 'string' ? one : one.name));
}

/** Makes a collection, adds three vectors, asks for the nearest, and deletes it. */
export const chroma: Probe = (connection, signal) => {
  const agent = new Agent({connect: tlsOf(connection, signal), connections: 1});
  return closing(
    signal,
    () => agent.destroy(),
    async () => {
      const client = await chromaClient(connection, agent, signal);
      const version = await client.version();
      const name = probeName();
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
      for (const left of leftBehind(await namesIn(client))) await client.deleteCollection({name: left});
      return {detail: `Chroma ${version}`};
    },
  );
};
