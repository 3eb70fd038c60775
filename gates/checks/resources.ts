import type {Check} from '../check';
import {loadText, putLoad} from '../measure/load';
import {summary} from '../measure/statistics';
import {type Shares, watchUsage} from '../measure/usage';

const most = {cpu: 70, memory: 80} as const;
const lookEveryMs = 1_000;

/** Which shares of a container or the machine are too high, by their 95th percentile. Pure. */
export const tooMuch = ({cpu, memory}: Pick<Shares, 'cpu' | 'memory'>): ('cpu' | 'memory')[] => [
  ...(summary(cpu).p95 < most.cpu ? [] : ['cpu' as const]),
  ...(summary(memory).p95 < most.memory ? [] : ['memory' as const]),
];

const text = (values: readonly number[]): string => {
  const {mean, p95, max} = summary(values);
  return `${mean.toFixed(0)}/${p95.toFixed(0)}/${max.toFixed(0)} %`;
};

/** Processor and memory under a stated load. */
export const resources: Check = {
  id: 'resources',
  title: 'resources under normal load',
  requirement: `< ${most.cpu} % CPU and < ${most.memory} % memory of the limits, 95th percentile, containers and machine`,
  async measure({containers, services, loadSeconds, say}) {
    say(`resources: ${loadSeconds} s of ${loadText}`);
    const all = await containers();
    const signal = AbortSignal.timeout(loadSeconds * 1000);
    const [shares, done] = await Promise.all([
      watchUsage(all, {everyMs: lookEveryMs, signal}),
      putLoad(services, signal),
    ]);
    const unseen = all.filter(({name}) => !shares.some((share) => share.name === name)).map(({name}) => name);
    const high = shares.flatMap((share) => tooMuch(share).map((what) => `${share.name} ${what}`));
    const failing = done.failures > done.requests * 0.01;
    const verdict = high.length > 0 ? 'fail' : unseen.length > 0 || failing ? 'not proven' : 'pass';
    const reasons = {
      pass: `all below their limits; ${done.requests} requests, ${done.failures} failed`,
      fail: `too much: ${high.join(', ')}`,
      'not proven': failing
        ? `${done.failures} of ${done.requests} requests failed, so the load was not the normal one`
        : `the control groups of ${unseen.join(', ')} can't be seen from here`,
    };
    return {
      value: `mean/p95/max during ${loadSeconds} s: ${shares.map(({name, cpu, memory}) => `${name} CPU ${text(cpu)}, memory ${text(memory)}`).join('; ')}`,
      verdict,
      reason: `${reasons[verdict]}; load: ${loadText}`,
      fix:
        verdict === 'pass'
          ? undefined
          : 'end what else runs on the machine, or raise the limits: <service>: {cpus: …, memoryMiB: …}',
      raw: {load: loadText, seconds: loadSeconds, done, shares},
    };
  },
};
