import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {millisecondsOf} from '../components/core/duration';
import {messageOf, UserError} from '../components/core/errors';
import type {Check, GateContext, Measured} from '../gates/check';
import {gate1} from '../gates/checks';
import {worstOf} from '../gates/checks/availability';
import {lengthOf} from '../gates/measure/availability';
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
  readonly json?: boolean;
}

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
  readonly begun?: {readonly startedAt: number; readonly durationMs: number};
}

/**
 * Which time is judged: what a running watch has on record counts, and so does a run of the same length that was
 * killed; its gap counts as missing. Pure.
 */
export function windowOf({now, durationMs, intervalMs, watchedSince, begun}: Before): Window {
  const goesOn = begun?.durationMs === durationMs && now < begun.startedAt + 2 * durationMs;
  const first = watchedSince ?? (goesOn ? begun.startedAt : now);
  const aligned = first === now ? Math.ceil(first / intervalMs) : Math.floor(first / intervalMs);
  const from = aligned * intervalMs;
  return {from, until: from + durationMs, intervalMs};
}

const markFile = (stack: string): string => join(home(), 'gate', `${stack}.json`);

/** A run that was killed. */
function unfinished(stack: string): Before['begun'] {
  try {
    return JSON.parse(readFileSync(markFile(stack), 'utf8')) as Before['begun'];
  } catch {
    return undefined;
  }
}

function remember(stack: string, startedAt: number, durationMs: number): void {
  mkdirSync(dirname(markFile(stack)), {recursive: true, mode: 0o700});
  writeFileSync(markFile(stack), JSON.stringify({startedAt, durationMs}), {mode: 0o600});
}

/** Probes until the time is over, or takes what a running watch has recorded and waits for the rest. */
async function probed(session: Session, durationMs: number, say: (line: string) => void): Promise<Window> {
  const {stack} = session.name;
  const watcher = watcherOf(stack);
  const intervalMs = watcher?.intervalMs ?? probeIntervalMs;
  const now = Date.now();
  const watchedSince = watcher ? samplesOf(stack).between(now - durationMs, now)[0]?.at : undefined;
  const window = windowOf({now, durationMs, intervalMs, watchedSince, begun: watcher ? undefined : unfinished(stack)});
  const {from, until} = window;
  remember(stack, from, durationMs);
  const rest = until - now;
  const known = Math.max(0, now - from);
  say(
    `gate: availability over ${lengthOf(durationMs)}${known > intervalMs ? `, ${lengthOf(known)} of it on record` : ''}${watcher ? ', recorded by the watch' : ''}`,
  );
  if (rest > 0 && watcher) await wait(rest + intervalMs);
  else if (rest > 0) await recordUntil(session, intervalMs, AbortSignal.timeout(rest + intervalMs));
  rmSync(markFile(stack), {force: true});
  return window;
}

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

/** `./platform gate 1`: exit status 0 only if every check passes. */
export async function gate(
  number: string,
  {stack, duration, load, samples, json = false}: GateOptions,
): Promise<number> {
  if (number !== '1') throw new UserError(`gate: no such gate, got ${JSON.stringify(number)}; there is gate 1`);
  const durationMs = millisecondsOf('gate --duration', duration);
  const latencySamples = Number(samples);
  if (!Number.isInteger(latencySamples) || latencySamples < 10)
    throw new UserError(`gate --samples: not a number of samples, got ${JSON.stringify(samples)}; write 1000 or more`);
  const extent = {
    wholeDay: durationMs >= dayMs,
    loadSeconds: millisecondsOf('gate --load', load) / 1000,
    latencySamples,
  };
  const start = new Date();
  const say = (line: string) => console.error(line);
  const session = await openStack(stack);
  const window = await probed(session, durationMs, say);
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
  for (const check of gate1) {
    const result = resultOf(folder, check, await measured(check, context));
    say(`${result.verdict.padEnd(10)}  ${result.title}: ${result.value}`);
    results.push(result);
  }
  const {availability, samples: all, events} = seen();
  const verdict = worstOf(results.map((result) => result.verdict));
  write(folder, {
    stack,
    commit: context.commit,
    machine: await machineText(),
    images: Object.fromEntries((await context.containers()).map(({name, image}) => [name, image])),
    start: start.toISOString(),
    end: new Date().toISOString(),
    verdict,
    results,
    availability: {...availability, samples: all},
    events,
  });
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
