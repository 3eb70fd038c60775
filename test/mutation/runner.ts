import {expect} from './expectation';

type Body = (...args: unknown[]) => unknown;
type Hook = () => unknown;

interface Test {
  readonly name: string;
  readonly run: Hook;
  readonly before: readonly Hook[];
  readonly after: readonly Hook[];
}

const RealDate = Date;

/** The functions of Vitest that the tests of policies use, in this process: a mutant is judged in a fraction of a second. */
export function collector() {
  const tests: Test[] = [];
  let path: string[] = [];
  const before: Hook[] = [];
  const after: Hook[] = [];

  const it = (name: string, run: Hook) => {
    tests.push({name: [...path, name].join(' > '), run, before: [...before], after: [...after]});
  };
  const describe = (name: string, body: Hook) => {
    const outer = path;
    path = [...path, name];
    body();
    path = outer;
  };
  const each = (add: (name: string, run: Hook) => void) => (rows: readonly unknown[]) => (name: string, body: Body) => {
    for (const row of rows) {
      const args = Array.isArray(row) ? row : [row];
      add(`${name} ${String(args[0])}`, () => body(...args));
    }
  };
  const freeze = (now: Date) => {
    globalThis.Date = class extends RealDate {
      static override now() {
        return now.getTime();
      }
      constructor(...args: []) {
        if (args.length === 0) super(now.getTime());
        else super(...args);
      }
    } as DateConstructor;
  };
  const vi = {
    useFakeTimers: ({now}: {readonly now: Date}) => freeze(now),
    setSystemTime: freeze,
    useRealTimers: () => {
      globalThis.Date = RealDate;
    },
  };
  const vitest = {
    it: Object.assign(it, {each: each(it)}),
    describe: Object.assign(describe, {each: each(describe)}),
    beforeEach: (hook: Hook) => void before.push(hook),
    beforeAll: (hook: Hook) => void before.push(hook),
    afterEach: (hook: Hook) => void after.push(hook),
    afterAll: (hook: Hook) => void after.push(hook),
    expect,
    vi,
  };
  return {vitest, tests, endFile: () => void [before, after].map((hooks) => hooks.splice(0))};
}

/** The name of the first test that fails, or undefined. */
export async function firstFailure(tests: readonly Test[]): Promise<string | undefined> {
  for (const {name, run, before, after} of tests) {
    try {
      for (const hook of before) await hook();
      await run();
    } catch {
      return name;
    } finally {
      for (const hook of after) await hook();
    }
  }
  return undefined;
}
