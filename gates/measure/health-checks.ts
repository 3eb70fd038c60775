import {setTimeout as wait} from 'node:timers/promises';
import {within} from '../../probes/probe';
import {type OpenSession, openSession} from '../../probes/session';
import type {Subject} from '../health';

/** Milliseconds from one health check of a service to the next. */
const checkEveryMs = 100;

/** Milliseconds after which nobody waits for a health check any more. */
const patienceMs = 1_000;
const openingMs = 10_000;

/** What a service's health checks took. */
export interface HealthTimes {
  readonly service: string;
  /** Milliseconds of those that were answered, from when each was due. */
  readonly times: readonly number[];
  readonly failed: number;
}

/** Ends a connection that may never say that it has ended. */
const drop = (session: OpenSession | undefined): void => {
  session?.close().catch(() => undefined);
};

/**
 * Health checks of a service until the signal, each due a fixed time after the one before: the smallest request that it really
 * answers to its own client, with role `app`, over TLS through the gateway, on a connection that stays open. What a slow
 * answer holds up is asked late, and counts from when it was due (G. Tene, "coordinated omission"); what was due and not
 * asked at the end has failed. A failed one opens the next connection.
 */
export async function timeHealthChecks(
  {service, kind, connection}: Subject,
  signal: AbortSignal,
): Promise<HealthTimes> {
  const times: number[] = [];
  let failed = 0;
  let session = await within(openingMs, () => openSession(kind, connection)).catch(() => undefined);
  let due = performance.now();
  while (!signal.aborted) {
    try {
      session ??= await within(patienceMs, () => openSession(kind, connection));
      await within(patienceMs, session.ask);
      times.push(performance.now() - due);
    } catch {
      failed += 1;
      drop(session);
      session = undefined;
    }
    due += checkEveryMs;
    await wait(Math.max(0, due - performance.now()), undefined, {signal}).catch(() => undefined);
  }
  drop(session);
  return {service, times, failed: failed + Math.max(0, Math.floor((performance.now() - due) / checkEveryMs))};
}
