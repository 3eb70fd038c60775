import {table} from '../operations/table';
import {median} from './summary';

/** What pgbench does, with how many clients at once. */
export const workloads = [
  {name: 'select-only, 1 client', words: ['-S', '-c', '1', '-j', '1']},
  {name: 'select-only, 8 clients', words: ['-S', '-c', '8', '-j', '2']},
  {name: 'TPC-B, 1 client', words: ['-c', '1', '-j', '1']},
  {name: 'TPC-B, 8 clients', words: ['-c', '8', '-j', '2']},
] as const;
export type Workload = (typeof workloads)[number]['name'];

/** What one slice of a run did: transactions per second, and for each transaction 4 KiB blocks written and flushes of the device below. */
export interface Slice {
  readonly tps: number;
  readonly blocks: number;
  readonly flushes: number;
}

/** The slices of every place and workload. Those of one number were measured one after the other, so the machine was the same for them. */
export type Measured = Readonly<Record<string, Readonly<Record<Workload, readonly Slice[]>>>>;

/** Transactions per second and transactions that pgbench printed. @throws Error where it printed none, or failed ones */
export function pgbenchSaid(output: string): {readonly tps: number; readonly transactions: number} {
  const tps = /^tps = ([\d.]+) /m.exec(output)?.[1];
  const transactions = /^number of transactions actually processed: (\d+)/m.exec(output)?.[1];
  if (tps === undefined || !Number(transactions) || !/^number of failed transactions: 0 /m.test(output))
    throw new Error(`pgbench: no transactions per second, got:\n${output}`);
  return {tps: Number(tps), transactions: Number(transactions)};
}

/** 4 KiB blocks that a block device has written and flushes it has done, of its `stat` below `/sys/dev/block`. Pure. */
export function deviceCounts(stat: string): {readonly blocks: number; readonly flushes: number} {
  const fields = stat.trim().split(/\s+/).map(Number);
  return {blocks: (fields[6] ?? Number.NaN) / 8, flushes: fields[15] ?? Number.NaN};
}

/** A run's seconds in equal slices of about five. Pure. */
export const slicesOf = (seconds: number): number[] => {
  const count = Math.ceil(seconds / 5);
  return Array.from(
    {length: count},
    (_, index) => Math.floor(((index + 1) * seconds) / count) - Math.floor((index * seconds) / count),
  );
};

/** Places in another order each round, so that none is always the first. Pure. */
export const turned = <T>(all: readonly T[], round: number): T[] => {
  const by = round % Math.max(1, all.length);
  return [...all.slice(by), ...all.slice(0, by)];
};

const number = (value: number, digits: number): string => (Number.isFinite(value) ? value.toFixed(digits) : '-');

/**
 * Medians of transactions per second, each with its share of the native directory and of the plain loop file (the median of what the slices of one
 * number say), then blocks and flushes for each transaction of TPC-B.
 */
export function pgbenchSummary(measured: Measured): string {
  const places = Object.keys(measured);
  const slices = (place: string, name: Workload): readonly Slice[] => measured[place]?.[name] ?? [];
  const share = (place: string, of: string, name: Workload): string =>
    median(slices(place, name).map(({tps}, index) => tps / (slices(of, name)[index]?.tps ?? Number.NaN))).toFixed(2);
  const rows = workloads.map(({name}) => {
    const cell = (place: string): string => {
      const tps = median(slices(place, name).map((slice) => slice.tps)).toFixed(0);
      if (place === 'native') return tps;
      return place === 'loop'
        ? `${tps} (${share(place, 'native', name)})`
        : `${tps} (${share(place, 'native', name)}, ${share(place, 'loop', name)})`;
    };
    return [name, ...places.map(cell)];
  });
  const head = places.map((place) =>
    place === 'native' ? place : place === 'loop' ? 'loop (of native)' : `${place} (of native, of loop)`,
  );
  const counts = workloads
    .filter(({name}) => name.startsWith('TPC-B'))
    .map(({name}) => [
      name,
      ...places.map((place) => {
        const [blocks, flushes] = (['blocks', 'flushes'] as const).map((what) =>
          median(slices(place, name).map((slice) => slice[what])),
        ) as [number, number];
        return `${number(blocks, 1)}, ${number(flushes, 2)}`;
      }),
    ]);
  return [
    table(['transactions per second, median', ...head], rows),
    table(['per transaction: 4 KiB blocks written, flushes', ...places], counts),
  ].join('\n\n');
}
