import {readFileSync} from 'node:fs';
import {isIP} from 'node:net';
import type {Connection} from '../components/core/connection';

/** What a service said when it was asked. */
export interface Answer {
  /** One line for people: product, version, and what else is worth saying. */
  readonly detail: string;
  /** Set where a service can answer without being able to do its work. @default healthy */
  readonly outcome?: 'healthy' | 'degraded';
}

/** Asks a service from outside, with the real client, over one connection that is closed whatever happens. */
export type Probe = (connection: Connection, signal: AbortSignal) => Promise<Answer>;

/** TLS options that accept only certificates of the connection's CA (or of the public ones if it names none). */
export function tlsOf({ca, host}: Connection, signal?: AbortSignal) {
  return {
    ...(ca === '' ? {} : {ca: readFileSync(ca, 'utf8')}),
    minVersion: 'TLSv1.2' as const,
    // A server name can't be an address (RFC 6066, 3); every certificate of ours is also made for localhost.
    servername: isIP(host) === 0 ? host : 'localhost',
    // Destroys the socket also during the handshake, when clients that pool connections have lost sight of it.
    ...(signal === undefined ? {} : {signal}),
  };
}

/** Does `work`, then closes; when `signal` aborts first, rejects with its reason at once and closes by force. */
export async function closing<T>(
  signal: AbortSignal,
  close: (byForce: boolean) => unknown,
  work: () => Promise<T>,
): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  aborted.promise.catch(() => undefined);
  signal.addEventListener('abort', onAbort, {once: true});
  try {
    signal.throwIfAborted();
    return await Promise.race([work(), aborted.promise]);
  } finally {
    const closed = Promise.resolve(close(signal.aborted)).catch(() => undefined);
    await Promise.race([closed, aborted.promise.catch(() => close(true))]);
    signal.removeEventListener('abort', onAbort);
  }
}

/** What `work` comes to, if it does in time: a client that hears nothing may never settle. */
export const within = <T>(ms: number, work: () => Promise<T>): Promise<T> =>
  closing(AbortSignal.timeout(ms), () => undefined, work);
