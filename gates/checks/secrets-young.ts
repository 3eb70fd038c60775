import type {Check, Dated} from '../check';

const dayMs = 86_400_000;
const mostDays = 90;

/** Whole days since a secret was made. Pure. */
export const ageDays = ({from}: Dated, now: number): number => Math.floor((now - Date.parse(from)) / dayMs);

/** Whether a secret is the key of a vault, which no policy refuses: it is changed apart from passwords. */
export const isVaultKey = (name: string): boolean => name.endsWith('-key');

/** What to do about secrets that are too old. Pure. */
export function remedyFor(names: readonly string[], more = ''): string {
  const verbs = [
    ...(names.every(isVaultKey) ? [] : ['./platform rotate']),
    ...(names.some(isVaultKey) ? ['./platform rotate --vault-keys'] : []),
  ];
  return verbs.map((verb) => verb + more).join(' and ');
}

/** Whether every generated secret was rotated in time. */
export const secretsYoung: Check = {
  id: 'secrets-young',
  title: 'secrets',
  requirement: `none older than ${mostDays} days`,
  async measure({secrets, now}) {
    const all = secrets.map((secret) => ({...secret, days: ageDays(secret, now())}));
    const old = all.filter(({days}) => !(days <= mostDays));
    const verdict = all.length === 0 ? 'not proven' : old.length > 0 ? 'fail' : 'pass';
    return {
      value: `${all.length} secrets, the oldest ${Math.max(0, ...all.map(({days}) => days))} days`,
      verdict,
      reason:
        verdict === 'pass'
          ? 'all young enough'
          : old.map(({name, days}) => `${name}: ${days} days`).join(', ') || 'the state holds none',
      fix: verdict === 'pass' ? undefined : remedyFor(old.map(({name}) => name)) || './platform up',
      raw: all,
    };
  },
};
