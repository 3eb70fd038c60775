import {describe, expect, it} from 'vitest';
import {compliant, digest, ownerLabels} from '../../unit/policies/fixtures';
import type {Declared} from '../../unit/policies/harness';
import {runWithPack} from './preview';

const container = (change: Record<string, unknown>): Declared => ({
  type: compliant.container.type,
  name: 'subject',
  inputs: {...compliant.container.inputs, ...change},
});

describe('An update', () => {
  it('stops before a refused container exists', async () => {
    const outcome = await runWithPack([container({privileged: true})], {operation: 'up'});
    expect([outcome.isRefused, outcome.created]).toEqual([true, []]);
    expect(outcome.violations).toEqual([
      {
        resource: 'subject',
        rule: 'forbid-privileged',
        level: 'mandatory',
        message:
          'container "subject", privileged: gives every capability and every device of the host, got true; remove it and add the one capability that the process needs',
      },
    ]);
  });
});

describe('An exception', () => {
  it('lets its resource through, and is printed', async () => {
    const labels = ownerLabels('db', {
      'io.kailash.policy-exception.forbid-privileged': 'reason=firmware; owner=ops; until=2099-12-31',
    });
    const outcome = await runWithPack([container({privileged: true, labels})]);
    expect(outcome.isRefused, outcome.output).toBe(false);
    expect(outcome.violations).toEqual([
      {
        resource: 'subject',
        rule: 'limit-exceptions',
        level: 'advisory',
        message:
          'container "subject", labels["io.kailash.policy-exception.forbid-privileged"]: is excepted from forbid-privileged until 2099-12-31, got "firmware"; ops mends it by then',
      },
    ]);
  });
});

describe('A profile', () => {
  it('turns remediations on, and the engine plans what they made', async () => {
    const {securityOpts: _, logOpts: __, ...inputs} = compliant.container.inputs;
    const subject = {...container({}), inputs: {...inputs, image: digest}};
    const profile = {'require-no-new-privileges': 'remediate', 'require-log-rotation': 'remediate'};
    const outcome = await runWithPack([subject], {profile});
    expect(outcome.isRefused, outcome.output).toBe(false);
    expect(outcome.planned.subject).toMatchObject({
      securityOpts: ['no-new-privileges=true'],
      logOpts: {'max-size': '10m', 'max-file': '3'},
    });
  });
  it('with a misspelt parameter fails the preview', async () => {
    const outcome = await runWithPack([container({})], {profile: {'limit-restarts': {retires: 3}}});
    expect([outcome.isRefused, outcome.created]).toEqual([true, []]);
    expect(outcome.output).toContain('limit-restarts: there is no such parameter, got "retires"');
  });
  it('that the environment names keeps the pack from starting when a rule in it is misspelt', async () => {
    const profile = `${__dirname}/misspelt-profile.json`;
    const outcome = await runWithPack([container({})], {env: {KAILASH_POLICY_PROFILE: profile}});
    expect([outcome.isRefused, outcome.created]).toEqual([true, []]);
    expect(outcome.output).toContain('did you mean "forbid-privileged"?');
  });
});
