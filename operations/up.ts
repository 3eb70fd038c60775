import {Listr} from 'listr2';
import {UserError} from '../components/core/errors';
import {physicalName} from '../components/core/names';
import type {Settings} from '../components/core/settings';
import {containersFor, containersIn, imagesOf} from '../components/services/parts';
import {containersOf, docker} from './containers';
import {healthyAfter, withOccurrences} from './healthy-after';
import {ensureImages, missingImages, pullImages, resolveImages} from './images';
import {endWith} from './interruption';
import {refuseObstacles} from './obstacles';
import {recordUp} from './records';
import {openStack, type Session} from './session';
import {firstSettings, settingsIn} from './settings';
import {table} from './table';
import {turnOff} from './turn-off';
import {finishKilledRun, foreseeFinish} from './unfinished';
import {type Updated, update} from './update';
import {ensureMethod, openClosed} from './vaults';
import type {Occurrence} from './watch/events';

export interface UpOptions {
  readonly stack: string;
  readonly preview?: boolean;
  readonly policyProfile?: string;
  /** The stack, which is being opened. */
  readonly session: Promise<Session>;
  /** Lines for the end. */
  readonly notes: string[];
}

interface Context {
  session: Session;
  settings: Settings;
  refresh: boolean;
  /** Settled once it is known whether something is in the way. */
  unobstructed: Promise<void>;
  images: ReadonlyMap<string, string>;
  updated: Updated;
  /** What the engine did with the stack meanwhile. */
  occurrences: readonly Occurrence[];
  /** Why a step failed. */
  failure?: unknown;
}

const seconds = (start: number) => `${((performance.now() - start) / 1000).toFixed(1)} s`;

/** References of the images by folder, and those of them that the engine lacks. */
async function imagesFor(settings: Settings) {
  const references = await resolveImages(imagesOf(settings), settings.images, {mirror: settings.mirror});
  return {references, missing: await missingImages([...new Set(references.values())])};
}

/**
 * Pulls or builds the images that the engine lacks.
 * @param worthIt awaited before anything that takes long
 * @returns references by the image's folder
 */
async function findImages(
  settings: Settings,
  say: (line: string) => void,
  worthIt: Promise<void> = Promise.resolve(),
): Promise<ReadonlyMap<string, string>> {
  const {references, missing} = await imagesFor(settings);
  if (missing.length === 0) return references;
  await worthIt;
  const isLocal = (reference: string) => reference.startsWith('kailash-platform/');
  await pullImages(
    missing.filter((reference) => !isLocal(reference)),
    say,
  );
  const lacking = [...references].filter(([, reference]) => isLocal(reference) && missing.includes(reference));
  await ensureImages(
    lacking.map(([folder]) => folder),
    say,
  );
  return references;
}

/** References of the images by folder, and a note of those that `up` would pull or build. */
async function foreseenImages(settings: Settings, notes: string[]): Promise<ReadonlyMap<string, string>> {
  const {references, missing} = await imagesFor(settings);
  if (missing.length > 0) notes.push(`images: up would pull or build ${missing.join(', ')}`);
  return references;
}

/** `./platform images`: only the images. */
export async function images({stack}: {stack: string}): Promise<number> {
  const session = await openStack(stack, {create: true, say: console.log});
  await findImages(await settingsIn(session), console.log);
  return 0;
}

/** Whether something of the stack is not there or does not run, so that the state can't be believed; and its gateway. */
async function broken({name}: Session, settings: Settings): Promise<{refresh: boolean; gateway: string | undefined}> {
  const states = new Map((await containersOf(name)).map((container) => [container.name, container.state]));
  const wanted = containersIn(settings).map((service) => physicalName(name, service));
  const gateway = physicalName(name, 'gateway');
  return {
    refresh: wanted.some((container) => states.get(container) !== 'running'),
    gateway: ['running', 'restarting', 'paused'].includes(states.get(gateway) ?? 'missing') ? gateway : undefined,
  };
}

/** What is shown beside the step that failed; the whole message comes below, once. */
const failed = 'failed, see below';

type Step = (context: Context, task: {title: string; output: string}) => Promise<void>;

/** Keeps the error of a step for the end. */
const step =
  (work: Step): Step =>
  async (context, task) => {
    try {
      await work(context, task);
    } catch (error) {
      context.failure = error;
      throw new Error(failed);
    }
  };

function steps({notes, ...options}: UpOptions, begin: () => void) {
  return new Listr<Context, 'default', 'simple'>(
    [
      {
        title: `stack ${options.stack}`,
        task: step(async (context, task) => {
          const start = performance.now();
          context.session = await options.session;
          context.settings = await firstSettings(context.session);
          task.title = `stack ${options.stack}: ${Object.keys(context.settings.services).join(', ')} (${seconds(start)})`;
        }),
      },
      {
        title: 'engine',
        task: step(async (context, task) => {
          const start = performance.now();
          const version = await docker('version', '--format', '{{.Server.Version}} (API {{.Server.APIVersion}})');
          if (options.preview) notes.push(...(await foreseeFinish(context.session)));
          else {
            notes.push(...(await finishKilledRun(context.session)));
            const off = await turnOff(context.session, context.settings);
            notes.push(...off);
            if (off.length > 0) context.settings = await settingsIn(context.session);
          }
          const encrypted = context.settings.encryption === 'required' && !options.preview;
          const {refresh, gateway} = await broken(context.session, context.settings);
          context.refresh = refresh;
          const prepared = encrypted ? ensureMethod().then((lines) => void notes.push(...lines)) : undefined;
          if (encrypted && refresh && !context.session.isNew) {
            await prepared;
            notes.push(...(await openClosed(context.session)));
          }
          // Goes on while Pulumi starts; the program waits for it.
          context.unobstructed = Promise.all([
            prepared,
            refuseObstacles(context.session.name, context.settings, gateway),
          ]).then(() => {});
          context.unobstructed.catch(() => {});
          task.title = `engine: Docker ${version.trim()} (${seconds(start)})`;
        }),
      },
      {
        title: 'images',
        task: step(async (context, task) => {
          const start = performance.now();
          const say = (line: string) => {
            task.output = line;
          };
          context.images = options.preview
            ? await foreseenImages(context.settings, notes)
            : await findImages(context.settings, say, context.unobstructed);
          task.title = `images (${seconds(start)})`;
        }),
      },
      {
        title: options.preview ? 'preview' : 'update',
        task: step(async (context, task) => {
          const start = performance.now();
          begin();
          const work = () =>
            update(context.session, {
              progress: (text) => {
                task.output = text;
              },
              refresh: context.refresh,
              policyProfile: options.policyProfile,
              preview: options.preview,
              settings: context.settings,
              images: context.images,
              unobstructed: context.unobstructed,
            });
          [context.updated, context.occurrences] = options.preview
            ? [await work(), []]
            : await withOccurrences(context.session, work);
          task.title = `${options.preview ? 'preview' : 'update'}: ${changesIn(context.updated)} (${seconds(start)})`;
        }),
      },
    ],
    {
      renderer: 'default',
      fallbackRenderer: 'simple',
      rendererOptions: {showErrorMessage: false},
      // Its own listeners would end the process before Pulumi has written its state.
      registerSignalListeners: false,
    },
  );
}

/** `3 create, 1 replace`, or that nothing was to change. */
function changesIn({changes}: Updated): string {
  const real = Object.entries(changes).filter(([operation]) => operation !== 'same');
  return real.length === 0 ? 'nothing to change' : real.map(([operation, n]) => `${n} ${operation}`).join(', ');
}

/** Where a service is reached: on this machine, or where somebody else runs it. */
export function endpointOf(service: string, {services, openai}: Settings): string {
  const port = services[service]?.port;
  return port === undefined ? (openai?.baseUrl ?? '') : `127.0.0.1:${port}`;
}

/** The services with their endpoints, the time from start to healthy where they were started, their latencies, and what to do next. */
function summary({settings, updated, session, occurrences}: Context): string {
  const rows = updated.verdicts.map(({service, outcome, latencyMs, detail}) => {
    const after = healthyAfter(containersFor(service, settings), occurrences);
    return [
      service,
      outcome,
      endpointOf(service, settings),
      after === undefined ? '-' : `${after.toFixed(1)} s`,
      outcome === 'down' ? '-' : `${Math.max(1, Math.round(latencyMs))} ms`,
      detail,
    ];
  });
  const other = session.name.stack === 'dev' ? '' : ` --stack ${session.name.stack}`;
  return [
    table(['service', 'state', 'endpoint', 'healthy after', 'latency', 'says'], rows),
    '',
    `connect    ./platform connections${other}`,
    `look       ./platform status${other}`,
    `remove     ./platform down${other}`,
  ].join('\n');
}

/** Creates or repairs a stack and proves that it works. */
export async function up(options: UpOptions): Promise<number> {
  const start = performance.now();
  const {policyProfile: name} = options;
  const context = {} as Context;
  const begin = endWith(() => [...options.notes, 'up: interrupted; ./platform up goes on from there'].join('\n'));
  try {
    const policyProfile = name && (await import('./policies/check')).profileFile(name);
    await steps({...options, policyProfile}, begin).run(context);
  } catch (error) {
    throw context.failure ?? error;
  } finally {
    begin();
    for (const note of options.notes) console.log(note);
  }
  const advisory = context.updated.violations;
  if (advisory.length > 0) console.log(`\npolicies, advisory:\n${advisory.map((line) => `  ${line}`).join('\n')}`);
  if (options.preview) return 0;
  if (context.updated.verdicts.length === 0)
    throw new UserError('health gate: did not run; this is a fault of the program');
  recordUp((performance.now() - start) / 1000, context.updated.changes);
  console.log(`\n${summary(context)}\n\nready after ${seconds(start)}`);
  return 0;
}
