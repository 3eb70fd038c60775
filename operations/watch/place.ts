import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Sample} from '../../gates/measure/availability';
import {Journal} from '../../gates/measure/journal';
import {home} from '../session';
import type {Occurrence} from './events';

/** Where the watch of a stack keeps its records. */
export const folderOf = (stack: string): string => join(home(), 'watch', stack);

/** What the prober recorded. */
export const samplesOf = (stack: string): Journal<Sample> => new Journal(folderOf(stack), 'samples');

/** What the engine said. */
export const eventsOf = (stack: string): Journal<Occurrence> => new Journal(folderOf(stack), 'events');

/** The file that says which process watches. */
export const pidFile = (stack: string): string => join(folderOf(stack), 'pid');

/** The file that the watch's own words go to. */
export const logFile = (stack: string): string => join(folderOf(stack), 'watch.log');

/** A process that watches. */
export interface Watcher {
  readonly pid: number;
  readonly intervalMs: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** Whether a process with this number is a watch of ours: numbers are used again. */
function isWatch(pid: number): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.some((word) => word.endsWith('main.ts')) && words.includes('watch');
  } catch {
    return false;
  }
}

/** The process that watches a stack now. */
export function watcherOf(stack: string): Watcher | undefined {
  const file = pidFile(stack);
  if (!existsSync(file)) return undefined;
  try {
    const watcher = JSON.parse(readFileSync(file, 'utf8')) as Watcher;
    return isWatch(watcher.pid) ? watcher : undefined;
  } catch {
    return undefined;
  }
}
