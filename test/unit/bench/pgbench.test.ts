import {expect, it} from 'vitest';
import {type Measured, pgbenchSummary, transactionsPerSecond, turned} from '../../../bench/pgbench';

const output = (failed: number): string => `transaction type: <builtin: TPC-B (sort of)>
number of transactions actually processed: 100
number of failed transactions: ${failed} (0.000%)
latency average = 1.000 ms
initial connection time = 3.000 ms
tps = 1234.500000 (without initial connection time)
`;

it('reads transactions per second, and refuses what failed', () => {
  expect(transactionsPerSecond(output(0))).toBe(1234.5);
  expect(() => transactionsPerSecond(output(1))).toThrow('pgbench: no transactions per second, got:');
  expect(() => transactionsPerSecond('could not connect')).toThrow('could not connect');
});

it('lets another place be the first in each round', () => {
  expect([0, 1, 2, 3].map((round) => turned(['a', 'b', 'c'], round).join(''))).toEqual(['abc', 'bca', 'cab', 'abc']);
});

it('shows medians with their share of native and of the plain loop file', () => {
  const all = (tps: number[]) => ({
    'select-only, 1 client': tps,
    'select-only, 8 clients': tps,
    'TPC-B, 1 client': tps,
    'TPC-B, 8 clients': tps,
  });
  const measured: Measured = {native: all([1000, 900, 1100]), loop: all([800]), fscrypt: all([760])};
  expect(pgbenchSummary(measured).split('\n').slice(0, 2)).toEqual([
    'transactions per second, median  native  loop (of native)  fscrypt (of native, of loop)',
    'select-only, 1 client            1000    800 (0.80)        760 (0.76, 0.95)',
  ]);
});
