import {describe, expect, it} from 'vitest';
import {forbidPrivileged} from '../../../policies/forbid-privileged';
import {limitExceptions} from '../../../policies/limit-exceptions';
import {toPolicy} from '../../../policies/policy';
import {requireEncryptedState} from '../../../policies/require-encrypted-state';
import {requireMemoryLimit} from '../../../policies/require-memory-limit';
import type {AnyRule} from '../../../policies/rule';

/** The one type that the SDK may pass over all others for, before it takes their properties apart. */
const typeOf = (rule: AnyRule): unknown => {
  const policy = toPolicy(rule);
  return 'validateResource' in policy && (policy.validateResource as {readonly __pulumiType?: string}).__pulumiType;
};

describe('The policy of a rule', () => {
  it('names the type that it judges if there is one only', () => {
    expect(typeOf(forbidPrivileged)).toBe('docker:index/container:Container');
    expect(typeOf(requireMemoryLimit)).toBe(undefined);
  });
  it('of any type, or of none, is passed over for nothing', () => {
    expect(typeOf(limitExceptions)).toBe(undefined);
    expect(typeOf(requireEncryptedState)).toBe(undefined);
  });
});
