import {setTimeout as wait} from 'node:timers/promises';
import {UserError} from '../components/core/errors';
import {physicalName} from '../components/core/names';
import type {Rotation, Settings} from '../components/core/settings';
import {containersFor} from '../components/services/parts';
import {secretsOf, subjectsOf} from '../gates/after-update';
import type {Dated} from '../gates/check';
import {daysLeft} from '../gates/checks/certificates-valid';
import {ageDays, isVaultKey, remedyFor} from '../gates/checks/secrets-young';
import {health, type Verdict} from '../gates/health';
import {memoryKillsOf, usageOf} from '../gates/measure/cgroup';
import {shareOf} from '../gates/measure/usage';
import {connectionsOf} from './connections';
import {docker} from './containers';
import {type Deployed, deployedIn} from './deployment';
import {certificatesIn, secretsIn} from './gate-context';
import {openStack, type Session} from './session';
import {settingsIn} from './settings';
import {table} from './table';
import {endpointOf} from './up';
import {type VaultState, vaultStates} from './vault-states';
import type {Occurrence} from './watch/events';
import {eventsOf} from './watch/place';

export interface StatusOptions {
  readonly stack: string;
  readonly watch?: boolean;
  readonly json?: boolean;
}

/** How much of its limits a container uses. */
export interface Use {
  readonly memoryMiB: number;
  readonly memoryLimitMiB: number;
  /** Of its processors. */
  readonly cpuPercent: number;
}

/** One service as it is now. */
export interface ServiceStatus {
  readonly service: string;
  /** The container's state as the engine says it. */
  readonly container: string;
  readonly health: string;
  readonly endpoint: string;
  readonly answers: boolean;
  /** What its answer came to. */
  readonly outcome: Verdict['outcome'];
  readonly latencyMs: number;
  readonly detail: string;
  /** Of its containers together. */
  readonly restarts: number;
  /** Why one of its containers ended the last time; empty where none did. */
  readonly ended: string;
  /** Of its container that is nearest to its limit; absent where the control group can't be seen from here. */
  readonly use?: Use;
  /** `off`, `closed`, or how it is encrypted; absent for a service without data. */
  readonly vault?: string;
  /** Days until its certificate ends. */
  readonly certificateDays?: number;
  /** Days since its oldest secret was made. */
  readonly secretDays?: number;
  /** Secrets that are older than `rotation.maxAge`; `refused` where the grace after that has ended too. */
  readonly overdue?: readonly Overdue[];
}

/** A secret that should have been changed. */
export interface Overdue {
  readonly secret: string;
  readonly days: number;
  readonly refused: boolean;
}

/** The fields of `docker inspect` that status reads. */
export interface Inspected {
  readonly State?: {
    readonly Status: string;
    readonly Pid?: number;
    readonly ExitCode?: number;
    readonly OOMKilled?: boolean;
    readonly FinishedAt?: string;
    readonly Health?: {readonly Status: string};
  };
  readonly HostConfig?: {readonly Memory: number; readonly NanoCpus: number};
  readonly RestartCount?: number;
}

async function inspect(container: string): Promise<Inspected> {
  try {
    return (JSON.parse(await docker('inspect', '--type', 'container', container)) as Inspected[])[0] ?? {};
  } catch {
    return {};
  }
}

const intervalMs = 3_000;
/** How long what the stack file and the state say is believed while watching. */
const believedMs = 60_000;
const rememberedMs = 7 * 86_400_000;
const patienceMs = 15_000;
const lookMs = 500;

/** The engine's event and its record of the end are this close. */
const nearMs = 5_000;

/** Go's zero time, for containers that never ended. */
const never = '0001-01-01T00:00:00Z';

const signalBase = 128;
const signalNames: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  6: 'SIGABRT',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
};

/** What the watch recorded of an end, if it ran: the engine forgets why a container ended that runs again. Pure. */
function recordedEnd(at: string, events: readonly Occurrence[]): string | undefined {
  const near = events.filter(
    ({at: when, text}) => Math.abs(when - Date.parse(at)) < nearMs && /^(ended|ran out of memory)/.test(text),
  );
  return (near.find(({text}) => text.startsWith('ran out')) ?? near.at(-1))?.text;
}

/**
 * Why a container ended the last time, in words. `memoryKills` are the processes inside that the kernel killed since it
 * started, for want of memory: a server may outlive that. Pure.
 */
export function endedBecause({State}: Inspected, events: readonly Occurrence[] = [], memoryKills = 0): string {
  if (memoryKills > 0) return `memory limit reached, processes killed inside: ${memoryKills}`;
  if (!State?.FinishedAt || State.FinishedAt === never) return '';
  const at = State.FinishedAt.slice(0, 19).replace('T', ' ');
  if (State.OOMKilled) return `memory limit reached, ${at}`;
  const code = State.ExitCode ?? 0;
  // A container that runs again shows the status 0 whatever it ended with.
  if (State.Status === 'running') return `${recordedEnd(State.FinishedAt, events) ?? 'started again'}, ${at}`;
  const signal = signalNames[code - signalBase];
  return signal ? `ended by ${signal}, ${at}` : `exit status ${code}, ${at}`;
}

const mebibyte = 2 ** 20;

/** A container of a service as it is now; the service's own is the first. */
interface Part {
  /** As its definition has it. */
  readonly name: string;
  readonly inspected: Inspected;
  /** Processes that the kernel killed in it for want of memory. */
  readonly memoryKills: number;
}

/** Why one of a service's containers ended the last time: for want of memory before all else, otherwise the newest end. Pure. */
export function lastEnd(parts: readonly Part[], events: readonly Occurrence[] = []): string {
  const ends = parts
    .map(({name, inspected, memoryKills}, index) => {
      const own = events.filter(({service}) => service === name);
      const because = endedBecause(inspected, own, memoryKills);
      return {
        because: index === 0 || because === '' ? because : `${name}: ${because}`,
        starved: /^(memory limit reached|ran out of memory)/.test(because),
        at: inspected.State?.FinishedAt ?? never,
      };
    })
    .filter(({because}) => because !== '');
  const [last] = ends.toSorted((a, b) => Number(b.starved) - Number(a.starved) || b.at.localeCompare(a.at));
  return last?.because ?? '';
}

/** What the container uses that is nearest to the end of its memory. */
async function greatestUse(parts: readonly Part[]): Promise<Use | undefined> {
  const share = ({memoryMiB, memoryLimitMiB}: Use) => memoryMiB / memoryLimitMiB;
  const uses = await Promise.all(parts.map(({inspected}) => useOf(inspected)));
  return uses.filter((use) => use !== undefined).toSorted((a, b) => share(b) - share(a))[0];
}

/** Looks twice at a container's control group. */
async function useOf({State, HostConfig}: Inspected): Promise<Use | undefined> {
  const look = () => {
    const usage = State?.Pid ? usageOf(State.Pid) : undefined;
    return usage ? {at: performance.now(), usage} : undefined;
  };
  const before = look();
  if (!before || !HostConfig?.Memory || !HostConfig.NanoCpus) return undefined;
  await wait(lookMs);
  const after = look();
  if (!after) return undefined;
  return {
    memoryMiB: Math.round(after.usage.memoryBytes / mebibyte),
    memoryLimitMiB: Math.round(HostConfig.Memory / mebibyte),
    cpuPercent: Math.round(shareOf(before, after, HostConfig.NanoCpus / 1e9, HostConfig.Memory).cpu),
  };
}

/** The secrets that should have been changed. Pure. */
export function overdueIn(secrets: readonly Dated[], {maxAgeMs, graceMs}: Rotation, now: number): Overdue[] {
  const late = (dated: Dated) => now - Date.parse(dated.from) - maxAgeMs;
  return secrets
    .filter((dated) => late(dated) > 0)
    .map((dated) => ({
      secret: dated.name,
      days: ageDays(dated, now),
      refused: late(dated) > graceMs && !isVaultKey(dated.name),
    }))
    .toSorted((a, b) => b.days - a.days || a.secret.localeCompare(b.secret));
}

/** Days left of a service's certificate, age of its oldest secret, and which ones are overdue. Pure. */
export function datesOf(service: string, resources: readonly Deployed[], rotation: Rotation, now: number) {
  const own = (name: string) => name.startsWith(`${service}-`);
  const certificates = certificatesIn(resources).filter(({name}) => own(name));
  const secrets = secretsIn(resources).filter(({name}) => own(name));
  const overdue = overdueIn(secrets, rotation, now);
  return {
    ...(certificates.length > 0 ? {certificateDays: Math.min(...certificates.map((c) => daysLeft(c, now)))} : {}),
    ...(secrets.length > 0 ? {secretDays: Math.max(...secrets.map((s) => ageDays(s, now)))} : {}),
    ...(overdue.length > 0 ? {overdue} : {}),
  };
}

async function partOf(name: string, container: string): Promise<Part> {
  const inspected = await inspect(container);
  return {name, inspected, memoryKills: inspected.State?.Pid ? memoryKillsOf(inspected.State.Pid) : 0};
}

/** What to add for a service that does not answer, where the gateway in front of it is not well. Pure. */
export function gatewayText({State}: Inspected): string {
  const state = State?.Status ?? 'missing';
  if (state === 'running' && State?.Health?.Status !== 'unhealthy') return '';
  return `; the gateway in front of it is ${state === 'running' ? 'unhealthy' : state}: ./platform up`;
}

const isAnswer = ({ok, outcome}: Verdict): boolean => ok && outcome !== 'down';

/** Asks engine and services once. */
export async function statusOf(
  session: Session,
  settings: Settings,
  resources: readonly Deployed[] = [],
): Promise<ServiceStatus[]> {
  const connections = await connectionsOf(session);
  const names = Object.keys(settings.services);
  const containers = Object.fromEntries(names.map((name) => [name, physicalName(session.name, name)]));
  const subjects = subjectsOf(settings, connections, containers);
  const vaults = await vaultStates(resources);
  const events = eventsOf(session.name.stack).between(Date.now() - rememberedMs, Date.now());
  const verdicts = await health(subjects, {timeoutMs: patienceMs, mask: secretsOf(connections), onAnswer: () => {}});
  const gateway = verdicts.every(isAnswer) ? {} : await inspect(physicalName(session.name, 'gateway'));
  return await Promise.all(
    verdicts.map(async (verdict) => {
      const {service, outcome, latencyMs, detail, error} = verdict;
      const parts = await Promise.all(
        containersFor(service, settings).map((name) => partOf(name, physicalName(session.name, name))),
      );
      const State = parts[0]?.inspected.State;
      const answers = isAnswer(verdict);
      const behind = answers || containers[service] === undefined ? '' : gatewayText(gateway);
      return {
        service,
        container: State?.Status ?? (containers[service] === undefined ? 'external' : 'missing'),
        health: State?.Health?.Status ?? '-',
        endpoint: endpointOf(service, settings),
        answers,
        outcome,
        latencyMs: Math.round(latencyMs),
        detail: (error ?? detail) + behind,
        restarts: parts.reduce((sum, {inspected}) => sum + (inspected.RestartCount ?? 0), 0),
        ended: lastEnd(parts, events),
        use: await greatestUse(parts),
        vault: vaultOf(containers[service], vaults),
        ...datesOf(service, resources, settings.rotation, Date.now()),
      };
    }),
  );
}

/** What the vaults of a service's volumes are, the worst of them. Pure. */
export function vaultOf(container: string | undefined, all: readonly VaultState[]): string | undefined {
  const own = all.filter(({volume}) => container !== undefined && volume.startsWith(`${container}-`));
  if (own.length === 0) return undefined;
  if (own.some(({method}) => method === 'off')) return 'off';
  return own.every(({open}) => open) ? (own[0]?.method ?? 'vault') : 'closed';
}

const useText = (use: Use | undefined): [string, string] =>
  use ? [`${use.memoryMiB}/${use.memoryLimitMiB} MiB`, `${use.cpuPercent} %`] : ['-', '-'];

const daysText = (days: number | undefined): string => (days === undefined ? '-' : `${days} d`);

const secretsText = ({secretDays, overdue = []}: ServiceStatus): string =>
  daysText(secretDays) + (overdue.length > 0 ? `, ${overdue.length} overdue` : '');

/** What to do about overdue secrets; empty where there are none. */
export function overdueText(all: readonly ServiceStatus[], stack: string): string {
  const late = all.flatMap(({overdue = []}) => overdue);
  if (late.length === 0) return '';
  const names = late.map(({secret, days, refused}) => `${secret} (${days} d${refused ? ', up refuses it' : ''})`);
  return `secrets overdue: ${names.join(', ')}; run ${remedyFor(
    late.map(({secret}) => secret),
    ` --stack ${stack}`,
  )}`;
}

/** The table that `./platform status` prints. */
export const shownStatus = (all: readonly ServiceStatus[]): string =>
  table(
    [
      'service',
      'container',
      'health',
      'endpoint',
      'answers',
      'latency',
      'memory',
      'CPU',
      'restarts',
      'vault',
      'certificate',
      'secrets',
      'says',
    ],
    all.map((s) => [
      s.service,
      s.container,
      // No engine judges what someone else runs.
      s.container === 'external' ? s.outcome : s.health,
      s.endpoint,
      s.answers ? 'yes' : 'no',
      `${s.latencyMs} ms`,
      ...useText(s.use),
      s.ended ? `${s.restarts} (${s.ended})` : s.restarts,
      s.vault ?? '-',
      daysText(s.certificateDays),
      secretsText(s),
      s.detail,
    ]),
  );

/** What the stack file and the state say. */
interface Known {
  readonly settings: Settings;
  readonly resources: readonly Deployed[];
  /** Milliseconds since 1970. */
  readonly readAt: number;
}

async function knownOf(session: Session): Promise<Known> {
  return {settings: await settingsIn(session), resources: await deployedIn(session), readAt: Date.now()};
}

/** Asks once. @throws UserError where the engine does not answer: nothing could be said of any container */
async function shownOnce(session: Session, {settings, resources}: Known, indent: number | undefined) {
  await docker('version');
  const all = await statusOf(session, settings, resources);
  const answers = all.every((one) => one.answers);
  if (indent !== undefined) return {answers, text: JSON.stringify(all, null, indent)};
  const late = overdueText(all, session.name.stack);
  return {answers, text: shownStatus(all) + (late ? `\n\n${late}` : '')};
}

/** Shows the status again and again; what goes wrong meanwhile is shown in its place. */
async function watchStatus(session: Session, json: boolean): Promise<never> {
  let known = await knownOf(session);
  for (;;) {
    const indent = json ? 0 : undefined;
    const text = await shownOnce(session, known, indent).then(
      (shown) => shown.text,
      (error: unknown) => {
        if (!(error instanceof UserError)) throw error;
        return json ? JSON.stringify({error: error.message}) : error.message;
      },
    );
    if (process.stdout.isTTY) process.stdout.write('\x1b[2J\x1b[H');
    console.log(text);
    await wait(intervalMs);
    if (Date.now() - known.readAt > believedMs) known = await knownOf(session).catch(() => known);
  }
}

/** `./platform status`: exit status 1 when a service does not answer. */
export async function status({stack, watch = false, json = false}: StatusOptions): Promise<number> {
  const session = await openStack(stack);
  if (watch) return await watchStatus(session, json);
  const {answers, text} = await shownOnce(session, await knownOf(session), json ? 2 : undefined);
  console.log(text);
  return answers ? 0 : 1;
}
