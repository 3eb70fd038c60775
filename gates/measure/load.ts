import {setTimeout as wait} from 'node:timers/promises';
import {probes} from '../../probes';
import {within} from '../../probes/probe';
import {canStayOpen, openSession} from '../../probes/session';
import type {Subject} from '../health';

/** What "normal load" means here, for each service. */
export const normalLoad = {connections: 4, requestsPerSecond: 20, writesPerSecond: 1} as const;

/** The same in words, for the report. */
export const loadText =
  `${normalLoad.connections} kept connections with ${normalLoad.requestsPerSecond} requests a second in all, ` +
  `and ${normalLoad.writesPerSecond} new connection a second that writes, reads and deletes, on every service`;

/** Milliseconds that a request may take. */
const patienceMs = 10_000;

/** What the load came to. */
export interface Done {
  requests: number;
  failures: number;
}

/** Repeats at a constant rate, whether or not what came before has ended; late turns are left out, not made up for. */
async function everyMs(ms: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  let next = performance.now();
  while (!signal.aborted) {
    await work();
    next = Math.max(next + ms, performance.now());
    await wait(Math.max(0, next - performance.now()), undefined, {signal}).catch(() => undefined);
  }
}

async function counted(done: Done, work: () => Promise<unknown>): Promise<void> {
  done.requests += 1;
  try {
    await work();
  } catch {
    done.failures += 1;
  }
}

/** Puts the normal load on services until the signal. */
export async function putLoad(subjects: readonly Subject[], signal: AbortSignal): Promise<Done> {
  const done: Done = {requests: 0, failures: 0};
  const {connections, requestsPerSecond, writesPerSecond} = normalLoad;
  await Promise.all(
    subjects.flatMap(({kind, connection}) => [
      ...(canStayOpen(kind) ? Array.from({length: connections}) : []).map(async () => {
        const session = await within(patienceMs, () => openSession(kind, connection)).catch(() => undefined);
        if (!session) {
          done.failures += 1;
          return;
        }
        await everyMs((1000 * connections) / requestsPerSecond, signal, () =>
          counted(done, () => within(patienceMs, session.ask)),
        );
        session.close().catch(() => undefined);
      }),
      everyMs(1000 / writesPerSecond, signal, () =>
        counted(done, () => probes[kind](connection, AbortSignal.timeout(patienceMs))),
      ),
    ]),
  );
  return done;
}
