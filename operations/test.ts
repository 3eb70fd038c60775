import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import Table from 'cli-table3';
import {UserError} from '../components/core/errors';
import {root, runProgram} from './child';
import {recordTests} from './records';
import {reports, runVitest} from './run-vitest';
import {broken, type Count, failureLines, sum} from './test-report';

/** The parts of the test run, in order; all but `check` are vitest's projects. */
export const parts = ['check', 'engine', 'images', 'door', 'live'] as const;
/** `check` runs the unit tests among other things; they can be asked for alone. */
const projects = ['unit', 'engine', 'images', 'door', 'live'] as const;
type Part = (typeof parts)[number] | (typeof projects)[number];

/** What `./platform test` can be told. */
export interface TestOptions {
  /** A part, or a piece of the paths of the test files. */
  readonly only?: string;
  /** Also what takes long: every service on one stack, other versions, restarts of machines. */
  readonly long?: boolean;
}

const runCheck = async (): Promise<{count: Count; seconds: number}> => {
  const report = join(reports, 'check.json');
  const register = join(root, 'host/door/register.cjs');
  const ended = await runProgram(process.execPath, ['-r', register, join(root, 'test/check.ts'), '--report', report], {
    show: true,
    limitMinutes: 30,
  });
  try {
    return {seconds: ended.seconds, count: JSON.parse(readFileSync(report, 'utf8')) as Count};
  } catch {
    return {seconds: ended.seconds, count: broken('check', `ended with status ${ended.status} and wrote no report`)};
  }
};

const runPart = (part: Part, options: TestOptions) => {
  if (part === 'check') return runCheck();
  const only = partNamed(options.only) ? undefined : options.only;
  return runVitest(part, {only, long: options.long, show: true});
};

const partNamed = (name: string | undefined): Part | undefined => [...parts, ...projects].find((part) => part === name);

/** The parts that a run consists of. */
export const chosenParts = (only: string | undefined): readonly Part[] => {
  if (only === undefined) return parts;
  const part = partNamed(only);
  return part ? [part] : projects;
};

/** What runs side by side: each of these two leaves half of a small machine idle. The rest runs one after the other. */
const stages: readonly (readonly Part[])[] = [['check'], ['unit'], ['engine'], ['images', 'door'], ['live']];

/** Runs the tests part by part, all of them even after a failure, and ends with the count. Returns the exit status. */
export const test = async (options: TestOptions): Promise<number> => {
  if (options.only === '') throw new UserError('test --only: is empty; name a part or a piece of a test file name');
  const results: {part: Part; count: Count; seconds: number}[] = [];
  const start = performance.now();
  const chosen = chosenParts(options.only);
  for (const parts of stages) {
    const stage = parts.filter((part) => chosen.includes(part));
    if (stage.length === 0) continue;
    console.log(`test: ${stage.join(', ')} …`);
    const ended = await Promise.all(stage.map(async (part) => ({part, ...(await runPart(part, options))})));
    for (const {part, count, seconds} of ended) {
      results.push({part, count, seconds});
      console.log(`test: ${part}, ${count.passed} passed, ${count.failed} failed, ${seconds.toFixed(1)} s`);
    }
  }
  const seconds = (performance.now() - start) / 1000;
  const all = sum(results.map(({count}) => count));
  const table = new Table({head: ['part', 'passed', 'failed', 'skipped', 'seconds'], style: {head: [], border: []}});
  for (const {part, count, seconds} of results) {
    table.push([part, count.passed, count.failed, count.skipped, seconds.toFixed(1)]);
  }
  table.push(['all', all.passed, all.failed, all.skipped, seconds.toFixed(1)]);
  for (const line of failureLines(all.failures)) console.log(line);
  console.log(table.toString());
  if (all.passed + all.failed === 0) {
    const what = options.only === undefined ? '' : `, got --only "${options.only}"`;
    console.log(
      `test: no test ran${what}; name a part (check, ${projects.join(', ')}) or a piece of a test file's path`,
    );
  }
  if (options.only === undefined) recordTests({passed: all.passed, failed: all.failed, long: options.long ?? false});
  console.log(`${all.passed} passed, ${all.failed} failed`);
  return all.failed === 0 && all.passed > 0 ? 0 : 1;
};
