import {once} from 'node:events';
import {connect} from 'node:tls';
import neo4j, {type Driver, type Session} from 'neo4j-driver';
import type {Connection} from '../components/core/connection';
import {messageOf} from '../components/core/errors';
import {closing, leftBehind, type Probe, probeName, tlsOf} from './probe';

/** "Bolt, please, version 5.4, 4.4 or 4.1" (Bolt protocol, handshake). */
const hello = Buffer.from('6060b017000004050000040400000104'.padEnd(40, '0'), 'hex');

/**
 * Shakes hands over a connection of its own: the driver has no time limit for TLS
 * (neo4j-driver-bolt-connection, `_setupConnectionTimeout`), and would keep its socket to a silent server for ever.
 */
async function shakeHands(connection: Connection, signal: AbortSignal): Promise<void> {
  const socket = connect({host: connection.host, port: connection.port, ...tlsOf(connection, signal)});
  socket.on('error', () => undefined);
  socket.once('end', () => socket.destroy(new Error('connection closed')));
  try {
    await once(socket, 'secureConnect');
    socket.write(hello);
    await once(socket, 'data');
  } finally {
    socket.destroy();
  }
}

/** PageRank on a ring of three nodes that exist in memory only; drops it, and those of earlier probes that were cut off. */
async function rank(session: Session): Promise<void> {
  const graph = probeName();
  try {
    const {records} = await session.run<{scores: number[]; names: string[]}>(
      `UNWIND [[0, 1], [1, 2], [2, 0]] AS edge
       WITH gds.graph.project($graph, edge[0], edge[1]) AS projection
       CALL gds.pageRank.stream(projection.graphName) YIELD score
       WITH collect(score) AS scores
       CALL gds.graph.list() YIELD graphName
       WITH scores, collect(graphName) AS names
       CALL gds.graph.drop($graph, false) YIELD graphName
       RETURN scores, names`,
      {graph},
    );
    const scores = records[0]?.get('scores') ?? [];
    if (scores.length !== 3 || scores.some((score) => Math.abs(score - Number(scores[0])) > 1e-6)) {
      throw new Error(`PageRank of a ring of three is wrong, got ${scores.join(', ')}`);
    }
    await drop(session, leftBehind(records[0]?.get('names') ?? []));
  } catch (error) {
    await drop(session, [graph]);
    throw error;
  }
}

/** Drops graphs, where they still are. */
async function drop(session: Session, graphs: readonly string[]): Promise<void> {
  if (graphs.length === 0) return;
  await session.run(
    'UNWIND $graphs AS graph CALL gds.graph.drop(graph, false) YIELD graphName RETURN count(*) AS dropped',
    {graphs},
  );
}

/** The versions of server, APOC and GDS; without the last where there is no such function. */
async function versions(session: Session): Promise<{server: string; apoc: string; gds?: string}> {
  const ask = async (more: string) => {
    const {records} = await session.run<{server: string; apoc: string; gds?: string}>(
      `CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel'
       RETURN versions[0] AS server, apoc.version() AS apoc${more}`,
    );
    return records[0]?.toObject() ?? {server: 'of unknown version', apoc: 'absent'};
  };
  return await ask(', gds.version() AS gds').catch((error: unknown) => {
    if (messageOf(error).includes("Unknown function 'gds.version'")) return ask('');
    throw error;
  });
}

/** A driver of one connection, that asks once. */
export function boltDriver({host, port, username, password, ca}: Connection): Driver {
  return neo4j.driver(`bolt://${host}:${port}`, neo4j.auth.basic(username, password), {
    encrypted: 'ENCRYPTION_ON',
    ...(ca === ''
      ? {trust: 'TRUST_SYSTEM_CA_SIGNED_CERTIFICATES' as const}
      : {trust: 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES' as const, trustedCertificates: [ca]}),
    maxConnectionPoolSize: 1,
    maxTransactionRetryTime: 0,
    connectionTimeout: 30_000,
    disableLosslessIntegers: true,
    telemetryDisabled: true,
  });
}

/** Asks Neo4j for its versions, and has the Graph Data Science library rank a small graph where it is there. */
export const bolt: Probe = (connection, signal) => {
  const driver = boltDriver(connection);
  return closing(
    signal,
    () => driver.close(),
    async () => {
      await shakeHands(connection, signal);
      const session = driver.session({database: connection.database});
      const {server, apoc, gds} = await versions(session);
      if (gds === undefined) return {detail: `Neo4j ${server}, APOC ${apoc}, GDS absent`};
      await rank(session);
      return {detail: `Neo4j ${server}, APOC ${apoc}, GDS ${gds}`};
    },
  );
};
