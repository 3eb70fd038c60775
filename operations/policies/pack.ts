import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {project, root, type Session} from '../session';

/** A registry in front of the official ones. */
export const mirrorOf = async ({stack}: Session): Promise<string | undefined> =>
  (await stack.getAllConfig())[`${project}:mirror`]?.value;

const baseline = join(root, 'policies', 'profiles', 'baseline.json');

/** The policy pack and the file of its profile, for Pulumi; a profile that is made for this mirror is put into the folder. */
export async function policyPack(folder: string, mirror: string | undefined, profile = baseline) {
  const made = join(folder, 'policy-profile.json');
  if (mirror !== undefined) {
    const {allowing} = await import('./mirror');
    writeFileSync(made, JSON.stringify(allowing(JSON.parse(readFileSync(profile, 'utf8')), mirror)));
  }
  return {policyPacks: [join(root, 'policies')], policyPackConfigs: [mirror === undefined ? profile : made]};
}
