import {table} from '../operations/table';

/** The steps that are timed, in order. */
export const steps = ['first up', 'unchanged up', 'repair'] as const;
export type Step = (typeof steps)[number];

/** Seconds of each step in one round. */
export type Round = Readonly<Record<Step, number>>;

/** The value in the middle, or between the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error('median: of nothing');
  return (low + high) / 2;
}

const shown = (seconds: readonly number[]): string[] =>
  [Math.min(...seconds), median(seconds), Math.max(...seconds)].map((value) => value.toFixed(1));

/** Minimum, median and maximum in seconds of both sides, and how many times ours takes what theirs does. */
export function summary(ours: readonly Round[], theirs: readonly Round[]): string {
  const rows = steps.map((step) => {
    const [platform, compose] = [ours, theirs].map((rounds) => rounds.map((round) => round[step])) as [
      number[],
      number[],
    ];
    const ratio = median(platform) / median(compose);
    return [step, shown(platform).join(' / '), shown(compose).join(' / '), ratio.toFixed(2)];
  });
  return table(['seconds, minimum / median / maximum', 'platform', 'docker compose', 'ratio of medians'], rows);
}
