import {randomBytes} from 'node:crypto';
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

/** Milliseconds after which no probe is at work any more. */
const staleMs = 600_000;

/** A name that nothing else has, and that tells when it was made. */
export const probeName = (now = Date.now()): string => `probe-${now.toString(36)}-${randomBytes(8).toString('hex')}`;

/** Those of the names that probes left behind which were cut off: a server that is slow would fill up with them. Pure. */
export const leftBehind = (names: readonly string[], now = Date.now()): string[] =>
  names.filter((name) => {
    const [whole, made] = /^probe-(?:([0-9a-z]{8})-)?[0-9a-f]{16}$/.exec(name) ?? [];
    return whole !== undefined && (made === undefined || Number.parseInt(made, 36) < now - staleMs);
  });
