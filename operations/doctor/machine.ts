import {existsSync, readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {join} from 'node:path';
import {runProgram} from '../child';

/** What doctor reads of a machine: files below a root folder, and what programs say. */
export interface Machine {
  /** The text of a file, or undefined. */
  read(path: string): string | undefined;
  /** The bytes of a file, or undefined. */
  bytes(path: string): Buffer | undefined;
  /** Names in a folder; none if it is not there. */
  list(path: string): readonly string[];
  /** Where a symbolic link points, or undefined. */
  link(path: string): string | undefined;
  exists(path: string): boolean;
  /** The output of a program, or undefined where it fails or is not there. */
  ask(command: string, ...args: string[]): Promise<string | undefined>;
  /** Like `ask`, with the output of a failure too. */
  attempt(command: string, ...args: string[]): Promise<{readonly status: number; readonly output: string}>;
  now(): Date;
}

const orNothing = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

/** The machine that this runs on. Another root folder makes it one that a test wrote. */
export const machineAt = (root: string): Machine => {
  const attempt: Machine['attempt'] = (command, ...args) => runProgram(command, args, {limitMinutes: 0.5});
  return {
    read: (path) => orNothing(() => readFileSync(join(root, path), 'utf8')),
    bytes: (path) => orNothing(() => readFileSync(join(root, path))),
    list: (path) => orNothing(() => readdirSync(join(root, path))) ?? [],
    link: (path) => orNothing(() => readlinkSync(join(root, path))),
    exists: (path) => existsSync(join(root, path)),
    attempt,
    ask: async (command, ...args) => {
      const {status, output} = await attempt(command, ...args);
      return status === 0 ? output.trim() : undefined;
    },
    now: () => new Date(),
  };
};

/** One finding. `up` mends what is marked so on its own. */
export interface Row {
  readonly subject: string;
  readonly found: string;
  readonly needed: string;
  readonly state: 'well' | 'up mends it' | 'worth a look' | 'in the way';
  readonly mend?: string;
}

/** Looks at one part of a machine. */
export type Look = (machine: Machine) => Promise<readonly Row[]> | readonly Row[];
