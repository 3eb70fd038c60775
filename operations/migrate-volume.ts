import {UserError} from '../components/core/errors';
import {labelPrefix, ownerLabels} from '../components/core/names';
import type {ServiceSettings, Settings} from '../components/core/settings';
import {docker} from './containers';
import {types, unprotect} from './deployment';
import {type DataVolume, dataVolumesOf, plainVolumesOf, volumeNamed} from './plain-volumes';
import {openStack, type Session} from './session';
import {settingsIn} from './settings';
import {finishKilledRun} from './unfinished';
import {shownUpdate} from './update';
import {containersUsing, ensureMethod, vault} from './vaults';

export interface MigrateOptions {
  readonly stack: string;
  readonly deleteOld?: boolean;
}

function servicesIn(settings: Settings, name: string | undefined): ServiceSettings[] {
  if (name === undefined) return Object.values(settings.services);
  const service = settings.services[name];
  if (service) return [service];
  throw new UserError(
    `migrate-volume: no such service in this stack, got ${JSON.stringify(name)}; choose one of ${Object.keys(settings.services).join(', ')}`,
  );
}

/** Renames what a volume holds to another one's folder: done wholly or not at all (rename(2)). */
async function moveAside({vault: name, kept, labels}: DataVolume, session: Session): Promise<void> {
  const own = {
    ...ownerLabels(session.name, labels.service),
    [`${labelPrefix}.encryption`]: 'off: kept by migrate-volume until --delete-old',
  };
  const words = Object.entries(own).flatMap(([label, value]) => ['--label', `${label}=${value}`]);
  await docker('volume', 'create', ...words, kept);
  const [old, aside] = [await volumeNamed(name), await volumeNamed(kept)];
  if (!old || !aside) throw new UserError(`migrate-volume: volume ${name} is gone; run it again`);
  await vault(['aside', name, old.Mountpoint, aside.Mountpoint]);
  await docker('volume', 'rm', name);
}

/** Deletes what was kept, once the vaults are in use. */
async function deleteOld(volumes: readonly DataVolume[]): Promise<number> {
  for (const {vault: name, kept, service} of volumes) {
    if (!(await volumeNamed(kept))) {
      console.log(`volume ${kept}: is not there`);
      continue;
    }
    await vault(['check', name, '--open']);
    const users = await containersUsing(name, '--filter', 'health=healthy');
    if (users.length === 0)
      throw new UserError(
        `migrate-volume: ${service} does not run on its vault, so the old data of ${name} are kept; run ./platform up first`,
      );
    await docker('volume', 'rm', kept);
    console.log(
      `volume ${kept}: deleted; the disk's blocks are free, but only what writes over them makes the old data unreadable`,
    );
  }
  return 0;
}

/** Stops and removes the containers of a volume, which keep it from being moved; `up` makes them anew. */
async function removeUsers(name: string, graceSeconds: number): Promise<void> {
  for (const container of await containersUsing(name)) {
    await docker('stop', '--time', String(graceSeconds), container);
    await docker('rm', container);
    console.log(`${container}: stopped`);
  }
}

/**
 * `./platform migrate-volume`: moves the data of plain volumes aside; the update then makes vaults that begin with a
 * copy of them. Interrupted anywhere, it is repeated, or `up` goes on; nothing is deleted.
 */
export async function migrateVolume(name: string | undefined, options: MigrateOptions): Promise<number> {
  const session = await openStack(options.stack);
  for (const line of await finishKilledRun(session)) console.log(line);
  const settings = await settingsIn(session);
  const services = servicesIn(settings, name);
  const volumes = services.flatMap((service) => dataVolumesOf(session.name, service));
  if (options.deleteOld) return await deleteOld(volumes);
  if (settings.encryption !== 'required')
    throw new UserError(
      `migrate-volume: the stack's volumes are meant to be plain, got encryption: off; write encryption: required into Pulumi.${options.stack}.yaml first`,
    );
  const plain = await plainVolumesOf(session.name, Object.values(settings.services));
  const others = plain.filter(({vault: one}) => !volumes.some((volume) => volume.vault === one));
  if (others.length > 0)
    throw new UserError(
      `migrate-volume: one update makes all vaults, and others are plain too, got ${[...new Set(others.map(({service}) => service))].join(', ')}; leave the service out`,
    );
  for (const line of await ensureMethod()) console.log(line);
  for (const volume of plain) {
    await removeUsers(volume.vault, settings.services[volume.service]?.definition.graceSeconds ?? 60);
    await moveAside(volume, session);
    console.log(`volume ${volume.vault}: set aside as ${volume.kept}`);
  }
  const names = volumes.map(({vault: one}) => one);
  // They are retained, so the engine is not asked to delete anything.
  await unprotect(
    session,
    ({type, inputs}) => type === types.volume && names.includes(String(inputs.name)) && !inputs.driverOpts,
  );
  await shownUpdate(session, 'copying into vaults', {refresh: true});
  console.log(`migrate-volume: ${names.join(', ')}: in vaults, compared file by file`);
  console.log(`what was before is kept until ./platform migrate-volume --delete-old --stack ${options.stack}`);
  return 0;
}
