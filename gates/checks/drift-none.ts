import type {Check} from '../check';

/** Whether the engine has what was declared. */
export const driftNone: Check = {
  id: 'drift-none',
  title: 'drift',
  requirement: 'nothing in the engine that is not as declared',
  async measure({drift}) {
    const {compared, differences, notes} = await drift();
    const verdict = differences.length > 0 ? 'fail' : notes.length > 0 || compared === 0 ? 'not proven' : 'pass';
    return {
      value: `${differences.length} differences in ${compared} containers, networks, volumes and folders`,
      verdict,
      reason:
        [...differences, ...notes].join('; ') ||
        (compared === 0 ? 'the state holds nothing to compare' : 'docker inspect agrees with the state'),
      fix:
        verdict === 'pass'
          ? undefined
          : differences.length > 0
            ? './platform drift --fix'
            : compared === 0
              ? './platform up'
              : 'run the gate as root or with sudo',
      raw: {compared, differences, notes},
    };
  },
};
