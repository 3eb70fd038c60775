import {describe, expect, it} from 'vitest';
import {rules} from '../../../policies/all';
import {toPolicy} from '../../../policies/policy';
import {compliant} from './fixtures';
import {remediate, unknownText} from './harness';
import {asSecret, isSecret, remediated} from './sdk';

const ruleOf = (name: string) => rules.filter((rule) => rule.name === name).map((rule) => rule)[0];

describe('A remediation', () => {
  const turnedOn = rules
    .filter((rule) => rule.remediate)
    .map((rule) => ({...toPolicy(rule), enforcementLevel: 'remediate' as const}));
  const container = (inputs: Record<string, unknown>) => ({type: compliant.container.type, name: 'subject', inputs});

  it('mends what is missing, keeps secrets secret and unknown values unknown', async () => {
    const [privileges, rotation, state, ...more] = (await remediated(
      [...turnedOn].sort((a, b) => a.name.localeCompare(b.name)).reverse(),
      container({image: unknownText, hostname: asSecret('h'), envs: ['A=1'], uploads: [{file: '/x', content: 'y'}]}),
    )) as Record<string, unknown>[];
    expect(more).toEqual([]);
    expect(privileges).toMatchObject({image: unknownText, securityOpts: ['no-new-privileges=true']});
    expect(rotation).toMatchObject({logDriver: 'json-file', logOpts: {'max-size': '10m', 'max-file': '3'}});
    expect(isSecret(privileges?.hostname)).toBe(true);
    expect(isSecret(state?.envs) && isSecret(state?.uploads)).toBe(true);
  });
  it('is off unless a profile turns it on', async () => {
    expect(await remediated(rules.map(toPolicy), container({image: 'x', envs: ['A=1']}))).toEqual([]);
  });
  it('leaves alone what is right', async () => {
    const {envs: _, ...inputs} = compliant.container.inputs;
    expect(await remediated(turnedOn, container(inputs))).toEqual([]);
    expect(await remediated(turnedOn, {...container({envs: ['A=1']}), type: 'docker:index/network:Network'})).toEqual(
      [],
    );
  });
  it('keeps log options that are there and drivers that rotate by themselves', () => {
    const rule = ruleOf('require-log-rotation');
    if (!rule) throw new Error('no rule');
    const options = {'max-size': '1m', labels: 'a'};
    expect(remediate(rule, container({logOpts: options}))?.logOpts).toEqual({...options, 'max-file': '3'});
    expect(remediate(rule, container({logDriver: 'local'}))).toBeUndefined();
  });
  it('of the state marks only what is there', () => {
    const rule = ruleOf('require-encrypted-state');
    if (!rule) throw new Error('no rule');
    expect(Object.keys(remediate(rule, container({envs: ['A=1']})) ?? {})).toEqual(['envs']);
    expect(Object.keys(remediate(rule, container({uploads: [{file: '/x'}]})) ?? {})).toEqual(['uploads']);
    expect(remediate(rule, container({envs: [], uploads: []}))).toBeUndefined();
  });
});
