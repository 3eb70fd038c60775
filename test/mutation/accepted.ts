/** Mutants that no test can catch, each with the reason: `file: what stands there => what stands there instead`. */
export const accepted: Readonly<Record<string, string>> = {
  'policy.ts: kind && rule.judges?.[kind] => rule.judges?.[kind]':
    'only TypeScript needs the check: there is no judge for an undefined kind either',
  'policy.ts: kind && rule.remediate?.[kind] => rule.remediate?.[kind]':
    'only TypeScript needs the check: there is no remediation for an undefined kind either',
  'policy.ts: messages.length > 0 && !isExcused(rule, args.props) => !isExcused(rule, args.props)':
    'saves reading the labels of every resource for every rule; without messages there is nothing to report',
  'policy.ts: messages.length > 0 => messages.length >= 0':
    'saves reading the labels of every resource for every rule; without messages there is nothing to report',
  'limit-secret-age.ts: by !== undefined && Date.parse(by) < Date.now() => Date.parse(by) < Date.now()':
    'only TypeScript needs the check: what is no date is before none',
  "forbid-expired-exception.ts: 'missing' in exception || !isExpired(exception, today()) => !isExpired(exception, today())":
    'only TypeScript needs the check: what has no last day is not expired either',
};
