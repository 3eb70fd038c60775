import {totalmem} from 'node:os';
import type {PolicyPackConfig} from '@pulumi/policy';
import {memoryShare} from '../../components/core/settings';

const rule = 'limit-total-memory';

/** What all containers of this machine may have together. */
export const sharedMiB = (): number => Math.floor((totalmem() / 2 ** 20) * memoryShare);

/** A profile that also holds all containers to this much memory, unless it names a number itself. Pure. */
export function bounding(profile: PolicyPackConfig, memoryMiB: number): PolicyPackConfig {
  const own = profile[rule];
  const given: Readonly<Record<string, unknown>> = typeof own === 'object' ? own : {enforcementLevel: own};
  return {...profile, [rule]: {memoryMiB, ...given}} as PolicyPackConfig;
}
