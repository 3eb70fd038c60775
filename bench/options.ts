import {UserError} from '../components/core/errors';
import {services} from '../components/services';

/** The names of services in an option's text. */
export function chosenServices(text: string): string[] {
  const names = text.split(',');
  const unknown = names.find((name) => !(name in services));
  if (unknown === undefined) return names;
  throw new UserError(
    `--services: no such service, got ${JSON.stringify(unknown)}; choose of ${Object.keys(services).join(', ')}`,
  );
}

/** A whole number from 1 to the most that is allowed, in an option's text. */
export function wholeNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new UserError(`--${option}: not a whole number from 1 to ${most}, got ${JSON.stringify(text)}; write one`);
}
