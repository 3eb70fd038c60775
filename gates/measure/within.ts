import {setTimeout as wait} from 'node:timers/promises';

/** What a promise comes to, if it does in time; a client that hears nothing may never settle it. @throws Error after the time */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const stop = new AbortController();
  const late = wait(ms, undefined, {signal: stop.signal}).then(
    () => {
      throw new Error(`no answer within ${ms} ms`);
    },
    () => new Promise<never>(() => undefined),
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    stop.abort();
  }
}
