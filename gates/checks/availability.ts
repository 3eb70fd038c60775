import type {Check, Outcome} from '../check';
import {lengthOf, type ServiceAvailability} from '../measure/availability';
import {lowerBound} from '../measure/statistics';

/** The share of probes that must be answered. */
const needed = 0.99;

const percent = (share: number): string => `${(Math.floor(share * 100_000) / 1000).toFixed(3)} %`;

/** What one service's record proves: with every gap counted as a failure, with none, or neither. Pure. */
export function availabilityVerdict({answered, failed, expected, bound}: ServiceAvailability): Outcome {
  if (bound > needed) return 'pass';
  const asked = answered + failed;
  if (asked === 0) return 'not proven';
  // What the failures show on their own: with 95 % the true availability is below 99 %, or the plain ratio is.
  if (1 - lowerBound(failed, asked) < needed || (expected >= 299 && answered / asked <= needed)) return 'fail';
  return 'not proven';
}

const order: readonly Outcome[] = ['fail', 'not proven', 'pass'];

/** The worst of several verdicts. */
export const worstOf = (verdicts: readonly Outcome[]): Outcome =>
  order.find((verdict) => verdicts.includes(verdict)) ?? 'not proven';

const describe = ({service, ratio, bound, failed, missing, longestSeconds}: ServiceAvailability): string =>
  `${service} ${percent(ratio)} (at least ${percent(bound)}, ${failed} failed, ${missing} missing, longest outage ${Math.round(longestSeconds)} s)`;

/** Availability over the time that was probed. */
export const availability: Check = {
  id: 'availability',
  title: 'availability',
  requirement: '> 99 % over 24 h, with 95 % confidence (Clopper-Pearson, one-sided)',
  async measure({availability: measured, wholeDay, external}) {
    const found = await measured();
    const {services: all, from, until, intervalMs} = found;
    const length = lengthOf(until - from);
    const spared = external.filter(({required}) => !required).map(({service}) => service);
    const services = all.filter(({service}) => !spared.includes(service));
    const verdict = worstOf(services.map(availabilityVerdict));
    const each = all
      .map((one) => `${describe(one)}${spared.includes(one.service) ? ', external and not required' : ''}`)
      .join('; ');
    const shorter = wholeDay ? '' : `; this is a statement about ${length}, not about 24 h`;
    const reasons: Record<Outcome, string> = {
      pass: `every service was shown to be above 99 % over ${length}${shorter}`,
      fail: `below 99 % over ${length}: ${services
        .filter((s) => availabilityVerdict(s) === 'fail')
        .map((s) => s.service)
        .join(', ')}`,
      'not proven': `${services[0]?.expected ?? 0} probes with gaps counted as failures do not show 99 %: at least 299 in a row must succeed${shorter}`,
    };
    const fixes: Record<Outcome, string | undefined> = {
      pass: undefined,
      fail: 'look at the outages below with their causes, mend them, and measure again',
      'not proven': 'measure longer, and keep the machine awake: ./platform watch start, later ./platform gate 1',
    };
    return {
      value: `over ${length}: ${each}`,
      verdict,
      reason: reasons[verdict],
      fix: fixes[verdict],
      raw: {from, until, intervalMs, services: all, samples: found.samples},
    };
  },
};
