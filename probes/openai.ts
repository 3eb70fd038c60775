import {createHash} from 'node:crypto';
import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleType,
  handleWhen,
  type IPolicy,
  type IRetryBackoffContext,
  retry,
  wrap,
} from 'cockatiel';
import {Agent, fetch} from 'undici';
import type {Connection} from '../components/core/connection';
import {type Answer, closing, type Probe, tlsOf} from './probe';
import {explain, ProbeError} from './reason';

/** The longest wait that a probe accepts from `Retry-After`: two of them fit into an attempt of the health gate. */
const patienceMs = 2_000;
const failuresToOpen = 5;
const openMs = 10_000;

/** The endpoint could not serve now, or was not reached. */
class Trouble extends Error {
  constructor(
    readonly why: ProbeError,
    /** It answered: the fault is on its side, and passes. */
    readonly answered: boolean,
    readonly retryAfterMs = 0,
  ) {
    super(why.message);
  }
}

/** How a key is shown: enough to tell two apart, useless to whoever reads it. */
export const fingerprint = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 8);

/** Milliseconds that a `Retry-After` header asks for: seconds or a date (RFC 9110, 10.2.3). */
export function retryAfterMs(header: string | null, now: number): number {
  if (header === null) return 0;
  const wait = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? 0 : Math.max(0, wait);
}

const waitOf = ({attempt, result}: IRetryBackoffContext<unknown>) => {
  const asked = 'error' in result && result.error instanceof Trouble ? result.error.retryAfterMs : 0;
  return Math.max(asked, 200 * 2 ** attempt);
};

const worthRetrying = (error: unknown) =>
  error instanceof Trouble && !error.why.final && error.retryAfterMs <= patienceMs;

interface Watched {
  readonly policy: IPolicy;
  trouble?: Trouble;
}

/** One per endpoint and process, so that `status --watch` leaves an endpoint in trouble alone for a while. */
const watched = new Map<string, Watched>();

function watchedOf(endpoint: string): Watched {
  const known = watched.get(endpoint);
  if (known !== undefined) return known;
  const retries = retry(handleWhen(worthRetrying), {maxAttempts: 2, backoff: new DelegateBackoff(waitOf)});
  const breaker = circuitBreaker(handleType(Trouble), {
    halfOpenAfter: openMs,
    breaker: new ConsecutiveBreaker(failuresToOpen),
  });
  const made: Watched = {policy: wrap(retries, breaker)};
  breaker.onFailure(({reason}) => {
    if ('error' in reason && reason.error instanceof Trouble) made.trouble = reason.error;
  });
  watched.set(endpoint, made);
  return made;
}

async function models(connection: Connection, agent: Agent, signal: AbortSignal): Promise<readonly string[]> {
  const url = `${connection.uri.replace(/\/+$/, '')}/models`;
  const headers = {authorization: `Bearer ${connection.password}`};
  const response = await fetch(url, {headers, dispatcher: agent, signal, redirect: 'error'}).catch((error: unknown) => {
    throw new Trouble(explain(error, connection), false);
  });
  const body = await response.text();
  const key = `key ${fingerprint(connection.password)}`;
  if (response.status === 401 || response.status === 403) {
    throw new ProbeError(`${key} refused (status ${response.status}); set a valid key`, true);
  }
  if (response.status === 429) {
    const wait = retryAfterMs(response.headers.get('retry-after'), Date.now());
    const hint = wait > 0 ? `, free again in ${Math.ceil(wait / 1000)} s` : '';
    throw new Trouble(new ProbeError(`rate limit of ${key} reached${hint}`), true, wait);
  }
  if (response.status >= 500) throw new Trouble(new ProbeError(`server error (status ${response.status})`), true);
  if (!response.ok) throw new ProbeError(`unexpected status ${response.status}; is the base URL right?`, true);
  return idsOf(body);
}

function idsOf(body: string): readonly string[] {
  try {
    const {data} = JSON.parse(body) as {data: readonly {id: string}[]};
    return data.map(({id}) => id);
  } catch {
    throw new ProbeError('the answer is no list of models; is the base URL right?', true);
  }
}

/**
 * Asks an endpoint with OpenAI's API for its models. `connection.uri` is the base URL, `connection.database` the
 * models that the application expects, separated by commas.
 */
export const openai: Probe = (connection, signal) => {
  const agent = new Agent({connect: tlsOf(connection, signal), connections: 1});
  const endpoint = watchedOf(connection.uri);
  const expected = connection.database.split(',').filter((name) => name !== '');
  /** What it answered last, while it could not serve. */
  let answered: Trouble | undefined;
  const ask = async () => {
    try {
      return await models(connection, agent, signal);
    } catch (error) {
      if (error instanceof Trouble && error.answered) answered = error;
      throw error;
    }
  };
  return closing(
    signal,
    () => agent.destroy(),
    async (): Promise<Answer> => {
      try {
        const ids = await endpoint.policy.execute(ask, signal);
        const missing = expected.filter((name) => !ids.includes(name));
        const budget = connection.env.OPENAI_DAILY_BUDGET_USD;
        const noted = budget === undefined ? '' : `, ${budget} USD a day`;
        const detail = `${ids.length} models, key ${fingerprint(connection.password)}${noted}`;
        if (missing.length === 0) return {detail, outcome: 'healthy'};
        return {detail: `${detail}; missing: ${missing.join(', ')}`, outcome: 'degraded'};
      } catch (error) {
        if (error instanceof BrokenCircuitError) {
          const why = endpoint.trouble?.message ?? 'unknown reason';
          const line = `${why}; not asked again for ${openMs / 1000} s after ${failuresToOpen} failures in a row`;
          if (endpoint.trouble?.answered) return {detail: line, outcome: 'degraded'};
          throw new ProbeError(line);
        }
        if (!(error instanceof Trouble)) throw error;
        if (error.answered) return {detail: error.why.message, outcome: 'degraded'};
        throw error.why;
      }
    },
  ).catch((error: unknown) => {
    // One that answers slowly is no worse than one that answers fast.
    if (signal.aborted && answered) return {detail: answered.why.message, outcome: 'degraded'};
    throw error;
  });
};
