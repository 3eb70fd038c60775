import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {messageOf, UserError} from '../components/core/errors';
import type {Check, GateContext, Measured} from '../gates/check';
import {gate1} from '../gates/checks';
import {worstOf} from '../gates/checks/availability';
import {lengthOf} from '../gates/measure/availability';
import {probeIntervalMs} from '../gates/measure/prober';
import {millisecondsOf} from './duration';
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

interface Window {
  readonly from: number;
  readonly until: number;
  readonly intervalMs: number;
}

const markFile = (stack: string): string => join(home(), 'gate', `${stack}.json`);

/** When an unfinished run of the same length began, so that this one goes on with it. */
function unfinished(stack: string, durationMs: number, now: number): number | undefined {
  try {
    const mark = JSON.parse(readFileSync(markFile(stack), 'utf8')) as {startedAt: number; durationMs: number};
    const {startedAt} = mark;
    return mark.durationMs === durationMs && now < startedAt + 2 * durationMs ? startedAt : undefined;
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
  const now = Math.ceil(Date.now() / intervalMs) * intervalMs;
  const first = watcher ? samplesOf(stack).between(now - durationMs, now)[0]?.at : unfinished(stack, durationMs, now);
  const from = first === undefined ? now : Math.floor(first / intervalMs) * intervalMs;
  const until = from + durationMs;
  remember(stack, from, durationMs);
  const rest = until - Date.now();
  say(
    `gate: availability over ${lengthOf(durationMs)}${first === undefined ? '' : `, ${lengthOf(now - from)} of it on record`}${watcher ? ', recorded by the watch' : ''}`,
  );
  if (rest > 0 && watcher) await wait(rest + intervalMs);
  else if (rest > 0) await recordUntil(session, intervalMs, AbortSignal.timeout(rest + intervalMs));
  rmSync(markFile(stack), {force: true});
  return {from, until, intervalMs};
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
      context.services.map(({service}) => service),
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
