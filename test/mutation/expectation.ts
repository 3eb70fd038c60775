import {isDeepStrictEqual} from 'node:util';

/** A value that is equal to many. */
class Containing {
  constructor(readonly part: string) {}
}

class Broken extends Error {}

/** Replaces what a matcher matches by what it was matched with, so that the rest can be compared. */
function aligned(wanted: unknown, got: unknown, isPartial: boolean): unknown {
  if (wanted instanceof Containing) return typeof got === 'string' && got.includes(wanted.part) ? got : wanted;
  if (Array.isArray(wanted)) {
    const list: unknown[] = Array.isArray(got) ? got : [];
    return wanted.map((item, index) => aligned(item, list[index], isPartial));
  }
  if (typeof wanted !== 'object' || wanted === null || Object.getPrototypeOf(wanted) !== Object.prototype)
    return wanted;
  const record = (typeof got === 'object' && got !== null ? got : {}) as Record<string, unknown>;
  const own = Object.entries(wanted).map(([key, value]) => [key, aligned(value, record[key], isPartial)] as const);
  return isPartial ? {...record, ...Object.fromEntries(own)} : Object.fromEntries(own);
}

/** A plain copy without undefined members, which `toEqual` passes over. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Set) return new Set([...value].map(plain));
  if (typeof value !== 'object' || value === null || value instanceof Containing) return value;
  const kept = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(kept.map(([key, member]) => [key, plain(member)]));
}

const thrown = (run: unknown): Error | undefined => {
  try {
    (run as () => void)();
    return undefined;
  } catch (error) {
    return error as Error;
  }
};

/** The matchers of Vitest that the tests of policies use. */
function matchers(got: unknown, isWanted: boolean) {
  const hold = (holds: boolean) => {
    if (holds !== isWanted) throw new Broken();
  };
  return {
    toBe: (wanted: unknown) => hold(Object.is(got, wanted)),
    toEqual: (wanted: unknown) => hold(isDeepStrictEqual(plain(got), plain(aligned(wanted, got, false)))),
    toMatchObject: (wanted: unknown) => hold(isDeepStrictEqual(plain(got), plain(aligned(wanted, got, true)))),
    toHaveLength: (length: number) => hold((got as {readonly length: number}).length === length),
    toBeUndefined: () => hold(got === undefined),
    toBeDefined: () => hold(got !== undefined),
    toBeTruthy: () => hold(Boolean(got)),
    toBeGreaterThan: (bound: number) => hold((got as number) > bound),
    toContain: (part: string) => hold((got as string).includes(part)),
    toMatch: (pattern: RegExp) => hold(pattern.test(got as string)),
    toThrow: (wanted: string | RegExp) => {
      const message = thrown(got)?.message;
      hold(message !== undefined && (typeof wanted === 'string' ? message.includes(wanted) : wanted.test(message)));
    },
  };
}

/** As Vitest's, as far as the tests of policies use it. */
export const expect = Object.assign((got: unknown) => ({...matchers(got, true), not: matchers(got, false)}), {
  stringContaining: (part: string) => new Containing(part),
});
