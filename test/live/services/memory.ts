import {readFileSync} from 'node:fs';
import {connect} from 'node:tls';
import {Agent, fetch} from 'undici';
import {expect, test} from 'vitest';
import type {Connection} from '../../../components/core/connection';
import type {ServiceStatus} from '../../../operations/status';
import {tlsOf} from '../../../probes/probe';
import {eventually, redis, sql} from '../clients';
import type {LiveStack} from '../stack';
import {keptNumbers, writeNumbers} from './data';

const mebibyte = 2 ** 20;

/** Makes a service use more memory than it may have, with an application's rights. */
type Spoil = (connection: Connection) => Promise<unknown>;

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

const spoils: Readonly<Record<string, Spoil>> = {postgres, redis: cache, chroma};

/** A service that reached its memory limit runs again, with its data whole, and status says why. */
export function memoryTests(stack: LiveStack): void {
  test.each(Object.entries(spoils))('%s', async (service, spoil) => {
    const written = await writeNumbers(stack, service);
    await spoil(await stack.connection(service)).catch(() => undefined);
    expect(await keptNumbers(stack, service)).toEqual(expect.arrayContaining(written));
    const {stdout} = await eventually(() => stack.must('status', '--json'));
    const status = (JSON.parse(stdout) as ServiceStatus[]).find((one) => one.service === service);
    expect(status).toMatchObject({
      container: 'running',
      answers: true,
      ended: expect.stringMatching(/^memory limit reached/),
    });
  });
}
