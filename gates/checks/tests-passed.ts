import type {Check, TestRun} from '../check';

const oldDays = 7;

const isGreen = ({passed, failed}: TestRun): boolean => failed === 0 && passed > 0;

/** Whether the tests, the live ones included, passed for this very commit. */
export const testsPassed: Check = {
  id: 'tests-passed',
  title: 'automated infrastructure tests',
  requirement: 'all pass for this commit, on a real engine',
  async measure({tests, commit, changed, now}) {
    const runs = tests().filter((run) => run.live && run.commit === commit);
    const newest = runs.at(-1);
    const short = commit.slice(0, 10);
    if (!newest || newest.changed || changed)
      return {
        value: !newest ? 'not run' : changed ? 'files differ from the commit' : 'files differed from the commit',
        verdict: 'not proven',
        reason: !newest
          ? `no whole run of the tests is on record for ${short}`
          : changed
            ? `what is here now differs from ${short}, which the tests ran with`
            : `the tests ran with files that differ from ${short}`,
        fix: 'commit what is to be tested, then ./platform test',
        raw: runs,
      };
    const days = (now() - Date.parse(newest.at)) / 86_400_000;
    const age = days < 1 ? `${Math.round(days * 24)} h` : `${Math.round(days)} days`;
    const long = runs.some((run) => run.long && !run.changed && isGreen(run));
    const passes = isGreen(newest);
    return {
      value: `${newest.passed} passed, ${newest.failed} failed, ${age} ago; the long ones ${long ? 'passed' : 'not on record'}`,
      verdict: !passes ? 'fail' : days > oldDays ? 'not proven' : 'pass',
      reason: passes && days > oldDays ? `older than ${oldDays} days` : `./platform test on ${short} at ${newest.at}`,
      fix: passes && days <= oldDays ? undefined : 'run ./platform test and mend what fails',
      raw: runs,
    };
  },
};
