import type {Check, Measured} from '../check';
import {describe, health, type Verdict} from '../health';

const patienceMs = 30_000;

/** What the probes of all services come to. Pure. */
export function answersVerdict(all: readonly Verdict[]): Omit<Measured, 'raw'> {
  const silent = all.filter(({outcome}) => outcome !== 'healthy');
  const value = all.map((one) => describe(one).replace(/ {2,}/g, ' ').trim()).join('; ') || 'no service';
  if (silent.length > 0)
    return {
      value,
      verdict: 'fail',
      reason: silent.map(({service, error, detail}) => `${service}: ${error ?? detail}`).join('; '),
      fix: './platform logs of that service says why; then ./platform up',
    };
  if (all.length === 0)
    return {value, verdict: 'not proven', reason: 'there is no service to ask', fix: './platform up'};
  return {value, verdict: 'pass', reason: 'each did what an application does, at the time of this run'};
}

/** Whether every service answers now, whatever the availability over the time before was. */
export const servicesAnswer: Check = {
  id: 'services-answer',
  title: "every service's probe",
  requirement: 'each answers its real client now: connect, log in, write, read, delete',
  async measure({services}) {
    const verdicts = await health(services, {timeoutMs: patienceMs, mask: [], onAnswer: () => undefined});
    return {...answersVerdict(verdicts), raw: verdicts.map(({logs: _, ...verdict}) => verdict)};
  },
};
