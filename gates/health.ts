import {ExponentialBackoff, handleWhen, noJitterGenerator, retry} from 'cockatiel';
import type {Connection} from '../components/core/connection';
import type {ProbeKind} from '../components/core/definition';
import {messageOf} from '../components/core/errors';
import {type Answer, loadClient, probes} from '../probes';
import {masked, ProbeError} from '../probes/reason';
import {docker, type Engine} from './engine';

/** A service that is asked. */
export interface Subject {
  readonly service: string;
  readonly connection: Connection;
  readonly kind: ProbeKind;
  /** The container's name; absent for what someone else runs. */
  readonly container?: string;
  /** `true`: degraded is not good enough; `false`: even down is. @default degraded is good enough, down is not */
  readonly required?: boolean;
}

/** What the gate found about one service. */
export interface Verdict {
  readonly service: string;
  readonly ok: boolean;
  readonly outcome: 'healthy' | 'degraded' | 'down';
  /** Of the attempt that was answered; 0 if none was. */
  readonly latencyMs: number;
  readonly attempts: number;
  readonly detail: string;
  readonly error?: string;
  /** The container's last log lines, if it failed. */
  readonly logs?: string;
}

/** A container that the service's clients don't ask: only the engine knows whether it is well. */
export interface Bystander {
  readonly service: string;
  readonly container: string;
}

/** How long, and how it is told. */
export interface HealthOptions {
  /** @default 300000 */
  readonly timeoutMs?: number;
  /** Of the first attempt. @default 6000 */
  readonly attemptMs?: number;
  /** Secrets that must not show in log lines and errors. */
  readonly mask: readonly string[];
  readonly onAnswer: (line: string) => void;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
  /** @default the engine that the `docker` command talks to */
  readonly engine?: Engine;
}

/** Answers in a row that end the wait, where asking can't change them. */
const patience = 5;
/** Failures in a row that end the wait for what someone else runs: one that hangs holds nobody up for more than 20 s. */
const patienceOutside = 3;
/** The first graph that Neo4j ranks takes seconds: an attempt that is cut off is begun anew, with more time. */
const firstAttemptMs = 6_000;
const longestAttemptMs = 60_000;
const logLines = 20;

/** No use in waiting longer. */
class Hopeless extends Error {}

/** Asks all services at once, each again and again until it answers, the limit is over or there is no hope. */
export async function health(
  subjects: readonly (Subject | Bystander)[],
  options: HealthOptions,
): Promise<readonly Verdict[]> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 300_000);
  const limit = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
  // All before the first question: a client that loads blocks the others, and its time is no latency.
  await Promise.all(subjects.map(async (subject) => 'kind' in subject && (await loadClient(subject.kind))));
  return await Promise.all(
    subjects.map(async (subject) => {
      const verdict = await judge(subject, options, limit);
      options.onAnswer(describe(verdict));
      return verdict;
    }),
  );
}

async function judge(subject: Subject | Bystander, options: HealthOptions, limit: AbortSignal): Promise<Verdict> {
  const {service, container} = subject;
  const {connection, required} = 'kind' in subject ? subject : {};
  const engine = options.engine ?? docker;
  const hide = (text: string) => masked(text, [...options.mask, ...(connection ? [connection.password] : [])]);
  const tally = {attempts: 0, refusals: 0, last: 'never asked'};
  const terms = {engine, limit, firstMs: options.attemptMs ?? firstAttemptMs};
  const policy = retry(
    handleWhen((error) => !(error instanceof Hopeless)),
    {
      maxAttempts: Number.POSITIVE_INFINITY,
      backoff: new ExponentialBackoff({
        initialDelay: 100,
        exponent: 1.5,
        maxDelay: 1_000,
        generator: noJitterGenerator,
      }),
    },
  );
  try {
    const {answer, latencyMs} = await policy.execute(() => attempt(subject, terms, tally), limit);
    const outcome = answer.outcome ?? 'healthy';
    const found = {service, outcome, latencyMs, attempts: tally.attempts, detail: hide(answer.detail)};
    if (outcome === 'healthy' || required !== true) return {...found, ok: true};
    return {...found, ok: false, error: `degraded, and required: ${found.detail}`};
  } catch (error) {
    const late = limit.aborted ? ` (waited until the limit, ${tally.attempts} attempts)` : '';
    const logs = container === undefined ? undefined : await engine.logs(container, logLines).catch(messageOf);
    const why = hide(error instanceof Hopeless ? error.message : `${tally.last}${late}`);
    const found = {service, outcome: 'down', latencyMs: 0, attempts: tally.attempts} as const;
    if (required === false) return {...found, ok: true, detail: why};
    return {
      ...found,
      ok: false,
      detail: '',
      error: why,
      ...(logs === undefined ? {} : {logs: hide(logs)}),
    };
  }
}

interface Tally {
  attempts: number;
  refusals: number;
  last: string;
}

interface Terms {
  readonly engine: Engine;
  readonly limit: AbortSignal;
  readonly firstMs: number;
}

interface Answered {
  readonly answer: Answer;
  readonly latencyMs: number;
}

async function attempt(subject: Subject | Bystander, {engine, limit, firstMs}: Terms, tally: Tally): Promise<Answered> {
  const {container} = subject;
  limit.throwIfAborted();
  if (container !== undefined) {
    const state = await engine.state(container);
    if (state.kind === 'lost') throw new Hopeless(state.why);
    if (state.kind === 'waiting') {
      tally.last = state.why;
      throw new Error(state.why);
    }
  }
  if (!('kind' in subject)) return {answer: {detail: ''}, latencyMs: 0};
  const {kind, connection} = subject;
  const outside = container === undefined;
  const ms = outside ? firstMs : Math.min(firstMs * 2 ** tally.attempts, longestAttemptMs);
  const timeout = AbortSignal.timeout(ms);
  tally.attempts += 1;
  const start = performance.now();
  try {
    const answer: Answer = await probes[kind](connection, AbortSignal.any([timeout, limit]));
    return {answer, latencyMs: performance.now() - start};
  } catch (error) {
    // What the limit cut off says nothing of its own.
    if (!limit.aborted || tally.attempts === 1)
      tally.last =
        outside && timeout.aborted
          ? `did not answer within ${ms / 1000} s at ${connection.host}:${connection.port}`
          : messageOf(error);
    tally.refusals = outside || (error instanceof ProbeError && error.final) ? tally.refusals + 1 : 0;
    throw tally.refusals < (outside ? patienceOutside : patience) ? error : new Hopeless(tally.last);
  }
}

const milliseconds = (ms: number) => `${ms < 1 ? '<1' : Math.round(ms)} ms`;

/** One line: `postgres       healthy      12 ms   PostgreSQL 15.20`. */
export function describe(verdict: Verdict): string {
  const {service, outcome, latencyMs, attempts, detail, error} = verdict;
  const time = outcome === 'down' ? `${attempts} tries` : milliseconds(latencyMs);
  return `${service.padEnd(13)}  ${outcome.padEnd(8)}  ${time.padStart(9)}   ${error ?? detail}`;
}

/** What to tell when services failed: each one's error, its last log lines, and what to do. Empty if none did. */
export function failure(verdicts: readonly Verdict[]): string {
  const failed = verdicts.filter(({ok}) => !ok);
  if (failed.length === 0) return '';
  const parts = failed.map(({service, error, logs}) => {
    if (logs === undefined) return `${service}: ${error}; check its address, key and network`;
    const shown = logs.trim() === '' ? '  (its container logged nothing)' : logs.trimEnd().replace(/^/gm, '  | ');
    return `${service}: ${error}\n${shown}`;
  });
  const names = failed.map(({service}) => service).join(', ');
  return [
    `health gate: ${failed.length} of ${verdicts.length} services failed (${names})`,
    ...parts,
    'Mend the cause and do ./platform up again: it repairs what is broken and keeps data; ./platform status shows the rest.',
  ].join('\n');
}
