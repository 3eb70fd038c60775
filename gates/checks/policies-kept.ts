import type {Check} from '../check';

/** Whether the policy pack finds nothing in the deployed state. */
export const policiesKept: Check = {
  id: 'policies-kept',
  title: 'policy pack on the deployed state',
  requirement: 'no mandatory finding',
  async measure({violations}) {
    const {mandatory, advisory} = await violations();
    const passes = mandatory.length === 0;
    return {
      value: `${mandatory.length} mandatory, ${advisory.length} advisory`,
      verdict: passes ? 'pass' : 'fail',
      reason: passes ? 'pulumi policy analyze over the state, profile baseline' : mandatory.join('; '),
      fix: passes ? undefined : './platform up with the declaration corrected, or an exception with reason and date',
      raw: {mandatory, advisory},
    };
  },
};
