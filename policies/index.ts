import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {PolicyPack, type PolicyPackConfig} from '@pulumi/policy';
import {rules} from './all';
import {toPolicy} from './policy';
import {readProfile} from './profile';

/** The profile that the environment names, by its name or as a file: a mistake in it keeps the pack from starting. */
function profile(): PolicyPackConfig {
  const name = process.env.KAILASH_POLICY_PROFILE;
  if (!name) return {};
  const shipped = join(__dirname, 'profiles', `${name}.json`);
  const file = existsSync(shipped) ? shipped : name;
  return readProfile(readFileSync(file, 'utf8'), file, rules);
}

new PolicyPack('kailash-docker', {policies: rules.map(toPolicy)}, profile());
