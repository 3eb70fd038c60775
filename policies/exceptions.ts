import {labelPrefix, labelsOf} from './labels';

/** Labels that begin like this except their resource from the rule that follows. */
export const exceptionPrefix = `${labelPrefix}.policy-exception.`;

/** Where a message says that an exception is. */
export const labelOf = (rule: string): string => `labels["${exceptionPrefix}${rule}"]`;

/** A reviewer's leave for one resource to miss one rule. */
export interface Exception {
  readonly rule: string;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds, `YYYY-MM-DD`. */
  readonly until: string;
}

/** A label that was meant as an exception, and what keeps it from being one. */
export interface Malformed {
  readonly rule: string;
  readonly missing: readonly string[];
}

/** Reads `reason=…; owner=…; until=YYYY-MM-DD`. */
export function parseException(rule: string, text: string): Exception | Malformed {
  const fields = new Map(
    text.split(';').map((part) => {
      const [key = '', ...rest] = part.split('=');
      return [key.trim(), rest.join('=').trim()] as const;
    }),
  );
  const [reason, owner, until = ''] = ['reason', 'owner', 'until'].map((name) => fields.get(name));
  if (reason && owner && isDay(until)) return {rule, reason, owner, until};
  const missing = [!reason && 'reason', !owner && 'owner', !isDay(until) && 'until'];
  return {rule, missing: missing.filter((name) => name !== false)};
}

/** A day that exists, so not 2026-02-30. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** All exceptions that a resource's labels claim. */
export function exceptionsOf(props: Record<string, unknown>): (Exception | Malformed)[] {
  return Object.entries(labelsOf(props))
    .filter(([key]) => key.startsWith(exceptionPrefix))
    .map(([key, text]) => parseException(key.slice(exceptionPrefix.length), text));
}

/** Whether an exception is past its last day. */
export const isExpired = (exception: Exception, today: string): boolean => exception.until < today;

/** Today in UTC, `YYYY-MM-DD`. */
export const today = (): string => new Date().toISOString().slice(0, 10);

/** The exception that holds today for a rule on a resource. */
export function exceptionFor(rule: string, props: Record<string, unknown>): Exception | undefined {
  const found = exceptionsOf(props).find((exception) => exception.rule === rule);
  return found && 'reason' in found && !isExpired(found, today()) ? found : undefined;
}
