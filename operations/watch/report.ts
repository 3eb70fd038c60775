import {
  type Availability,
  allOutages,
  availabilityOf,
  lengthOf,
  momentIn,
  type Outage,
} from '../../gates/measure/availability';
import {table} from '../table';
import {engineItself, type Occurrence} from './events';
import {eventsOf, samplesOf} from './place';

/** An outage with what the engine said about it. */
export interface Explained extends Outage {
  readonly causes: readonly Occurrence[];
}

/** What a watch saw in a time. */
export interface WatchReport {
  readonly availability: Omit<Availability, 'samples'>;
  readonly outages: readonly Explained[];
}

/** An event this long before the first failure can be its cause. */
const beforeMs = 15_000;

/** The grave events of the service, its companions, the gateway in front of it and the engine, around the beginning of an outage. Pure. */
export function causesOf(outage: Outage, events: readonly Occurrence[]): Occurrence[] {
  const from = outage.from - beforeMs;
  const until = outage.until ?? Number.POSITIVE_INFINITY;
  return events.filter(
    ({at, service, grave}) =>
      grave &&
      at >= from &&
      at <= Math.min(until, outage.from + beforeMs) &&
      (['gateway', engineItself, outage.service].includes(service) || service.startsWith(`${outage.service}-`)),
  );
}

/** The same in words, `-` where the engine said nothing. Pure. */
export const causesText = ({service}: Outage, causes: readonly Occurrence[]): string =>
  causes.map((cause) => (cause.service === service ? cause.text : `${cause.service} ${cause.text}`)).join(', ') || '-';

/** Reads the records of a watch. */
export function reportOf(
  stack: string,
  services: readonly string[],
  {from, until, intervalMs}: {from: number; until: number; intervalMs: number},
): WatchReport & {samples: Availability['samples']; events: Occurrence[]} {
  const begin = Math.ceil(from / intervalMs) * intervalMs;
  const {samples, ...availability} = availabilityOf(services, samplesOf(stack).between(begin, until), {
    from: begin,
    until,
    intervalMs,
  });
  const events = eventsOf(stack).between(begin - beforeMs, until);
  const outages = allOutages(availability).map((outage) => ({...outage, causes: causesOf(outage, events)}));
  return {availability, outages, samples, events};
}

const percent = (share: number): string => `${(Math.floor(share * 100_000) / 1000).toFixed(3)} %`;

const milliseconds = (n: number): string => (Number.isNaN(n) ? '-' : `${n.toFixed(0)} ms`);

/** The text that `./platform watch report` prints. */
export function shownReport({availability, outages}: WatchReport): string {
  const {from, until, intervalMs, services} = availability;
  const lines = [
    `over ${lengthOf(until - from)}, ${new Date(from).toISOString()} to ${new Date(until).toISOString()}, asked every ${intervalMs / 1000} s`,
    '',
    table(
      ['service', 'answered', 'with 95 % at least', 'failed', 'missing', 'down', 'longest', 'p50', 'p95', 'p99'],
      services.map((s) => [
        s.service,
        percent(s.ratio),
        percent(s.bound),
        s.failed,
        s.missing,
        `${Math.round(s.downSeconds)} s`,
        `${Math.round(s.longestSeconds)} s`,
        milliseconds(s.p50),
        milliseconds(s.p95),
        milliseconds(s.p99),
      ]),
    ),
    '',
  ];
  if (outages.length === 0) return [...lines, 'no outage'].join('\n');
  const rows = outages.map((o) => [
    o.service,
    momentIn(o.from, availability),
    o.until === undefined ? 'still' : momentIn(o.until, availability),
    `${Math.round(o.seconds)} s`,
    o.error,
    causesText(o, o.causes),
  ]);
  return [...lines, table(['outage of', 'from', 'until', 'length', 'said', 'the engine says'], rows)].join('\n');
}
