import {setTimeout as wait} from 'node:timers/promises';
import {physicalName} from '../components/core/names';
import type {Settings} from '../components/core/settings';
import {secretsOf, subjectsOf} from '../gates/after-update';
import {health} from '../gates/health';
import {connectionsOf} from './connections';
import {docker} from './containers';
import {openStack, type Session} from './session';
import {table} from './table';
import {settingsIn} from './up';

export interface StatusOptions {
  readonly stack: string;
  readonly watch?: boolean;
  readonly json?: boolean;
}

/** One service as it is now. */
export interface ServiceStatus {
  readonly service: string;
  /** The container's state as the engine says it. */
  readonly container: string;
  readonly health: string;
  readonly endpoint: string;
  readonly answers: boolean;
  readonly latencyMs: number;
  readonly detail: string;
  readonly restarts: number;
}

interface Inspected {
  readonly State?: {readonly Status: string; readonly Health?: {readonly Status: string}};
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
const patienceMs = 5_000;

/** Asks engine and services once. */
export async function statusOf(session: Session, settings: Settings): Promise<ServiceStatus[]> {
  const connections = await connectionsOf(session);
  const names = Object.keys(settings.services);
  const containers = Object.fromEntries(names.map((name) => [name, physicalName(session.name, name)]));
  const subjects = subjectsOf(settings, connections, containers);
  const verdicts = await health(subjects, {timeoutMs: patienceMs, mask: secretsOf(connections), onAnswer: () => {}});
  return await Promise.all(
    verdicts.map(async ({service, ok, latencyMs, detail, error}) => {
      const {State, RestartCount} = await inspect(containers[service] ?? '');
      return {
        service,
        container: State?.Status ?? 'missing',
        health: State?.Health?.Status ?? '-',
        endpoint: `127.0.0.1:${settings.services[service]?.port ?? ''}`,
        answers: ok,
        latencyMs: Math.round(latencyMs),
        detail: error ?? detail,
        restarts: RestartCount ?? 0,
      };
    }),
  );
}

const lines = (all: readonly ServiceStatus[]): string =>
  table(
    ['service', 'container', 'health', 'endpoint', 'answers', 'latency', 'restarts', 'says'],
    all.map((s) => [
      s.service,
      s.container,
      s.health,
      s.endpoint,
      s.answers ? 'yes' : 'no',
      `${s.latencyMs} ms`,
      s.restarts,
      s.detail,
    ]),
  );

/** `./platform status`: exit status 1 when a service does not answer. */
export async function status({stack, watch = false, json = false}: StatusOptions): Promise<number> {
  const session = await openStack(stack);
  const settings = await settingsIn(session);
  for (;;) {
    const all = await statusOf(session, settings);
    if (watch && process.stdout.isTTY) process.stdout.write('\x1b[2J\x1b[H');
    console.log(json ? JSON.stringify(all, null, watch ? 0 : 2) : lines(all));
    if (!watch) return all.every(({answers}) => answers) ? 0 : 1;
    await wait(intervalMs);
  }
}
