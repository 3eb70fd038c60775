import {lowerBound, percentile, sorted} from './statistics';

/** One answer, or none, of one service. */
export interface Sample {
  /** When it was asked, in milliseconds since 1970. */
  readonly at: number;
  readonly service: string;
  readonly ok: boolean;
  readonly ms: number;
  /** Why it failed, without secrets. */
  readonly error?: string;
}

/** A time in which a service did not answer. */
export interface Outage {
  readonly service: string;
  readonly from: number;
  /** When it answered again; absent while it does not. */
  readonly until?: number;
  readonly seconds: number;
  /** How many times it was asked in vain. */
  readonly failures: number;
  readonly error: string;
}

/** How one service was in a time. */
export interface ServiceAvailability {
  readonly service: string;
  /** How often it should have been asked. */
  readonly expected: number;
  readonly answered: number;
  readonly failed: number;
  /** Times at which the prober did not ask: its own gaps, never counted as success. */
  readonly missing: number;
  /** Answered of asked. */
  readonly ratio: number;
  /** With 95 % not below this, every gap counted as a failure. */
  readonly bound: number;
  readonly outages: readonly Outage[];
  readonly longestSeconds: number;
  readonly downSeconds: number;
  /** Milliseconds of what was answered. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** What the prober saw in a time. */
export interface Availability {
  readonly from: number;
  readonly until: number;
  readonly intervalMs: number;
  readonly services: readonly ServiceAvailability[];
  readonly samples: readonly Sample[];
}

/** Outages of one service; a gap of the prober inside of one belongs to it. `samples` in order of time. */
export function outagesOf(samples: readonly Sample[], until: number): Outage[] {
  const outages: Outage[] = [];
  let first: Sample | undefined;
  let failures = 0;
  const end = (at: number, open: boolean) => {
    if (!first) return;
    const {service, at: from, error = 'no reason given'} = first;
    outages.push({service, from, ...(open ? {} : {until: at}), seconds: (at - from) / 1000, failures, error});
    first = undefined;
    failures = 0;
  };
  for (const sample of samples) {
    if (sample.ok) end(sample.at, false);
    else {
      first ??= sample;
      failures += 1;
    }
  }
  end(until, true);
  return outages;
}

/** One sample for each time that the service should have been asked; where there are several, the worst. */
function perSlot(samples: readonly Sample[], from: number, intervalMs: number): Map<number, Sample> {
  const slots = new Map<number, Sample>();
  for (const sample of samples) {
    const slot = Math.floor((sample.at - from) / intervalMs);
    const known = slots.get(slot);
    if (!known || known.ok) slots.set(slot, sample);
  }
  return slots;
}

function ofService(service: string, all: readonly Sample[], from: number, until: number, intervalMs: number) {
  const expected = Math.max(0, Math.floor((until - from) / intervalMs));
  const seen = all.filter((s) => s.service === service && s.at >= from && s.at < until).sort((a, b) => a.at - b.at);
  const own = seen.filter(({at}) => at < from + expected * intervalMs);
  const asked = [...perSlot(own, from, intervalMs).values()];
  const answered = asked.filter(({ok}) => ok).length;
  // Only whole intervals are counted, but an answer in the last one, still running, ends an outage all the same.
  const outages = outagesOf(seen, until);
  const times = sorted(own.filter(({ok}) => ok).map(({ms}) => ms));
  const at = (share: number) => (times.length === 0 ? Number.NaN : percentile(times, share));
  return {
    service,
    expected,
    answered,
    failed: asked.length - answered,
    missing: expected - asked.length,
    ratio: asked.length === 0 ? 0 : answered / asked.length,
    bound: lowerBound(answered, expected),
    outages,
    longestSeconds: Math.max(0, ...outages.map(({seconds}) => seconds)),
    downSeconds: outages.reduce((sum, {seconds}) => sum + seconds, 0),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
  };
}

/** The outages of all services, in the order of their beginnings. Pure. */
export const allOutages = ({services}: Pick<Availability, 'services'>): Outage[] =>
  services.flatMap(({outages}) => outages).sort((a, b) => a.from - b.from);

/** Judges nothing: counts what was asked, answered, failed and missed. Pure. */
export function availabilityOf(
  services: readonly string[],
  samples: readonly Sample[],
  {from, until, intervalMs}: {readonly from: number; readonly until: number; readonly intervalMs: number},
): Availability {
  return {
    from,
    until,
    intervalMs,
    services: services.map((service) => ofService(service, samples, from, until, intervalMs)),
    samples: samples.filter(({at}) => at >= from && at < until),
  };
}

/** A moment within a time, UTC: with its day where the time has more than one. */
export function momentIn(at: number, {from, until}: {readonly from: number; readonly until: number}): string {
  const text = (moment: number) => new Date(moment).toISOString();
  const oneDay = text(from).slice(0, 10) === text(until).slice(0, 10);
  return text(at)
    .slice(oneDay ? 11 : 5, 19)
    .replace('T', ' ');
}

/** A length of time as people say it. */
export function lengthOf(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 120 * 60) return `${Math.round(seconds / 6) / 10} min`;
  return `${Math.round(seconds / 360) / 10} h`;
}
