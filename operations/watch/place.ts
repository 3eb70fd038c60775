import {readFileSync} from 'node:fs';
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

/** The file that says which process watches; its number is 0 where it has ended. */
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
    return words.some((word) => word.endsWith('main.ts')) && words.includes('watch') && words.includes('run');
  } catch {
    return false;
  }
}

/** The watch that was started last, whether it runs or not: its record has its interval. */
export function lastWatchOf(stack: string): Watcher | undefined {
  try {
    return JSON.parse(readFileSync(pidFile(stack), 'utf8')) as Watcher;
  } catch {
    return undefined;
  }
}

/** The process that watches a stack now. */
export function watcherOf(stack: string): Watcher | undefined {
  const last = lastWatchOf(stack);
  return last && isWatch(last.pid) ? last : undefined;
}
