import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {project, root, type Session} from '../session';

/** A registry in front of the official ones, as the stack's file says. */
export async function mirrorOf({name, stack}: Session): Promise<string | undefined> {
  const {config} = await stack.workspace.stackSettings(name.stack);
  const mirror: unknown = config?.[`${project}:mirror`];
  return typeof mirror === 'string' ? mirror : undefined;
}

const baseline = join(root, 'policies', 'profiles', 'baseline.json');

/** The policy pack and the file of its profile, for Pulumi; a profile that is made for this stack is put into the folder. */
export async function policyPack(session: Session, folder: string, profile = baseline) {
  const mirror = await mirrorOf(session);
  const made = join(folder, 'policy-profile.json');
  if (mirror !== undefined) {
    const {allowing} = await import('./mirror');
    writeFileSync(made, JSON.stringify(allowing(JSON.parse(readFileSync(profile, 'utf8')), mirror)));
  }
  return {policyPacks: [join(root, 'policies')], policyPackConfigs: [mirror === undefined ? profile : made]};
}
