import type {Connection} from '../components/core/connection';
import {messageOf, UserError} from '../components/core/errors';
import type {Settings} from '../components/core/settings';
import {services} from '../components/services';
import {generationName} from '../components/targets/docker/passwords';
import type {Dated} from '../gates/check';
import {probes} from '../probes';
import {type Connections, connectionsOf} from './connections';
import {deployedIn, logicalName, types, unprotect} from './deployment';
import {secretsIn} from './gate-context';
import {rotateAuthority} from './rotate-authority';
import {rotateVaultKeys} from './rotate-vault-keys';
import {openStack, project, type Session} from './session';
import {settingsIn} from './settings';
import {overdueIn} from './status';
import {finishKilledRun} from './unfinished';
import {shownUpdate} from './update';

export interface RotateOptions {
  readonly stack: string;
  /** One role or secret; all of the service otherwise. */
  readonly role?: string;
  /** The keys of vaults instead of passwords. */
  readonly vaultKeys?: boolean;
  /** The CA instead of passwords. */
  readonly ca?: boolean;
  /** Ends the time in which the CA before is trusted too. */
  readonly finish?: boolean;
}

/** One password that is to be changed. */
interface Chosen {
  readonly service: string;
  readonly secret: string;
  /** The generation that holds now. */
  readonly generation: number;
}

/** The passwords that an operator means. @throws UserError naming what there is */
export function chosen(settings: Settings, service: string | undefined, role: string | undefined): Chosen[] {
  const names = Object.keys(settings.services);
  if (service !== undefined && !names.includes(service))
    throw new UserError(
      `rotate: no such service in this stack, got ${JSON.stringify(service)}; choose one of ${names.join(', ')}`,
    );
  const all = names
    .filter((name) => service === undefined || name === service)
    .flatMap((name) =>
      (settings.services[name]?.definition.secrets ?? []).map(({name: secret}) => ({
        service: name,
        secret,
        generation: settings.generations[`${name}.${secret}`] ?? 1,
      })),
    );
  const found = all.filter(({secret}) => role === undefined || secret === role);
  if (found.length === 0)
    throw new UserError(
      `rotate: no such role, got ${JSON.stringify(role)}; choose one of ${[...new Set(all.map((c) => c.secret))].join(', ')}`,
    );
  return found;
}

const nameOf = ({service, secret}: Chosen): string => `${service}-${secret}`;

/**
 * Looks for secrets that the policies would refuse even after this rotation.
 * @throws UserError, as nothing should be changed then
 */
export function refuseOthersOverdue(settings: Settings, passwords: readonly Chosen[], secrets: readonly Dated[]): void {
  const refused = overdueIn(secrets, settings.rotation, Date.now()).filter((late) => late.refused);
  const others = chosen(settings, undefined, undefined)
    .map(nameOf)
    .filter((name) => !passwords.some((password) => nameOf(password) === name))
    .filter((name) => refused.some(({secret}) => secret === name));
  if (others.length > 0)
    throw new UserError(
      `rotate: the policies refuse other secrets too, whose grace has ended, got ${others.join(', ')}; run ./platform rotate without a service, which changes all`,
    );
}

/** Whether a rotation was written down but not brought to its end. Pure. */
export const isUnfinished = (
  wanted: Readonly<Record<string, number>>,
  done: Readonly<Record<string, number>> = {},
): boolean => Object.entries(wanted).some(([secret, generation]) => generation !== (done[secret] ?? 1));

/** The same of a change of the CA. Pure. */
export const isUnfinishedChange = (
  wanted: Settings['authorityChange'],
  {generation, overlap}: Settings['authorityChange'] = {generation: 1, overlap: false},
): boolean => wanted.generation !== generation || wanted.overlap !== overlap;

/**
 * A service knows the present password or the one before, and clients one CA or the other: a second step before the first
 * has ended would lock us out.
 */
export async function finishRotation(session: Session, settings: Settings): Promise<void> {
  const outputs = await session.stack.outputs();
  const kinds = ['generations', 'vaultGenerations'] as const;
  const passwords = kinds.some((kind) => isUnfinished(settings[kind], outputs[kind]?.value));
  if (!passwords && !isUnfinishedChange(settings.authorityChange, outputs.authorityChange?.value)) return;
  await shownUpdate(session, 'finishing the rotation before');
  console.log('rotate: the rotation before was cut off; it is finished');
}

/** A password or key, by its logical name without a generation, and the generation that holds now. */
interface Numbered {
  readonly name: string;
  readonly generation: number;
}

/** Lets the update drop passwords that are two generations old after this rotation. */
export async function release(session: Session, passwords: readonly Numbered[]): Promise<void> {
  const old = passwords
    .filter(({generation}) => generation > 1)
    .map(({name, generation}) => generationName(name, generation - 1));
  if (old.length > 0)
    await unprotect(session, ({type, urn}) => type === types.password && old.includes(logicalName(urn)));
}

const patienceMs = 15_000;
const refused = /^(password refused|too many wrong passwords|token refused)/;

/** The connections whose old password a service still takes. */
async function stillAccepted(before: Connections, passwords: readonly Chosen[]): Promise<string[]> {
  const asked = await Promise.all(
    passwords.map(async ({service, secret}) => {
      const connection: Connection | undefined = before[service]?.[secret];
      if (!connection) return undefined;
      const {probe} = services[service as keyof typeof services];
      // Any other error, such as a right that is missing, comes after the password was taken.
      return await probes[probe](connection, AbortSignal.timeout(patienceMs)).then(
        () => `${service} ${secret}`,
        (error: unknown) => (refused.test(messageOf(error)) ? undefined : `${service} ${secret} (${messageOf(error)})`),
      );
    }),
  );
  return asked.filter((name) => name !== undefined);
}

/** Options that do not go together. @throws UserError */
export function refuseOptions(
  service: string | undefined,
  {ca, finish, vaultKeys, role}: Omit<RotateOptions, 'stack'>,
): void {
  if (finish && !ca) throw new UserError('rotate --finish: belongs to --ca; run ./platform rotate --ca --finish');
  const others = [service, role && `--role ${role}`, vaultKeys && '--vault-keys'].filter(Boolean);
  if (ca && others.length > 0)
    throw new UserError(
      `rotate --ca: is of the whole stack, got ${others.join(', ')} too; run ./platform rotate --ca alone`,
    );
}

/**
 * Changes passwords inside the running services and then everywhere else. The new generation is written down first, so
 * that the next `up` finishes what was cut off.
 */
export async function rotate(service: string | undefined, options: RotateOptions): Promise<number> {
  refuseOptions(service, options);
  if (options.ca) return await rotateAuthority(options);
  if (options.vaultKeys) return await rotateVaultKeys(service, options);
  const start = performance.now();
  const session = await openStack(options.stack);
  for (const line of await finishKilledRun(session)) console.log(line);
  const settings = await settingsIn(session);
  const passwords = chosen(settings, service, options.role);
  refuseOthersOverdue(settings, passwords, secretsIn(await deployedIn(session)));
  await finishRotation(session, settings);
  const before = await connectionsOf(session);
  await release(
    session,
    passwords.map((p) => ({name: nameOf(p), generation: p.generation})),
  );
  await session.stack.setAllConfig(
    Object.fromEntries(
      passwords.map((p) => [`${project}:generations["${p.service}.${p.secret}"]`, {value: String(p.generation + 1)}]),
    ),
    true,
  );
  await shownUpdate(session, 'changing passwords');
  const left = await stillAccepted(before, passwords);
  if (left.length > 0)
    throw new UserError(
      `rotate: the old password is still accepted by ${left.join(', ')}; run ./platform up, then look at its output`,
    );
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `rotate: ${passwords.length} passwords changed in ${seconds} s; the new ones work, the old ones are refused`,
  );
  return 0;
}
