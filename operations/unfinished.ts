import {existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {UserError} from '../components/core/errors';
import {docker, filtersOf} from './containers';
import {home, type Session} from './session';

/** A Pulumi deployment, as far as this file reads it. */
interface Deployment {
  resources?: {type: string; id?: string; outputs?: {name?: unknown}}[];
  pending_operations?: unknown[];
}

const marker = (stack: string): string => join(home(), `running-${stack}`);

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Containers and networks of the stack that its state does not know: left by a run that was killed. Never volumes. */
async function removeStrangers(session: Session, known: ReadonlySet<string>): Promise<string[]> {
  const removed: string[] = [];
  const filters = filtersOf(session.name);
  const containers = await docker('ps', '--all', '--no-trunc', '-q', ...filters);
  for (const id of containers.split('\n').filter((line) => line && !known.has(line))) {
    await docker('rm', '--force', id);
    removed.push(`container ${id.slice(0, 12)}`);
  }
  const networks = await docker('network', 'ls', '--no-trunc', '-q', ...filters);
  for (const id of networks.split('\n').filter((line) => line && !known.has(line))) {
    await docker('network', 'rm', id);
    removed.push(`network ${id.slice(0, 12)}`);
  }
  return removed;
}

/**
 * Cleans up after a run that was killed: its lock, the operations that it left open in the state, and what it created
 * without the state knowing. Volumes stay.
 * @returns what was done, a line each; empty when the run before ended by itself
 * @throws UserError while that run is still going on
 */
export async function finishKilledRun(session: Session): Promise<string[]> {
  const file = marker(session.name.stack);
  if (!existsSync(file)) return [];
  const pid = Number(readFileSync(file, 'utf8'));
  if (pid !== process.pid && alive(pid))
    throw new UserError(`stack ${session.name.stack}: another run is going on (process ${pid}); wait for it to end`);
  await session.stack.cancel().catch(() => undefined);
  const exported = await session.stack.exportStack();
  const deployment = exported.deployment as Deployment;
  const done = ['the run before was killed: its lock is removed'];
  const open = deployment.pending_operations?.length ?? 0;
  if (open > 0) {
    await session.stack.importStack({...exported, deployment: {...deployment, pending_operations: []}});
    done.push(`${open} operations that it had begun are open again`);
  }
  const known = new Set((deployment.resources ?? []).flatMap(({id}) => (id === undefined ? [] : [id])));
  done.push(...(await removeStrangers(session, known)).map((what) => `${what} removed: the state does not know it`));
  rmSync(file);
  return done;
}

/** Runs `work` with a mark that is left behind only if this process is killed. */
export async function marked<T>(stack: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(home(), {recursive: true, mode: 0o700});
  writeFileSync(marker(stack), String(process.pid));
  try {
    return await work();
  } finally {
    rmSync(marker(stack), {force: true});
  }
}
