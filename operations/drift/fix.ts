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
  /** Containers that are taken away, so that Pulumi makes those again that are declared. */
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  /** Deliveries that are put again. */
  readonly deliver: readonly string[];
  /** What is left to a person, with what to do. */
  readonly left: readonly string[];
}

const gone = ({what, kind, found}: Difference): boolean => what === kind && found === '(none)';

interface Inputs {
  readonly name?: string;
  readonly networksAdvanced?: readonly {readonly name: string}[];
}

const containersIn = (resources: readonly Deployed[]): (Inputs & {urn: string; name: string})[] =>
  resources
    .filter(({type}) => type === types.container)
    .map(({urn, inputs}) => ({...(inputs as Inputs), urn, name: String(inputs.name)}));

function leftToDo(difference: Difference): string {
  const {name} = difference;
  return gone(difference)
    ? `volume ${name}: made again, but empty; its data has to come from a backup of yours`
    : `volume ${name}: not replaced, as that would delete its data; copy the data elsewhere, then ./platform down --delete-data and ./platform up`;
}

/**
 * Decides what is done about each difference. Pure. Containers and networks are removed and left to Pulumi, as forcing
 * a replacement makes the new one before the old one has given up its name.
 */
export function planOf(differences: readonly Difference[], resources: readonly Deployed[]): Plan {
  const all = containersIn(resources);
  const containers = new Set<string>();
  const networks = new Set<string>();
  const deliver = new Set<string>();
  const left = new Set<string>();
  for (const difference of differences) {
    const {kind, name, urn} = difference;
    if (kind === 'volume') left.add(leftToDo(difference));
    else if (kind === 'file' && urn) {
      deliver.add(urn);
      const service = logicalName(urn).replace(/-files$/, '');
      for (const reader of all.filter((c) => logicalName(c.urn) === service)) containers.add(reader.name);
    } else if (gone(difference)) continue;
    else if (kind === 'container') containers.add(name);
    else {
      networks.add(name);
      for (const user of all.filter((c) => c.networksAdvanced?.some((network) => network.name === name)))
        containers.add(user.name);
    }
  }
  return {containers: [...containers], networks: [...networks], deliver: [...deliver], left: [...left]};
}

/** Ends a container as it wants to be ended, and removes it. */
async function removeContainer(name: string): Promise<void> {
  await execa('docker', ['unpause', name], {reject: false, stdin: 'ignore'});
  await execa('docker', ['stop', name], {reject: false, stdin: 'ignore'});
  const {exitCode, stderr} = await execa('docker', ['rm', '--force', name], {reject: false, stdin: 'ignore'});
  if (exitCode !== 0 && !/no such container/i.test(stderr))
    throw new UserError(`container ${name}: not removed, got ${JSON.stringify(stderr.trim())}; mend that`);
}

/** A network can't be removed while somebody else's container is on it: said before anything is taken away. */
async function refuseOthers({containers, networks}: Plan): Promise<void> {
  for (const network of networks) {
    const there = await docker(
      'network',
      'inspect',
      '--format',
      '{{range .Containers}}{{println .Name}}{{end}}',
      network,
    );
    const others = there.split('\n').filter((name) => name && !containers.includes(name));
    if (others.length > 0)
      throw new UserError(
        `network ${network}: has to be made again, and is used by ${others.join(', ')}; take it off (docker network disconnect ${network} ${others[0]}), then again, and connect it afterwards`,
      );
  }
}

/** Puts everything back that can be put back. */
export async function fix(
  session: Session,
  plan: Plan,
  resources: readonly Deployed[],
  say: (line: string) => void,
): Promise<void> {
  await refuseOthers(plan);
  for (const delivery of deliveriesIn(resources).filter(({urn}) => plan.deliver.includes(urn))) {
    const options = {cwd: root, input: delivery.stdin, reject: false} as const;
    const {exitCode, stderr} = await execa('sh', ['-c', delivery.command], options);
    if (exitCode !== 0)
      throw new UserError(`${delivery.folder}: not written, got ${JSON.stringify(stderr.trim())}; mend that`);
    say(`${delivery.folder}: written again`);
  }
  for (const container of plan.containers) {
    await removeContainer(container);
    say(`container ${container}: removed`);
  }
  for (const network of plan.networks) {
    await docker('network', 'rm', network);
    say(`network ${network}: removed`);
  }
  const {changes} = await update(session, {progress: () => {}, refresh: true});
  say(`up: ${changes.create ?? 0} made again`);
}
