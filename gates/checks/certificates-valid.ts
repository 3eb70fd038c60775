import type {Check, Dated} from '../check';

const dayMs = 86_400_000;
const fewestDays = 14;

/** Whole days until a certificate ends. Pure. */
export const daysLeft = ({until}: Dated, now: number): number => Math.floor((Date.parse(until ?? '') - now) / dayMs);

/** Whether every certificate is valid, and will be for a while. */
export const certificatesValid: Check = {
  id: 'certificates-valid',
  title: 'certificates',
  requirement: `valid now and for ${fewestDays} days more`,
  async measure({certificates, now}) {
    const all = certificates.map((certificate) => ({...certificate, daysLeft: daysLeft(certificate, now())}));
    const bad = all.filter((c) => !(c.daysLeft >= fewestDays) || Date.parse(c.from) > now());
    const verdict = all.length === 0 ? 'not proven' : bad.length > 0 ? 'fail' : 'pass';
    const soonest = all.reduce<number>((least, c) => Math.min(least, c.daysLeft), Number.POSITIVE_INFINITY);
    return {
      value: all.length === 0 ? 'none found' : `${all.length} certificates, the first ends in ${soonest} days`,
      verdict,
      reason:
        verdict === 'pass'
          ? 'all valid'
          : bad.map((c) => `${c.name}: ${c.daysLeft} days left`).join(', ') || 'the state holds none',
      fix:
        verdict === 'pass'
          ? undefined
          : "./platform up renews the services' own; the stack's CA: ./platform rotate --ca; of a company: put its new files in place, then ./platform up",
      raw: all,
    };
  },
};
