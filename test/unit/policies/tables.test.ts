import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {rules} from '../../../policies/all';
import {cases, declare, judgingDay} from './cases';
import {compliant} from './fixtures';
import {judge} from './harness';

beforeAll(() => void vi.useFakeTimers({now: judgingDay, toFake: ['Date']}));
afterAll(() => void vi.useRealTimers());

const ruleOf = (name: string) => {
  const rule = rules.find((one) => one.name === name);
  if (!rule) throw new Error(`there is no rule "${name}"`);
  return rule;
};

describe.each(Object.entries(cases))('%s', (name, table) => {
  const rule = ruleOf(name);
  it.each(
    table.map((one) => [one.messages.length > 0 ? 'objects to' : 'accepts', `${one.title} (${one.on})`, one] as const),
  )('%s %s', (_, __, one) => {
    const verdict = judge(rule, declare(one), one.parameters);
    expect(verdict).toEqual({messages: one.messages, isUnknown: false});
    const others = rules.filter((other) => other !== rule && judge(other, declare(one)).messages.length > 0);
    expect(others.map((other) => other.name)).toEqual(one.others ?? []);
  });
});

describe('A resource that follows all rules', () => {
  it.each(Object.entries(compliant))('is accepted as %s', (_, fixture) => {
    for (const rule of rules)
      expect(judge(rule, {name: 'subject', ...fixture})).toEqual({messages: [], isUnknown: false});
  });
});
