import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import type {Stack} from '@pulumi/pulumi/automation';
import {UserError} from '../components/core/errors';
import {physicalName} from '../components/core/names';
import type {Settings} from '../components/core/settings';
import {examine, type Judged} from '../gates/after-update';
import {failure, type Verdict} from '../gates/health';
import {containersOf, lastLines} from './containers';
import {Diagnostics} from './diagnostics';
import {interruption} from './interruption';
import {mirrorOf, policyPack} from './policies/pack';
import {withProgress} from './progress';
import type {Session} from './session';
import {isOutlived, marked} from './unfinished';
import {keyAdvice} from './vaults';

/** What an update did. */
export interface Updated {
  /** Resources by operation: same, create, update, replace, delete. */
  readonly changes: Readonly<Record<string, number>>;
  readonly verdicts: readonly Verdict[];
  /** Advisory findings of the policy pack. */
  readonly violations: readonly string[];
}

export interface UpdateOptions {
  readonly progress: (text: string) => void;
  /** Ask the engine about everything first, since something is known to be broken. */
  readonly refresh?: boolean;
  /** The file of the profile for the policy pack. @default baseline */
  readonly policyProfile?: string;
  readonly preview?: boolean;
  /** The stack's settings, where they are known already. */
  readonly settings?: Pick<Settings, 'mirror'>;
  /** References of the images by folder, where they are known to be there. */
  readonly images?: ReadonlyMap<string, string>;
  /** Nothing is declared before; where it fails, nothing is changed. */
  readonly unobstructed?: Promise<void>;
}

/** Automation API asks for outputs and history after each update, in three more processes; nobody here reads them. */
const unasked = (stack: Stack): Stack =>
  Object.create(stack, {outputs: {value: async () => ({})}, info: {value: async () => undefined}});

/**
 * Runs `pulumi up` (or `preview`) with the policy pack.
 * @throws UserError with what the engine, the pack or the health gate said, without Pulumi's own noise
 */
export async function update(session: Session, options: UpdateOptions): Promise<Updated> {
  const {stack} = session;
  const {mirror} = options.settings ?? {mirror: await mirrorOf(session)};
  const folder = mkdtempSync(join(tmpdir(), 'kailash-up-'));
  const diagnostics = new Diagnostics(options.progress);
  const interrupted = interruption();
  const common = {
    ...(await policyPack(folder, mirror, options.policyProfile)),
    onEvent: diagnostics.onEvent,
    color: 'never',
    refresh: options.refresh ?? false,
    signal: interrupted.signal,
    // Runs in this process: another Node.js would have to start and load the SDK again, and it loads while Pulumi starts.
    program: async () => {
      await options.unobstructed;
      if (interrupted.happened()) throw new Error('interrupted');
      return await (await program).default({judge: begin, images: options.images});
    },
  } as const;
  let gate: Promise<readonly Verdict[]> | undefined;
  const begin = (...judged: Judged) => {
    gate = examine(judged, {onAnswer: options.progress, signal: interrupted.over});
    // Told where it is awaited.
    gate.catch(() => {});
  };
  // Loading it blocks this process, so Pulumi is let to start first.
  const program = wait(100).then(() => import('../index'));
  program.catch(() => {});
  let verdicts: readonly Verdict[] = [];
  try {
    // Pulumi has not begun, so a Ctrl-C did not reach it.
    if (interrupted.happened()) throw new Error('interrupted');
    if (options.preview) await stack.preview(common);
    else
      await marked(
        session,
        async () => {
          await unasked(stack).up(common);
          verdicts = (await gate) ?? [];
          const failed = failure(verdicts);
          if (failed !== '') throw diagnostics.found(failed);
        },
        interrupted.happened,
      );
    // Pulumi that is interrupted before it began ends as if all were done.
    if (interrupted.happened()) throw new Error('interrupted');
  } catch (error) {
    if (!interrupted.happened()) await options.unobstructed;
    throw await explained(error, diagnostics, session, interrupted.happened());
  } finally {
    interrupted.done();
    rmSync(folder, {recursive: true, force: true});
  }
  return {changes: diagnostics.changes, verdicts, violations: diagnostics.violations};
}

/** An update as a part of another operation: on a terminal it is shown while it goes on. */
export const shownUpdate = (
  session: Session,
  title: string,
  options: Omit<UpdateOptions, 'progress'> = {},
): Promise<Updated> => withProgress(title, (progress) => update(session, {...options, progress}));

/** The services whose setup failed. */
const partsSetUp = (failed: ReadonlySet<string>): string[] =>
  [...failed].filter((part) => part.endsWith('-setup')).map((part) => part.slice(0, -'-setup'.length));

/** The service whose setup was never begun, as its container did not become healthy: what `host/set-up` ends with then. Pure. */
export const neverHealthy = (problem: string): string | undefined =>
  /^(\S+)-setup: .*\bexit status 75\b/s.exec(problem)?.[1];

/** The last log lines of containers that the engine does not call healthy, and of those that could not be set up. */
async function logsOfSick({name}: Session, failed: ReadonlySet<string>): Promise<string> {
  const unfinished = partsSetUp(failed).map((service) => physicalName(name, service));
  const sick = (await containersOf(name)).filter(
    (container) =>
      container.state !== 'running' || !container.status.includes('(healthy)') || unfinished.includes(container.name),
  );
  const parts = await Promise.all(sick.map(async ({name, status}) => `${name}: ${status}\n${await lastLines(name)}`));
  return parts.join('\n');
}

/** What to do where the state is not the one that the data and containers were made with. */
async function adoptAdvice(session: Session, refused: readonly string[]): Promise<string[]> {
  const option = `--stack ${session.name.stack}`;
  const outlived = await isOutlived(session).catch(() => false);
  return [
    // What a setup itself says is shown nowhere, as it may name a password.
    ...refused.map(
      (service) =>
        `${service}: could not be set up; if a state was lost or restored, its data may know other passwords: run ./platform adopt ${service} ${option}`,
    ),
    ...(outlived
      ? [
          `the engine has containers or networks of this stack that its state does not know; if an earlier state was restored, run ./platform adopt ${option}`,
        ]
      : []),
  ];
}

async function explained(
  error: unknown,
  diagnostics: Diagnostics,
  session: Session,
  interrupted: boolean,
): Promise<unknown> {
  if (interrupted) return new UserError(`up: interrupted; what was done is kept, ./platform up goes on from there`);
  if (error instanceof UserError) return error;
  const mandatory = diagnostics.violations.filter((line) => !line.startsWith('advisory'));
  if (mandatory.length > 0)
    return new UserError(
      `policies: refused, ${diagnostics.changed === 0 ? 'nothing was changed' : `${diagnostics.changed} resources were changed before`}:\n${mandatory.map((line) => `  ${line}`).join('\n')}`,
      {cause: error},
    );
  if (diagnostics.problems.length > 0) {
    const {problems, failed} = diagnostics;
    const gate = problems.some((text) => text.includes('health gate:'));
    const logs = gate ? '' : await logsOfSick(session, failed).catch(() => '');
    const late = problems.flatMap((problem) => neverHealthy(problem) ?? []);
    const parts = [
      ...problems.filter((problem) => neverHealthy(problem) === undefined),
      ...late.map((service) => `${service}: its container did not become healthy`),
      ...(logs ? [logs] : []),
      ...(await adoptAdvice(
        session,
        partsSetUp(failed).filter((service) => !late.includes(service)),
      )),
      ...keyAdvice(problems.join('\n'), session.name.stack),
    ];
    return new UserError(parts.join('\n'), {cause: error});
  }
  return error;
}
