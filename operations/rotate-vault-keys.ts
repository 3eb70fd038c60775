import {UserError} from '../components/core/errors';
import type {Settings} from '../components/core/settings';
import {dataVolumesOf} from './plain-volumes';
import {finishRotation, type RotateOptions, release} from './rotate';
import {openStack, project} from './session';
import {settingsIn} from './settings';
import {finishKilledRun} from './unfinished';
import {shownUpdate} from './update';
import {fits, openClosed, vaultsIn} from './vaults';

/** A vault whose key is to be changed. */
interface ChosenVault {
  readonly vault: string;
  /** `<service>.<volume>`, as the setting names it. */
  readonly key: string;
  /** The generation that holds now. */
  readonly generation: number;
}

/** The vaults that an operator means. @throws UserError naming what there is */
export function chosenVaults(settings: Settings, stack: string, service: string | undefined): ChosenVault[] {
  if (settings.encryption !== 'required')
    throw new UserError(`rotate --vault-keys: the stack has no vaults, got encryption: off; see docs/vaults.md`);
  const all = Object.values(settings.services).flatMap((one) => dataVolumesOf({project, stack}, one));
  const found = all.filter((volume) => service === undefined || volume.service === service);
  if (found.length === 0)
    throw new UserError(
      `rotate --vault-keys: no such service with data in this stack, got ${JSON.stringify(service)}; choose one of ${[...new Set(all.map((v) => v.service))].join(', ')}`,
    );
  return found.map(({vault, labels}) => {
    const key = `${labels.service}.${labels.volume}`;
    return {vault, key, generation: settings.vaultGenerations[key] ?? 1};
  });
}

/**
 * Changes the keys of vaults while their services run: the key that the data are encrypted with is wrapped anew. Both
 * keys are in the state until the next change, so that a vault opens whatever moment this is cut off at.
 */
export async function rotateVaultKeys(service: string | undefined, {stack}: RotateOptions): Promise<number> {
  const start = performance.now();
  const session = await openStack(stack);
  for (const line of await finishKilledRun(session)) console.log(line);
  const settings = await settingsIn(session);
  const chosen = chosenVaults(settings, stack, service);
  await finishRotation(session, settings);
  for (const line of await openClosed(session)) console.log(line);
  const before = vaultsIn((await session.stack.exportStack()).deployment);
  await release(
    session,
    chosen.map(({key, generation}) => ({name: `${key.replace('.', '-')}-key`, generation})),
  );
  await session.stack.setAllConfig(
    Object.fromEntries(
      chosen.map(({key, generation}) => [`${project}:vaultGenerations["${key}"]`, {value: String(generation + 1)}]),
    ),
    true,
  );
  await shownUpdate(session, 'changing keys');
  for (const {vault} of chosen) {
    const old = before.find(({name}) => name === vault);
    if (old && (await fits(vault, old.key)))
      throw new UserError(
        `rotate: vault ${vault} still opens with its old key; run ./platform up, then look at its output`,
      );
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `rotate: ${chosen.length} vault keys changed in ${seconds} s; the old ones are refused, no data was rewritten`,
  );
  return 0;
}
