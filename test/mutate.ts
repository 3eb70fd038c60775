import {existsSync, readdirSync, readFileSync} from 'node:fs';
import Module from 'node:module';
import {join, resolve} from 'node:path';
import ts from 'typescript';
import type {AnyRule} from '../policies/rule';
import {accepted} from './mutation/accepted';
import {type Mutant, mutantsOf} from './mutation/mutants';
import {collector, firstFailure} from './mutation/runner';
import type * as casesModule from './unit/policies/cases';
import type * as fixturesModule from './unit/policies/fixtures';
import type * as harnessModule from './unit/policies/harness';

const root = resolve(__dirname, '..');
const policies = join(root, 'policies');
const unit = join(root, 'test/unit/policies');
const testFiles = ['readers', 'stack', 'exceptions', 'remediation', 'profiles', 'laws-of-unknown', 'policy'].map(
  (name) => join(unit, `${name}.test.ts`),
);

/** Compiled sources by file; a mutant's stands in for its file's. */
const compiled = new Map<string, string>();
let mutated: {readonly file: string; readonly code: string} | undefined;

const compilerOptions = {module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true};
const translate = (text: string, fileName: string): string =>
  ts.transpileModule(text, {compilerOptions, fileName}).outputText;

function codeOf(file: string): string {
  if (mutated?.file === file) return mutated.code;
  const known = compiled.get(file);
  if (known !== undefined) return known;
  const code = translate(readFileSync(file, 'utf8'), file);
  compiled.set(file, code);
  return code;
}

/** A module of the pack or of its tests, loaded anew for each mutant; `vitest` is ours. */
function loader(vitest: object): <T>(file: string) => T {
  const loaded = new Map<string, {exports: unknown}>();
  const load = (file: string): unknown => {
    const known = loaded.get(file);
    if (known) return known.exports;
    const module = {exports: {} as unknown};
    loaded.set(file, module);
    const real = Module.createRequire(file);
    const require = (name: string): unknown => {
      if (name === 'vitest') return vitest;
      if (!name.startsWith('.')) return real(name);
      const path = resolve(file, '..', name);
      const source = [path, `${path}.ts`].find((candidate) => candidate.endsWith('.ts') && existsSync(candidate));
      return source ? load(source) : real(name);
    };
    const run = new Function('exports', 'require', 'module', '__dirname', '__filename', codeOf(file));
    run(module.exports, require, module, resolve(file, '..'), file);
    return module.exports;
  };
  return load as <T>(file: string) => T;
}

/** The first test that fails with what is loaded now, or undefined. */
async function failure(): Promise<string | undefined> {
  const {vitest, tests, endFile} = collector();
  const load = loader(vitest);
  try {
    const {rules} = load<{readonly rules: readonly AnyRule[]}>(join(policies, 'all.ts'));
    const {cases, declare, judgingDay} = load<typeof casesModule>(join(unit, 'cases.ts'));
    const {judge} = load<typeof harnessModule>(join(unit, 'harness.ts'));
    const {compliant} = load<typeof fixturesModule>(join(unit, 'fixtures.ts'));
    const {describe, it, expect, vi} = vitest;
    describe('tables', () => {
      for (const [name, table] of Object.entries(cases)) {
        const rule = rules.find((one) => one.name === name);
        for (const one of table) {
          it(`${name}: ${one.title}`, () => {
            vi.useFakeTimers({now: judgingDay});
            expect(rule && judge(rule, declare(one), one.parameters)).toEqual({
              messages: one.messages,
              isUnknown: false,
            });
          });
        }
      }
    });
    const own = rules.find(({name}) => mutated?.file === join(policies, `${name}.ts`));
    if (own) {
      it(`${own.name}: what other rules are tried on`, () => {
        vi.useFakeTimers({now: judgingDay});
        for (const fixture of Object.values(compliant))
          expect(judge(own, {name: 'x', ...fixture}).messages).toEqual([]);
        for (const [name, table] of Object.entries(cases)) {
          const wanted = (one: (typeof table)[number]) => Boolean(one.others?.includes(own.name));
          if (name === own.name) continue;
          for (const one of table) expect(judge(own, declare(one)).messages.length > 0).toBe(wanted(one));
        }
      });
    }
    for (const file of testFiles) {
      load(file);
      endFile();
    }
  } catch (error) {
    return `loading: ${(error as Error).message}`;
  }
  return firstFailure(tests);
}

const keyOf = ({file, was, becomes}: Mutant): string =>
  `${file}: ${was.replace(/\s+/g, ' ')} => ${becomes.replace(/\s+/g, ' ')}`;

async function main(): Promise<void> {
  const only = process.argv[2];
  const start = performance.now();
  const broken = await failure();
  if (broken !== undefined) throw new Error(`the tests fail without a mutant: ${broken}`);
  const files = readdirSync(policies).filter((name) => name.endsWith('.ts') && name !== 'index.ts');
  const mutants = files
    .filter((name) => !only || name.includes(only))
    .flatMap((name) => mutantsOf(name, readFileSync(join(policies, name), 'utf8')));
  const survivors: Mutant[] = [];
  const used = new Set<string>();
  for (const mutant of mutants) {
    const file = join(policies, mutant.file);
    mutated = {file, code: translate(mutant.text, file)};
    if ((await failure()) !== undefined) continue;
    if (keyOf(mutant) in accepted) used.add(keyOf(mutant));
    else survivors.push(mutant);
  }
  for (const survivor of survivors)
    console.log(`surviving: policies/${survivor.file}:${survivor.line}: ${keyOf(survivor)}`);
  const unused = only ? [] : Object.keys(accepted).filter((key) => !used.has(key));
  for (const key of unused) console.log(`accepted, but caught or gone: ${key}`);
  const counts = [mutants.length, mutants.length - survivors.length - used.size, used.size, survivors.length];
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(
    `mutants: ${counts[0]}, caught ${counts[1]}, accepted ${counts[2]}, surviving ${counts[3]} (${seconds} s)`,
  );
  process.exitCode = survivors.length + unused.length > 0 ? 1 : 0;
}

void main();
