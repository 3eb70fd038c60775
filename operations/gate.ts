import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {millisecondsOf} from '../components/core/duration';
import {messageOf, UserError} from '../components/core/errors';
import type {Check, GateContext, Measured} from '../gates/check';
import {gate1} from '../gates/checks';
import {worstOf} from '../gates/checks/availability';
import {lengthOf, type Sample} from '../gates/measure/availability';
import {probeIntervalMs} from '../gates/measure/prober';
import {contextOf, machineText} from './gate-context';
import {html} from './report/html';
import {markdown} from './report/markdown';
import {type Report, type Result, resultOf} from './report/result';
import {home, openStack, root, type Session} from './session';
import {table} from './table';
import {samplesOf, watcherOf} from './watch/place';
import {reportOf} from './watch/report';
import {recordUntil} from './watch/run';

export interface GateOptions {
  readonly stack: string;
  readonly duration: string;
  readonly load: string;
  readonly samples: string;
  /** Not to go on with a run that was killed. */
  readonly anew?: boolean;
  readonly json?: boolean;
}

/** Timers of Node.js go no further than 24 days. */
const longest = '21d';
/** How much of a run may be missing that is judged although its time is over. */
const mostMissing = 0.01;
const dayMs = 86_400_000;

/** The time over which availability is judged. */
export interface Window {
  readonly from: number;
  readonly until: number;
  readonly intervalMs: number;
}

/** What is known when a run of the gate begins. */
export interface Before {
  readonly now: number;
  readonly durationMs: number;
  readonly intervalMs: number;
  /** The first sample of a running watch within the duration. */
  readonly watchedSince?: number;
  /** A run of the gate that did not end. */
  readonly begun?: Begun;
}

/** A run of the gate that was killed. */
export interface Begun {
  readonly startedAt: number;
  readonly durationMs: number;
  /** Share of its times until now at which nobody asked. */
  readonly missing: number;
}

/**
 * Which time is judged: what a running watch has on record counts, and so does a run of the same length that was
 * killed; its gap counts as missing. One whose time is over counts only where it is nearly whole. Pure.
 */
export function windowOf({now, durationMs, intervalMs, watchedSince, begun}: Before): Window {
  const goesOn =
    begun?.durationMs === durationMs && now < begun.startedAt + (begun.missing > mostMissing ? 1 : 2) * durationMs;
  const first = watchedSince ?? (goesOn ? begun.startedAt : now);
  const aligned = first === now ? Math.ceil(first / intervalMs) : Math.floor(first / intervalMs);
  const from = aligned * intervalMs;
  return {from, until: from + durationMs, intervalMs};
}

const markFile = (stack: string): string => join(home(), 'gate', `${stack}.json`);

/** The share of the whole intervals in a time at which nobody asked. Pure. */
export function missingIn(samples: readonly Sample[], from: number, until: number, intervalMs: number): number {
  const expected = Math.max(1, Math.floor((until - from) / intervalMs));
  const asked = new Set(samples.map(({at}) => Math.floor((at - from) / intervalMs)).filter((slot) => slot < expected));
  return 1 - asked.size / expected;
}

/** A run that was killed. */
function unfinished(stack: string, now: number): Begun | undefined {
  let mark: Omit<Begun, 'missing'>;
  try {
    mark = JSON.parse(readFileSync(markFile(stack), 'utf8')) as Omit<Begun, 'missing'>;
  } catch {
    return undefined;
  }
  const until = Math.min(now, mark.startedAt + mark.durationMs);
  const samples = samplesOf(stack).between(mark.startedAt, until);
  return {...mark, missing: missingIn(samples, mark.startedAt, until, probeIntervalMs)};
}

function remember(stack: string, startedAt: number, durationMs: number): void {
  mkdirSync(dirname(markFile(stack)), {recursive: true, mode: 0o700});
  writeFileSync(markFile(stack), JSON.stringify({startedAt, durationMs}), {mode: 0o600});
}

/** Waits while a watch records, and records itself where none does or it ended. */
async function recorded(session: Session, {until, intervalMs}: Window, say: (line: string) => void): Promise<void> {
  const {stack} = session.name;
  let watched = watcherOf(stack) !== undefined;
  for (let rest = until - Date.now(); rest > 0; rest = until - Date.now()) {
    if (watcherOf(stack)) await wait(Math.min(rest + intervalMs, lookMs));
    else {
      if (watched) say('gate: the watch ended, so the gate asks itself');
      await recordUntil(session, intervalMs, AbortSignal.timeout(rest + intervalMs));
    }
    watched = watcherOf(stack) !== undefined;
  }
  // What is asked at the end is recorded after its answer.
  if (watched) await wait(intervalMs);
}

/** Probes until the time is over, or takes what a running watch has recorded and waits for the rest. */
async function probed(
  session: Session,
  durationMs: number,
  {anew, say}: {anew: boolean; say: (line: string) => void},
): Promise<Window> {
  const {stack} = session.name;
  const watcher = watcherOf(stack);
  const intervalMs = watcher?.intervalMs ?? probeIntervalMs;
  const now = Date.now();
  const watchedSince = watcher ? samplesOf(stack).between(now - durationMs, now)[0]?.at : undefined;
  const begun = watcher || anew ? undefined : unfinished(stack, now);
  const window = windowOf({now, durationMs, intervalMs, watchedSince, begun});
  const {from} = window;
  remember(stack, from, durationMs);
  const known = now - from > intervalMs ? `, begun ${lengthOf(now - from)} ago` : '';
  say(`gate: availability over ${lengthOf(durationMs)}${known}${watcher ? ', recorded by the watch' : ''}`);
  if (known && begun)
    say(
      `gate: goes on with a run that did not end; ${percent(begun.missing)} of it missing so far; --anew begins anew`,
    );
  await recorded(session, window, say);
  return window;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** How often the gate looks whether the watch goes on. */
const lookMs = 30_000;

/** A check that breaks has proven nothing. */
async function measured(check: Check, context: GateContext): Promise<Measured> {
  try {
    return await check.measure(context);
  } catch (error) {
    const reason = messageOf(error);
    return {
      value: 'not measured',
      verdict: 'not proven',
      reason,
      fix: 'mend that and run the gate again',
      raw: {reason},
    };
  }
}

/** `report/dev-2026-11-27T23-00-00`. */
const folderFor = (stack: string, now: Date): string =>
  join(root, 'report', `${stack}-${now.toISOString().slice(0, 19).replaceAll(':', '-')}`);

function write(folder: string, report: Report): void {
  writeFileSync(join(folder, 'report.html'), html(report));
  writeFileSync(join(folder, 'report.md'), markdown(report));
  const {availability: _, ...short} = report;
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify(short, undefined, 2)}\n`);
}

/** What each container was made from, as far as the engine says. */
async function imagesOf({containers}: GateContext): Promise<Report['images']> {
  const all = await containers().catch(() => []);
  return Object.fromEntries(
    all.map(({name, image, reference}) => [name, reference === image ? image : `${reference}, ${image}`]),
  );
}

/** `./platform gate 1`: exit status 0 only if every check passes. */
export async function gate(
  number: string,
  {stack, duration, load, samples, anew = false, json = false}: GateOptions,
): Promise<number> {
  if (number !== '1') throw new UserError(`gate: no such gate, got ${JSON.stringify(number)}; there is gate 1`);
  const durationMs = millisecondsOf('gate --duration', duration, {most: longest});
  const latencySamples = Number(samples);
  if (!Number.isInteger(latencySamples) || latencySamples < 10)
    throw new UserError(`gate --samples: not a number of samples, got ${JSON.stringify(samples)}; write 1000 or more`);
  const extent = {
    wholeDay: durationMs >= dayMs,
    loadSeconds: millisecondsOf('gate --load', load, {most: '1d'}) / 1000,
    latencySamples,
  };
  const start = new Date();
  const say = (line: string) => console.error(line);
  const session = await openStack(stack);
  const machine = await machineText();
  const window = await probed(session, durationMs, {anew, say});
  let context: GateContext;
  const seen = () =>
    reportOf(
      stack,
      [...context.services, ...context.external].map(({service}) => service),
      window,
    );
  context = await contextOf(session, extent, async () => {
    const {availability, samples: all} = seen();
    return {...availability, samples: all};
  });
  const folder = folderFor(stack, start);
  const results: Result[] = [];
  for (const check of gate1.filter(({applies}) => applies?.(context) ?? true)) {
    const result = resultOf(folder, check, await measured(check, context));
    say(`${result.verdict.padEnd(10)}  ${result.title}: ${result.value}`);
    results.push(result);
  }
  const {availability, samples: all, events} = seen();
  const verdict = worstOf(results.map((result) => result.verdict));
  write(folder, {
    stack,
    commit: context.commit && `${context.commit}${context.changed ? ', with files that differ from it' : ''}`,
    machine,
    images: await imagesOf(context),
    start: start.toISOString(),
    end: new Date().toISOString(),
    verdict,
    results,
    availability: {...availability, samples: all},
    events,
  });
  rmSync(markFile(stack), {force: true});
  const place = relative(process.cwd(), folder) || '.';
  if (json) console.log(JSON.stringify({stack, verdict, folder: place, results}, undefined, 2));
  else {
    console.log(
      table(
        ['verdict', 'check', 'reason'],
        results.map((r) => [r.verdict, r.title, r.reason]),
      ),
    );
    console.log(`\ngate 1: ${verdict} over ${lengthOf(durationMs)}; ${place}/report.html`);
  }
  return verdict === 'pass' ? 0 : 1;
}
