import type {PolicyPackConfig} from '@pulumi/policy';
import {parseImage} from '../../policies/image-reference';
import {limitRegistries} from '../../policies/limit-registries';

const rule = limitRegistries.name;

/**
 * A profile that also allows the registry of the setting `mirror`, which the stack's owner chose: official images are
 * pinned by digest, so it can withhold them but not change them. Pure.
 */
export function allowing(profile: PolicyPackConfig, mirror: string | undefined): PolicyPackConfig {
  if (mirror === undefined) return profile;
  const own = profile[rule];
  const given: Readonly<Record<string, unknown>> = typeof own === 'object' ? own : {enforcementLevel: own};
  const known = (given.registries as string[] | undefined) ?? limitRegistries.parameters?.registries.default ?? [];
  const {registry} = parseImage(`${mirror}/image`);
  return {...profile, [rule]: {...given, registries: [...known, registry]}} as PolicyPackConfig;
}
