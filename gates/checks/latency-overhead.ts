import {messageOf} from '../../components/core/errors';
import {canStayOpen} from '../../probes/session';
import type {Check, GateContext, Outcome} from '../check';
import {connectionsFromWindows} from '../measure/from-windows';
import {measureService, type Paired, type Pairs} from '../measure/latency';
import {type Interval, percentileDifference} from '../measure/statistics';
import {worstOf} from './availability';

const limitMs = 15;
const fewest = 1000;
const shares = {p50: 0.5, p95: 0.95, p99: 0.99} as const;

/** How much longer one kind of request takes from outside. */
export interface Overhead {
  readonly service: string;
  readonly connection: 'kept' | 'new' | 'from Windows';
  readonly samples: number;
  readonly p50: Interval;
  readonly p95: Interval;
  readonly p99: Interval;
}

const overheadOf = (service: string, connection: Overhead['connection'], {inside, outside}: Pairs): Overhead => ({
  service,
  connection,
  samples: inside.length,
  p50: percentileDifference(inside, outside, shares.p50),
  p95: percentileDifference(inside, outside, shares.p95),
  p99: percentileDifference(inside, outside, shares.p99),
});

/** The overhead of a service's pairs, kept and new connections apart. Pure. */
export const overheadsOf = ({service, kept, fresh}: Paired): Overhead[] => [
  overheadOf(service, 'kept', kept),
  overheadOf(service, 'new', fresh),
];

/** Passes where the whole interval of each difference is below the limit, fails where one is above it. Pure. */
export function overheadVerdict({samples, p50, p95, p99}: Overhead): Outcome {
  const all = [p50, p95, p99];
  if (all.some(({low}) => low >= limitMs)) return 'fail';
  return samples >= fewest && all.every(({high}) => high < limitMs) ? 'pass' : 'not proven';
}

const ms = (n: number): string => n.toFixed(1);

const describe = ({service, connection, p50, p95, p99}: Overhead): string =>
  `${service} ${connection}: ${Object.entries({p50, p95, p99})
    .map(([name, {value, low, high}]) => `${name} ${ms(value)} ms (${ms(low)} to ${ms(high)})`)
    .join(', ')}`;

/** What the way from Windows into WSL costs, where there is a Windows. */
async function fromWindows(
  {powershell, services, latencySamples, say}: GateContext,
  failures: string[],
): Promise<Overhead[]> {
  if (!powershell) return [];
  const overheads: Overhead[] = [];
  for (const {service, port} of services) {
    say(`latency: ${service}, ${latencySamples} connections from Windows`);
    try {
      const pairs = await connectionsFromWindows(port, latencySamples, powershell);
      overheads.push(overheadOf(service, 'from Windows', pairs));
    } catch (error) {
      failures.push(`${service}: ${messageOf(error)}`);
    }
  }
  return overheads;
}

/** What the way through the gateway costs. */
export const latencyOverhead: Check = {
  id: 'latency-overhead',
  title: 'latency overhead, from the host against inside the network',
  requirement: `< ${limitMs} ms at p50, p95 and p99, ${fewest} samples at least, kept and new connections`,
  async measure(context) {
    const paired: Paired[] = [];
    const failures: string[] = [];
    const containers = await context.containers();
    for (const service of context.services.filter(({kind}) => canStayOpen(kind))) {
      context.say(`latency: ${service.service}, ${context.latencySamples} pairs each over kept and new connections`);
      try {
        const container = containers.find(({name}) => name === service.container);
        if (!container) throw new Error('its container does not run');
        paired.push(await measureService(service, container, context));
      } catch (error) {
        failures.push(`${service.service}: ${messageOf(error)}`);
      }
    }
    const windows = await fromWindows(context, failures);
    const overheads = [...paired.flatMap(overheadsOf), ...windows];
    const verdict = worstOf([
      ...overheads.map(overheadVerdict),
      ...(failures.length > 0 ? ['not proven' as const] : []),
    ]);
    const reasons: Record<Outcome, string> = {
      pass: `every interval (95 %, bootstrap) is below ${limitMs} ms`,
      fail: `${overheads
        .filter((o) => overheadVerdict(o) === 'fail')
        .map((o) => `${o.service} (${o.connection})`)
        .join(', ')} took longer`,
      'not proven': [
        ...failures,
        ...overheads
          .filter((o) => overheadVerdict(o) === 'not proven')
          .map(
            (o) => `${o.service} (${o.connection}): the interval holds ${limitMs} ms, or fewer than ${fewest} samples`,
          ),
      ].join('; '),
    };
    return {
      value: overheads.map(describe).join('; ') || 'nothing measured',
      verdict,
      reason: `${reasons[verdict]}; from Windows: ${
        windows.length > 0
          ? 'a new connection to the gateway, against one from Linux'
          : context.powershell
            ? 'not measured, as its PowerShell failed'
            : 'not measured, as there is no powershell.exe here'
      }`,
      fix:
        verdict === 'pass'
          ? undefined
          : 'measure on a machine that does nothing else, and look at the gateway in ./platform status',
      raw: {overheads, pairs: paired, failures},
    };
  },
};
