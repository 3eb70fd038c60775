import {execFileSync} from 'node:child_process';
import {appendFileSync, mkdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {SetupStep, TestRun} from '../gates/check';
import {root} from './session';

/** What `./platform` did to set this machine up, a line each; the door writes here too. */
const setupFile = join(root, '.platform', 'setup.jsonl');
const testsFile = join(root, '.platform', 'test-runs.jsonl');

function append(file: string, entry: object): void {
  try {
    mkdirSync(dirname(file), {recursive: true});
    appendFileSync(file, `${JSON.stringify(entry)}\n`);
  } catch {
    // A checkout that can't be written is no reason to fail: the record is for the gate only.
  }
}

/** The lines of a record; what can't be read is left out. */
function linesOf<T>(file: string): T[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as T];
    } catch {
      return [];
    }
  });
}

/** Records that a stack is up: made by this run, or there already. */
export function recordUp(seconds: number, changes: Readonly<Record<string, number>>): void {
  const others = Object.keys(changes).filter((operation) => operation !== 'create');
  const source = (changes.create ?? 0) === 0 ? 'there' : others.length > 0 ? 'repair' : 'new stack';
  append(setupFile, {step: 'up', source, seconds: Math.round(seconds * 10) / 10, at: new Date().toISOString()});
}

/** The steps on record. */
export const setupSteps = (): SetupStep[] => linesOf<SetupStep>(setupFile);

const git = (...args: string[]): string => {
  try {
    return execFileSync('git', args, {cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']}).trim();
  } catch {
    return '';
  }
};

/** The commit that is checked out, or an empty text outside of a repository. */
export const commitNow = (): string => git('rev-parse', 'HEAD');

/** Whether tracked files differ from the commit; stack files don't count, as operations write into them. */
export const changedNow = (): boolean =>
  git('status', '--porcelain', '--untracked-files=no', '--', '.', ':(exclude)Pulumi.*.yaml') !== '';

/** Records a whole run of the tests. */
export function recordTests(count: Pick<TestRun, 'passed' | 'failed' | 'long'>): void {
  append(testsFile, {commit: commitNow(), at: new Date().toISOString(), ...count, changed: changedNow(), live: true});
}

/** The runs on record. */
export const testRuns = (): TestRun[] => linesOf<TestRun>(testsFile);
