import {UserError} from '../components/core/errors';
import {physicalName} from '../components/core/names';
import type {Settings} from '../components/core/settings';
import {authorityFile} from '../components/targets/docker/delivery';
import {type Deployed, deployedIn, logicalName, types, unprotect} from './deployment';
import {secretsIn} from './gate-context';
import {finishRotation, type RotateOptions, refuseOthersOverdue} from './rotate';
import {openStack, project} from './session';
import {settingsIn} from './settings';
import {finishKilledRun} from './unfinished';
import {shownUpdate} from './update';

/** What the change of the CA comes to next. @throws UserError where there is nothing to change */
export function nextChange(
  {authority, authorityChange: {generation, overlap}}: Pick<Settings, 'authority' | 'authorityChange'>,
  finish: boolean,
): Settings['authorityChange'] {
  // A change that has begun can be ended also where a company's CA has taken over meanwhile.
  if (authority && !(finish && overlap))
    throw new UserError(
      `rotate --ca: the CA is not the stack's own, got ${JSON.stringify(authority.certificateFile)}; ` +
        'append the root of the new one to that file, run ./platform up, and take the old one out when all clients know the new one',
    );
  if (finish && !overlap) throw new UserError('rotate --ca --finish: one CA is trusted already; nothing to do');
  if (!finish && overlap)
    throw new UserError(
      'rotate --ca: the change before has not ended, as the CA before is trusted still; run ./platform rotate --ca --finish',
    );
  return finish ? {generation, overlap: false} : {generation: generation + 1, overlap: true};
}

/** Whether a resource is of the stack's own CA, in any generation. */
export const isOfAuthority = ({urn, type}: Pick<Deployed, 'urn' | 'type'>): boolean =>
  (type === types.key || type === types.authority) && /^authority-(key|certificate)(-\d+)?$/.test(logicalName(urn));

/**
 * Replaces the CA in two steps. Between them both are trusted, and the old one vouches for what the new one signs, so
 * that clients may be given the new certificate at any time.
 */
export async function rotateAuthority({stack, finish = false}: RotateOptions): Promise<number> {
  const start = performance.now();
  const session = await openStack(stack);
  for (const line of await finishKilledRun(session)) console.log(line);
  const settings = await settingsIn(session);
  refuseOthersOverdue(settings, [], secretsIn(await deployedIn(session)));
  await finishRotation(session, settings);
  const {generation, overlap} = nextChange(settings, finish);
  // The present one is protected again by the update.
  if (finish) await unprotect(session, isOfAuthority);
  await session.stack.setAllConfig({
    [`${project}:authorityGeneration`]: {value: String(generation)},
    [`${project}:authorityOverlap`]: {value: String(overlap)},
  });
  await shownUpdate(session, 'changing the CA');
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const file = authorityFile(physicalName(session.name));
  console.log(
    finish
      ? `rotate: the CA before is trusted no more, after ${seconds} s; ${file} holds the present one`
      : `rotate: CA ${generation} signs from now on, after ${seconds} s; ${file} holds it and the one before.\n` +
          `Give the file to clients that have a copy of their own (Windows: ./platform windows); then run ./platform rotate --ca --finish --stack ${stack}`,
  );
  return 0;
}
