import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {UserError} from '../components/core/errors';
import {docker, filtersOf} from './containers';
import {home, type Session} from './session';

/** A Pulumi deployment, as far as this file reads it. */
interface Deployment {
  resources?: {type: string; id?: string; outputs?: {name?: unknown}}[];
  pending_operations?: unknown[];
}

const marker = (stack: string): string => join(home(), `running-${stack}`);

/** Handed down to everything that a run starts, so that what a killed run left running can be found. */
const runVariable = 'KAILASH_RUN';

/** A process as nobody else will be: its number and when it started (proc(5), field 22); undefined if it is gone. */
function identity(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(')').at(-1)?.trim().split(' ') ?? [];
    return `${pid}-${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** What a run started and is still there. */
function leftRunning(run: string): number[] {
  const wanted = `${runVariable}=${run}`;
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(wanted);
      } catch {
        return false;
      }
    })
    .map(Number);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone meanwhile.
  }
}

const isPulumi = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'pulumi';
  } catch {
    return false;
  }
};

/** Milliseconds that Pulumi has to write down what it did, when nobody waits for it any more. */
const patienceMs = 20_000;

/** Ends what a killed run left running: Pulumi itself gently, the rest when it is gone. */
async function endLeftRunning(run: string): Promise<number> {
  const found = leftRunning(run).length;
  for (const pid of leftRunning(run).filter(isPulumi)) signal(pid, 'SIGTERM');
  for (const end = Date.now() + patienceMs; Date.now() < end && leftRunning(run).some(isPulumi); ) await wait(200);
  for (const pid of leftRunning(run)) signal(pid, 'SIGKILL');
  return found;
}

/** Milliseconds that a container has to finish its first start, which may be making its data. */
const firstStartMs = 300_000;

/** Waits while a container starts: databases that are killed while they make their first files never start again. */
async function firstStartEnds(id: string): Promise<void> {
  const format = '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{end}}';
  const starting = async () => (await docker('inspect', '--format', format, id)).trim() === 'running starting';
  for (const end = Date.now() + firstStartMs; Date.now() < end && (await starting()); ) await wait(500);
}

/** Containers and networks of the stack that a state does not know. */
async function strangers({name}: Session, known: ReadonlySet<string>) {
  const filters = filtersOf(name);
  const unknown = (ids: string) => ids.split('\n').filter((id) => id && !known.has(id));
  return {
    containers: unknown(await docker('ps', '--all', '--no-trunc', '-q', ...filters)),
    networks: unknown(await docker('network', 'ls', '--no-trunc', '-q', ...filters)),
  };
}

/** Removes what the state does not know: left by a run that was killed, or made after the state. Never volumes. @returns a line each */
async function removeStrangers(
  session: Session,
  known: ReadonlySet<string>,
  why = 'the state does not know it',
): Promise<string[]> {
  const removed: string[] = [];
  const {containers, networks} = await strangers(session, known);
  for (const id of containers) {
    await firstStartEnds(id);
    await docker('stop', id).catch(() => undefined);
    await docker('rm', '--force', id);
    removed.push(`container ${id.slice(0, 12)} removed: ${why}`);
  }
  for (const id of networks) {
    await docker('network', 'rm', id);
    removed.push(`network ${id.slice(0, 12)} removed: ${why}`);
  }
  return removed;
}

const idsIn = (deployment: Deployment): Set<string> =>
  new Set((deployment.resources ?? []).flatMap(({id}) => (id === undefined ? [] : [id])));

/** Whether the engine has containers or networks that the state does not know, as after an earlier state was restored. */
export async function isOutlived(session: Session): Promise<boolean> {
  const {containers, networks} = await strangers(session, idsIn((await session.stack.exportStack()).deployment));
  return containers.length + networks.length > 0;
}

/** Removes containers and networks that the state does not know. @returns what was done, a line each */
export async function removeUnknown(session: Session): Promise<string[]> {
  return await removeStrangers(session, idsIn((await session.stack.exportStack()).deployment));
}

/**
 * @returns the mark of a run that did not end by itself
 * @throws UserError while another run of ours works on the stack
 */
export function refuseWhileRunning(stack: string): string | undefined {
  const file = marker(stack);
  if (!existsSync(file)) return undefined;
  const run = readFileSync(file, 'utf8');
  const pid = Number.parseInt(run, 10);
  if (pid !== process.pid && identity(pid) === run)
    throw new UserError(`stack ${stack}: another run is going on (process ${pid}); wait for it to end`);
  return run;
}

/** What `up` will say of a run that was killed, and of a state that is lost, for a preview: nothing is touched. */
export async function foreseeFinish(session: Session): Promise<string[]> {
  if (refuseWhileRunning(session.name.stack) !== undefined)
    return ['the run before was cut off: up cleans up after it'];
  const {containers, networks} = session.isNew ? await strangers(session, new Set()) : {containers: [], networks: []};
  if (containers.length + networks.length === 0) return [];
  return [
    `the state of this stack is lost: up removes its ${containers.length} containers and ${networks.length} networks, keeps its data and gives them new passwords`,
  ];
}

/**
 * Cleans up after a run that was killed or interrupted: its lock, the operations that it left open in the state, and what it created
 * without the state knowing. Volumes stay.
 * @returns what was done, a line each; empty when the run before ended by itself
 * @throws UserError while that run is still going on
 */
export async function finishKilledRun(session: Session): Promise<string[]> {
  const run = refuseWhileRunning(session.name.stack);
  if (run === undefined) {
    if (!session.isNew) return [];
    const why = 'the state of this stack is lost, data are kept and get new passwords';
    return await removeStrangers(session, new Set(), why);
  }
  const left = await endLeftRunning(run);
  await session.stack.cancel().catch(() => undefined);
  const exported = await session.stack.exportStack();
  const deployment = exported.deployment as Deployment;
  const done = ['the run before was cut off: its lock is removed'];
  if (left > 0) done.push(`${left} processes that it had started are ended`);
  const open = deployment.pending_operations?.length ?? 0;
  if (open > 0) {
    await session.stack.importStack({...exported, deployment: {...deployment, pending_operations: []}});
    done.push(`${open} operations that it had begun are open again`);
  }
  done.push(...(await removeStrangers(session, idsIn(deployment))));
  rmSync(marker(session.name.stack));
  return done;
}

/**
 * Runs `work` with a mark that is left behind if this process is killed, or if `cutOff` says afterwards that the work
 * was: what Pulumi was creating at that moment is in the engine and not in the state.
 */
export async function marked<T>(
  {name, stack}: Session,
  work: () => Promise<T>,
  cutOff: () => boolean = () => false,
): Promise<T> {
  const run = identity(process.pid) ?? String(process.pid);
  mkdirSync(home(), {recursive: true, mode: 0o700});
  writeFileSync(marker(name.stack), run);
  stack.workspace.envVars = {...stack.workspace.envVars, [runVariable]: run};
  try {
    return await work();
  } finally {
    delete stack.workspace.envVars[runVariable];
    if (!cutOff()) rmSync(marker(name.stack), {force: true});
  }
}
