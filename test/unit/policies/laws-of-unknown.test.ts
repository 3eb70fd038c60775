import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {rules} from '../../../policies/all';
import {type Case, cases, declare, judgingDay} from './cases';
import {compliant} from './fixtures';
import {judge, unknownText} from './harness';

beforeAll(() => void vi.useFakeTimers({now: judgingDay, toFake: ['Date']}));
afterAll(() => void vi.useRealTimers());

const failing = Object.entries(cases).flatMap(([name, table]) =>
  table.filter(({messages}) => messages.length > 0).map((one) => [name, one.title, one] as const),
);
const ruleOf = (name: string) => rules.filter((rule) => rule.name === name).map((rule) => rule)[0];

/** Inputs that another resource's rule or the update judges, so that preview stays quiet about them. */
const judgedLater = (one: Case, key: string): boolean =>
  key === 'labels' || (one.on === 'container' && key === 'image');

describe('A value that preview does not know yet', () => {
  it.each(failing)('keeps %s from saying nothing: %s', (name, _, one) => {
    const rule = ruleOf(name);
    if (!rule) throw new Error(name);
    for (const key of Object.keys(one.change)) {
      const declared = declare(one);
      if (!(key in declared.inputs) || judgedLater(one, key)) continue;
      const verdict = judge(rule, {...declared, inputs: {...declared.inputs, [key]: unknownText}}, one.parameters);
      const isNeeded = Object.keys(one.change).length === 1;
      if (isNeeded) expect(verdict.isUnknown || verdict.messages.length > 0).toBe(true);
    }
  });
  it('never makes a rule fail, wherever it stands', () => {
    for (const rule of rules) {
      for (const {type, inputs} of Object.values(compliant)) {
        for (const key of Object.keys(inputs)) {
          const {messages} = judge(rule, {type, name: 'subject', inputs: {...inputs, [key]: unknownText}});
          expect(messages.filter((message) => message.includes(unknownText))).toEqual([]);
        }
      }
    }
  });
  it('does not hide what is known to be wrong besides', () => {
    const ports = [
      {internal: 1, ip: unknownText},
      {internal: 2, external: 2, ip: '0.0.0.0'},
    ];
    const inputs = {...compliant.container.inputs, labels: [], ports};
    const rule = ruleOf('require-loopback-port');
    expect(rule && judge(rule, {type: compliant.container.type, name: 'subject', inputs})).toEqual({
      messages: [
        'container "subject", ports[1].ip: port 2 is published on every interface, got "0.0.0.0"; write "127.0.0.1"',
      ],
      isUnknown: true,
    });
  });
});
