import {randomBytes} from 'node:crypto';
import {Redis} from 'ioredis';
import {closing, type Probe, tlsOf} from './probe';

/** Sets, gets and deletes a key of its own. */
export const redis: Probe = (connection, signal) => {
  const {host, port, username, password, database} = connection;
  const client = new Redis({
    host,
    port,
    username,
    password,
    db: Number(database),
    tls: tlsOf(connection),
    lazyConnect: true,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
  });
  // `connect()` rejects with "Connection is closed." only; the reason comes as an event.
  let first: Error | undefined;
  client.on('error', (error: Error) => {
    first ??= error;
  });
  return closing(
    signal,
    () => client.disconnect(),
    async () => {
      try {
        await client.connect();
        const key = `probe:${randomBytes(8).toString('hex')}`;
        const word = randomBytes(8).toString('hex');
        await client.set(key, word, 'EX', 60);
        if ((await client.get(key)) !== word) throw new Error('read back something else than was written');
        await client.del(key);
        const info = await client.info('server');
        return {detail: `Redis ${/redis_version:(\S+)/.exec(info)?.[1]}`};
      } catch (error) {
        throw first ?? error;
      }
    },
  );
};
