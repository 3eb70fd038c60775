import {spawn} from 'node:child_process';
import {mkdirSync, openSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {millisecondsOf} from '../components/core/duration';
import {UserError} from '../components/core/errors';
import {probeIntervalMs} from '../gates/measure/prober';
import {openStack, refuseStackName, root} from './session';
import {settingsIn} from './settings';
import {folderOf, lastWatchOf, logFile, samplesOf, watcherOf} from './watch/place';
import {reportOf, shownReport} from './watch/report';
import {runWatch} from './watch/run';
import {probedIn} from './watch/subjects';

export interface WatchOptions {
  readonly stack: string;
  /** How often services are asked. */
  readonly interval?: string;
  /** How far back the report goes; otherwise all that is on record. */
  readonly since?: string;
  readonly json?: boolean;
}

const verbs = ['start', 'stop', 'report', 'run'] as const;
type Verb = (typeof verbs)[number];

const startMs = 60_000;
const stopMs = 30_000;

async function until(patienceMs: number, done: () => boolean): Promise<boolean> {
  const end = Date.now() + patienceMs;
  while (!done()) {
    if (Date.now() > end) return false;
    await wait(200);
  }
  return true;
}

/** A service can't be asked much more often than it takes to answer. */
const intervalOf = (text: string): number => millisecondsOf('watch --interval', text, {least: '1s', most: '1h'});

const usual = `${probeIntervalMs / 1000}s`;

async function start(stack: string, interval: string): Promise<number> {
  intervalOf(interval);
  const running = watcherOf(stack);
  if (running) {
    console.log(`watch: already running (process ${running.pid}) since ${new Date(running.startedAt).toISOString()}`);
    return 0;
  }
  await openStack(stack);
  mkdirSync(folderOf(stack), {recursive: true, mode: 0o700});
  const log = openSync(logFile(stack), 'a', 0o600);
  const words = ['-r', join(root, 'host/door/register.cjs'), join(root, 'operations/main.ts')];
  const child = spawn(process.execPath, [...words, 'watch', 'run', '--stack', stack, '--interval', interval], {
    cwd: root,
    detached: true,
    stdio: ['ignore', log, log],
  });
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  const began = Date.now();
  const first = () => samplesOf(stack).between(began, Date.now() + 1).length > 0;
  await until(startMs, () => ended || first());
  if (ended || !watcherOf(stack)) {
    const said = readFileSync(logFile(stack), 'utf8').trim().split('\n').slice(-3).join('\n');
    throw new UserError(`watch: did not start, got:\n${said}`);
  }
  child.unref();
  console.log(`watch: stack ${stack} every ${interval} (process ${child.pid}), records in ${folderOf(stack)}`);
  return 0;
}

async function stop(stack: string): Promise<number> {
  const running = watcherOf(stack);
  if (!running) {
    console.log(`watch: not running for stack ${stack}`);
    return 0;
  }
  process.kill(running.pid, 'SIGTERM');
  if (!(await until(stopMs, () => watcherOf(stack) === undefined)))
    throw new UserError(
      `watch: process ${running.pid} does not end; kill -9 ${running.pid} ends it, and loses nothing`,
    );
  console.log(`watch: stopped; ./platform watch report --stack ${stack} tells what it saw`);
  return 0;
}

async function report(stack: string, {since, interval, json}: WatchOptions): Promise<number> {
  const now = Date.now();
  const watcher = watcherOf(stack);
  const intervalMs =
    interval === undefined ? (lastWatchOf(stack)?.intervalMs ?? probeIntervalMs) : intervalOf(interval);
  const wanted = since === undefined ? 0 : now - millisecondsOf('watch --since', since, {most: '3650d'});
  const samples = samplesOf(stack).between(wanted, now);
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last)
    throw new UserError(`watch: nothing on record for stack ${stack}; ./platform watch start --stack ${stack}`);
  const session = await openStack(stack);
  const services = probedIn(await settingsIn(session));
  // Without a running watch the time after its last look is nobody's fault.
  const end = watcher ? now : last.at + intervalMs;
  const begin =
    since === undefined || first.at > wanted + intervalMs ? Math.floor(first.at / intervalMs) * intervalMs : wanted;
  const found = reportOf(stack, services, {from: begin, until: end, intervalMs});
  const {samples: _, events, ...short} = found;
  console.log(json ? JSON.stringify({stack, ...short, events}, undefined, 2) : shownReport(found));
  return 0;
}

const isVerb = (word: string): word is Verb => (verbs as readonly string[]).includes(word);

/** `./platform watch start|stop|report|run`. */
export async function watch(verb: string, options: WatchOptions): Promise<number> {
  const {stack, interval = usual} = options;
  if (!isVerb(verb))
    throw new UserError(`watch: no such verb, got ${JSON.stringify(verb)}; choose one of ${verbs.join(', ')}`);
  refuseStackName(stack);
  if (verb === 'start') return start(stack, interval);
  if (verb === 'stop') return stop(stack);
  if (verb === 'report') return report(stack, options);
  return runWatch(stack, intervalOf(interval));
}
