import type {Check, Outcome} from '../check';
import {type HealthTimes, timeHealthChecks} from '../measure/health-checks';
import {loadText, putLoad} from '../measure/load';
import {percentile, sorted} from '../measure/statistics';

const limitMs = 100;
/** Fewer answers say nothing about a 99th percentile. */
const fewest = 100;

const p99 = ({times}: HealthTimes): number => percentile(sorted(times), 0.99);

const text = (all: HealthTimes): string => {
  const failed = all.failed > 0 ? `, ${all.failed} failed` : '';
  return `${all.service} p50 ${percentile(sorted(all.times), 0.5).toFixed(1)} ms, p99 ${p99(all).toFixed(1)} ms${failed}`;
};

/** One service's health checks; one that failed took too long. Pure. */
export function healthVerdict(all: HealthTimes): Outcome {
  const {times, failed} = all;
  if (times.length + failed < fewest) return 'not proven';
  return p99({...all, times: [...times, ...Array.from({length: failed}, () => Number.POSITIVE_INFINITY)]}) < limitMs
    ? 'pass'
    : 'fail';
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
    const named = (outcome: Outcome) => all.filter((one) => healthVerdict(one) === outcome).map(({service}) => service);
    const [slow, few] = [named('fail'), named('not proven')];
    const verdict = slow.length > 0 ? 'fail' : few.length > 0 || all.length === 0 ? 'not proven' : 'pass';
    const reasons = {
      pass: `every service's 99th percentile during ${loadSeconds} s is below ${limitMs} ms`,
      fail: `${slow.join(', ')} took longer, or did not answer`,
      'not proven': `fewer than ${fewest} answers of ${few.join(', ')}`,
    };
    const fixes = {
      pass: undefined,
      fail: 'look whether the machine is busy (./platform status), then give the service more processors: <service>: {cpus: …}',
      'not proven': 'put the load on longer: --load 60s or more',
    };
    return {
      value: all.map(text).join('; '),
      verdict,
      reason: `${reasons[verdict]}; load: ${loadText}`,
      fix: fixes[verdict],
      raw: {load: loadText, seconds: loadSeconds, done, services: all},
    };
  },
};
