/** Whether a rule found fault with a resource in this run: exceptions that excuse nothing are told from used ones by it. */
const verdicts = new Map<string, boolean>();
const enrolled = new Set<string>();

const keyOf = (rule: string, urn: string) => `${rule} ${urn}`;

/** Notes that a rule is part of the pack, and that exceptions can be made from it. */
export const enrol = (rule: string): void => void enrolled.add(rule);

/** Whether the pack has a rule of this name that exceptions can be made from. */
export const isEnrolled = (rule: string): boolean => enrolled.has(rule);

/** Notes that a rule has judged a resource. */
export const note = (rule: string, urn: string, isFaulty: boolean): void =>
  void verdicts.set(keyOf(rule, urn), isFaulty);

/** True or false once the rule has judged the resource, undefined if it did not. */
export const verdict = (rule: string, urn: string): boolean | undefined => verdicts.get(keyOf(rule, urn));

/** Forgets what was judged before. */
export const clear = (): void => verdicts.clear();
