import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Check, Measured, Outcome} from '../../gates/check';
import type {Availability} from '../../gates/measure/availability';
import type {Occurrence} from '../watch/events';

/** A check with what it found, and the file that its numbers are in. */
export interface Result extends Omit<Measured, 'raw'> {
  readonly id: string;
  readonly title: string;
  readonly requirement: string;
  readonly file: string;
}

/** Everything that a report tells. */
export interface Report {
  readonly stack: string;
  readonly commit: string;
  readonly machine: string;
  readonly images: Readonly<Record<string, string>>;
  /** RFC 3339. */
  readonly start: string;
  readonly end: string;
  readonly verdict: Outcome;
  readonly results: readonly Result[];
  readonly availability: Availability;
  readonly events: readonly Occurrence[];
}

/** Writes a check's numbers beside the report. */
export function resultOf(folder: string, {id, title, requirement}: Check, {raw, ...found}: Measured): Result {
  mkdirSync(folder, {recursive: true});
  const file = `${id}.json`;
  writeFileSync(join(folder, file), `${JSON.stringify(raw, undefined, 1)}\n`);
  return {id, title, requirement, ...found, file};
}
