import type {Definition} from '../components/core/definition';
import {labelPrefix} from '../components/core/names';
import type {Settings} from '../components/core/settings';
import {services} from '../components/services';
import {containersIn} from '../components/services/parts';
import {docker, filtersOf} from './containers';
import {type Deployed, deployedIn, types, unprotect} from './deployment';
import {project, type Session} from './session';

interface Volume {
  readonly name: string;
  readonly service: string;
}

async function volumesByService({name}: Session): Promise<Volume[]> {
  const format = `{{.Name}}\t{{.Label "${labelPrefix}.service"}}`;
  const lines = await docker('volume', 'ls', ...filtersOf(name), '--format', format);
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [volume = '', service = ''] = line.split('\t');
      return {name: volume, service};
    });
}

/** The service that a stack names: a companion goes with its service. */
const ownerOf = (part: string): string =>
  Object.values<Definition>(services).find(({companions}) => companions?.some(({name}) => name === part))?.name ?? part;

/**
 * Prepares the update for services that the settings have turned off: their passwords stay in the state, their volumes,
 * which it protects, may leave it. The engine keeps the volumes.
 * @returns what was turned off, a line each
 */
export async function turnOff(session: Session, settings: Settings): Promise<string[]> {
  const on = containersIn(settings);
  const idle = (await volumesByService(session)).filter(({service}) => !on.includes(service));
  if (idle.length === 0) return [];
  const isOf = (volume: Volume) => (resource: Deployed) =>
    resource.type === types.volume && resource.outputs.name === volume.name;
  const deployed = await deployedIn(session);
  const leaving = idle.filter((volume) => deployed.some(isOf(volume)));
  if (leaving.length === 0) return [];
  // First what keeps the passwords: cut off between the two, the next run goes on here.
  const kept = new Set([...settings.kept.map(({name}) => name), ...leaving.map(({service}) => ownerOf(service))]);
  await session.stack.removeConfig(`${project}:kept`);
  await session.stack.setAllConfig(
    Object.fromEntries([...kept].map((name, index) => [`${project}:kept[${index}]`, {value: name}])),
    true,
  );
  await unprotect(session, (resource) => leaving.some((volume) => isOf(volume)(resource)));
  return leaving.map(
    ({name, service}) =>
      `${service}: turned off; its data (volume ${name}) and passwords are kept for when it is turned on again`,
  );
}
