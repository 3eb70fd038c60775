import {UserError} from './errors';

const units: Readonly<Record<string, number>> = {s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000};

/** A length of time, longer than none. */
export const lengthPattern = /^(?=.*[1-9])(\d+(?:\.\d+)?)(s|m|min|h|d)$/;

/** Milliseconds of a length like `90s`, `10m`, `24h`, `7d`. @throws UserError for anything else, or not within bounds */
export function millisecondsOf(what: string, text: string, bounds: {least?: string; most?: string} = {}): number {
  const [, number, unit = ''] = lengthPattern.exec(text.trim()) ?? [];
  const factor = units[unit];
  if (number === undefined || factor === undefined)
    throw new UserError(`${what}: not a length of time, got ${JSON.stringify(text)}; write it like 90s, 10m or 24h`);
  const milliseconds = Number(number) * factor;
  const {least, most} = bounds;
  if (least !== undefined && milliseconds < millisecondsOf(what, least))
    throw new UserError(`${what}: too short, got ${JSON.stringify(text)}; write ${least} or more`);
  if (most !== undefined && milliseconds > millisecondsOf(what, most))
    throw new UserError(`${what}: too long, got ${JSON.stringify(text)}; write ${most} or less`);
  return milliseconds;
}
