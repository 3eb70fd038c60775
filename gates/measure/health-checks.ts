import {setTimeout as wait} from 'node:timers/promises';
import {type OpenSession, openSession} from '../../probes/session';
import type {Subject} from '../health';

/** Milliseconds from one health check of a service to the next. */
export const checkEveryMs = 100;

/** What a service's health checks took. */
export interface HealthTimes {
  readonly service: string;
  /** Milliseconds of those that were answered. */
  readonly times: readonly number[];
  readonly failed: number;
}

/**
 * Health checks of a service until the signal, one after the other at a constant rate: the smallest request that it really
 * answers to its own client, with role `app`, over TLS through the gateway, on a connection that stays open. A failed one
 * opens the next connection.
 */
export async function timeHealthChecks(
  {service, kind, connection}: Subject,
  signal: AbortSignal,
): Promise<HealthTimes> {
  const times: number[] = [];
  let failed = 0;
  let session: OpenSession | undefined;
  let next = performance.now();
  while (!signal.aborted) {
    try {
      session ??= await openSession(kind, connection);
      const start = performance.now();
      await session.ask();
      times.push(performance.now() - start);
    } catch {
      failed += 1;
      await session?.close().catch(() => undefined);
      session = undefined;
    }
    next = Math.max(next + checkEveryMs, performance.now());
    await wait(next - performance.now(), undefined, {signal}).catch(() => undefined);
  }
  await session?.close().catch(() => undefined);
  return {service, times, failed};
}
