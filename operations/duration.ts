import {UserError} from '../components/core/errors';

const units: Readonly<Record<string, number>> = {s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000};

/** Milliseconds of a length like `90s`, `10m`, `24h`, `7d`. @throws UserError for anything else */
export function millisecondsOf(what: string, text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(s|m|min|h|d)$/.exec(text.trim()) ?? [];
  const factor = units[unit];
  if (number === undefined || factor === undefined || Number(number) === 0)
    throw new UserError(`${what}: not a length of time, got ${JSON.stringify(text)}; write it like 90s, 10m or 24h`);
  return Number(number) * factor;
}
