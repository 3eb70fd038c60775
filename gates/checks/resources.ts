import type {Check, Outcome} from '../check';
import {type Done, loadText, putLoad} from '../measure/load';
import {summary} from '../measure/statistics';
import {type Shares, watchUsage} from '../measure/usage';

const most = {cpu: 70, memory: 80} as const;
const lookEveryMs = 1_000;
/** A 95th percentile of fewer looks says nothing. */
const fewestSeconds = 30;

/** Which shares of a container or the machine are too high, by their 95th percentile. Pure. */
export const tooMuch = ({cpu, memory}: Pick<Shares, 'cpu' | 'memory'>): ('cpu' | 'memory')[] => [
  ...(summary(cpu).p95 < most.cpu ? [] : ['cpu' as const]),
  ...(summary(memory).p95 < most.memory ? [] : ['memory' as const]),
];

const text = (values: readonly number[]): string => {
  const {mean, p95, max} = summary(values);
  return `${mean.toFixed(0)}/${p95.toFixed(0)}/${max.toFixed(0)} %`;
};

/** What is known of the shares of the limits. Pure. */
export function resourcesVerdict(
  shares: readonly Shares[],
  {containers, seconds, done}: {readonly containers: readonly string[]; readonly seconds: number; readonly done: Done},
): {verdict: Outcome; reason: string} {
  const high = shares.flatMap((share) => tooMuch(share).map((what) => `${share.name} ${what}`));
  if (high.length > 0) return {verdict: 'fail', reason: `too much: ${high.join(', ')}`};
  const unproven = (reason: string) => ({verdict: 'not proven', reason}) as const;
  if (done.failures > done.requests * 0.01)
    return unproven(`${done.failures} of ${done.requests} requests failed, so the load was not the normal one`);
  if (seconds < fewestSeconds) return unproven(`looked for ${seconds} s, less than ${fewestSeconds} s`);
  const unseen = containers.filter((name) => !shares.some((share) => share.name === name));
  if (unseen.length > 0) return unproven(`the control groups of ${unseen.join(', ')} can't be seen from here`);
  return {verdict: 'pass', reason: `all below their limits; ${done.requests} requests, ${done.failures} failed`};
}

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
    const containerNames = all.map(({name}) => name);
    const {verdict, reason} = resourcesVerdict(shares, {containers: containerNames, seconds: loadSeconds, done});
    return {
      value: `mean/p95/max during ${loadSeconds} s: ${shares.map(({name, cpu, memory}) => `${name} CPU ${text(cpu)}, memory ${text(memory)}`).join('; ')}`,
      verdict,
      reason: `${reason}; load: ${loadText}`,
      fix:
        verdict === 'pass'
          ? undefined
          : verdict === 'fail'
            ? 'end what else runs on the machine, or raise the limits: <service>: {cpus: …, memoryMiB: …}'
            : 'put the load on longer (--load 60s), with every service up, on the machine of the engine',
      raw: {load: loadText, seconds: loadSeconds, done, shares},
    };
  },
};
