import {expect, test} from 'vitest';
import {median, summary} from '../../../bench/summary';

test('the median is the value in the middle, or between the two in the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(() => median([])).toThrow('median: of nothing');
});

test('a summary has minimum, median and maximum of both sides, and the ratio of the medians', () => {
  const platform = [10, 12, 20].map((first) => ({'first up': first, 'unchanged up': 3, repair: 5}));
  const compose = [6, 5, 6].map((first) => ({'first up': first, 'unchanged up': 0.5, repair: 4}));
  expect(summary(platform, compose)).toBe(
    [
      'seconds, minimum / median / maximum  platform            docker compose   ratio of medians',
      'first up                             10.0 / 12.0 / 20.0  5.0 / 6.0 / 6.0  2.00',
      'unchanged up                         3.0 / 3.0 / 3.0     0.5 / 0.5 / 0.5  6.00',
      'repair                               5.0 / 5.0 / 5.0     4.0 / 4.0 / 4.0  1.25',
    ].join('\n'),
  );
});
