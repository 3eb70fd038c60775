import type {Check} from '../check';

const mostHours = 26;
const fix = 'take them and verify them';

/** Whether every service with data has a young backup that was verified. */
export const backupsFresh: Check = {
  id: 'backups-fresh',
  title: 'backups',
  requirement: `of every service with data, younger than ${mostHours} h, verified`,
  applies: ({backups}) => backups !== undefined,
  async measure({backups, services, now}) {
    const all = (await backups?.()) ?? [];
    if (all.length === 0)
      return {
        value: 'none found',
        verdict: 'not proven',
        reason: 'no backup of this stack is on record here',
        fix,
        raw: [],
      };
    const good = new Set(
      all
        .filter(({at, verified}) => verified && now() - Date.parse(at) < mostHours * 3_600_000)
        .map(({service}) => service),
    );
    const lacking = services.map(({service}) => service).filter((service) => !good.has(service));
    return {
      value: `${services.length - lacking.length} of ${services.length} services`,
      verdict: lacking.length === 0 ? 'pass' : 'fail',
      reason: lacking.length === 0 ? 'all young and verified' : `none, too old or not verified: ${lacking.join(', ')}`,
      fix: lacking.length === 0 ? undefined : fix,
      raw: all,
    };
  },
};
