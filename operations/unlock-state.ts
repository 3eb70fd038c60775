import {openStack} from './session';
import {refuseWhileRunning} from './unfinished';

/** Removes the lock of a run that was killed. */
export async function unlockState({stack}: {stack: string}): Promise<number> {
  // Two that write one state at once would ruin it.
  refuseWhileRunning(stack);
  const session = await openStack(stack);
  await session.stack.cancel();
  console.log(`stack ${stack}: not locked any more; ./platform up finishes what was begun`);
  return 0;
}
