import {mkdirSync, writeFileSync} from 'node:fs';
import {setTimeout as wait} from 'node:timers/promises';
import {messageOf, UserError} from '../../components/core/errors';
import {probeAll} from '../../gates/measure/prober';
import {openStack, type Session} from '../session';
import {settingsIn} from '../settings';
import {followEvents} from './engine-events';
import {engineItself} from './events';
import {eventsOf, folderOf, pidFile, samplesOf, type Watcher, watcherOf} from './place';
import {allSubjectsOf} from './subjects';

/** How long the watch waits before it asks an engine again that ended the connection. */
const engineRetryMs = 2_000;

/** Records samples and events of a stack until the signal. */
export async function recordUntil(session: Session, intervalMs: number, until: AbortSignal): Promise<void> {
  const {stack} = session.name;
  // Where one of both fails the other must end too: `docker events` would keep the process.
  const failed = new AbortController();
  const signal = AbortSignal.any([until, failed.signal]);
  const samples = samplesOf(stack);
  const events = eventsOf(stack);
  samples.prune(Date.now());
  events.prune(Date.now());
  const subjects = async () => allSubjectsOf(session, await settingsIn(session));
  const listen = async () => {
    let lost = false;
    const noteLoss = (error: unknown) => {
      if (signal.aborted || lost) return;
      lost = true;
      console.error(`watch: events: ${messageOf(error)}`);
      events.append({at: Date.now(), service: engineItself, text: 'does not answer', grave: true});
    };
    while (!signal.aborted) {
      await followEvents(session, {signal}, (one) => events.append(one)).then(() => {
        lost = false;
      }, noteLoss);
      await wait(engineRetryMs, undefined, {signal}).catch(() => undefined);
    }
  };
  const probing = probeAll({subjects, intervalMs, record: (sample) => samples.append(sample), signal});
  await Promise.all([probing, listen()]).finally(() => failed.abort());
}

/** Watches until SIGTERM or SIGINT: samples and events go to files, to which a later watch appends. */
export async function runWatch(stack: string, intervalMs: number): Promise<number> {
  const other = watcherOf(stack);
  if (other && other.pid !== process.pid)
    throw new UserError(
      `watch: already running (process ${other.pid}); ./platform watch stop --stack ${stack} ends it`,
    );
  const session = await openStack(stack);
  mkdirSync(folderOf(stack), {recursive: true, mode: 0o700});
  const startedAt = Date.now();
  const note = (pid: number) =>
    writeFileSync(pidFile(stack), JSON.stringify({pid, intervalMs, startedAt} satisfies Watcher), {mode: 0o600});
  note(process.pid);
  const stop = new AbortController();
  const end = () => stop.abort();
  process.once('SIGTERM', end).once('SIGINT', end);
  try {
    await recordUntil(session, intervalMs, stop.signal);
  } finally {
    process.off('SIGTERM', end).off('SIGINT', end);
    note(0);
  }
  return 0;
}
