import {randomBytes} from 'node:crypto';
import {Socket} from 'node:net';
import {Client} from 'pg';
import {closing, type Probe, tlsOf} from './probe';

/** Makes a table in a transaction, writes, reads and drops, and commits: the log reaches the disk, nothing stays. */
export const postgres: Probe = (connection, signal) => {
  const socket = new Socket();
  const {host, port, username: user, password, database} = connection;
  const client = new Client({host, port, user, password, database, ssl: tlsOf(connection), stream: () => socket});
  client.on('error', () => undefined);
  const close = (byForce: boolean) => (byForce ? socket.destroy() : client.end());
  return closing(signal, close, async () => {
    await client.connect();
    const table = client.escapeIdentifier(`probe_${randomBytes(8).toString('hex')}`);
    const word = randomBytes(8).toString('hex');
    await client.query('BEGIN');
    await client.query(`CREATE TABLE ${table} (word text)`);
    await client.query(`INSERT INTO ${table} VALUES ($1)`, [word]);
    const {rows} = await client.query<{word: string}>(`SELECT word FROM ${table}`);
    if (rows[0]?.word !== word) throw new Error('read back something else than was written');
    await client.query(`DROP TABLE ${table}`);
    await client.query('COMMIT');
    const version = await client.query<{server_version: string}>('SHOW server_version');
    return {detail: `PostgreSQL ${version.rows[0]?.server_version.split(' ')[0]}`};
  });
};
