import {setTimeout as wait} from 'node:timers/promises';
import {Command} from 'commander';
import {services} from '../components/services';
import type {Subject} from '../gates/health';
import {type HealthTimes, timeHealthChecks} from '../gates/measure/health-checks';
import {loadText, putLoad} from '../gates/measure/load';
import {percentile, sorted} from '../gates/measure/statistics';
import {healthyAfter, withOccurrences} from '../operations/healthy-after';
import {table} from '../operations/table';
import {probes} from '../probes';
import {docker, LiveStack} from '../test/live/stack';
import oneAtATime from '../test/one-at-a-time';
import {machine} from './machine';
import {chosenServices, cleanUpOnSignal, runBench, wholeNumber} from './options';

const stack = new LiveStack('bench-probes');
const intervalMs = 500;
const limitMs = 10_000;

/** Creates the stack, and tells how long each container took. */
async function timedUp(): Promise<string> {
  const began = Date.now();
  const [{stdout}, occurrences] = await withOccurrences(stack, () => stack.must('up'));
  const first = new Map(
    occurrences
      .filter(({text}) => text === 'started')
      .toReversed()
      .map((one) => [one.service, one]),
  );
  const rows = [...first.values()]
    .map(({service, at}) => ({service, started: (at - began) / 1000, healthy: healthyAfter([service], occurrences)}))
    .sort((a, b) => a.started + (a.healthy ?? 0) - (b.started + (b.healthy ?? 0)))
    .map(({service, started, healthy}) => [service, started.toFixed(1), healthy?.toFixed(1) ?? 'never']);
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
