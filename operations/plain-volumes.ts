import type {Definition} from '../components/core/definition';
import {physicalName, type StackName} from '../components/core/names';
import type {ServiceSettings} from '../components/core/settings';
import {services} from '../components/services';
import {liesInVault, plainName} from '../components/targets/docker/encrypted-volume';
import {docker} from './containers';

/** A data volume of a service: its own name, which is its vault's too, and the one of what was kept of it. */
export interface DataVolume {
  readonly service: string;
  readonly vault: string;
  readonly kept: string;
  readonly labels: {readonly service: string; readonly volume: string};
}

/** A volume as `docker volume inspect` shows it. */
interface Volume {
  readonly Name: string;
  readonly Mountpoint: string;
  readonly Options: Readonly<Record<string, string>> | null;
}

/** The data volumes of a service, those of its companions included. Pure. */
export function dataVolumesOf(stack: StackName, {definition}: {readonly definition: Definition}): DataVolume[] {
  return [definition, ...(definition.companions ?? [])].flatMap(({name, volumes}) =>
    volumes.map((volume) => ({
      service: definition.name,
      vault: physicalName(stack, name, volume.name),
      kept: plainName(stack, name, volume.name),
      labels: {service: name, volume: volume.name},
    })),
  );
}

/** Every name that a vault of a stack can have, of services that are off included. Pure. */
export const vaultNames = (stack: StackName): string[] =>
  Object.values<Definition>(services).flatMap((definition) =>
    dataVolumesOf(stack, {definition}).map(({vault}) => vault),
  );

/** Where the engine keeps a volume; undefined where there is none of that name. */
export async function volumeNamed(name: string): Promise<Volume | undefined> {
  const names = (await docker('volume', 'ls', '--format', '{{.Name}}', '--filter', `name=${name}`)).split('\n');
  if (!names.includes(name)) return undefined;
  return (JSON.parse(await docker('volume', 'inspect', name)) as Volume[])[0];
}

/** The data volumes of services that lie outside of their vaults. */
export async function plainVolumesOf(stack: StackName, services: readonly ServiceSettings[]): Promise<DataVolume[]> {
  const volumes = services.flatMap((service) => dataVolumesOf(stack, service));
  const found = await Promise.all(volumes.map(({vault}) => volumeNamed(vault)));
  return volumes.filter(({vault}, i) => found[i] !== undefined && !liesInVault(vault, found[i].Options));
}
