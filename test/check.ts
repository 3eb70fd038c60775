import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {type Ended, root, runProgram} from '../operations/child';
import {runVitest} from '../operations/run-vitest';
import {broken, type Count, failureLines, sum} from '../operations/test-report';
import {goVet} from './go-vet';
import {shellScripts} from './shell-scripts';

const node = (...args: string[]): Promise<Ended> => runProgram(process.execPath, args, {limitMinutes: 10});

const docs = join(root, 'operations/docs.ts');

/** Steps in the order of their length, so that two at a time end together. */
const steps: Readonly<Record<string, () => Promise<Ended & {count?: Count}>>> = {
  'unit tests': () => runVitest('unit', {show: false}),
  types: () => node('node_modules/typescript/bin/tsc', '-p', '.', '--noCheck', 'false', '--pretty', 'false'),
  'go vet': goVet,
  'dead code': () => node('node_modules/knip/bin/knip.js', '--no-progress'),
  shellcheck: () =>
    runProgram('shellcheck', ['-x', '-a', ...shellScripts(root).map((path) => relative(root, path))], {
      limitMinutes: 5,
    }),
  'format and lint': () => node('node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'),
  ...(existsSync(docs) && {
    'generated docs': () => node('-r', './host/door/register.cjs', docs, '--check'),
  }),
};

const runStep = async (name: string, step: () => Promise<Ended & {count?: Count}>): Promise<Count> => {
  const ended = await step();
  console.log(`check: ${name}, ${ended.status === 0 ? 'well' : 'FAILED'}, ${ended.seconds.toFixed(1)} s`);
  if (ended.count) return ended.count;
  if (ended.status !== 0) return broken(`check: ${name}`, ended.output.trim() || `ended with status ${ended.status}`);
  return sum([]);
};

const main = async (): Promise<void> => {
  const start = performance.now();
  const waiting = Object.entries(steps);
  const counts: Count[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) counts.push(await runStep(...next));
  };
  await Promise.all([lane(), lane()]);
  const all = sum(counts);
  const option = process.argv.indexOf('--report');
  const report = option > 0 ? process.argv[option + 1] : undefined;
  if (report) {
    mkdirSync(dirname(report), {recursive: true});
    writeFileSync(report, JSON.stringify(all));
  } else {
    for (const line of failureLines(all.failures)) console.log(line);
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`check: ${all.passed} unit tests passed, ${all.failed} failures, ${seconds} s`);
  process.exitCode = all.failed === 0 && all.passed > 0 ? 0 : 1;
};

void main();
