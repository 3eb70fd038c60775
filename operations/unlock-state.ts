import {openStack} from './session';

/** Removes the lock of a run that was killed. */
export async function unlockState({stack}: {stack: string}): Promise<number> {
  const session = await openStack(stack);
  await session.stack.cancel();
  console.log(`stack ${stack}: not locked any more; ./platform up finishes what was begun`);
  return 0;
}
