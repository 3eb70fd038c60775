import {expect, describe as group, it} from 'vitest';
import {
  lowerBound,
  percentile,
  percentileDifference,
  randomFrom,
  sorted,
  summary,
} from '../../../../gates/measure/statistics';

group('lowerBound', () => {
  it('needs 299 successes in a row to show 99 %', () => {
    expect(lowerBound(299, 299)).toBeGreaterThan(0.99);
    expect(lowerBound(298, 298)).toBeLessThan(0.99);
  });
  // Failures that still show 99 % in 24 h, by the interval of the prober.
  it.each([
    [17_280, 151],
    [8_640, 70],
    [5_760, 44],
    [2_880, 19],
    [1_440, 7],
  ])('of %i probes allows %i failures and not one more', (probes, allowed) => {
    expect(lowerBound(probes - allowed, probes)).toBeGreaterThan(0.99);
    expect(lowerBound(probes - allowed - 1, probes)).toBeLessThan(0.99);
  });
  it('shows nothing without a success', () => {
    expect([lowerBound(0, 0), lowerBound(0, 10)]).toEqual([0, 0]);
  });
});

group('percentile', () => {
  it('interpolates between neighbours', () => {
    expect([0, 0.5, 0.95, 1].map((share) => percentile([10, 20, 30, 40], share))).toEqual([10, 25, 38.5, 40]);
    expect(percentile([7], 0.99)).toBe(7);
  });
  it('takes numbers in the order of numbers', () => {
    expect([...sorted([10, 9, 100])]).toEqual([9, 10, 100]);
  });
});

group('summary', () => {
  it('gives mean, 95th percentile and maximum', () => {
    expect(summary([1, 2, 3, 4])).toEqual({mean: 2.5, p95: 3.8499999999999996, max: 4});
    expect(summary([]).mean).toBeNaN();
  });
});

group('percentileDifference', () => {
  it('finds a constant difference, with no doubt about it', () => {
    const inside = Array.from({length: 200}, (_, i) => i % 7);
    const outside = inside.map((ms) => ms + 3);
    for (const share of [0.5, 0.95, 0.99])
      expect(percentileDifference(inside, outside, share)).toEqual({value: 3, low: 3, high: 3});
  });
  it('gives the same interval for the same numbers, and one that holds the value', () => {
    const random = randomFrom(7);
    const inside = Array.from({length: 300}, () => random() * 10);
    const outside = inside.map((ms) => ms + random() * 4);
    const once = percentileDifference(inside, outside, 0.5);
    expect(percentileDifference(inside, outside, 0.5)).toEqual(once);
    expect(once.low).toBeLessThanOrEqual(once.value);
    expect(once.high).toBeGreaterThanOrEqual(once.value);
    expect(once.high - once.low).toBeGreaterThan(0);
  });
});
