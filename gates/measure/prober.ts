import {messageOf} from '../../components/core/errors';
import {loadClient, probes} from '../../probes';
import {masked} from '../../probes/reason';
import type {Subject} from '../health';
import type {Sample} from './availability';

/** How often services are asked unless told otherwise. */
export const probeIntervalMs = 5_000;

export interface ProberOptions {
  /** Whom to ask; called again while services fail, as passwords and ports may have changed, and now and then for new ones. */
  readonly subjects: () => Promise<readonly Subject[]>;
  readonly intervalMs: number;
  readonly record: (sample: Sample) => void;
  readonly signal: AbortSignal;
}

/** Asks a service once, with a time limit shorter than the interval. */
async function ask({service, kind, connection}: Subject, limitMs: number): Promise<Sample> {
  await loadClient(kind);
  const at = Date.now();
  const start = performance.now();
  const took = () => Math.round((performance.now() - start) * 100) / 100;
  try {
    const answer = await probes[kind](connection, AbortSignal.timeout(limitMs));
    if (answer.outcome === 'degraded') return {at, service, ok: false, ms: took(), error: answer.detail};
    return {at, service, ok: true, ms: took()};
  } catch (error) {
    return {at, service, ok: false, ms: took(), error: masked(messageOf(error), [connection.password])};
  }
}

const sleepUntil = (at: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, at - Date.now()));
    signal.addEventListener('abort', done);
  });

/** How long known connections are believed while services fail, and while all answer. */
const believedMs = 60_000;
const rereadMs = 600_000;

/**
 * Asks every service at every whole interval of the clock, until the signal. What takes longer than its interval is a
 * failure; times that it sleeps through are not recorded and so count as missing.
 */
export async function probeAll({subjects, intervalMs, record, signal}: ProberOptions): Promise<void> {
  let known = await subjects();
  let readAt = Date.now();
  const ticks: Promise<void>[] = [];
  while (!signal.aborted) {
    await sleepUntil((Math.floor(Date.now() / intervalMs) + 1) * intervalMs, signal);
    if (signal.aborted) break;
    const tick = Promise.all(known.map((subject) => ask(subject, intervalMs * 0.9))).then(async (samples) => {
      if (signal.aborted) return;
      for (const sample of samples) record(sample);
      if (Date.now() - readAt > (samples.every(({ok}) => ok) ? rereadMs : believedMs)) {
        readAt = Date.now();
        known = await subjects().catch(() => known);
      }
    });
    ticks.push(tick);
    if (ticks.length > 8) await ticks.shift();
  }
  await Promise.all(ticks);
}
