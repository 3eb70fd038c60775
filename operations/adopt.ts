import {setTimeout as wait} from 'node:timers/promises';
import {execa} from 'execa';
import type {Definition, Reset} from '../components/core/definition';
import {UserError} from '../components/core/errors';
import {physicalName, type StackName} from '../components/core/names';
import type {Settings} from '../components/core/settings';
import {fill} from '../components/core/template';
import {generationName, generationOf} from '../components/targets/docker/passwords';
import {containersOf, docker, labelsOf, lastLines} from './containers';
import {deployedIn, logicalName, types, undoCommands, unprotect} from './deployment';
import {isOfAuthority} from './rotate-authority';
import {openStack, type Session} from './session';
import {settingsIn} from './settings';
import {finishKilledRun, removeUnknown} from './unfinished';
import {shownUpdate} from './update';
import {openClosed} from './vaults';

/** Milliseconds that a service may take until it answers, alone with its data. */
const patienceMs = 300_000;

/** What `docker inspect` says of the container whose data are taken. */
interface Inspected {
  readonly Image: string;
  readonly Config: {readonly User: string};
  readonly HostConfig: {readonly Tmpfs?: Readonly<Record<string, string>>; readonly Memory: number};
  readonly Mounts: readonly {readonly Type: string; readonly Name?: string; readonly Destination: string}[];
}

/** The present passwords of a service, by name, as far as the state has them. */
async function secretsOf(
  session: Session,
  settings: Settings,
  {name, secrets}: Definition,
): Promise<Record<string, string>> {
  const known = (await deployedIn(session)).filter(({type}) => type === types.password);
  return Object.fromEntries(
    secrets.flatMap(({name: secret}) => {
      const generation = settings.generations[`${name}.${secret}`] ?? 1;
      const wanted = generationName(`${name}-${secret}`, generation);
      const found = known.find(({urn}) => logicalName(urn) === wanted);
      return found ? [[secret, String(found.outputs.result)]] : [];
    }),
  );
}

/** Runs the command inside until it succeeds. */
async function askUntilAnswered(container: string, {command}: Reset, input: string): Promise<void> {
  for (const end = Date.now() + patienceMs; ; await wait(2000)) {
    const asked = await execa('docker', ['exec', '-i', container, ...command], {input, reject: false, timeout: 60_000});
    if (asked.exitCode === 0) return;
    if ((await docker('inspect', '--format', '{{.State.Running}}', container)).trim() !== 'true')
      throw new UserError(
        `adopt: ${container} ended before it took the password; it wrote:\n${await lastLines(container)}`,
      );
    if (Date.now() > end)
      throw new UserError(
        `adopt: ${container} did not take the password, got ${JSON.stringify(asked.stderr.trim())}; run it again`,
      );
  }
}

/** Lets the service run alone with its data, reached by nobody else, and sets the administrator's password there. */
async function reset(name: StackName, definition: Definition, how: Reset, input: string): Promise<void> {
  const container = physicalName(name, definition.name);
  const [found] = JSON.parse(await docker('inspect', '--type', 'container', container)) as Inspected[];
  if (!found) throw new UserError(`adopt: container ${container} is not there; run ./platform up first`);
  await docker('stop', '--time', String(definition.graceSeconds), container);
  const alone = `${container}-adopt`;
  // One of a run that was cut off would hold the data.
  await docker('rm', '--force', '--volumes', alone).catch(() => undefined);
  const volumes = found.Mounts.filter(({Type}) => Type === 'volume').map((m) => `${m.Name}:${m.Destination}`);
  const tmpfs = Object.entries(found.HostConfig.Tmpfs ?? {}).map(([path, options]) => `${path}:${options}`);
  try {
    await docker(
      // A host without networks does not know its own name, and Java programs end for that without a word.
      ...['run', '--detach', '--name', alone, '--network', 'none', '--hostname', 'localhost'],
      ...['--user', found.Config.User, '--init'],
      ...labelsOf(name).flatMap((label) => ['--label', label]),
      ...[
        '--cap-drop',
        'ALL',
        '--security-opt',
        'no-new-privileges',
        '--read-only',
        '--memory',
        String(found.HostConfig.Memory),
      ],
      ...volumes.flatMap((volume) => ['--volume', volume]),
      ...tmpfs.flatMap((mount) => ['--tmpfs', mount]),
      ...Object.entries(how.env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
      found.Image,
    );
    await askUntilAnswered(alone, how, input);
  } finally {
    await docker('stop', '--time', String(definition.graceSeconds), alone).catch(() => undefined);
    await docker('rm', '--force', '--volumes', alone).catch(() => undefined);
  }
}

function definitionsIn(settings: Settings, service: string | undefined): Definition[] {
  const all = Object.values(settings.services).map(({definition}) => definition);
  const found = all.filter(({name}) => service === undefined || name === service);
  if (found.length > 0) return found;
  throw new UserError(
    `adopt: no such service in this stack, got ${JSON.stringify(service)}; choose one of ${all.map(({name}) => name).join(', ')}`,
  );
}

/** Sets the administrator's password of one service where that needs more than new files, and removes its container. */
async function take(session: Session, settings: Settings, definition: Definition): Promise<void> {
  const container = physicalName(session.name, definition.name);
  if (!(await containersOf(session.name)).some(({name}) => name === container)) return;
  if (definition.reset) {
    const secrets = await secretsOf(session, settings, definition);
    await reset(session.name, definition, definition.reset, fill(definition.reset.input, {secrets}));
    console.log(`${definition.name}: password of the administrator set`);
  }
  await docker('stop', '--time', String(definition.graceSeconds), container);
  await docker('rm', container);
}

/** Lets the update drop passwords and CAs of a restored state that the stack file does not tell of any more. */
async function releaseOutdated(
  session: Session,
  settings: Settings,
  definitions: readonly Definition[],
): Promise<void> {
  const present = new Map(
    definitions.flatMap(({name, secrets}) =>
      secrets.map((secret) => [`${name}-${secret.name}`, settings.generations[`${name}.${secret.name}`] ?? 1]),
    ),
  );
  const {generation: newest, overlap} = settings.authorityChange;
  await unprotect(session, (resource) => {
    const {name, generation} = generationOf(logicalName(resource.urn));
    if (isOfAuthority(resource)) return generation < (overlap ? newest - 1 : newest);
    return resource.type === types.password && generation < (present.get(name) ?? 1) - 1;
  });
}

/**
 * `./platform adopt`: makes containers anew, which read the passwords that the state has, and sets them from the
 * administrator's side where a service keeps them in its data. Data are kept.
 */
export async function adopt(service: string | undefined, {stack}: {stack: string}): Promise<number> {
  const session = await openStack(stack);
  const settings = await settingsIn(session);
  const definitions = definitionsIn(settings, service);
  for (const line of await finishKilledRun(session)) console.log(line);
  for (const line of await openClosed(session)) console.log(line);
  await releaseOutdated(session, settings, definitionsIn(settings, undefined));
  await undoCommands(session);
  const resettable = definitions.filter((definition) => definition.reset);
  const secrets = await Promise.all(resettable.map((definition) => secretsOf(session, settings, definition)));
  if (resettable.some(({secrets: wanted}, index) => wanted.some(({name}) => secrets[index]?.[name] === undefined))) {
    for (const line of await removeUnknown(session)) console.log(line);
    // Makes the passwords; that the service does not take them yet is why we are here.
    await shownUpdate(session, 'making passwords', {refresh: true}).catch(() => undefined);
  }
  for (const definition of definitions) await take(session, settings, definition);
  for (const line of await removeUnknown(session)) console.log(line);
  await shownUpdate(session, 'update', {refresh: true});
  console.log(
    `adopt: ${definitions.map(({name}) => name).join(', ')}: data are kept, and take the passwords of the state`,
  );
  return 0;
}
