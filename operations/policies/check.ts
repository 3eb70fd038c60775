import {existsSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import type {PolicyPackConfig} from '@pulumi/policy';
import {messageOf, UserError} from '../../components/core/errors';
import {rules} from '../../policies/all';
import {readProfile} from '../../policies/profile';
import {defaultStack, openStack} from '../session';
import {type Finding, judgeState} from './judge-state';
import {bounding, sharedMiB} from './memory';
import {allowing} from './mirror';
import {mirrorOf} from './pack';
import {closedIn, readState} from './state';

/** The file of the profile of this name, or at this path. */
function fileOf(name: string): string {
  const shipped = join(__dirname, '../../policies/profiles', `${name}.json`);
  if (existsSync(shipped)) return shipped;
  if (existsSync(name)) return resolve(name);
  throw new UserError(
    `policy profile: there is none, got ${JSON.stringify(name)}; use baseline, strict, cis, mend, or a file`,
  );
}

/** The profile of this name, or in this file; its mistakes are the user's. */
export function profileOf(name: string): PolicyPackConfig {
  try {
    return readProfile(readFileSync(fileOf(name), 'utf8'), name, rules);
  } catch (error) {
    throw new UserError(messageOf(error), {cause: error});
  }
}

/** The path of a profile without mistakes, which the engine would not notice. */
export function profileFile(name: string): string {
  profileOf(name);
  return fileOf(name);
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UserError(`${file}: cannot be read, got ${messageOf(cause)}; write it with "pulumi stack export"`, {
      cause,
    });
  }
}

/** What the rules find in a stack's state, or in a file; secrets are opened in memory only, and in no message. */
export async function checkedFindings(options: {
  readonly stack?: string;
  readonly file?: string;
  readonly policyProfile?: string;
}): Promise<Finding[]> {
  if (options.file !== undefined && options.stack !== undefined) {
    throw new UserError('policies check: both a stack and a file, got --stack and --file; name one of them');
  }
  const profile = profileOf(options.policyProfile ?? 'baseline');
  if (options.file !== undefined) {
    const resources = readState(readFile(options.file), options.file);
    const closed = closedIn(resources.map(({inputs}) => inputs));
    if (closed > 0)
      console.error(
        `${options.file}: secrets that are closed were not judged, got ${closed}; write it with "pulumi stack export --show-secrets"`,
      );
    return judgeState(resources, profile);
  }
  const name = options.stack ?? defaultStack;
  const session = await openStack(name);
  const state = readState(JSON.stringify(await session.stack.exportStack()), `stack ${name}`);
  return judgeState(state, bounding(allowing(profile, await mirrorOf(session)), sharedMiB()));
}
