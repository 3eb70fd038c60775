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

/** Transactions per second of each round, by place and workload. */
export type Measured = Readonly<Record<string, Readonly<Record<Workload, readonly number[]>>>>;

/** Transactions per second that pgbench printed. @throws Error where it printed none, or failed ones */
export function transactionsPerSecond(output: string): number {
  const tps = /^tps = ([\d.]+) /m.exec(output)?.[1];
  if (tps === undefined || !/^number of failed transactions: 0 /m.test(output))
    throw new Error(`pgbench: no transactions per second, got:\n${output}`);
  return Number(tps);
}

/** Places in another order each round, so that none is always the first. Pure. */
export const turned = <T>(all: readonly T[], round: number): T[] => {
  const by = round % Math.max(1, all.length);
  return [...all.slice(by), ...all.slice(0, by)];
};

/** Medians of transactions per second, each with its share of the native directory and of the plain loop file. */
export function pgbenchSummary(measured: Measured): string {
  const rows = workloads.map(({name}) => {
    const of = (place: string) => median(measured[place]?.[name] ?? []);
    const cell = (place: string): string => {
      const share = (of(place) / of('native')).toFixed(2);
      if (place === 'native') return of(place).toFixed(0);
      return place === 'loop'
        ? `${of(place).toFixed(0)} (${share})`
        : `${of(place).toFixed(0)} (${share}, ${(of(place) / of('loop')).toFixed(2)})`;
    };
    return [name, ...Object.keys(measured).map(cell)];
  });
  const head = Object.keys(measured).map((place) =>
    place === 'native' ? place : place === 'loop' ? 'loop (of native)' : `${place} (of native, of loop)`,
  );
  return table(['transactions per second, median', ...head], rows);
}
