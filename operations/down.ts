import {createInterface} from 'node:readline/promises';
import {execa} from 'execa';
import {UserError} from '../components/core/errors';
import {physicalName} from '../components/core/names';
import {asRoot} from '../components/targets/docker/shell';
import {docker, volumesOf} from './containers';
import {unprotect} from './deployment';
import {Diagnostics} from './diagnostics';
import {interruption} from './interruption';
import {vaultNames} from './plain-volumes';
import {withProgress} from './progress';
import {openStack, root, type Session} from './session';
import {finishKilledRun, marked} from './unfinished';
import {deleteVaults} from './vaults';

export interface DownOptions {
  readonly stack: string;
  readonly deleteData?: boolean;
  readonly yesDelete?: string;
}

async function confirm(stack: string, given: string | undefined): Promise<void> {
  const answer = given ?? (await ask(`This deletes all data, passwords and the CA of the stack. Its name, to go on: `));
  if (answer.trim() !== stack)
    throw new UserError(
      `down: not confirmed, got ${JSON.stringify(answer.trim())}; give the stack's name ${JSON.stringify(stack)} (scripts: --yes-delete ${stack})`,
    );
}

async function ask(question: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new UserError(
      "down: --delete-data asks for the stack's name, and there is no terminal; use --yes-delete <name>",
    );
  const lines = createInterface({input: process.stdin, output: process.stdout});
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

const destroy = (session: Session, excludeProtected: boolean): Promise<void> =>
  withProgress('removing', (progress) => destroyWith(session, excludeProtected, progress));

async function destroyWith(
  session: Session,
  excludeProtected: boolean,
  progress: (text: string) => void,
): Promise<void> {
  const {stack} = session;
  const diagnostics = new Diagnostics(progress);
  const interrupted = interruption();
  const options = {color: 'never', onEvent: diagnostics.onEvent, excludeProtected, signal: interrupted.signal} as const;
  try {
    await marked(session, () => stack.destroy(options), interrupted.happened);
    // Pulumi that is interrupted before it removed anything ends as if all were done.
    if (interrupted.happened()) throw new Error('interrupted');
  } catch (error) {
    if (interrupted.happened())
      throw new UserError('down: interrupted; the same command goes on from there', {cause: error});
    if (error instanceof UserError || diagnostics.problems.length === 0) throw error;
    throw new UserError(diagnostics.problems.join('\n'), {cause: error});
  } finally {
    interrupted.done();
  }
}

/** What outlives a mere `down`: the CA's certificate and the folder that it lies in. */
async function removeFiles({name}: Session): Promise<void> {
  const {exitCode, stderr} = await execa('sh', ['-c', asRoot('deliver', ['remove', physicalName(name)])], {
    cwd: root,
    reject: false,
    stdin: 'ignore',
  });
  if (exitCode !== 0)
    throw new UserError(`down: the stack's files are still there, got ${JSON.stringify(stderr.trim())}; run it again`);
}

/** Everything of the stack, data included. */
async function deleteAll(session: Session): Promise<void> {
  const volumes = await volumesOf(session.name);
  await unprotect(session, () => true);
  await destroy(session, false);
  for (const volume of volumes) await docker('volume', 'rm', volume);
  // Also those that no volume tells of: an update that was cut off between the two leaves a vault whose key goes with the state.
  await deleteVaults([...volumes, ...vaultNames(session.name)]);
  await removeFiles(session);
  await session.stack.workspace.removeStack(session.name.stack, {preserveConfig: true});
  console.log(`stack ${session.name.stack}: deleted, with ${volumes.length} volumes of data`);
}

/** `./platform down`. */
export async function down({stack, deleteData = false, yesDelete}: DownOptions): Promise<number> {
  if (deleteData) await confirm(stack, yesDelete);
  const session = await openStack(stack);
  for (const line of await finishKilledRun(session)) console.log(line);
  if (deleteData) {
    await deleteAll(session);
    return 0;
  }
  await destroy(session, true);
  const volumes = await volumesOf(session.name);
  console.log(
    `stack ${stack}: removed; data (${volumes.length} volumes) and passwords are kept, ./platform up brings it back, ./platform down --delete-data deletes them`,
  );
  return 0;
}
