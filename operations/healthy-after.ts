import {setTimeout as wait} from 'node:timers/promises';
import type {Session} from './session';
import {followEvents} from './watch/engine-events';
import type {Occurrence} from './watch/events';

/**
 * Seconds from the first start of a service's containers until the engine called the last of them healthy; undefined where
 * none was started, or one is not healthy. Pure.
 */
export function healthyAfter(parts: readonly string[], occurrences: readonly Occurrence[]): number | undefined {
  const starts: number[] = [];
  const ready: number[] = [];
  for (const part of parts) {
    const own = occurrences.filter(({service}) => service === part);
    const start = own.find(({text}) => text === 'started');
    if (!start) continue;
    const lastStart = own.findLastIndex(({text}) => text === 'started');
    const healthy = own.slice(lastStart).find(({text}) => text === 'healthy');
    if (!healthy) return undefined;
    starts.push(start.at);
    ready.push(healthy.at);
  }
  return starts.length === 0 ? undefined : (Math.max(...ready) - Math.min(...starts)) / 1000;
}

/** What the engine did with the stack while `work` went on; less or nothing where the engine does not tell. */
export async function withOccurrences<T>(
  session: Pick<Session, 'name'>,
  work: () => Promise<T>,
): Promise<[T, Occurrence[]]> {
  const occurrences: Occurrence[] = [];
  const over = new AbortController();
  const followed = followEvents(session, {signal: over.signal}, (one) => occurrences.push(one)).catch(() => {});
  try {
    return [await work(), occurrences];
  } finally {
    over.abort();
    // An engine that hangs holds nothing up.
    await Promise.race([followed, wait(1_000, undefined, {ref: false})]);
  }
}
