import {execa} from 'execa';
import {labelPrefix} from '../../components/core/names';
import {docker, filtersOf} from '../containers';
import {type Deployed, deployedIn, types} from '../deployment';
import type {Session} from '../session';
import {containerDifferences, type DeclaredContainer} from './container';
import {type Difference, differs, type Found, mapDiffers, nothing} from './difference';
import {deliveriesIn, fileDifferences, listing} from './files';
import type {Container, Image, Network, Volume} from './inspected';

/** What was found, and what could not be looked at. */
export interface Drift {
  readonly differences: readonly Difference[];
  /** How many resources were compared. */
  readonly compared: number;
  readonly notes: readonly string[];
}

/** What the engine says of a thing, or undefined where there is none. */
async function inspect<T>(kind: string, name: string): Promise<T | undefined> {
  const {exitCode, stdout, stderr} = await execa('docker', [kind, 'inspect', name], {reject: false, stdin: 'ignore'});
  if (exitCode === 0) return (JSON.parse(stdout) as T[])[0];
  if (/no such/i.test(stderr)) return undefined;
  await docker('version');
  throw new Error(`docker ${kind} inspect ${name}: ${stderr}`);
}

const nameIn = ({inputs}: Deployed): string => String(inputs.name ?? '');

const owned = ['managed-by', 'project', 'service', 'stack'].map((key) => `${labelPrefix}.${key}`);

const labelsIn = (inputs: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    ((inputs.labels ?? []) as {label: string; value: string}[]).map(({label, value}) => [label, value] as const),
  );

const only = (labels: Readonly<Record<string, string>>, keys: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).filter(([key]) => keys.includes(key)));

/** What differs in a network. Pure. */
export function networkDifferences(inputs: Readonly<Record<string, unknown>>, found: Network): Found[] {
  const yes = (value: unknown) => (value === true ? 'on' : 'off');
  return [
    ...differs('driver', String(inputs.driver ?? 'bridge'), found.Driver),
    ...differs('internal', yes(inputs.internal), yes(found.Internal)),
    ...differs('attachable', yes(inputs.attachable), yes(found.Attachable)),
    ...mapDiffers('option', {...(inputs.options as Record<string, string> | undefined)}, {...found.Options}),
    ...mapDiffers('label', labelsIn(inputs), {...found.Labels}),
  ];
}

/** What differs in a volume: only who it belongs to and what is mounted, as its other labels never change. Pure. */
export function volumeDifferences(inputs: Readonly<Record<string, unknown>>, found: Volume): Found[] {
  return [
    ...differs('driver', String(inputs.driver ?? 'local'), found.Driver),
    ...mapDiffers('option', {...(inputs.driverOpts as Record<string, string> | undefined)}, {...found.Options}),
    ...mapDiffers('label', only(labelsIn(inputs), owned), only(found.Labels ?? {}, owned)),
  ];
}

/** Says that a thing was made by somebody else, besides what differs in it. */
const another = (kind: 'container' | 'network', declared: string | undefined, found: string): Found[] =>
  declared === found
    ? []
    : differs(kind, `made by Pulumi (${declared?.slice(0, 12)})`, `another (${found.slice(0, 12)})`);

async function ofContainer({id, inputs}: Deployed, images: Map<string, Promise<Image | undefined>>): Promise<Found[]> {
  const declared = inputs as unknown as DeclaredContainer;
  const found = await inspect<Container>('container', String(inputs.name));
  if (!found) return differs('container', 'running', undefined);
  const image = images.get(found.Image) ?? inspect<Image>('image', found.Image);
  images.set(found.Image, image);
  return [
    ...another('container', id, found.Id),
    ...containerDifferences(declared, found, (await image) ?? {Id: found.Image, Config: {}}),
  ];
}

async function ofOther({type, id, inputs}: Deployed): Promise<Found[]> {
  if (type === types.network) {
    const found = await inspect<Network>('network', String(inputs.name));
    if (!found) return differs('network', 'there', undefined);
    return [...another('network', id, found.Id), ...networkDifferences(inputs, found)];
  }
  const found = await inspect<Volume>('volume', String(inputs.name));
  return found ? volumeDifferences(inputs, found) : differs('volume', 'there', undefined);
}

/** Containers and networks with the stack's labels that its state does not know. */
async function strangers(session: Session, resources: readonly Deployed[]): Promise<Difference[]> {
  const known = resources.map(nameIn);
  const filters = filtersOf(session.name);
  const listed = async (kind: 'container' | 'network', ...args: string[]): Promise<Difference[]> =>
    (await docker(...args, ...filters))
      .split('\n')
      .filter((name) => name && !known.includes(name))
      .map((name) => ({kind, name, what: kind, declared: nothing, found: 'there, with the labels of this stack'}));
  return [
    ...(await listed('container', 'container', 'ls', '--all', '--format', '{{.Names}}')),
    ...(await listed('network', 'network', 'ls', '--format', '{{.Name}}')),
  ];
}

const kinds = {[types.container]: 'container', [types.network]: 'network', [types.volume]: 'volume'} as const;

/** Compares everything of a stack with what the engine says of it. */
export async function driftOf(session: Session, resources?: readonly Deployed[]): Promise<Drift> {
  const all = resources ?? (await deployedIn(session));
  const images = new Map<string, Promise<Image | undefined>>();
  const differences: Difference[] = [];
  const notes: string[] = [];
  let compared = 0;
  for (const resource of all) {
    const kind = kinds[resource.type as keyof typeof kinds];
    if (!kind) continue;
    compared += 1;
    const found = kind === 'container' ? await ofContainer(resource, images) : await ofOther(resource);
    differences.push(...found.map((one) => ({...one, kind, name: nameIn(resource), urn: resource.urn})));
  }
  for (const delivery of deliveriesIn(all)) {
    const there = await listing(delivery.folder);
    if (there === undefined) notes.push(`${delivery.folder}: not compared, this user may not read it`);
    else {
      compared += 1;
      differences.push(...fileDifferences(delivery, there));
    }
  }
  differences.push(...(await strangers(session, all)));
  return {differences, compared, notes};
}
