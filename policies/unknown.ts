import {UnknownValueError} from '@pulumi/policy';

/**
 * Visits every element, also those after one that preview does not know yet, and says at the end that there was one: a
 * known mistake behind an unknown value is then found in preview already.
 */
export function each<T>(list: readonly T[] | null | undefined, visit: (item: T, index: number) => void): void {
  // A secret that could not be opened is a text in place of the list (`pulumi policy analyze --file`).
  if (!Array.isArray(list)) return;
  let unknown: UnknownValueError | undefined;
  for (const index of list.keys()) {
    try {
      const item = (list as readonly T[])[index];
      if (item !== undefined && item !== null) visit(item, index);
    } catch (error) {
      if (!(error instanceof UnknownValueError)) throw error;
      unknown ??= error;
    }
  }
  if (unknown) throw unknown;
}

/** Like `each`, over the entries of a record. */
export function eachEntry<T>(
  record: Readonly<Record<string, T>> | null | undefined,
  visit: (key: string, value: T) => void,
): void {
  if (typeof record !== 'object') return;
  each(Object.keys(record ?? {}), (key) => {
    const value = record?.[key];
    if (value !== undefined && value !== null) visit(key, value);
  });
}

/** Takes each of several looks at a resource, though an earlier one met an unknown value. */
export const inTurn = (...looks: readonly (() => void)[]): void => each(looks, (look) => look());

/** The value, or undefined while preview does not know it: for what another resource's rule or the update judges anyway. */
export function known<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownValueError) return undefined;
    throw error;
  }
}
