import {readFileSync} from 'node:fs';
import {connect} from 'node:tls';
import {Agent, fetch} from 'undici';
import {expect, test} from 'vitest';
import type {Connection} from '../../../components/core/connection';
import type {ServiceStatus} from '../../../operations/status';
import {tlsOf} from '../../../probes/probe';
import {asRoot} from '../as-root';
import {eventually, redis, sql} from '../clients';
import {docker, type LiveStack} from '../stack';
import {holder, inspected, keptNumbers, writeNumbers} from './data';

const mebibyte = 2 ** 20;

/** Makes a service use more memory than it may have. */
type Spoil = (connection: Connection, container: string) => Promise<unknown>;

/** One value of almost the largest size that there is (1 GB). */
const postgres: Spoil = (connection) =>
  sql(connection, "SELECT length(string_agg(repeat('x', 1000), '')) FROM generate_series(1, 1000000)");

/** Asks for a large value again and again, and never reads the answers. */
const cache: Spoil = async (connection) => {
  await redis(connection, ['SET', 'large', 'x'.repeat(40 * mebibyte)]);
  const {port, username, password, ca} = connection;
  const socket = connect({host: '127.0.0.1', port, servername: 'localhost', ca: readFileSync(ca, 'utf8')});
  socket.pause();
  socket.write(`AUTH ${username} ${password}\r\n${'GET large\r\n'.repeat(20)}`);
  await new Promise((resolve) => socket.once('error', resolve).once('close', resolve).once('end', resolve));
};

/** Sends more numbers at once than there is room for. */
const chroma: Spoil = async (connection) => {
  const dispatcher = new Agent({connect: tlsOf(connection)});
  const numbers = '1.5,'.repeat(20_000_000);
  const body = `{"name": "large", "metadata": {"numbers": [${numbers}1]}}`;
  const headers = {authorization: `Bearer ${connection.password}`, 'content-type': 'application/json'};
  const url = `https://${connection.host}:${connection.port}/api/v1/collections`;
  try {
    await fetch(url, {method: 'POST', headers, body, dispatcher});
  } finally {
    await dispatcher.destroy();
  }
};

/**
 * For servers that keep within a bound of their own, whatever an application asks of them: another process of the container
 * takes what is left, and the kernel ends the server for it (proc(5), `oom_score_adj`).
 */
const crowd: Spoil = async (_, container) => {
  const processes = docker('top', container, '-eo', 'pid,rss')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/).map(Number));
  const [server] = processes.toSorted(([, a = 0], [, b = 0]) => b - a)[0] ?? [];
  asRoot(['tee', `/proc/${server}/oom_score_adj`], '1000');
  docker('exec', container, 'sh', '-c', 'head -c 16G /dev/zero | tail -c 16G');
};

/** How often a service's container was started again; of PostgreSQL also since when its first process and another one run. */
async function past(stack: LiveStack, service: string) {
  const restarts = Number(inspected(stack.named(holder(service)), '.RestartCount'));
  if (service !== 'postgres') return {restarts};
  const [row] = await sql(
    await stack.connection(service, 'monitor'),
    `SELECT pg_postmaster_start_time()::text AS server, backend_start::text AS checkpointer
     FROM pg_stat_activity WHERE backend_type = 'checkpointer'`,
  );
  return {restarts, ...row};
}

const spoils = {postgres, redis: cache, chroma, neo4j: crowd, elasticsearch: crowd, minio: crowd} as const;

const limitReached = /^(elasticsearch-node: )?memory limit reached/;

/** A service that reached its memory limit runs again, with its data whole, and status says why. */
export function memoryTests(stack: LiveStack, services: readonly (keyof typeof spoils)[]): void {
  test.each(services)('%s', async (service) => {
    const written = await writeNumbers(stack, service);
    const before = await past(stack, service);
    const spoil: Spoil = spoils[service];
    await spoil(await stack.connection(service), stack.named(holder(service))).catch(() => undefined);
    expect(await keptNumbers(stack, service)).toEqual(expect.arrayContaining(written));
    const {stdout} = await eventually(() => stack.must('status', '--json'));
    const status = (JSON.parse(stdout) as ServiceStatus[]).find((one) => one.service === service);
    const ended = service === 'postgres' ? /^memory limit reached, processes killed inside: \d+$/ : limitReached;
    expect(status).toMatchObject({container: 'running', answers: true, ended: expect.stringMatching(ended)});
    const after = await past(stack, service);
    if (service === 'postgres') {
      // It loses one process, and starts all but its first one again.
      expect(after).toEqual({...before, checkpointer: expect.any(String)});
      expect(after).not.toEqual(before);
    } else {
      expect(after).toEqual({restarts: before.restarts + 1});
    }
  });
}
