import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {PolicyPackConfig} from '@pulumi/policy';
import {project, root, type Session} from '../session';
import {bounding, sharedMiB} from './memory';

/** A registry in front of the official ones. */
export const mirrorOf = async ({stack}: Session): Promise<string | undefined> =>
  (await stack.getAllConfig())[`${project}:mirror`]?.value;

const baseline = join(root, 'policies', 'profiles', 'baseline.json');

/** The policy pack and the file of its profile, which is made in the folder for this machine and mirror, for Pulumi. */
export async function policyPack(folder: string, mirror: string | undefined, profile = baseline) {
  const made = join(folder, 'policy-profile.json');
  const given = JSON.parse(readFileSync(profile, 'utf8')) as PolicyPackConfig;
  const allowed = mirror === undefined ? given : (await import('./mirror')).allowing(given, mirror);
  writeFileSync(made, JSON.stringify(bounding(allowed, sharedMiB())));
  return {policyPacks: [join(root, 'policies')], policyPackConfigs: [made]};
}
