import type {Check, SetupStep} from '../check';

const limitMinutes = 45;

/** A setup from the first step to a stack that is up. */
export interface Setup {
  readonly steps: readonly SetupStep[];
  readonly seconds: number;
  /** What was not there yet. */
  readonly fresh: readonly string[];
}

/** Whether this step brought something that was not there. */
const isFresh = ({source}: SetupStep): boolean => source !== 'there' && source !== 'repair';

/** The setups on record, failed attempts in between counted in: each ends with an `up`. Pure. */
export function setupsIn(steps: readonly SetupStep[]): Setup[] {
  const setups: Setup[] = [];
  let open: SetupStep[] = [];
  for (const step of steps) {
    open.push(step);
    if (step.step !== 'up') continue;
    setups.push({
      steps: open,
      seconds: open.reduce((sum, {seconds}) => sum + seconds, 0),
      fresh: open.filter(isFresh).map((s) => s.step),
    });
    open = [];
  }
  return setups;
}

/** A new stack on a machine that lacked something; a second stack beside the first one shows nothing. */
const isFromNothing = ({fresh}: Setup): boolean => fresh.includes('up') && fresh.length > 1;

/** The time that the newest fresh setup took. */
export const setupTime: Check = {
  id: 'setup-time',
  title: 'automated setup',
  requirement: `< ${limitMinutes} minutes`,
  async measure({setup}) {
    const newest = setupsIn(setup()).filter(isFromNothing).at(-1);
    if (!newest)
      return {
        value: 'not recorded',
        verdict: 'not proven',
        reason: 'no setup that installed something and made a stack is on record here',
        fix: 'set up a machine from nothing with ./platform up, and run the gate there',
        raw: [],
      };
    const minutes = newest.seconds / 60;
    const passes = minutes < limitMinutes;
    return {
      value: `${minutes.toFixed(1)} min`,
      verdict: passes ? 'pass' : 'fail',
      reason: `the newest fresh setup (${newest.steps.at(-1)?.at}) brought: ${[...new Set(newest.fresh)].join(', ')}`,
      fix: passes ? undefined : 'see which step took long in the raw file',
      raw: newest,
    };
  },
};
