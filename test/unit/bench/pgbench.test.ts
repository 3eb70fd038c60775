import {expect, it} from 'vitest';
import {deviceCounts, type Measured, pgbenchSaid, pgbenchSummary, slicesOf, turned} from '../../../bench/pgbench';

const output = (failed: number): string => `transaction type: <builtin: TPC-B (sort of)>
number of transactions actually processed: 100
number of failed transactions: ${failed} (0.000%)
latency average = 1.000 ms
initial connection time = 3.000 ms
tps = 1234.500000 (without initial connection time)
`;

it('reads transactions per second, and refuses what failed', () => {
  expect(pgbenchSaid(output(0))).toEqual({tps: 1234.5, transactions: 100});
  expect(() => pgbenchSaid(output(1))).toThrow('pgbench: no transactions per second, got:');
  expect(() => pgbenchSaid('could not connect')).toThrow('could not connect');
});

it('lets another place be the first in each round', () => {
  expect([0, 1, 2, 3].map((round) => turned(['a', 'b', 'c'], round).join(''))).toEqual(['abc', 'bca', 'cab', 'abc']);
});

it('cuts a run into slices of about five seconds', () => {
  expect([slicesOf(3), slicesOf(12), slicesOf(60).length]).toEqual([[3], [4, 4, 4], 12]);
  expect(slicesOf(16)).toEqual([4, 4, 4, 4]);
});

it('reads blocks and flushes of a block device', () => {
  const stat =
    '      23        0      184        3     2361        0    43528      900        0      800      903        0        0        0        0     2360      700\n';
  expect(deviceCounts(stat)).toEqual({blocks: 5441, flushes: 2360});
});

it('shows medians, shares of what was measured at the same time, and what each transaction writes', () => {
  const all = (tps: number[], blocks = 2.5) => {
    const slices = tps.map((each) => ({tps: each, blocks, flushes: 1}));
    return {
      'select-only, 1 client': slices,
      'select-only, 8 clients': slices,
      'TPC-B, 1 client': slices,
      'TPC-B, 8 clients': slices,
    };
  };
  // Others used the machine during the second of three slices.
  const measured: Measured = {
    native: all([1000, 100, 1100], Number.NaN),
    loop: all([800, 80, 880]),
    fscrypt: all([760, 60, 836], 3),
  };
  const lines = pgbenchSummary(measured).split('\n');
  expect(lines.slice(0, 2)).toEqual([
    'transactions per second, median  native  loop (of native)  fscrypt (of native, of loop)',
    'select-only, 1 client            1000    800 (0.80)        760 (0.76, 0.95)',
  ]);
  expect(lines.slice(-3, -1)).toEqual([
    'per transaction: 4 KiB blocks written, flushes  native   loop       fscrypt',
    'TPC-B, 1 client                                 -, 1.00  2.5, 1.00  3.0, 1.00',
  ]);
});
