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

/** Where the engine keeps volumes, of those names that there are. */
async function volumesNamed(names: readonly string[]): Promise<ReadonlyMap<string, Volume>> {
  const filters = names.flatMap((name) => ['--filter', `name=${name}`]);
  const there = (await docker('volume', 'ls', '--format', '{{.Name}}', ...filters)).split('\n');
  const found = there.filter((name) => names.includes(name));
  if (found.length === 0) return new Map();
  const volumes = JSON.parse(await docker('volume', 'inspect', ...found)) as Volume[];
  return new Map(volumes.map((volume) => [volume.Name, volume]));
}

/** Where the engine keeps a volume; undefined where there is none of that name. */
export const volumeNamed = async (name: string): Promise<Volume | undefined> => (await volumesNamed([name])).get(name);

/** The data volumes of services that lie outside of their vaults. */
export async function plainVolumesOf(stack: StackName, services: readonly ServiceSettings[]): Promise<DataVolume[]> {
  const volumes = services.flatMap((service) => dataVolumesOf(stack, service));
  const found = await volumesNamed(volumes.map(({vault}) => vault));
  return volumes.filter(({vault}) => {
    const volume = found.get(vault);
    return volume !== undefined && !liesInVault(vault, volume.Options);
  });
}
