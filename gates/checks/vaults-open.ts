import type {Check} from '../check';

/** Whether every data volume lies in a vault that is open. */
export const vaultsOpen: Check = {
  id: 'vaults-open',
  title: 'encrypted volumes',
  requirement: 'every data volume in an open vault of its own key',
  async measure({vaults}) {
    const all = await vaults();
    const plain = all.filter(({method}) => method === 'off').map(({volume}) => volume);
    const shut = all.filter(({method, open}) => method !== 'off' && !open);
    const verdict = plain.length > 0 || shut.length > 0 ? 'fail' : all.length === 0 ? 'not proven' : 'pass';
    return {
      value:
        all.length === 0
          ? 'no data volume'
          : `${all.length - plain.length - shut.length} of ${all.length} in an open vault`,
      verdict,
      reason:
        verdict === 'pass'
          ? all.map(({volume, method}) => `${volume}: ${method}`).join(', ')
          : [
              ...plain.map((v) => `${v}: not encrypted`),
              ...shut.map(({volume, why}) => `${volume}: ${why || 'locked'}`),
            ].join(', ') || 'nothing to judge',
      fix:
        verdict === 'pass'
          ? undefined
          : plain.length > 0
            ? 'take encryption: off out of the stack file, then run ./platform migrate-volume, which copies what is there into vaults'
            : './platform unlock',
      raw: all,
    };
  },
};
