import {jStat} from 'jstat';

/**
 * The exact one-sided lower bound of a proportion (Clopper and Pearson, 1934): with this confidence the true value is
 * not below it.
 */
export function lowerBound(successes: number, trials: number, confidence = 0.95): number {
  if (trials === 0 || successes === 0) return 0;
  return jStat.beta.inv(1 - confidence, successes, trials - successes + 1);
}

/** A percentile by linear interpolation (type 7 of Hyndman and Fan, 1996). `values` must be sorted and not empty. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}

/** Sorted numbers, for `percentile`. */
export const sorted = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

/** Repeatable random numbers from 0 to 1 (mulberry32), so that a report can be computed again. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A difference with the interval that holds the true one with 95 %. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The difference of a percentile of `b` and `a`, measured in pairs, with its bootstrap interval (percentile method). */
export function percentileDifference(
  a: readonly number[],
  b: readonly number[],
  share: number,
  {rounds = 1000, seed = 1} = {},
): Interval {
  const random = randomFrom(seed);
  const size = Math.min(a.length, b.length);
  const difference = (x: Float64Array, y: Float64Array): number =>
    percentile(y.sort(), share) - percentile(x.sort(), share);
  const drawn = Float64Array.from({length: rounds}, () => {
    const x = new Float64Array(size);
    const y = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      const pick = Math.floor(random() * size);
      x[i] = a[pick] ?? 0;
      y[i] = b[pick] ?? 0;
    }
    return difference(x, y);
  }).sort();
  return {
    value: difference(Float64Array.from(a), Float64Array.from(b)),
    low: percentile(drawn, 0.025),
    high: percentile(drawn, 0.975),
  };
}

/** Mean, 95th percentile and maximum. */
export function summary(values: readonly number[]): {mean: number; p95: number; max: number} {
  if (values.length === 0) return {mean: Number.NaN, p95: Number.NaN, max: Number.NaN};
  const all = sorted(values);
  return {
    mean: all.reduce((sum, value) => sum + value, 0) / all.length,
    p95: percentile(all, 0.95),
    max: all[all.length - 1] ?? Number.NaN,
  };
}
