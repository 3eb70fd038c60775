import {UserError} from './errors';

const units: Readonly<Record<string, number>> = {s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000};

/** A length of time, longer than none. */
export const lengthPattern = /^(?=.*[1-9])(\d+(?:\.\d+)?)(s|m|min|h|d)$/;

/** Milliseconds of a length like `90s`, `10m`, `24h`, `7d`. @throws UserError for anything else */
export function millisecondsOf(what: string, text: string): number {
  const [, number, unit = ''] = lengthPattern.exec(text.trim()) ?? [];
  const factor = units[unit];
  if (number === undefined || factor === undefined)
    throw new UserError(`${what}: not a length of time, got ${JSON.stringify(text)}; write it like 90s, 10m or 24h`);
  return Number(number) * factor;
}
