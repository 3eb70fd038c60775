import type {Command} from 'commander';
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

/** Cleans up when the run is interrupted. */
export function cleanUpOnSignal(cleanUp: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      cleanUp();
      process.exit(130);
    });
}

/** Reads the command line and runs; what goes wrong is said in one line, exit status 1. */
export function runBench(command: Command): void {
  command.parseAsync().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}

/** A whole number from 1 to the most that is allowed, in an option's text. */
export function wholeNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new UserError(`--${option}: not a whole number from 1 to ${most}, got ${JSON.stringify(text)}; write one`);
}
