import {mkdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {root, runProgram} from './child';
import {type Count, countReport} from './test-report';

/** Where reports of the last run lie. */
export const reports = join(root, '.platform', 'test-reports');

/** Runs one of vitest's projects and counts its report. Files can be narrowed by a part of their path. */
export const runVitest = async (project: string, options: {only?: string; long?: boolean; show: boolean}) => {
  const report = join(reports, `${project}.json`);
  mkdirSync(reports, {recursive: true});
  rmSync(report, {force: true});
  const narrowed = options.only ? [options.only, '--passWithNoTests'] : [];
  const ended = await runProgram(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      `--project=${project}`,
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...narrowed,
    ],
    {
      show: options.show,
      limitMinutes: options.long ? 240 : 60,
      env: {VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true', ...(options.long && {PLATFORM_TEST_LONG: '1'})},
    },
  );
  let text: string | undefined;
  try {
    text = readFileSync(report, 'utf8');
  } catch {
    text = undefined;
  }
  const count: Count =
    text === undefined && options.only && ended.status === 0
      ? {passed: 0, failed: 0, skipped: 0, failures: []}
      : countReport(project, text, ended.status);
  return {...ended, count};
};
