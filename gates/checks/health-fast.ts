import type {Check, Measured, Outcome} from '../check';
import {type HealthTimes, timeHealthChecks} from '../measure/health-checks';
import {loadText, putLoad} from '../measure/load';
import {percentile, sorted} from '../measure/statistics';

const limitMs = 100;
/** Fewer answers say nothing about a 99th percentile. */
const fewest = 100;

/** All times, those of failed checks without end. */
const allTimes = ({times, failed}: HealthTimes): Float64Array =>
  sorted([...times, ...Array.from({length: failed}, () => Number.POSITIVE_INFINITY)]);

const share = (times: Float64Array, of: number): string => {
  const ms = percentile(times, of);
  return Number.isFinite(ms) ? `${ms.toFixed(1)} ms` : 'none';
};

/** `redis p50 1.2 ms, p99 9.0 ms`; those that failed count as longer than any. */
function text(all: HealthTimes): string {
  if (all.times.length === 0) return `${all.service} answered none of ${all.failed}`;
  const failed = all.failed > 0 ? `, ${all.failed} failed` : '';
  const times = allTimes(all);
  return `${all.service} p50 ${share(times, 0.5)}, p99 ${share(times, 0.99)}${failed}`;
}

/** One service's health checks. */
function outcomeOf(all: HealthTimes): Outcome {
  const times = allTimes(all);
  if (times.length < fewest) return 'not proven';
  return percentile(times, 0.99) < limitMs ? 'pass' : 'fail';
}

/** What the health checks of all services come to. Pure. */
export function healthVerdict(all: readonly HealthTimes[], seconds: number): Omit<Measured, 'raw'> {
  const named = (outcome: Outcome) => all.filter((one) => outcomeOf(one) === outcome).map(({service}) => service);
  const value = all.map(text).join('; ');
  const [slow, few] = [named('fail'), named('not proven')];
  if (all.length === 0)
    return {value, verdict: 'not proven', reason: 'there is no service to ask', fix: 'turn a service on'};
  if (slow.length > 0)
    return {
      value,
      verdict: 'fail',
      reason: `${slow.join(', ')} took longer, or did not answer`,
      fix: 'look whether the machine is busy (./platform status), then give the service more processors: <service>: {cpus: …}',
    };
  if (few.length > 0)
    return {
      value,
      verdict: 'not proven',
      reason: `fewer than ${fewest} checks of ${few.join(', ')}`,
      fix: 'put the load on longer: --load 60s or more',
    };
  return {
    value,
    verdict: 'pass',
    reason: `every service's 99th percentile during ${seconds} s is below ${limitMs} ms`,
  };
}

/** How long the smallest request to each service takes while the normal load is on all of them. */
export const healthFast: Check = {
  id: 'health-fast',
  title: 'health check time',
  requirement: `p99 < ${limitMs} ms for every service of the stack, under normal load`,
  async measure({services, loadSeconds, say}) {
    say(`health checks: ${loadSeconds} s of ${loadText}`);
    const signal = AbortSignal.timeout(loadSeconds * 1000);
    const [done, ...all] = await Promise.all([
      putLoad(services, signal),
      ...services.map((service) => timeHealthChecks(service, signal)),
    ]);
    const judged = healthVerdict(all, loadSeconds);
    return {
      ...judged,
      reason: `${judged.reason}; load: ${loadText}`,
      raw: {load: loadText, seconds: loadSeconds, done, services: all},
    };
  },
};
