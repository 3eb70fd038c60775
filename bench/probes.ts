import {setTimeout as wait} from 'node:timers/promises';
import {Command} from 'commander';
import {execa} from 'execa';
import {labelPrefix} from '../components/core/names';
import {services} from '../components/services';
import type {Subject} from '../gates/health';
import {type HealthTimes, timeHealthChecks} from '../gates/measure/health-checks';
import {loadText, putLoad} from '../gates/measure/load';
import {percentile, sorted} from '../gates/measure/statistics';
import {table} from '../operations/table';
import {inWords} from '../operations/watch/events';
import {probes} from '../probes';
import {docker, LiveStack} from '../test/live/stack';
import oneAtATime from '../test/one-at-a-time';
import {machine} from './machine';
import {chosenServices, cleanUpOnSignal, runBench, wholeNumber} from './options';

const stack = new LiveStack('bench-probes');
const intervalMs = 500;
const limitMs = 10_000;

/** When containers started, and when the engine first called them healthy. */
interface Start {
  readonly startedAt: number;
  healthyAt?: number;
}

/** Notes the engine's events of the stack until the signal. */
async function noteStarts(starts: Map<string, Start>, signal: AbortSignal): Promise<void> {
  const filter = ['--filter', `label=${labelPrefix}.stack=${stack.stack}`, '--filter', 'type=container'];
  const events = execa('docker', ['events', '--format', '{{json .}}', ...filter], {
    reject: false,
    stdin: 'ignore',
    cancelSignal: signal,
    buffer: false,
  });
  for await (const line of events) {
    const found = inWords(JSON.parse(String(line)));
    if (found?.text === 'started') starts.set(found.service, {startedAt: found.at});
    const start = starts.get(found?.service ?? '');
    if (found?.text === 'healthy' && start) start.healthyAt ??= found.at;
  }
}

const secondsBetween = (from: number, to: number | undefined): string =>
  to === undefined ? 'never' : ((to - from) / 1000).toFixed(1);

/** Creates the stack, and tells how long each container took. */
async function timedUp(): Promise<string> {
  const starts = new Map<string, Start>();
  const stop = new AbortController();
  const noting = noteStarts(starts, stop.signal).catch(() => undefined);
  const began = Date.now();
  const {stdout} = await stack.must('up');
  stop.abort();
  await noting;
  const rows = [...starts]
    .sort(([, a], [, b]) => (a.healthyAt ?? 0) - (b.healthyAt ?? 0))
    .map(([service, {startedAt, healthyAt}]) => [
      service,
      secondsBetween(began, startedAt),
      secondsBetween(startedAt, healthyAt),
    ]);
  return `${table(['service', 'started after s', 'healthy s later'], rows)}\n${/^ready after .*$/m.exec(stdout)?.[0] ?? ''}`;
}

/** Milliseconds of a service's probes, one after the other at a constant rate, until the signal; a failure has none. */
async function timeProbes({service, kind, connection}: Subject, signal: AbortSignal): Promise<HealthTimes> {
  const times: number[] = [];
  let failed = 0;
  while (!signal.aborted) {
    const start = performance.now();
    try {
      await probes[kind](connection, AbortSignal.timeout(limitMs));
      times.push(performance.now() - start);
    } catch {
      failed += 1;
    }
    await wait(Math.max(0, intervalMs - (performance.now() - start)), undefined, {signal}).catch(() => undefined);
  }
  return {service, times, failed};
}

/** Asks every service in one way while the normal load runs. */
async function underLoad(
  subjects: readonly Subject[],
  seconds: number,
  what: string,
  ask: (subject: Subject, signal: AbortSignal) => Promise<HealthTimes>,
): Promise<string> {
  const signal = AbortSignal.timeout(seconds * 1000);
  const [done, ...all] = await Promise.all([
    putLoad(subjects, signal),
    ...subjects.map((subject) => ask(subject, signal)),
  ]);
  const rows = all.map(({service, times, failed}) => {
    const inOrder = sorted(times);
    const at = (share: number) => (times.length === 0 ? '-' : percentile(inOrder, share).toFixed(1));
    return [service, times.length, at(0.5), at(0.95), at(0.99), at(1), failed];
  });
  return [
    `${seconds} s of load: ${done.requests} requests, ${done.failures} failed`,
    table(['service', what, 'p50 ms', 'p95 ms', 'p99 ms', 'longest ms', 'failed'], rows),
  ].join('\n');
}

async function measure(names: readonly string[], seconds: number): Promise<void> {
  await stack.prepare(Object.fromEntries(Object.keys(services).map((n) => [n, {enabled: names.includes(n)}])));
  console.log(machine(docker('version', '--format', '{{.Server.Version}}')));
  console.log(`\n${await timedUp()}\n`);
  const subjects: Subject[] = [];
  for (const service of names) {
    const {probe: kind} = services[service as keyof typeof services];
    subjects.push({service, kind, connection: await stack.connection(service)});
  }
  console.log(`load: ${loadText}\n`);
  console.log(`${await underLoad(subjects, seconds, 'health checks', timeHealthChecks)}\n`);
  console.log(await underLoad(subjects, seconds, 'probes', timeProbes));
}

async function main(options: {services: string; seconds: string}): Promise<void> {
  const names = chosenServices(options.services);
  const seconds = wholeNumber('seconds', options.seconds, 3600);
  await oneAtATime();
  cleanUpOnSignal(() => stack.clean());
  try {
    await measure(names, seconds);
  } finally {
    stack.clean();
  }
}

runBench(
  new Command('bench:probes')
    .description('times how long services take until healthy, and how long their probes take while a bounded load runs')
    .option('--services <names>', `of ${Object.keys(services).join(', ')}`, Object.keys(services).join(','))
    .option('--seconds <number>', 'how long the load runs, once for health checks and once for probes', '60')
    .action(main),
);
