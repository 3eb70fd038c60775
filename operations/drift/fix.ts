import {execa} from 'execa';
import {UserError} from '../../components/core/errors';
import {docker} from '../containers';
import {type Deployed, logicalName, types} from '../deployment';
import {root, type Session} from '../session';
import {update} from '../update';
import type {Difference} from './difference';
import {deliveriesIn} from './files';

/** What has to be done about differences. */
export interface Plan {
  /** Resources that Pulumi replaces. */
  readonly replace: readonly string[];
  /** Containers that stand where ours belongs, or that nobody knows; removed first. */
  readonly remove: readonly string[];
  /** Deliveries that are put again. */
  readonly deliver: readonly string[];
  /** Whether Pulumi has to look first, as something it knows is gone. */
  readonly refresh: boolean;
  /** What is left to a person, with what to do. */
  readonly left: readonly string[];
}

const gone = ({what, kind}: Difference): boolean => what === kind;

/** Decides what is done about each difference. Pure. */
export function planOf(differences: readonly Difference[], resources: readonly Deployed[]): Plan {
  const replace = new Set<string>();
  const remove = new Set<string>();
  const deliver = new Set<string>();
  const left = new Set<string>();
  let refresh = false;
  const containerOf = (filesUrn: string): string | undefined =>
    resources.find(
      ({type, urn}) => type === types.container && logicalName(urn) === logicalName(filesUrn).replace(/-files$/, ''),
    )?.urn;
  for (const difference of differences) {
    const {kind, name, urn} = difference;
    if (kind === 'file' && urn) {
      deliver.add(urn);
      const container = containerOf(urn);
      if (container) replace.add(container);
    } else if (kind === 'volume') {
      if (gone(difference)) refresh = true;
      left.add(
        gone(difference)
          ? `volume ${name}: made again, but empty; ./platform restore brings its data back from a backup`
          : `volume ${name}: not replaced, as that would delete its data; take a backup, ./platform down --delete-data, restore`,
      );
    } else if (!urn && kind === 'network') left.add(`network ${name}: not declared; docker network rm ${name}`);
    else if (!urn) remove.add(name);
    else if (gone(difference)) {
      refresh = true;
      if (difference.found.startsWith('another') && kind === 'container') remove.add(name);
      else if (difference.found.startsWith('another'))
        left.add(`network ${name}: made by somebody else; ./platform down, docker network rm ${name}, ./platform up`);
    } else replace.add(urn);
  }
  return {replace: [...replace], remove: [...remove], deliver: [...deliver], refresh, left: [...left]};
}

/** Puts everything back that can be put back. */
export async function fix(
  session: Session,
  plan: Plan,
  resources: readonly Deployed[],
  say: (line: string) => void,
): Promise<void> {
  for (const container of plan.remove) {
    await docker('rm', '--force', container);
    say(`container ${container}: removed, it was not ours`);
  }
  for (const delivery of deliveriesIn(resources).filter(({urn}) => plan.deliver.includes(urn))) {
    const {exitCode, stderr} = await execa('sh', ['-c', delivery.command], {
      cwd: root,
      input: delivery.stdin,
      reject: false,
    });
    if (exitCode !== 0)
      throw new UserError(`${delivery.folder}: not written, got ${JSON.stringify(stderr.trim())}; mend that`);
    say(`${delivery.folder}: written again`);
  }
  for (const urn of plan.replace) say(`${logicalName(urn)}: replaced`);
  await update(session, {progress: () => {}, refresh: plan.refresh, replace: plan.replace});
}
